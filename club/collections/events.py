"""What can happen to collections."""

from dataclasses import dataclass

from club.events import Event


@dataclass(frozen=True, kw_only=True)
class CollectionChanged(Event):
    """Written, shared, recommended, hidden or dropped: what is searched must follow."""

    collection_id: int
