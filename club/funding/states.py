"""Whether an aid may be asked for now: read from its dates, in Python and in SQL, never stored."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, literal

from club import clock, french
from club.funding.models import Aid
from club.territories import zones

SOON = 30  # days


class State(StrEnum):
    """Where an aid stands; the value is the word of addresses."""

    SOON = "ferme-bientot"
    OPEN = "ouverte"
    PERMANENT = "permanente"
    COMING = "a-venir"
    CLOSED = "fermee"


LABELS = {
    State.SOON: "Ferme bientôt",
    State.OPEN: "Ouverte",
    State.PERMANENT: "Permanente",
    State.COMING: "À venir",
    State.CLOSED: "Fermée",
}
RANKS = {State.SOON: 0, State.OPEN: 1, State.PERMANENT: 1, State.COMING: 2, State.CLOSED: 3}  # in lists
ASKABLE = (State.SOON, State.OPEN, State.PERMANENT)


class Dated(Protocol):
    """What has the dates of an aid: the sheet, or a row of a list."""

    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def closes_at(self) -> datetime | None: ...
    @property
    def is_permanent(self) -> bool: ...


@dataclass(frozen=True)
class Edges:
    """The two moments between which states change, on somebody's calendar."""

    now: datetime
    soon_until: datetime  # the first midnight that is more than 30 days away


def edges(zone: ZoneInfo | None = None, now: datetime | None = None) -> Edges:
    """For whoever looks, now, unless said otherwise."""
    zone, now = zone or clock.zone(), now or clock.now()
    last = now.astimezone(zone).date() + timedelta(days=SOON + 1)
    return Edges(now, datetime.combine(last, time(), zone))


def state(aid: Dated, at: Edges) -> State:
    """The state of one aid."""
    if aid.closes_at is not None and aid.closes_at <= at.now:
        return State.CLOSED
    if aid.opens_at is not None and aid.opens_at > at.now:
        return State.COMING
    if aid.is_permanent:
        return State.PERMANENT
    return State.SOON if aid.closes_at is not None and aid.closes_at < at.soon_until else State.OPEN


def said(at: Edges, values: Mapping[State, Any]) -> ColumnElement[Any]:
    """The same as `state` in SQL: for each aid the value of its state."""
    return case(
        (and_(Aid.closes_at.is_not(None), Aid.closes_at <= at.now), values[State.CLOSED]),
        (and_(Aid.opens_at.is_not(None), Aid.opens_at > at.now), values[State.COMING]),
        (Aid.is_permanent, values[State.PERMANENT]),
        (and_(Aid.closes_at.is_not(None), Aid.closes_at < at.soon_until), values[State.SOON]),
        else_=values[State.OPEN],
    )


def among(states: Collection[State], at: Edges) -> ColumnElement[bool]:
    """The aids in one of these states."""
    return said(at, {one: literal(1 if one in states else 0) for one in State}) == 1


def days_left(moment: datetime, at: Edges, zone: ZoneInfo | None = None) -> int:
    """Days on the calendar of whoever looks: 0 is today."""
    zone = zone or clock.zone()
    return (moment.astimezone(zone).date() - at.now.astimezone(zone).date()).days


def badge(aid: Dated, at: Edges) -> tuple[State, str]:
    """The state and what its badge says, on the calendar of whoever looks."""
    now = state(aid, at)
    if now is State.SOON and aid.closes_at is not None:
        left = days_left(aid.closes_at, at)
        return now, {0: "Ferme aujourd’hui", 1: "Ferme demain"}.get(left, f"Ferme dans {left} jours")
    if now is State.COMING and aid.opens_at is not None:
        left = days_left(aid.opens_at, at)
        return now, {0: "Ouvre aujourd’hui", 1: "Ouvre demain"}.get(left, f"Ouvre dans {left} jours")
    return now, LABELS[now]


def prefile(aid: Any, at: Edges) -> str:
    """What to say of the first file of an aid that asks for two: the days left, or that it is too late."""
    if aid.prefile_at is None or state(aid, at) is State.CLOSED:
        return ""
    left = days_left(aid.prefile_at, at)
    if aid.prefile_at <= at.now:
        return "Pré-dépôt clos"
    return {0: "Pré-dépôt aujourd’hui", 1: "Pré-dépôt demain"}.get(left, f"Pré-dépôt dans {left} jours")


def elsewhere(aid: Aid) -> tuple[str, str] | None:
    """The place whose clock rules the closing and the moment there, when it is not the clock of whoever looks."""
    if aid.closes_at is None or aid.closes_at.astimezone(clock.zone()).utcoffset() == _offset(aid.closes_at, aid.zone):
        return None
    with clock.told_in(aid.zone):
        return zones.LABELS.get(aid.zone, aid.zone), french.fulldate(aid.closes_at)


def _offset(at: datetime, zone: str) -> timedelta | None:
    return at.astimezone(ZoneInfo(zone)).utcoffset()
