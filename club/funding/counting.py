"""How many cards each choice of the filters would leave: each facet is counted under all the other ones."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import CTE, ColumnElement, Subquery, case, func, literal, or_, select, union_all
from sqlalchemy import cast as as_type
from sqlalchemy.types import String

from club.extensions import db
from club.funding import catalogue, states
from club.funding.catalogue import Filter, Place
from club.funding.models import Aid, AidFunder, AidTerm, AidTerritory
from club.funding.states import Edges, State
from club.members.models import Organisation
from club.paging import AnyRow, AnySelect
from club.territories import applying
from club.vocabulary.models import Term, TermKind

TERMS = {"kind": TermKind.FUNDING_KIND, "theme": TermKind.THEME, "stage": TermKind.ACTION_STAGE}
Counts = dict[str, list[AnyRow]]


def counts(wanted: Filter, where: Place, at: Edges) -> Counts:
    """Rows (id, label, number) of each facet, in one statement; `total` has one row, the size of the list.

    Those of `place` are told by `applying.numbers`; those of `without` say what each facet hides.
    """
    bases = _Bases(wanted, where, at)
    chosen = {"kind": wanted.kind_ids, "theme": wanted.theme_ids, "stage": wanted.stage_ids}
    parts = [_of_terms(cards, facets, chosen) for cards, facets in bases.shared(TERMS)]
    parts += [_of_funders(bases.without("funder"), wanted.funder_id), _of_states(bases.without("state"))]
    parts += [_of_all("call", bases.without("call"), is_call=True), _of_all("total", bases.without(""), is_call=False)]
    for facet in bases.asked:
        parts.append(_row("without", literal(0), literal(facet), func.count()).select_from(bases.without(facet)))
    if not wanted.commune:
        parts += _of_places(bases.without("where"))
    found: Counts = {facet: [] for facet in (*TERMS, "funder", "state", "call", "place", "without", "total")}
    for row in db.session.execute(union_all(*parts)):
        found[row.facet].append(row)
    return {facet: sorted(rows, key=lambda row: (-row.number, row.label)) for facet, rows in found.items()}


class _Bases:
    """The cards left by all the filters but one; facets without a choice share the same."""

    def __init__(self, wanted: Filter, where: Place, at: Edges) -> None:
        state = states.said(at, {one: literal(one.value) for one in State}).label("state")
        found = select(Aid.id, Aid.is_call, state).where(*catalogue.narrowed(wanted, where))
        self.found = found.cte("found")
        self.asked = catalogue.chosen_terms(wanted, self.found.c.id)
        if chosen := wanted.chosen_states:
            self.asked["state"] = self.found.c.state.in_(sorted(chosen))
        if wanted.is_call:
            self.asked["call"] = self.found.c.is_call
        self.made: dict[str, CTE] = {} if self.asked else {"": self.found}

    def without(self, facet: str) -> CTE:
        left_out = facet if facet in self.asked else ""
        if left_out not in self.made:
            kept = [condition for name, condition in self.asked.items() if name != left_out]
            self.made[left_out] = select(self.found).where(*kept).cte(f"cards_{left_out or 'all'}")
        return self.made[left_out]

    def shared(self, facets: Iterable[str]) -> list[tuple[CTE, list[str]]]:
        """The facets that are counted on the same cards, together."""
        together: dict[str, tuple[CTE, list[str]]] = {}
        for facet in facets:
            cards = self.without(facet)
            together.setdefault(cards.name, (cards, []))[1].append(facet)
        return list(together.values())


def _row(facet: str, id: Any, label: Any, number: Any) -> AnySelect:
    columns = (literal(facet).label("facet"), id.label("id"), as_type(label, String).label("label"))
    return select(*columns, number.label("number"))


def _of_terms(cards: CTE, facets: list[str], chosen: Mapping[str, Sequence[int]]) -> AnySelect:
    known = _counted(f"{cards.name}_terms", AidTerm.term_id, AidTerm.aid_id, cards)
    named = case({TERMS[facet]: facet for facet in facets}, value=Term.kind)
    label = as_type(Term.label, String).label("label")
    rows = select(named.label("facet"), Term.id.label("id"), label, func.coalesce(known.c.number, 0).label("number"))
    rows = rows.select_from(Term).outerjoin(known, known.c.id == Term.id)
    ids = [one for facet in facets for one in chosen[facet]]
    return rows.where(Term.kind.in_([TERMS[facet] for facet in facets]), _is_offered(known, Term.id, ids))


def _of_funders(cards: CTE, chosen: int | None) -> AnySelect:
    known = _counted("counted_funders", AidFunder.organisation_id, AidFunder.aid_id, cards)
    rows = _row("funder", Organisation.id, Organisation.name, func.coalesce(known.c.number, 0))
    rows = rows.select_from(Organisation).outerjoin(known, known.c.id == Organisation.id)
    return rows.where(_is_offered(known, Organisation.id, [chosen] if chosen else []))


def _counted(name: str, id: Any, aid_id: Any, cards: CTE) -> Subquery:
    """How many cards have each term, or funder. An outer join: the few cards are read first, then what each has."""
    found = select(id.label("id"), func.count().label("number")).select_from(cards)
    return found.outerjoin(id.class_, cards.c.id == aid_id).group_by(id).subquery(name)


def _is_offered(known: Subquery, id: Any, chosen: Any) -> ColumnElement[bool]:
    """What some card has, and what is chosen: a choice never leaves the page."""
    return or_(known.c.number.is_not(None), id.in_(chosen))


def _of_states(cards: CTE) -> AnySelect:
    return _row("state", literal(0), cards.c.state, func.count()).group_by(cards.c.state)


def _of_places(cards: CTE) -> list[AnySelect]:
    everywhere = applying.national(AidTerritory, AidTerritory.aid_id)
    others = select(cards.c.id).where(cards.c.id.not_in(everywhere)).subquery("others")
    found = applying.patterns(AidTerritory, AidTerritory.aid_id, others).subquery("places")
    national = _row("place", literal(0), literal(applying.EVERYWHERE), func.count()).select_from(cards)
    return [_row("place", literal(0), found.c.places, found.c.number), national.where(cards.c.id.in_(everywhere))]


def _of_all(facet: str, cards: CTE, *, is_call: bool) -> AnySelect:
    rows = _row(facet, literal(0), literal(""), func.count()).select_from(cards)
    return rows.where(cards.c.is_call) if is_call else rows
