"""What can happen to offers of help and to requests."""

from dataclasses import dataclass

from club.events import Event


@dataclass(frozen=True, kw_only=True)
class HelpOfferChanged(Event):
    """Written, paused, hidden or left: what is searched must follow."""

    offer_id: int


@dataclass(frozen=True, kw_only=True)
class HelpMoved(Event):
    """A request was made, or went one `step` further; the other person is told. Nobody did it when its eve comes."""

    request_id: int
    step: str
    version: int
    by_id: int | None
