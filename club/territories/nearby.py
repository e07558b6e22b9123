"""The nearest communes of the programme."""

from math import asin, cos, radians, sin, sqrt

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager, joinedload

from club.extensions import db
from club.territories.models import Commune, ProgrammeCommune

EARTH_KM = 6371.0
Near = list[tuple[Commune, float | None]]


def nearest_in_programme(commune: Commune, limit: int = 6) -> Near:
    """Neighbours with their distance in km; without coordinates, those of its EPCI then of its département."""
    if commune.latitude is None or commune.longitude is None:
        return _akin(commune, limit)
    places = db.session.execute(
        select(Commune.code, Commune.longitude, Commune.latitude)
        .join(ProgrammeCommune, ProgrammeCommune.commune_code == Commune.code)
        .where(
            Commune.latitude.is_not(None), Commune.merged_into_code.is_(None), Commune.code != commune.code
        )
    )
    here = commune.longitude, commune.latitude
    ranked = sorted((distance(here, (longitude, latitude)), code) for code, longitude, latitude in places)
    km = {code: far for far, code in ranked[:limit]}
    found = {c.code: c for c in _loaded(Commune.code.in_(km), limit)}
    return [(found[code], far) for code, far in km.items()]


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle kilometres between two (longitude, latitude) in degrees."""
    (west, south), (east, north) = (tuple(map(radians, place)) for place in (one, other))
    chord = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(chord)))


def _akin(commune: Commune, limit: int) -> Near:
    same = Commune.departement_code == commune.departement_code
    if commune.epci_siren is not None:
        same = same | (Commune.epci_siren == commune.epci_siren)
    found = _loaded(same & (Commune.code != commune.code), None)
    found.sort(key=lambda c: (commune.epci_siren is None or c.epci_siren != commune.epci_siren, c.sort_key))
    return [(near, None) for near in found[:limit]]


def _loaded(chosen: ColumnElement[bool], limit: int | None) -> list[Commune]:
    statement = (
        select(Commune)
        .join(Commune.programme)
        .where(chosen, Commune.merged_into_code.is_(None))
        .options(contains_eager(Commune.programme), joinedload(Commune.departement, innerjoin=True))
    )
    return list(db.session.scalars(statement.limit(limit)))
