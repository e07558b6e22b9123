"""What can happen to funding sheets."""

from dataclasses import dataclass

from club.events import Event


@dataclass(frozen=True, kw_only=True)
class AidChanged(Event):
    """Edited, withdrawn or restored: what is searched must follow."""

    aid_id: int


@dataclass(frozen=True, kw_only=True)
class AidPublished(Event):
    """Shown to all members."""

    aid_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class AidHidden(Event):
    """Taken out of sight by moderation."""

    aid_id: int
