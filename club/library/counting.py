"""The list of resources in one statement: its page, and how many each choice of the facets would leave.

Each facet is counted under all the other ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, case, func, literal, select, true, tuple_, union_all
from sqlalchemy import cast as as_type
from sqlalchemy.types import String

from club.extensions import db
from club.library import catalogue, queries
from club.library.catalogue import LEVELS, Filter
from club.library.licences import LICENCES
from club.library.models import Resource, ResourceStage, ResourceTerritory, ResourceTheme
from club.members.models import Organisation
from club.paging import AnyRow, AnySelect
from club.territories import applying
from club.territories.applying import Numbers
from club.territories.models import Departement
from club.vocabulary.models import Term

PAGE, PLACE, WITHOUT, TOTAL, HERE = "page", "place", "without", "total", "here"
NAMED = ("type", "theme", "stage", "organisation")


@dataclass(frozen=True)
class Choice:
    """One choice of a facet, and how many resources it would leave."""

    id: Any
    label: str
    number: int


@dataclass(frozen=True)
class Found:
    """What the list says: its page, as (id, rank), the choices of each facet, the places, its size.

    `without` is what would be left if a facet were taken away.
    """

    page: list[tuple[int, int]]
    facets: dict[str, list[Choice]]
    places: Numbers
    total: int
    here: int
    without: dict[str, int]


def find(wanted: Filter, here: str | None, departements: Sequence[Departement], *, after: str | None = None) -> Found:
    """The page and its counts (in a second statement, the EPCI, when there are some)."""
    near = _Near(wanted, here)
    parts = [near.of_type(), near.of_terms("theme", ResourceTheme), near.of_terms("stage", ResourceStage)]
    parts += [near.of_organisation(), near.of_column("level", _level(near.rows.c.score))]
    parts += [near.of_column("licence", near.rows.c.licence)]
    parts += [near.of_places(), near.national(), near.applying_here(), near.page(after)]
    parts += [near.all(TOTAL, ""), *(near.all(WITHOUT, facet) for facet in near.asked)]
    found: dict[str, list[AnyRow]] = {}
    for row in db.session.execute(union_all(*parts)):
        found.setdefault(row.facet, []).append(row)
    places = [(row.label, row.number) for row in found.get(PLACE, [])]
    return Found(
        page=[(row.id, row.number) for row in found.get(PAGE, [])],
        facets={facet: _named(found.get(facet, [])) for facet in NAMED} | _listed(found),
        places=applying.numbers(places, departements),
        total=found[TOTAL][0].number,
        here=found[HERE][0].number,
        without={row.label: row.number for row in found.get(WITHOUT, [])},
    )


def _named(rows: Sequence[AnyRow]) -> list[Choice]:
    found = [Choice(row.id, row.label, row.number) for row in rows]
    return sorted(found, key=lambda one: (-one.number, one.label))


def _listed(found: dict[str, list[AnyRow]]) -> dict[str, list[Choice]]:
    """The facets whose choices are a closed list of the code, in its order."""
    labels = {"level": {name: label for name, (_, _, label) in LEVELS.items()}}
    labels["licence"] = {key: one.name for key, one in LICENCES.items()}
    numbers = {facet: {row.label: row.number for row in found.get(facet, [])} for facet in labels}
    return {
        facet: [Choice(key, label, numbers[facet][key]) for key, label in known.items() if key in numbers[facet]]
        for facet, known in labels.items()
    }


class _Near:
    """The resources that at most one facet leaves out, each with the facet that does: one pass serves all counts.

    They are found by a vote: what answers a facet is listed for each, and only those that all name, or all but one,
    are looked at. A bit stands for each facet, so that the sum of its votes says which one leaves a resource out.
    Of three facets or more the widest does not vote: it is asked about those that the others kept.
    """

    def __init__(self, wanted: Filter, here: str | None) -> None:
        self.wanted = wanted
        voters = catalogue.answering(wanted)
        self.asked = {facet: 1 << number for number, facet in enumerate(voters)}
        self.all_said = sum(self.asked.values())
        columns: list[Any] = [Resource.id, Resource.published_at, Resource.type_id, Resource.organisation_id]
        columns += [Resource.licence, catalogue.score().label("score"), catalogue.used().label("used")]
        columns += [_flag(*one) for one in catalogue.places(here, Resource.id)]
        if voters:
            last = catalogue.widest(wanted) if len(voters) > 2 else None
            votes = _vote(wanted, [(voters[facet], bit) for facet, bit in self.asked.items() if facet != last])
            said: ColumnElement[int] = votes.c.said
            if last:
                said += case((catalogue.answers(wanted, last), self.asked[last]), else_=0)
            found = select(*columns, said.label("said")).join(votes, votes.c.id == Resource.id)
            found = found.where(queries.published())
        else:
            found = select(*columns, literal(0).label("said")).where(*catalogue.narrowed(wanted))
        near = catalogue.weighed(found)
        self.rows: CTE = near.cte("near").prefix_with("MATERIALIZED")

    def _without(self, facet: str) -> ColumnElement[bool]:
        """Nothing but this facet leaves it out."""
        if not self.asked:
            return true()  # a comparison would have PostgreSQL expect few rows
        said = self.rows.c.said
        return (
            said.in_((self.all_said, self.all_said - self.asked[facet]))
            if facet in self.asked
            else said == self.all_said
        )

    def page(self, after: str | None) -> AnySelect:
        """The ids of the page and their ranks, one more than are shown."""
        row = self.rows.c
        rank = catalogue.rank(self.wanted.sort, row)
        listed = select(row.id, rank.label("rank")).where(self._without(""))
        if edge := catalogue.place_of(after):
            listed = listed.where(tuple_(rank, row.published_at, row.id) < tuple_(*edge))
        ordered = listed.order_by(rank.desc(), row.published_at.desc(), row.id.desc())
        few = ordered.limit(catalogue.SIZE + 1).subquery("page")
        return _row(PAGE, few.c.id, literal(""), few.c.rank)

    def of_type(self) -> AnySelect:
        counted = self._counted("type", self.rows.c.type_id)
        return _labelled("type", counted, Term, Term.label, self.wanted.type_ids)

    def of_organisation(self) -> AnySelect:
        chosen = [self.wanted.organisation_id] if self.wanted.organisation_id else []
        counted = self._counted("organisation", self.rows.c.organisation_id)
        return _labelled("organisation", counted, Organisation, Organisation.name, chosen)

    def of_terms(self, facet: str, model: Any) -> AnySelect:
        """By an outer join: the few resources are read first, then what each has."""
        found = select(model.term_id.label("id"), func.count().label("number")).select_from(self.rows)
        found = found.outerjoin(model, self.rows.c.id == model.resource_id).where(self._without(facet))
        counted = found.group_by(model.term_id).subquery(f"of_{facet}")
        chosen = self.wanted.theme_ids if facet == "theme" else self.wanted.stage_ids
        return _labelled(facet, counted, Term, Term.label, chosen)

    def _counted(self, facet: str, column: Any) -> Any:
        found = select(column.label("id"), func.count().label("number")).select_from(self.rows)
        return found.where(self._without(facet)).group_by(column).subquery(f"of_{facet}")

    def of_column(self, facet: str, column: Any) -> AnySelect:
        rows = _row(facet, literal(0), column, func.count()).select_from(self.rows)
        return rows.where(self._without(facet)).group_by(column)

    def of_places(self) -> AnySelect:
        others = select(self.rows.c.id).where(self._without("where"), self.rows.c.is_national == 0).subquery("others")
        found = applying.patterns(ResourceTerritory, ResourceTerritory.resource_id, others).subquery("places")
        return _row(PLACE, literal(0), found.c.places, found.c.number)

    def national(self) -> AnySelect:
        return self._where(PLACE, applying.EVERYWHERE, self.rows.c.is_national == 1)

    def applying_here(self) -> AnySelect:
        return self._where(HERE, "", self.rows.c.is_national + self.rows.c.is_local > 0)

    def _where(self, name: str, label: str, condition: ColumnElement[bool]) -> AnySelect:
        rows = _row(name, literal(0), literal(label), func.count()).select_from(self.rows)
        return rows.where(self._without("where"), condition)

    def all(self, name: str, facet: str) -> AnySelect:
        rows = _row(name, literal(0), literal(facet), func.count()).select_from(self.rows)
        return rows.where(self._without(facet))


def _vote(wanted: Filter, voters: Sequence[tuple[AnySelect, int]]) -> CTE:
    """The ids that all facets name, or all but one, with the sum of their bits; among those that have the words."""
    words = catalogue.with_words(wanted)
    everybody = words if words is not None else select(Resource.id).where(queries.published())
    whole = sum(bit for _, bit in voters)
    enough = [whole, *(whole - bit for _, bit in voters)]
    if words is not None or len(voters) == 1:  # with two facets, what nobody names is out
        beyond = whole + 1
        voters, enough = [*voters, (everybody, beyond)], [beyond + one for one in enough]
    else:
        beyond = 0
    votes = union_all(*(_named_by(*one) for one in voters)).subquery("said")
    said = func.sum(votes.c.said)
    kept = select(votes.c.id, (said - beyond).label("said")).group_by(votes.c.id).having(said.in_(enough))
    return kept.cte("votes").prefix_with("MATERIALIZED")


def _named_by(ids: AnySelect, bit: int) -> AnySelect:
    found = ids.subquery()
    return select(found.c[0].label("id"), literal(bit).label("said"))


def _flag(condition: Any, name: str, value: int = 1) -> Any:
    return case((condition, value), else_=1 - value).label(name)


def _level(score: Any) -> ColumnElement[str]:
    steps = [(score >= least, name) for name, (least, _, _) in LEVELS.items()]
    return case(*steps[:-1], else_=steps[-1][1])


def _labelled(facet: str, counted: Any, model: Any, label: Any, chosen: Sequence[int]) -> AnySelect:
    """What some resource has, and what is chosen: a choice never leaves the page."""
    number = func.coalesce(counted.c.number, 0)
    rows = _row(facet, model.id, label, number).select_from(model).outerjoin(counted, counted.c.id == model.id)
    return rows.where(counted.c.number.is_not(None) | model.id.in_(chosen))


def _row(facet: str, id: Any, label: Any, number: Any) -> AnySelect:
    columns: list[Any] = [literal(facet).label("facet"), id.label("id"), as_type(label, String).label("label")]
    return select(*columns, number.label("number"))
