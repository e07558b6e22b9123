"""The outlines of the mainland départements, to draw the map (CC-BY-4.0: credit it)."""

import json
from dataclasses import dataclass
from functools import cache

from club.territories.official import DATA


@dataclass(frozen=True)
class Shape:
    """One département: the path of its outline."""

    code: str
    name: str
    path: str


@dataclass(frozen=True)
class Outlines:
    """The map: its frame, its origin, its shapes."""

    view_box: str
    source: str
    licence: str
    shapes: tuple[Shape, ...]


@cache
def outlines() -> Outlines:
    """The 96 mainland départements."""
    drawn = json.loads((DATA / "departements_carte.json").read_text(encoding="utf-8"))
    shapes = tuple(Shape(one["code"], one["nom"], one["d"]) for one in drawn["departements"])
    return Outlines(drawn["viewBox"], drawn["source"], drawn["licence"], shapes)
