"""What can happen to places."""

from dataclasses import dataclass

from club.events import Event


@dataclass(frozen=True, kw_only=True)
class PlaceListChanged(Event):
    """An ad hoc list has another name, or other communes."""

    list_id: int
