"""From longitudes and latitudes to a drawing: a projection, then the affine fit that suits known places best.

Lambert-93 is the conic projection of IGN's note NTG 71 (algorithms 1 and 3) with the constants of EPSG:2154; Mercator
is spherical. Both give metres or radians east and north; the fit takes care of the unit of the drawing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import asinh, atanh, cos, exp, hypot, radians, sin, sqrt, tan
from typing import NamedTuple

Plane = tuple[float, float]
# EPSG:2154: eccentricity of GRS 80, exponent, radius at the pole (m), false origin (m), central meridian.
E, N, C = 0.081819191042816, 0.725607765053267, 11754255.4261
X_0, Y_POLE, MERIDIAN = 700_000.0, 12_655_612.0499, 3.0


class Landmark(NamedTuple):
    """A place known on the globe (degrees) and in a drawing (its own unit)."""

    name: str
    longitude: float
    latitude: float
    x: float
    y: float


def lambert_93(longitude: float, latitude: float) -> Plane:
    """Metres east and north, as IGN's maps of mainland France have them."""
    sine = sin(radians(latitude))
    isometric = atanh(sine) - E * atanh(E * sine)
    radius, angle = C * exp(-N * isometric), N * radians(longitude - MERIDIAN)
    return X_0 + radius * sin(angle), Y_POLE - radius * cos(angle)


def mercator(longitude: float, latitude: float) -> Plane:
    """Radians east and north on a sphere."""
    return radians(longitude), asinh(tan(radians(latitude)))


PROJECTIONS: dict[str, Callable[[float, float], Plane]] = {"lambert-93": lambert_93, "mercator": mercator}


@dataclass(frozen=True)
class Fit:
    """A projection and the affine change that follows it; `residual` is the mean distance to the landmarks, squared
    then rooted, in the unit of the drawing."""

    projection: str
    across: tuple[float, float, float]
    down: tuple[float, float, float]
    residual: float = 0.0

    def place(self, longitude: float, latitude: float) -> Plane:
        """Where a place stands in the drawing."""
        east, north = PROJECTIONS[self.projection](longitude, latitude)
        return tuple(a * east + b * north + c for a, b, c in (self.across, self.down))  # type: ignore[return-value]


def fitted(projection: str, landmarks: Sequence[Landmark]) -> Fit:
    """The affine change nearest to the landmarks, by least squares; ValueError when they do not settle it."""
    flat = [PROJECTIONS[projection](one.longitude, one.latitude) for one in landmarks]
    across = _solved(flat, [one.x for one in landmarks])
    down = _solved(flat, [one.y for one in landmarks])
    fit = Fit(projection, across, down)
    gaps = [
        hypot(x - one.x, y - one.y)
        for one in landmarks
        for x, y in (fit.place(one.longitude, one.latitude),)
    ]  # fmt: skip
    return Fit(projection, across, down, sqrt(sum(gap * gap for gap in gaps) / len(gaps)))


def _solved(points: Sequence[Plane], values: Sequence[float]) -> tuple[float, float, float]:
    """(a, b, c) that makes a·east + b·north + c nearest to the values: two equations around the mean point."""
    count = len(points)
    if count < 3:
        raise ValueError("trois repères au moins")
    east, north, mean = sum(e for e, _ in points) / count, sum(n for _, n in points) / count, sum(values) / count
    centred = [(e - east, n - north, v - mean) for (e, n), v in zip(points, values, strict=True)]
    ee, nn = sum(e * e for e, _, _ in centred), sum(n * n for _, n, _ in centred)
    en = sum(e * n for e, n, _ in centred)
    ev, nv = sum(e * v for e, _, v in centred), sum(n * v for _, n, v in centred)
    flatness = ee * nn - en * en
    if flatness <= 1e-9 * ee * nn or not ee:
        raise ValueError("des repères qui ne sont pas alignés")
    a, b = (ev * nn - nv * en) / flatness, (nv * ee - ev * en) / flatness
    return a, b, mean - a * east - b * north
