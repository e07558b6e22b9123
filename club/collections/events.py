"""What can happen to collections."""

from dataclasses import dataclass

from club.events import Event


@dataclass(frozen=True, kw_only=True)
class CollectionChanged(Event):
    """Written, shared, recommended, hidden or dropped: what is searched must follow."""

    collection_id: int


@dataclass(frozen=True, kw_only=True)
class CollectionPacked(Event):
    """The copy that a reader asked for is ready."""

    export_id: int


@dataclass(frozen=True, kw_only=True)
class CollectionDropped(Event):
    """It is no more: what was told of it is taken back."""

    collection_id: int
