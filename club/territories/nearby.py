"""The nearest communes of the programme."""

from math import asin, cos, pi, radians, sin, sqrt
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, func, select
from sqlalchemy.orm import contains_eager, joinedload

from club.extensions import db
from club.territories.models import Commune

EARTH_KM = 6371.0
CANDIDATES = 30
Near = list[tuple[Commune, float | None]]


def nearest_in_programme(commune: Commune, limit: int = 6) -> Near:
    """Neighbours with their distance in km; without coordinates, those of its EPCI, then département."""
    if commune.latitude is None or commune.longitude is None:
        return _akin(commune, limit)
    here = commune.longitude, commune.latitude
    # On a flat map corrected for the latitude, enough candidates to contain the nearest on the globe.
    north, east = Commune.latitude - here[1], (Commune.longitude - here[0]) * cos(radians(here[1]))
    chosen = Commune.latitude.is_not(None) & Commune.longitude.is_not(None) & (Commune.code != commune.code)
    candidates = _loaded(chosen, north * north + east * east, CANDIDATES + limit)
    far = [(place, distance(here, (place.longitude or 0.0, place.latitude or 0.0))) for place in candidates]
    return sorted(far, key=lambda pair: (pair[1], pair[0].code))[:limit]  # type: ignore[return-value]


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle kilometres between two (longitude, latitude) in degrees."""
    (west, south), (east, north) = (tuple(map(radians, place)) for place in (one, other))
    chord = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(chord)))


def metres(here: tuple[float, float], place: Any) -> ColumnElement[int]:
    """The same in SQL, in whole metres: from (longitude, latitude) to the columns of a commune."""
    west, south = map(radians, here)
    north, east = place.latitude * (pi / 180), place.longitude * (pi / 180)
    across, along = func.sin((east - west) / 2), func.sin((north - south) / 2)
    chord = along * along + func.cos(north) * cos(south) * across * across
    root = func.sqrt(chord)  # by rounding it may be a hair above 1 at the antipodes
    return cast(func.round(2000 * EARTH_KM * func.asin(case((root > 1, 1.0), else_=root))), Integer)


def _akin(commune: Commune, limit: int) -> Near:
    same = Commune.departement_code == commune.departement_code
    if commune.epci_siren is None:
        found = _loaded(same & (Commune.code != commune.code), Commune.sort_key, limit)
    else:
        kin = Commune.epci_siren == commune.epci_siren
        chosen = (same | kin) & (Commune.code != commune.code)
        found = _loaded(chosen, case((kin, 0), else_=1), limit)
    return [(near, None) for near in found]


def _loaded(chosen: ColumnElement[bool], order: Any, limit: int) -> list[Commune]:
    statement = (
        select(Commune)
        .join(Commune.programme)
        .where(chosen, Commune.merged_into_code.is_(None))
        .options(contains_eager(Commune.programme), joinedload(Commune.departement, innerjoin=True))
        .order_by(order, Commune.sort_key, Commune.code)
        .limit(limit)
    )
    return list(db.session.scalars(statement))
