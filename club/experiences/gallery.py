"""The gallery: what narrows it, in which order it comes, and why a row is near."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Subquery, case, func, literal, or_, select, tuple_
from sqlalchemy import cast as as_type
from sqlalchemy.orm import aliased

from club.communes import twins
from club.experiences import queries
from club.experiences.bands import COST
from club.experiences.models import Experience, ExperienceCommune, ExperienceFunder, ExperienceTheme
from club.extensions import db
from club.paging import AnyRow, AnySelect, Page, decode_ranked, encode_ranked
from club.territories import names
from club.territories.bands import POPULATION, Band, band_of, named
from club.territories.models import Commune, ProgrammeCommune

SIZE, LARGEST = 20, 2**31 - 1
MOST_EXPORTED = 2_000
SORTS = {
    "proches": "Les plus proches de la mienne",
    "recentes": "Les plus récentes",
    "reprises": "Les plus reprises",
    "utiles": "Les plus utiles",
    "cout": "Les moins coûteuses",
}


@dataclass(frozen=True)
class Filter:
    """What the gallery is narrowed by; empty means all."""

    theme_id: int | None = None
    departement: str = ""
    region: str = ""
    commune: str = ""
    epci: str = ""
    size: str = ""
    stage: str = ""
    cost: str = ""
    funder: str = ""
    has_ort: bool = False
    like: str = ""  # the code of the commune whose twins are asked for
    sort: str = "recentes"


def page(wanted: Filter, here: Commune | None, *, after: str | None) -> Page[AnyRow]:
    """One page of the gallery; `here` is the commune of who looks."""
    rank = _rank(wanted.sort, here).label("rank")
    chosen = select(Experience.id, rank).join(Commune, Commune.code == Experience.commune_code)
    chosen = chosen.where(queries.listed(), *_conditions(wanted))
    edge = decode_ranked(after)
    if edge:
        chosen = chosen.where(tuple_(rank, Experience.published_at, Experience.id) < tuple_(*edge))
    chosen = chosen.order_by(rank.desc(), Experience.published_at.desc(), Experience.id.desc()).limit(SIZE + 1)
    found = _told(chosen.subquery())
    return Page(
        found[:SIZE],
        encode_ranked(found[SIZE - 1].rank, found[SIZE - 1].published_at, found[SIZE - 1].id)
        if len(found) > SIZE
        else None,
    )


def _told(chosen: Subquery) -> Sequence[AnyRow]:
    """What the cards say, of the few that are shown only: themes are looked for after the choice."""
    told = _rows().add_columns(chosen.c.rank).join(chosen, chosen.c.id == Experience.id)
    ordered = told.order_by(chosen.c.rank.desc(), Experience.published_at.desc(), Experience.id.desc())
    return db.session.execute(ordered).all()


def exported(wanted: Filter, *, most: int = MOST_EXPORTED) -> Sequence[AnyRow]:
    """The same rows without pages, the newest first."""
    ordered = _narrowed(wanted).order_by(Experience.published_at.desc(), Experience.id.desc())
    return db.session.execute(ordered.limit(most)).all()


def nearness(row: AnyRow, here: Commune | None, alike: Mapping[str, str]) -> str:
    """Why a row is close to the commune of who looks, in words; `alike` says why of each twin commune."""
    if here is None:
        return ""
    if row.commune_code in alike:
        return f"Commune comme la mienne : {alike[row.commune_code]}"
    band = band_of(here.population)
    reasons = []
    if band is not None and band_of(row.population) == band:
        reasons.append(f"même taille ({band.label})")
    if row.departement_code == here.departement_code:
        reasons.append("même département")
    elif row.region_code == here.region_code:
        reasons.append("même région")
    return ", ".join(reasons).capitalize()


def _narrowed(wanted: Filter) -> AnySelect:
    return _rows().where(queries.listed(), *_conditions(wanted))


def _rank(sort: str, here: Commune | None) -> ColumnElement[int]:
    if sort == "proches" and here is not None:
        band = band_of(here.population)
        size = case((_inside(Commune.population, band), 4), else_=0) if band else literal(0)
        near = case((Commune.departement_code == here.departement_code, 2), else_=0)
        twin = case((Commune.code.in_(twins.codes_of(here.code)), 8), else_=0)
        return twin + size + near + case((Commune.region_code == here.region_code, 1), else_=0)
    ranks: dict[str, Any] = {
        "reprises": Experience.adoptions_count,
        "utiles": Experience.useful_count,
        "cout": -func.coalesce(Experience.cost, LARGEST),
    }
    return as_type(ranks.get(sort, literal(0)), Integer)


def _inside(column: Any, band: Band) -> ColumnElement[bool]:
    above: ColumnElement[bool] = column >= band.low
    return above if band.high is None else above & (column < band.high)


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    conditions = _of_places(wanted)
    if wanted.theme_id:
        on_theme = select(ExperienceTheme.experience_id).where(ExperienceTheme.term_id == wanted.theme_id)
        conditions.append(Experience.id.in_(on_theme))
    if wanted.stage:
        conditions.append(Experience.stage == wanted.stage)
    if cost := named(wanted.cost, COST):
        conditions.append(_inside(Experience.cost, cost))
    if wanted.funder:
        paid = ExperienceFunder.name.icontains(wanted.funder, autoescape=True)
        conditions.append(Experience.id.in_(select(ExperienceFunder.experience_id).where(paid)))
    return conditions


def _of_places(wanted: Filter) -> list[ColumnElement[bool]]:
    """Each asks whether one of the communes of an experience is such."""
    place = aliased(Commune)
    held: list[tuple[Any, str]] = [
        *((place.departement_code, wanted.departement), (place.region_code, wanted.region)),
        (place.epci_siren, wanted.epci),
    ]
    asked: list[ColumnElement[bool]] = [column == code for column, code in held if code]
    if wanted.like:
        asked.append(place.code.in_(twins.codes_of(wanted.like)))
    if wanted.commune:
        name = wanted.commune.partition("(")[0]
        asked.append(or_(place.code == names.code(wanted.commune), place.key == names.key(name)))
    if size := named(wanted.size, POPULATION):
        asked.append(_inside(place.population, size))
    if wanted.has_ort:
        signed = or_(ProgrammeCommune.is_ort_signed.is_(True), ProgrammeCommune.ort_signed_on.is_not(None))
        asked.append(place.code.in_(select(ProgrammeCommune.commune_code).where(signed)))
    if not asked:
        return []
    such = select(place.code).where(*asked)
    shared = select(ExperienceCommune.experience_id).where(ExperienceCommune.commune_code.in_(such))
    return [or_(Experience.commune_code.in_(such), Experience.id.in_(shared))]


def _rows() -> AnySelect:
    return (
        select(
            *(Experience.id, Experience.slug, Experience.title, Experience.summary, Experience.cost, Experience.stage),
            *(Experience.state, Experience.published_at, Experience.checked_at, Experience.updated_at),
            *(Experience.adoptions_count, Experience.useful_count, Commune.name.label("commune")),
            *(Commune.code.label("commune_code"), Commune.population, Commune.departement_code, Commune.region_code),
            queries.first_theme().label("theme"),
        )
        .join(Commune, Commune.code == Experience.commune_code)
    )  # fmt: skip
