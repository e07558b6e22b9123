"""What can happen to experiences."""

from dataclasses import dataclass

from club.events import Event


@dataclass(frozen=True, kw_only=True)
class ExperienceChanged(Event):
    """Edited, withdrawn or restored: what is searched must follow."""

    experience_id: int


@dataclass(frozen=True, kw_only=True)
class ExperiencePublished(Event):
    """Shown to all members for the first time, or again."""

    experience_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ExperienceHidden(Event):
    """Taken out of sight by moderation."""

    experience_id: int
