"""What can happen when somebody leaves."""

from dataclasses import dataclass

from club.events import Event


@dataclass(frozen=True, kw_only=True)
class DepartureDeclared(Event):
    """A day of leaving is known: the référent is told, and who leaves when somebody else said so."""

    handover_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class DepartureTakenBack(Event):
    """It was a mistake, or it is put off."""

    handover_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class SuccessorInvited(Event):
    """A new account is promised by somebody who leaves: the référent knows."""

    handover_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class SuccessorNamed(Event):
    """A member is to come after somebody: they hear of it before the day, for they may decline."""

    handover_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class SuccessorDeclined(Event):
    """Whoever was named does not come after: who leaves and the référent look for another."""

    handover_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class PostLeft(Event):
    """The day has come: what was given waits for the successor; the référent knows if the post is vacant."""

    handover_id: int


@dataclass(frozen=True, kw_only=True)
class SuccessorSettled(Event):
    """The successor serves the commune: what was given is told, once the other one has left."""

    handover_id: int
