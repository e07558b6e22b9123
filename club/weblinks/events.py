"""What can happen to the addresses that pages show."""

from dataclasses import dataclass

from club.events import Event


@dataclass(frozen=True, kw_only=True)
class LinkDied(Event):
    """An address of a thing has not answered for long enough; `on` is the day (ISO)."""

    kind: str
    thing_id: int
    link_id: int
    url: str
    on: str


@dataclass(frozen=True, kw_only=True)
class LinkRevived(Event):
    """It answers again."""

    kind: str
    thing_id: int
    link_id: int
