"""What can happen in the library."""

from dataclasses import dataclass

from club.events import Event


@dataclass(frozen=True, kw_only=True)
class ResourceChanged(Event):
    """Published, edited, withdrawn, hidden or restored: what is searched must follow."""

    resource_id: int
