"""What can happen to experiences."""

from dataclasses import dataclass

from club.events import Event


@dataclass(frozen=True, kw_only=True)
class ExperienceChanged(Event):
    """Published, edited, withdrawn, hidden or restored: what is searched must follow."""

    experience_id: int
