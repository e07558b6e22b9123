"""What can happen in the library."""

from dataclasses import dataclass

from club.events import Event


@dataclass(frozen=True, kw_only=True)
class ResourceChanged(Event):
    """Edited, withdrawn or restored: what is searched must follow."""

    resource_id: int


@dataclass(frozen=True, kw_only=True)
class ResourcePublished(Event):
    """Shown to all members."""

    resource_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ResourceHidden(Event):
    """Taken out of sight by moderation."""

    resource_id: int


@dataclass(frozen=True, kw_only=True)
class ResourceErrorReported(Event):
    """A reader says what is wrong in it."""

    resource_id: int
    by_id: int
    word: str


@dataclass(frozen=True, kw_only=True)
class CorrectionProposed(Event):
    """A member proposes another text."""

    correction_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class CorrectionSettled(Event):
    """It is accepted or refused."""

    correction_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ResourceRevised(Event):
    """Its text or a file is another one; `note` says what changed, for those who keep it."""

    resource_id: int
    by_id: int
    note: str


@dataclass(frozen=True, kw_only=True)
class ResourceSubmitted(Event):
    """Its organisation asks for a second look before publication."""

    resource_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ResourceGivenBack(Event):
    """Not published: `word` says what is to be changed; without `by_id` the calendar found it."""

    resource_id: int
    by_id: int | None
    word: str


@dataclass(frozen=True, kw_only=True)
class ResourceExpired(Event):
    """Its date (ISO) has passed: it has to be checked."""

    resource_id: int
    on: str


@dataclass(frozen=True, kw_only=True)
class WishAnswered(Event):
    """What somebody looked for has its resource."""

    wish_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class WishClosed(Event):
    """What somebody looked for will not come."""

    wish_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class CoPublishersAsked(Event):
    """These organisations are named beside the one that publishes it: they are asked to keep it together."""

    resource_id: int
    organisation_ids: list[int]
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ResourcesImported(Event):
    """Added or changed by the import of a catalogue, many at once: what is searched must follow, nobody is told."""

    resource_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class ImportEnded(Event):
    """The import of a catalogue is over; `waiting` of its resources are to be read before they are published."""

    import_id: int
    waiting: int
