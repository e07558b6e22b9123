"""The list of resources: what narrows it, and in which order it comes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, and_, case, cast, false, func, literal, or_, select

from club import search
from club.extensions import db
from club.library import freshness, queries
from club.library.care import ResourceCare
from club.library.models import Resource, ResourceStage, ResourceTerritory, ResourceTheme
from club.library.searching import KIND
from club.paging import AnyRow, AnySelect, Page, decode_ranked, encode_ranked, newest_first
from club.territories import applying, scopes
from club.territories.applying import Where

SIZE = 20
LARGEST = 2**62
MOST_USED = 99_999  # more count no more: the order is one number
# From the best level to the worst, by the word that stands for it in an address: least score, most score, name.
LEVELS = {
    name: (least, most, label)
    for name, (least, label, _), most in zip(
        ("a-jour", "bientot", "a-verifier"),
        freshness.LEVELS,
        (freshness.BEST + 1, *(least for least, _, _ in freshness.LEVELS)),
        strict=False,
    )
}
SORTS = {
    "pour-moi": "Mon territoire d’abord",
    "recentes": "Les plus récentes",
    "fraiches": "Les mieux tenues à jour",
    "utilisees": "Les plus utilisées",
}
WIDEST = ("level", "stage", "licence", "type", "theme")  # from those with few choices to those with many
Conditions = dict[str, ColumnElement[bool]]


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed by; empty means all."""

    words: str = ""
    type_ids: Sequence[int] = ()
    theme_ids: Sequence[int] = ()
    stage_ids: Sequence[int] = ()
    organisation_id: int | None = None
    levels: Sequence[str] = ()
    licences: Sequence[str] = ()
    where: Where = field(default_factory=Where)
    sort: str = "recentes"


def narrowed(wanted: Filter) -> list[ColumnElement[bool]]:
    """What members may read and the words leave; the facets are apart, for each is counted without itself."""
    found = with_words(wanted)
    return [queries.published()] if found is None else [queries.published(), Resource.id.in_(found)]


def with_words(wanted: Filter) -> AnySelect | None:
    """The ids of those that have all the words; None without any."""
    found = search.holding(wanted.words, audiences=["members"], kind=KIND) if wanted.words else None
    return None if found is None else select(cast(found.subquery().c.key, Integer))


def _by_column(wanted: Filter) -> Conditions:
    """The facets in use that the resource itself answers, or its freshness."""
    asked: Conditions = {}
    if wanted.type_ids:
        asked["type"] = Resource.type_id.in_(wanted.type_ids)
    if wanted.organisation_id:
        asked["organisation"] = Resource.organisation_id == wanted.organisation_id
    if wanted.levels:
        asked["level"] = or_(*(_between(*LEVELS[one][:2]) for one in wanted.levels))
    if wanted.licences:
        asked["licence"] = Resource.licence.in_(wanted.licences)
    return asked


def _by_table(wanted: Filter) -> dict[str, AnySelect]:
    """The ids of those that answer the facets in use that another table holds."""
    asked: dict[str, AnySelect] = {}
    for facet, (model, ids) in _terms(wanted).items():
        found = select(model.resource_id).where(model.term_id.in_(ids))
        asked[facet] = found if len(ids) == 1 else found.distinct()  # a resource has a term once
    place = applying.applying(ResourceTerritory, ResourceTerritory.resource_id, wanted.where)
    if place is not None:
        asked["where"] = place.distinct()
    return asked


def _terms(wanted: Filter) -> dict[str, tuple[Any, Sequence[int]]]:
    known = {"theme": (ResourceTheme, wanted.theme_ids), "stage": (ResourceStage, wanted.stage_ids)}
    return {facet: (model, list(set(ids))) for facet, (model, ids) in known.items() if ids}


def conditions(wanted: Filter) -> Conditions:
    """What each facet in use asks."""
    return _by_column(wanted) | {facet: Resource.id.in_(ids) for facet, ids in _by_table(wanted).items()}


def answering(wanted: Filter) -> dict[str, AnySelect]:
    """The ids of those that answer each facet in use, each once."""
    found = {facet: weighed(select(Resource.id)).where(asked) for facet, asked in _by_column(wanted).items()}
    return found | _by_table(wanted)


def widest(wanted: Filter) -> str | None:
    """The facet in use that probably names most resources."""
    return next((facet for facet in WIDEST if facet in _by_column(wanted) or facet in _terms(wanted)), None)


def answers(wanted: Filter, facet: str) -> ColumnElement[bool]:
    """Whether a resource answers one of the facets of `widest`: for a few of them, looked up one by one."""
    if facet not in _terms(wanted):
        return _by_column(wanted)[facet]
    model, ids = _terms(wanted)[facet]
    return select(model.resource_id).where(model.resource_id == Resource.id, model.term_id.in_(ids)).exists()


def size(wanted: Filter) -> int:
    """How many resources answer."""
    found = weighed(select(func.count(Resource.id))).where(*narrowed(wanted), *conditions(wanted).values())
    return db.session.scalar(found) or 0


def score() -> Any:
    """How fresh a resource is; one that was not weighed yet has just been published."""
    return func.coalesce(ResourceCare.score, freshness.BEST)


def used() -> Any:
    """How much a resource is used."""
    return func.coalesce(ResourceCare.used, 0)


def _between(least: int, most: int) -> ColumnElement[bool]:
    return and_(score() >= least, score() < most)


def weighed(statement: AnySelect) -> AnySelect:
    """The same rows with their freshness beside them."""
    return statement.outerjoin(ResourceCare, ResourceCare.resource_id == Resource.id)


def shown(chosen: Sequence[tuple[int, int]], size: int = SIZE) -> Page[AnyRow]:
    """The cards of the resources chosen for a page, each (id, rank): one more than is shown, if there is."""
    if not chosen:
        return Page([], None)
    ranks = dict(chosen)
    rows = db.session.execute(queries.cards().where(Resource.id.in_(ranks))).all()
    found = sorted(rows, key=lambda row: (ranks[row.id], row.published_at, row.id), reverse=True)
    more = len(found) > size
    return Page(found[:size], _cursor(found[size - 1], ranks[found[size - 1].id]) if more else None)


def newest(wanted: Filter, *, after: str | None, size: int) -> Page[AnyRow]:
    """The same without the reader: the newest first, for what leaves the club."""
    statement = weighed(queries.cards()).where(*narrowed(wanted), *conditions(wanted).values())
    return newest_first(statement, Resource.published_at, Resource.id, after=after, size=size, rows=True)


def rank(sort: str, row: Any) -> ColumnElement[int]:
    """One number, the best first: how near, then how fresh, then how much it is used; `row` has these columns."""
    used = case((row.used > MOST_USED, MOST_USED), else_=row.used)
    fresh = row.score * (MOST_USED + 1) + used
    near = case((row.is_local == 1, 2), else_=row.is_national)
    ranks: dict[str, Any] = {"pour-moi": near * 10**9 + fresh, "fraiches": fresh, "utilisees": used}
    return cast(ranks.get(sort, literal(0)), BigInteger)


def places(here: str | None, id: Any) -> list[tuple[Any, str]]:
    """What holds all over France, and what is written for the reader's commune, EPCI, département or région."""
    national = id.in_(applying.national(ResourceTerritory, ResourceTerritory.resource_id))
    if not here:
        return [(national, "is_national"), (false(), "is_local")]
    own = applying.applying(ResourceTerritory, ResourceTerritory.resource_id, Where(commune=here))
    local = id.in_(own.where(ResourceTerritory.scope != scopes.FRANCE))
    return [(national, "is_national"), (local, "is_local")]


def _cursor(row: AnyRow, rank: int) -> str:
    return encode_ranked(rank, row.published_at, row.id)


def place_of(cursor: str | None) -> tuple[int, datetime, int] | None:
    """The place that a cursor names; None when it was mangled."""
    return decode_ranked(cursor, LARGEST)
