"""Reading places: the page of a commune, the lists of filters; searching and neighbours beside."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from club.extensions import db
from club.paging import AnySelect
from club.territories import names
from club.territories.finding import Suggestion, former_name_found, search, suggestions
from club.territories.models import Commune, Departement, FormerName, PlaceList, Region
from club.territories.nearby import nearest_in_programme

__all__ = [
    "Suggestion",
    "commune",
    "communes_of",
    "departement",
    "departements",
    "departements_of_region",
    "former_name_found",
    "nearest_in_programme",
    "place_lists",
    "programme_communes",
    "programme_counts_by_departement",
    "region",
    "regions",
    "search",
    "suggestions",
    "todays",
]


def commune(code: str) -> Commune | None:
    """The commune of a code, of an address (« 36093-levroux ») or today's commune of a code of the past."""
    code = names.code(code.partition("-")[0])
    return _whole(code) or _whole(
        select(FormerName.commune_code).where(FormerName.code == code).limit(1).scalar_subquery()
    )


def todays(code: str) -> Commune | None:
    """The same, and for one that was merged the commune that it is a part of: what covers places knows no other."""
    found = commune(code)
    return _whole(found.merged_into_code) if found is not None and found.merged_into_code else found


def _whole(code: Any) -> Commune | None:
    return db.session.scalars(
        select(Commune)
        .where(Commune.code == code)
        .options(
            joinedload(Commune.departement, innerjoin=True),
            joinedload(Commune.region, innerjoin=True),
            joinedload(Commune.epci),
            joinedload(Commune.programme),
            joinedload(Commune.merged_into),
            selectinload(Commune.former_names),
        )
    ).one_or_none()


def communes_of(codes: Iterable[str]) -> list[Commune]:
    """The communes of some codes, in the order given; unknown codes are left out."""
    wanted = list(dict.fromkeys(names.code(code) for code in codes))
    statement = select(Commune).where(Commune.code.in_(wanted))
    eager = (joinedload(Commune.departement, innerjoin=True), joinedload(Commune.programme))
    found = {c.code: c for c in db.session.scalars(statement.options(*eager))}
    return [found[code] for code in wanted if code in found]


def programme_communes(departement: str | None = None, region: str | None = None) -> list[Commune]:
    """Communes of the programme in alphabetical order."""
    statement = _in_programme().order_by(Commune.sort_key, Commune.code)
    if departement:
        statement = statement.where(Commune.departement_code == names.code(departement))
    if region:
        statement = statement.where(Commune.region_code == names.code(region))
    return list(db.session.scalars(statement))


def _in_programme() -> AnySelect:
    return (
        select(Commune)
        .join(Commune.programme)
        .where(Commune.merged_into_code.is_(None))
        .options(contains_eager(Commune.programme), joinedload(Commune.departement, innerjoin=True))
    )


def programme_counts_by_departement() -> dict[str, int]:
    """How many communes of the programme each département has; those without any are absent."""
    statement = (
        select(Commune.departement_code, func.count())
        .join(Commune.programme)
        .where(Commune.merged_into_code.is_(None))
        .group_by(Commune.departement_code)
    )
    return {code: count for code, count in db.session.execute(statement)}


def departements() -> Sequence[Departement]:
    """All départements, Corsica between 19 and 21, with their région."""
    return db.session.scalars(_departements()).all()


def departements_of_region(code: str) -> Sequence[Departement]:
    """The départements of a région (its own code, which may also be a département's)."""
    return db.session.scalars(_departements().where(Departement.region_code == names.code(code))).all()


def departement(code: str) -> Departement | None:
    """One département."""
    return db.session.scalars(_departements().where(Departement.code == names.code(code))).one_or_none()


def _departements() -> AnySelect:
    return (
        select(Departement)
        .options(joinedload(Departement.region, innerjoin=True))
        .order_by(Departement.position, Departement.code)
    )


def regions() -> list[Region]:
    """All régions in alphabetical order, mainland first."""
    found = db.session.scalars(select(Region))
    return sorted(found, key=lambda region: (region.zone != "metro", names.sort_key(region.name)))


def region(code: str) -> Region | None:
    """One région."""
    return db.session.get(Region, names.code(code))


def place_lists() -> Sequence[PlaceList]:
    """The ad hoc lists of communes, by name."""
    return db.session.scalars(select(PlaceList).order_by(PlaceList.name, PlaceList.id)).all()
