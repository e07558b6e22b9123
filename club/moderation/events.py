"""What can happen in moderation."""

from dataclasses import dataclass

from club.events import Event


@dataclass(frozen=True, kw_only=True)
class ContentHidden(Event):
    """Staff hid something; its author is told why."""

    kind: str
    thing_id: int
    author_id: int
    label: str
    url: str
    reason: str
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ContentRestored(Event):
    kind: str
    thing_id: int
    author_id: int
    label: str
    url: str
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ReportMade(Event):
    report_id: int
    departement_code: str | None
    label: str


@dataclass(frozen=True, kw_only=True)
class ReportSettled(Event):
    """A report was answered; who made it is told."""

    report_id: int
    reporter_id: int
    label: str
    decision: str
    note: str
    by_id: int
