"""The figures of the pages: sums of cells, and nothing finer."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select

from club.experiences.models import CoAuthor, Experience
from club.extensions import db
from club.library import queries as library
from club.library.models import Resource
from club.paging import AnyRow, AnySelect
from club.reach.closing import SHOWN
from club.reach.models import OTHERS, ReachCell
from club.reach.months import moved, said, this_month
from club.territories.models import Departement

GESTURES = {
    "view": "Consultations",
    "download": "Téléchargements",
    "bookmark": "Mises de côté",
    "quotation": "Citations",
}
NOT_KEPT = ("view", "download", "quotation")  # nobody keeps an experience as one keeps a resource
ELSEWHERE = "Autres départements"
Numbers = dict[str, int]  # by gesture; absent when it is of too few communes


class Line(NamedTuple):
    """A line of a table: a month, a département, a resource."""

    label: str
    numbers: Numbers


class Thing(NamedTuple):
    """A resource or an experience among others."""

    kind: str
    id: int
    title: str
    numbers: Numbers


@dataclass(frozen=True)
class Reach:
    """What became of a thing over some months: the same sum told twice."""

    gestures: dict[str, str]  # what is counted, and its words
    months: Sequence[Line]
    places: Sequence[Line]
    totals: Numbers


def of_thing(kind: str, id: int) -> Reach:
    """The last twelve months of a resource or of an experience."""
    names = NOT_KEPT if kind == "experience" else tuple(GESTURES)
    return _told(_sums(of(kind, id), _since(), this_month()), _since(), this_month(), names)


def of_several(which: ColumnElement[bool]) -> Reach:
    """The last twelve months of several things."""
    return between(which, _since(), this_month())


def between(which: ColumnElement[bool], since: date, until: date) -> Reach:
    """Some months of several things."""
    return _told(_sums(which, since, until), since, until, tuple(GESTURES))


def of(kind: str, id: int) -> ColumnElement[bool]:
    """The cells of one thing."""
    return and_(ReachCell.kind == kind, ReachCell.thing_id == id)


def published_by(organisation_id: int) -> ColumnElement[bool]:
    """The cells of an organisation: those of its resources, and those of what is left of them."""
    its = select(Resource.id).where(Resource.organisation_id == organisation_id)
    return or_(
        and_(ReachCell.kind == "resource", ReachCell.thing_id.in_(its)),
        and_(ReachCell.kind == "organisation", ReachCell.thing_id == organisation_id),
    )


def written_by(member_id: int) -> ColumnElement[bool]:
    """The cells of what a member wrote, alone or with others."""
    told_with = select(CoAuthor.experience_id).where(
        CoAuthor.member_id == member_id, CoAuthor.state == CoAuthor.ACCEPTED
    )
    told = select(Experience.id).where(or_(Experience.author_id == member_id, Experience.id.in_(told_with)))
    made = select(Resource.id).where(Resource.author_id == member_id)
    return or_(
        and_(ReachCell.kind == "experience", ReachCell.thing_id.in_(told)),
        and_(ReachCell.kind == "resource", ReachCell.thing_id.in_(made)),
    )


def _since() -> date:
    return moved(this_month(), -SHOWN)


def _between(since: date, until: date) -> tuple[ColumnElement[bool], ...]:
    return ReachCell.month >= since, ReachCell.month < until


def _sums(which: ColumnElement[bool], since: date, until: date) -> Sequence[AnyRow]:
    columns: list[Any] = [ReachCell.month, ReachCell.departement_code, ReachCell.gesture, Departement.name]
    sums = select(*columns, func.sum(ReachCell.number).label("number"))
    sums = sums.outerjoin(Departement, Departement.code == ReachCell.departement_code)
    return db.session.execute(sums.where(which, *_between(since, until)).group_by(*columns)).all()


def _told(rows: Sequence[AnyRow], since: date, until: date, names: Sequence[str]) -> Reach:
    months: dict[date, Numbers] = defaultdict(dict)
    places: dict[str, Numbers] = defaultdict(dict)
    totals: Numbers = {}
    for row in rows:
        for numbers in (months[row.month], places[_place(row)], totals):
            numbers[row.gesture] = numbers.get(row.gesture, 0) + int(row.number)
    asked, shown = since, []
    while asked < until:
        shown.append(Line(said(asked), months.get(asked, {})))
        asked = moved(asked, 1)
    ranked = sorted(places.items(), key=lambda one: (one[0] == ELSEWHERE, *_rank(one[1]), one[0]))
    gestures = {name: GESTURES[name] for name in names}
    return Reach(gestures, shown, [Line(*one) for one in ranked], totals)


def _place(row: AnyRow) -> str:
    if row.departement_code == OTHERS:
        return ELSEWHERE
    return f"{row.name} ({row.departement_code})" if row.name else str(row.departement_code)


def _rank(numbers: Numbers) -> tuple[int, ...]:
    return tuple(-numbers.get(name, 0) for name in GESTURES)


def things(which: ColumnElement[bool], since: date | None = None, until: date | None = None) -> list[Thing]:
    """The things of which there is something to say, the most read first; of the last twelve months unless told."""
    columns: list[Any] = [ReachCell.kind, ReachCell.thing_id, ReachCell.gesture, *_named()]
    sums = _with_things(select(*columns, func.sum(ReachCell.number).label("number")))
    shown = or_(library.public(), and_(Experience.published_at.is_not(None), Experience.hidden_at.is_(None)))
    sums = sums.where(which, shown, *_between(since or _since(), until or this_month())).group_by(*columns)
    found: dict[tuple[str, int, str], Numbers] = defaultdict(dict)
    for row in db.session.execute(sums):
        found[row.kind, row.thing_id, row.title][row.gesture] = int(row.number)
    ranked = [Thing(*key, numbers) for key, numbers in found.items()]
    return sorted(ranked, key=lambda one: (*_rank(one.numbers), one.title, one.id))


def table(which: ColumnElement[bool]) -> Iterator[tuple[Any, ...]]:
    """The cells of the last twelve months, for a spreadsheet: month, place, what, then the numbers."""
    found: dict[tuple[Any, ...], Numbers] = defaultdict(dict)
    columns: list[Any] = [ReachCell.month, ReachCell.departement_code, ReachCell.gesture, ReachCell.number]
    lines = _with_things(select(*columns, ReachCell.kind, ReachCell.thing_id, Departement.name, *_named()))
    lines = lines.outerjoin(Departement, Departement.code == ReachCell.departement_code)
    for row in db.session.execute(lines.where(which, *_between(_since(), this_month()))):
        what = row.title or "Autres ressources réunies"
        found[row.month, row.departement_code, _place(row), what, row.kind, row.thing_id][row.gesture] = row.number
    for key, numbers in sorted(found.items(), key=lambda one: one[0]):
        yield (f"{key[0]:%Y-%m}", *key[1:4], *(numbers.get(name) for name in GESTURES))


def _named() -> list[Any]:
    return [func.coalesce(Resource.title, Experience.title).label("title")]


def _with_things(statement: AnySelect) -> AnySelect:
    """Beside each cell, the thing it speaks of; none beside what is left of several."""
    resource = and_(ReachCell.kind == "resource", Resource.id == ReachCell.thing_id)
    experience = and_(ReachCell.kind == "experience", Experience.id == ReachCell.thing_id)
    return statement.outerjoin(Resource, resource).outerjoin(Experience, experience)
