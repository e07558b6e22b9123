"""The members of the directory: what narrows the list, and in which order it comes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, and_, cast, false, func, select, true, union
from sqlalchemy.orm import aliased

from club import clock, search
from club.communes import twins
from club.extensions import db
from club.members.models import Member, MemberCommune, MemberHelp, MemberTheme, Organisation
from club.paging import AnyRow, AnySelect, Page, by_name, by_rank, newest_first
from club.policy import Viewer
from club.policy import member as is_member
from club.territories import nearby
from club.territories.models import Commune, Departement, ProgrammeCommune
from club.vocabulary.models import Term

Function, Main = aliased(Term), aliased(Commune)
KIND = "member"  # in the search index
NEW = timedelta(days=60)  # of those who have just come
COUNTED = 1000  # where counting stops: « au moins 1 000 »
FAR = 10**9  # metres: of those whose commune is on no map
SORTS = {"nom": "Par nom", "proches": "Les plus proches", "nouveaux": "Nouveaux"}


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed by; empty means all. Places are official codes, an EPCI is a SIREN."""

    words: str = ""
    region: str = ""
    departement: str = ""
    epci: str = ""
    commune: str = ""
    like: str = ""  # the code of the commune whose twins are asked for
    function_id: int | None = None
    theme_id: int | None = None
    help_id: int | None = None
    sort: str = "nom"


class Among(NamedTuple):
    """Those whom a list is made of: where their columns are, what is asked of them, and their number as a column."""

    who: Any
    asked: list[ColumnElement[bool]]
    total: list[Any]


WITHOUT: dict[str, Mapping[str, Any]] = {
    "words": {"words": ""},
    "where": {"region": "", "departement": "", "epci": "", "commune": "", "like": ""},
    "function": {"function_id": None},
    "theme": {"theme_id": None},
    "help": {"help_id": None},
}


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """Whom a list may show: those who figure in the directory, to members only."""
    return and_(Member.is_findable, true() if is_member(viewer, None) else false())


def listing(
    viewer: Viewer, wanted: Wanted, here: Commune | None, *, after: str | None
) -> tuple[Page[tuple[AnyRow, int | None]], int]:
    """One page of (card, metres), and how many answer in all.

    The cards are narrow rows; metres are None unless the nearest come first.
    """
    asked, is_common = narrowed(viewer, wanted), _is_common(wanted)
    chosen = _probed(asked, after) if is_common else ORDERS[wanted.sort](_among(asked), here, after)
    cards = {row.id: row for row in db.session.execute(_cards().where(Member.id.in_([one.id for one in chosen.items])))}
    far = [getattr(one, "metres", FAR) for one in chosen.items]
    told = [(cards[one.id], None if metres == FAR else metres) for one, metres in zip(chosen.items, far, strict=True)]
    known = COUNTED if is_common else getattr(chosen.items[0], "total", None) if chosen.items else None
    return Page(told, chosen.next), count(viewer, wanted) if known is None else known


def _is_common(wanted: Wanted) -> bool:
    """A word alone that so many have that going through them all by name is shorter than gathering those."""
    if not wanted.words or wanted != Wanted(words=wanted.words):
        return False
    found = search.numbers([wanted.words], audiences=["members"], kind=KIND)
    return found.get(wanted.words, 0) >= COUNTED


def _probed(asked: list[ColumnElement[bool]], after: str | None) -> Page[Any]:
    """By name, each member in turn looked for among those who have the word: « is true » keeps engines from joining."""
    findable, *words = asked
    rows = select(Member.id, Member.last_name).where(findable, *(one.is_(true()) for one in words))
    rows = rows.with_hint(Member, "INDEXED BY ix_member_name", "sqlite")
    return by_name(rows, Member.last_name, Member.id, after=after, rows=True)


def _among(asked: list[ColumnElement[bool]]) -> Among:
    """What narrows is worked out once, for the page and for its number; when nothing does, indexes give both."""
    if len(asked) == 1:
        return Among(Member, asked, [])
    columns = Member.id, Member.last_name, Member.admitted_at, Member.commune_code
    found = select(*columns).where(*asked).cte("found").prefix_with("MATERIALIZED")
    few = select(found.c.id).limit(COUNTED).subquery()
    total = select(func.count()).select_from(few).scalar_subquery()
    return Among(found.c, [], [total.label("total")])


def count(viewer: Viewer, wanted: Wanted) -> int:
    """How many answer; COUNTED stands for more too."""
    return db.session.scalar(select(_counted(viewer, wanted))) or 0


def lighter(viewer: Viewer, wanted: Wanted) -> dict[str, int]:
    """How many would answer without each facet in use."""
    others = {name: replace(wanted, **empty) for name, empty in WITHOUT.items()}
    asked = {name: _counted(viewer, one).label(name) for name, one in others.items() if one != wanted}
    return dict(db.session.execute(select(*asked.values())).one()._mapping) if asked else {}


def _counted(viewer: Viewer, wanted: Wanted) -> Any:
    few = select(Member.id).where(*narrowed(viewer, wanted)).limit(COUNTED).subquery()
    return select(func.count()).select_from(few).scalar_subquery()


def narrowed(viewer: Viewer, wanted: Wanted) -> list[ColumnElement[bool]]:
    """All that a search asks of a member; each facet is a list of ids, which an index gives."""
    asked = [readable_by(viewer)]
    found = search.holding(wanted.words, audiences=["members"], kind=KIND) if wanted.words else None
    if found is not None:
        asked.append(Member.id.in_(select(cast(found.subquery().c.key, Integer))))
    if wanted.function_id:
        asked.append(Member.function_id == wanted.function_id)
    for model, id in ((MemberTheme, wanted.theme_id), (MemberHelp, wanted.help_id)):
        if id:
            asked.append(Member.id.in_(select(model.member_id).where(model.term_id == id)))
    return [*asked, *_places(wanted)]


def _places(wanted: Wanted) -> list[ColumnElement[bool]]:
    """By the communes that they serve; in a département or a région also who works for it as a whole."""
    served = select(MemberCommune.member_id).join(Commune, Commune.code == MemberCommune.commune_code)
    whole = select(Member.id)
    asked: list[Any] = []
    if wanted.region:
        inside = select(Departement.code).where(Departement.region_code == wanted.region)
        there = served.where(Commune.region_code == wanted.region)
        asked.append(union(there, whole.where(Member.departement_code.in_(inside))))
    if wanted.departement:
        there = served.where(Commune.departement_code == wanted.departement)
        asked.append(union(there, whole.where(Member.departement_code == wanted.departement)))
    if wanted.epci:
        asked.append(served.where(Commune.epci_siren == wanted.epci))
    if wanted.commune:
        asked.append(served.where(Commune.code == wanted.commune))
    if wanted.like:
        asked.append(served.where(Commune.code.in_(twins.codes_of(wanted.like))))
    return [Member.id.in_(one) for one in asked]


def _by_name(among: Among, here: Commune | None, after: str | None) -> Page[Any]:
    who = among.who
    rows = select(who.id, who.last_name, *among.total).where(*among.asked)
    return by_name(rows, who.last_name, who.id, after=after, rows=True)


def _newest(among: Among, here: Commune | None, after: str | None) -> Page[Any]:
    who = among.who
    rows = select(who.id, who.admitted_at, *among.total).where(*among.asked, who.admitted_at > clock.now() - NEW)
    return newest_first(rows, who.admitted_at, who.id, after=after, rows=True)


def _nearest(among: Among, here: Commune | None, after: str | None) -> Page[Any]:
    """From the main commune of each; without coordinates on either side, they come last."""
    if here is None or here.latitude is None or here.longitude is None:
        return _by_name(among, here, after)
    who = among.who
    far = nearby.metres((here.longitude, here.latitude), Commune).label("metres")
    placed = select(Commune.code, far).join(ProgrammeCommune, ProgrammeCommune.commune_code == Commune.code)
    near = placed.where(Commune.latitude.is_not(None), Commune.longitude.is_not(None)).cte("near")
    near = near.prefix_with("MATERIALIZED")
    metres = func.coalesce(near.c.metres, FAR).label("metres")
    source = Member if who is Member else who.id.table
    rows = select(who.id, metres, *among.total).select_from(source).outerjoin(near, near.c.code == who.commune_code)
    return by_rank(rows.where(*among.asked), metres, who.id, after=after)


ORDERS: dict[str, Callable[[Among, Commune | None, str | None], Page[Any]]] = {
    "nom": _by_name,
    "proches": _nearest,
    "nouveaux": _newest,
}


def _cards() -> AnySelect:
    """What a row of the list says."""
    helps = select(func.aggregate_strings(Term.label, ", ")).join(MemberHelp, MemberHelp.term_id == Term.id)
    return (
        select(
            *(Member.id, Member.slug, Member.first_name, Member.last_name, Member.photo_id, Member.help_offer),
            *(Member.role, Member.admitted_at, Main.name.label("commune"), Main.population),
            *(Function.label.label("function"), Organisation.name.label("organisation"), Main.departement_code),
            helps.where(MemberHelp.member_id == Member.id).correlate(Member).scalar_subquery().label("helps"),
        )
        .outerjoin(Main, Main.code == Member.commune_code)
        .outerjoin(Function, Function.id == Member.function_id)
        .outerjoin(Organisation, Organisation.id == Member.organisation_id)
    )
