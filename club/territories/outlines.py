"""The outlines of the départements: those that come with the club (CC-BY-4.0: credit it), or a fuller file."""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from club.config import Settings, WrongSetting
from club.territories.official import DATA
from club.territories.paths import Box, Ring, bounds, rings
from club.territories.projection import PROJECTIONS, Fit, Landmark, Plane, fitted

OWN = DATA / "departements_carte.json"
LARGEST = 5_000_000  # bytes
LOOSEST = 0.01  # of the width: landmarks that fit worse are wrong


@dataclass(frozen=True)
class Shape:
    """One département: the closed lines of its outline, in the unit of the drawing."""

    code: str
    name: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True)
class Inset:
    """A rectangle of longitudes and latitudes (degrees), and the one where it is drawn."""

    frame: Box
    west: float
    south: float
    east: float
    north: float

    def place(self, longitude: float, latitude: float) -> Plane:
        """Where a place of the inset stands in the drawing."""
        across = (longitude - self.west) / (self.east - self.west)
        down = (self.north - latitude) / (self.north - self.south)
        return self.frame.x + across * self.frame.width, self.frame.y + down * self.frame.height


@dataclass(frozen=True, eq=False)
class Outlines:
    """A map: its frame, its origin, its shapes by code, and how a place is put on it."""

    box: Box
    source: str
    licence: str
    shapes: dict[str, Shape]
    fit: Fit
    insets: dict[str, Inset] = field(default_factory=dict)

    def place(self, departement: str, longitude: float, latitude: float) -> Plane | None:
        """Where a place of a département stands; None when it is not drawn."""
        if departement not in self.shapes:
            return None
        return self.insets.get(departement, self.fit).place(longitude, latitude)


def init_app(app: Flask, settings: Settings) -> None:
    """A file that the settings name is read now: raises WrongSetting, in one line, when it cannot be drawn."""
    app.extensions["map_file"] = file = settings.map_file or OWN
    if settings.map_file:
        try:
            load(file)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as why:
            raise WrongSetting(f"CLUB_MAP_FILE : carte refusée, {_reason(why)}.") from why


def _reason(why: Exception) -> str:
    if isinstance(why, OSError):
        return "le fichier ne se lit pas"
    if isinstance(why, json.JSONDecodeError | UnicodeDecodeError):
        return "ce n’est pas du JSON"
    if isinstance(why, KeyError):
        return f"il manque « {why.args[0]} »"
    return str(why) if isinstance(why, ValueError) else "sa forme n’est pas celle de docs/operations.md"


def outlines() -> Outlines:
    """The map of this site."""
    return load(current_app.extensions["map_file"])


@lru_cache(maxsize=4)
def load(file: Path) -> Outlines:
    """A map from its file (docs/operations.md tells the format)."""
    if file.stat().st_size > LARGEST:
        raise ValueError(f"plus de {LARGEST // 1_000_000} Mo")
    drawn = json.loads(file.read_text(encoding="utf-8"))
    box = Box(*map(float, drawn["viewBox"].split()))
    shapes = [_shape(one) for one in drawn["departements"]]
    if not shapes or len({one.code for one in shapes}) < len(shapes):
        raise ValueError("chaque département une fois")
    insets = {one["departement"]: _inset(one) for one in drawn.get("encarts", ())}
    known = {one.code: one for one in shapes}
    if missing := sorted(insets.keys() - known):
        raise ValueError(f"l’encart {missing[0]} n’a pas de contour")
    return Outlines(box, drawn["source"], drawn["licence"], known, _fit(drawn, box), insets)


def _shape(one: dict[str, Any]) -> Shape:
    try:
        found = rings(one["d"])
    except ValueError as why:
        raise ValueError(f"{one['nom']} ({one['code']}) : {why}") from why
    if not found:
        raise ValueError(f"{one['nom']} ({one['code']}) : contour vide")
    return Shape(str(one["code"]), str(one["nom"]), found)


def _fit(drawn: dict[str, Any], box: Box) -> Fit:
    if drawn["projection"] not in PROJECTIONS:
        raise ValueError(f"projection {' ou '.join(PROJECTIONS)} attendue")
    marks = [
        Landmark(one["nom"], *(float(one[name]) for name in ("longitude", "latitude", "x", "y")))
        for one in drawn["reperes"]
    ]
    fit = fitted(drawn["projection"], marks)
    if fit.residual > LOOSEST * box.width:
        raise ValueError("les repères ne s’accordent pas avec la projection")
    return fit


def _inset(one: dict[str, Any]) -> Inset:
    frame, (west, south, east, north) = Box(*map(float, one["cadre"])), map(float, one["degres"])
    if not (west < east and south < north and frame.width > 0 and frame.height > 0):
        raise ValueError(f"l’encart {one['departement']} est vide ou à l’envers")
    return Inset(frame, west, south, east, north)


def frame_of(shapes: list[Shape]) -> Box:
    """The rectangle around some départements."""
    return bounds(ring for shape in shapes for ring in shape.rings)
