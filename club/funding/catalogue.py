"""The list of aids: what narrows it, one card for a national sheet and its variants, in which order it comes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, func, literal, or_, select, tuple_
from sqlalchemy.orm import aliased

from club import search
from club.extensions import UtcDateTime, db
from club.funding import queries, states
from club.funding.models import Aid, AidFunder, AidTerm, AidTerritory
from club.funding.states import Edges, State
from club.members.models import Organisation
from club.paging import AnyRow, AnySelect, Page, decode_ranked, encode_ranked
from club.territories import applying, scopes
from club.territories.applying import Where
from club.vocabulary.models import Term, TermKind

KIND = "aid"  # in the search index
OTHER = aliased(Aid)  # of the same family
SIZE = 20
FAR = datetime(9000, 1, 1, tzinfo=UTC)
LARGEST = 2**31 - 1


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed by; empty means all."""

    words: str = ""
    kind_ids: Sequence[int] = ()
    theme_ids: Sequence[int] = ()
    stage_ids: Sequence[int] = ()
    funder_id: int | None = None
    departement: str = ""
    region: str = ""
    commune: str = ""
    epci: str = ""
    states: Sequence[State] = ()
    is_open: bool = False  # whatever may be asked for now
    is_call: bool = False

    @property
    def chosen_states(self) -> set[State]:
        """The states asked for, « ouvertes maintenant » being three of them."""
        return {*self.states, *(states.ASKABLE if self.is_open else ())}


@dataclass(frozen=True)
class Place:
    """The commune for which local variants come instead of their national sheet."""

    commune: str | None = None
    local: Mapping[int, int] = field(default_factory=dict)  # by national sheet, the nearest variant that covers it


def place(commune: str | None) -> Place:
    """What local variants mean for a commune."""
    if not commune:
        return Place()
    here = scopes.containing(commune)
    found = db.session.execute(
        select(Aid.id, Aid.national_id, func.min(here.c.width).label("width"))
        .join(AidTerritory, AidTerritory.aid_id == Aid.id)
        .join(here, and_(here.c.scope == AidTerritory.scope, here.c.code == AidTerritory.code))
        .where(Aid.national_id.is_not(None), queries.published())
        .group_by(Aid.id, Aid.national_id)
    ).all()
    nearest: dict[int, int] = {}
    for row in sorted(found, key=lambda row: (row.width, row.id)):
        nearest.setdefault(row.national_id, row.id)
    return Place(commune, nearest)


def local_of(aid: Aid, commune: str | None) -> AnyRow | None:
    """The variant of a national sheet that holds where somebody works, if there is one."""
    id = place(commune).local.get(aid.id) if commune and aid.national_id is None else None
    return db.session.execute(select(Aid.id, Aid.slug, Aid.title).where(Aid.id == id)).first() if id else None


def page(
    wanted: Filter, where: Place, at: Edges, *, after: str | None = None, liked: Collection[int] = (), size: int = SIZE
) -> Page[AnyRow]:
    """One page of cards: what closes first, then what is open, what is to come, what is closed.

    Among those of the same rank, the aids on one of the `liked` themes come first.
    """
    rank, moment, key = _order(at, liked)
    cards = select(Aid.id, rank.label("rank"), moment.label("edge")).where(*answering(wanted, where, at))
    if edge := decode_ranked(after):
        cards = cards.where(tuple_(rank, moment, key) > tuple_(edge[0], edge[1], -edge[2]))
    # What is shown of a card is asked for those of the page only.
    chosen = cards.order_by(rank, moment, key).limit(size + 1).subquery("chosen")
    shown = _rows(where.commune).add_columns(chosen.c.rank, chosen.c.edge).join(chosen, chosen.c.id == Aid.id)
    found = db.session.execute(shown.order_by(chosen.c.rank, chosen.c.edge, -Aid.id)).all()
    return Page(
        found[:size],
        encode_ranked(found[size - 1].rank, found[size - 1].edge, found[size - 1].id) if len(found) > size else None,
    )


def size(wanted: Filter, where: Place, at: Edges) -> int:
    """How many cards answer."""
    return db.session.scalar(select(func.count(Aid.id)).where(*answering(wanted, where, at))) or 0


def answering(wanted: Filter, where: Place, at: Edges) -> list[ColumnElement[bool]]:
    """All that a search asks of a card."""
    asked = [*narrowed(wanted, where), *chosen_terms(wanted, Aid.id).values()]
    asked += [states.among(wanted.chosen_states, at)] if wanted.chosen_states else []
    return asked + ([Aid.is_call.is_(True)] if wanted.is_call else [])


def narrowed(wanted: Filter, where: Place) -> list[ColumnElement[bool]]:
    """The cards that the words and the commune leave; the facets are apart, for each is counted without itself."""
    asked = [queries.published(), _is_card(where)]
    if wanted.commune:
        asked.append(Aid.id.in_(_applying(Where(wanted.commune))))
    if wanted.epci:
        asked.append(Aid.id.in_(_applying(Where(epci=wanted.epci))))
    found = search.holding(wanted.words, audiences=["members"], kind=KIND) if wanted.words else None
    if found is not None:
        asked.append(cast(Aid.id, String).in_(found))
    return asked


def _applying(where: Where) -> Any:
    return applying.applying(AidTerritory, AidTerritory.aid_id, where)


def chosen_terms(wanted: Filter, id: Any) -> dict[str, ColumnElement[bool]]:
    """What the facets ask of the id of an aid, by facet."""
    asked: dict[str, ColumnElement[bool]] = {}
    for facet, ids in (("kind", wanted.kind_ids), ("theme", wanted.theme_ids), ("stage", wanted.stage_ids)):
        if ids:
            asked[facet] = id.in_(select(AidTerm.aid_id).where(AidTerm.term_id.in_(ids)))
    if wanted.funder_id:
        asked["funder"] = id.in_(select(AidFunder.aid_id).where(AidFunder.organisation_id == wanted.funder_id))
    if wanted.departement or wanted.region:
        asked["where"] = id.in_(_applying(Where("", wanted.departement, wanted.region)))
    return asked


def _is_card(where: Place) -> ColumnElement[bool]:
    """One card for a family: the variant for those concerned, else the national sheet; an orphan stands alone."""
    national, alone = _standing()
    if not where.local:
        return or_(national, alone)
    return or_(and_(national, Aid.id.not_in(sorted(where.local))), Aid.id.in_(sorted(where.local.values())), alone)


@cache
def _standing() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What is a national sheet, and what is a variant whose national sheet is not shown."""
    told = select(OTHER.id).where(OTHER.id == Aid.national_id, OTHER.published_at.is_not(None))
    return Aid.national_id.is_(None), and_(
        Aid.national_id.is_not(None), ~told.where(OTHER.hidden_at.is_(None)).exists()
    )


def _order(at: Edges, liked: Collection[int]) -> tuple[Any, Any, Any]:
    """The keys of the order, all ascending."""
    rank = states.said(at, {one: literal(number * 2) for one, number in states.RANKS.items()})
    if liked:
        rank = rank + case((Aid.id.in_(select(AidTerm.aid_id).where(AidTerm.term_id.in_(liked))), 0), else_=1)
    far = literal(FAR, UtcDateTime())
    closes = func.coalesce(Aid.closes_at, far, type_=UtcDateTime())
    moments = {one: closes for one in State} | {State.COMING: Aid.opens_at, State.CLOSED: far}
    return rank, states.said(at, moments), -Aid.id


@lru_cache(maxsize=256)
def _rows(commune: str | None) -> AnySelect:
    """What a card says; put together once for each commune, for that costs more than asking it."""
    family = select(func.count()).where(OTHER.national_id == Aid.id)
    shown = family.where(OTHER.hidden_at.is_(None), OTHER.published_at.is_not(None))
    return select(
        *(Aid.id, Aid.slug, Aid.title, Aid.summary, Aid.opens_at, Aid.closes_at, Aid.is_permanent, Aid.is_call),
        Aid.prefile_at,
        *(Aid.rate_min, Aid.rate_max, Aid.ceiling, Aid.national_id, Aid.verified_on, Aid.published_at),
        *(_terms(TermKind.FUNDING_KIND).label("kinds"), _terms(TermKind.THEME).label("themes")),
        *(_place(commune, AidTerritory.label).label("territory"), _place(commune, AidTerritory.scope).label("scope")),
        *(_communes().label("communes"), _first_funder().label("funder")),
        shown.correlate(Aid).scalar_subquery().label("variants"),
    )


def _terms(kind: TermKind) -> Any:
    return (
        select(func.aggregate_strings(Term.label, "|"))
        .join(AidTerm, AidTerm.term_id == Term.id)
        .where(AidTerm.aid_id == Aid.id, Term.kind == kind)
        .correlate(Aid)
        .scalar_subquery()
    )


def _first_funder() -> Any:
    return (
        select(Organisation.name)
        .join(AidFunder, AidFunder.organisation_id == Organisation.id)
        .where(AidFunder.aid_id == Aid.id)
        .order_by(AidFunder.position)
        .limit(1)
        .correlate(Aid)
        .scalar_subquery()
    )


def _place(commune: str | None, column: Any) -> Any:
    """A territory of the sheet: the narrowest that holds the commune of who looks, else the first."""
    found = select(column).where(AidTerritory.aid_id == Aid.id)
    if commune:
        here = scopes.containing(commune)
        around = and_(here.c.scope == AidTerritory.scope, here.c.code == AidTerritory.code)
        found = found.outerjoin(here, around).order_by(func.coalesce(here.c.width, LARGEST))
    return found.order_by(AidTerritory.id).limit(1).correlate(Aid).scalar_subquery()


def _communes() -> Any:
    """How many communes are named one by one."""
    named = select(func.count()).where(AidTerritory.aid_id == Aid.id, AidTerritory.scope == "commune")
    return named.correlate(Aid).scalar_subquery()
