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


@dataclass(frozen=True, kw_only=True)
class ReviewAsked(Event):
    """Its author wants a second look before publication."""

    experience_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ExperienceGivenBack(Event):
    """The second look asks for changes."""

    experience_id: int
    by_id: int
    word: str


@dataclass(frozen=True, kw_only=True)
class ExperienceFlagged(Event):
    """Somebody says that it does not hold any more as it is."""

    experience_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class CheckDue(Event):
    """A year has passed since its authors last said that it holds."""

    experience_id: int
    year: int


@dataclass(frozen=True, kw_only=True)
class CoAuthorInvited(Event):
    """A member was asked to write together."""

    experience_id: int
    member_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class CoAuthorJoined(Event):
    """A member accepted to write together."""

    experience_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class ExperienceAdopted(Event):
    """A commune takes it up."""

    adoption_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class WordLeft(Event):
    """A reader left a word for the authors."""

    experience_id: int
    by_id: int
