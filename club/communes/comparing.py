"""How alike two communes of the programme are: a table of points, and what earns them.

Each question looks at one thing and names the line of the table that holds for the two, or nothing. The points of
these lines make the score, and the lines themselves are the reasons that people read: there is no other weight.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from math import cos, radians, sin
from typing import Any, NamedTuple

from club.territories.nearby import EARTH_KM, distance

KEPT = 10  # of each commune
CLOSE_KM, NEAR_KM, ALONE_KM = 50, 120, 15
ALMOST = 0.15  # of the inhabitants of the larger one


class Line(NamedTuple):
    """What two communes may have in common: its points, and how the page of the method says it."""

    points: int
    words: str


# Two communes overseas come before any other pair: their line weighs more than all the others together.
LINES: dict[str, Line] = {
    "overseas": Line(200, "outre-mer toutes les deux : elles passent avant toute autre"),
    "size": Line(30, "même tranche de population"),
    "near_size": Line(12, "tranche de population voisine"),
    "count": Line(10, "presque autant d’habitants (à 15 % près)"),
    "kind": Line(20, "même place dans une intercommunalité de même type"),
    "role": Line(10, "même place dans leur intercommunalité, de type différent"),
    "alone": Line(6, f"à l’écart toutes les deux : aucune autre commune du programme à {ALONE_KM} km"),
    "close": Line(8, f"à moins de {CLOSE_KM} km"),
    "near": Line(4, f"à moins de {NEAR_KM} km"),
    "departement": Line(6, "même département"),
    "region": Line(3, "même région"),
    "themes_3": Line(18, "trois thèmes en commun, ou plus"),
    "themes_2": Line(12, "deux thèmes en commun"),
    "themes_1": Line(6, "un thème en commun"),
    "stage": Line(12, "même étape du projet"),
    "next_stage": Line(5, "étape voisine du projet"),
    "ort": Line(4, "ORT signée toutes les deux"),
}
POINTS = {"": 0} | {name: line.points for name, line in LINES.items()}
Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a commune is compared by. `band` is the rank of its size; `point` is on a globe of radius 1."""

    code: str
    departement: str
    region: str
    is_overseas: bool = False
    population: int | None = None
    band: int | None = None
    is_centre: bool = False  # the most populated of its intercommunalité
    group: str = ""  # the type of its intercommunalité: "" none, "cc", or "agglo"
    place: tuple[float, float] | None = None  # longitude, latitude in degrees
    point: Point | None = None
    is_alone: bool = False
    themes: frozenset[str] = frozenset()
    stage: int | None = None  # the rank of the step where its project stands
    stage_label: str = ""
    has_ort: bool = False


Question = Callable[[Facts, Facts], str]
Reason = list[Any]  # the name of a line, then what it says of these two: kept as JSON


def point_of(place: tuple[float, float]) -> Point:
    """A (longitude, latitude) in degrees, on a globe of radius 1."""
    longitude, latitude = map(radians, place)
    return cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude)


def _chord(km: float) -> float:
    """The square of the straight line between two points of that globe, from the kilometres over the ground."""
    return (2 * sin(km / EARTH_KM / 2)) ** 2


CLOSE, NEAR, ALONE = _chord(CLOSE_KM), _chord(NEAR_KM), _chord(ALONE_KM)


def _apart(one: Point, other: Point) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2


def alone(points: Mapping[str, Point]) -> set[str]:
    """The codes of those that have no other one within ALONE_KM."""
    ordered = sorted(points.items(), key=lambda one: one[1][2])
    found = {code for code, _ in ordered}
    for rank, (code, here) in enumerate(ordered):
        for other, there in ordered[rank + 1 :]:
            if (there[2] - here[2]) ** 2 > ALONE:
                break
            if _apart(here, there) <= ALONE:
                found -= {code, other}
    return found


def _sea(one: Facts, other: Facts) -> str:
    return "overseas" if one.is_overseas and other.is_overseas else ""


def _size(one: Facts, other: Facts) -> str:
    if one.band is None or other.band is None:
        return ""
    gap = abs(one.band - other.band)
    return "size" if gap == 0 else "near_size" if gap == 1 else ""


def _count(one: Facts, other: Facts) -> str:
    here, there = one.population, other.population
    if not here or not there:
        return ""
    return "count" if abs(here - there) <= ALMOST * (here if here > there else there) else ""


def _kind(one: Facts, other: Facts) -> str:
    if one.is_centre is not other.is_centre or not (one.group and other.group):
        return ""
    return "kind" if one.group == other.group else "role"


def _alone(one: Facts, other: Facts) -> str:
    return "alone" if one.is_alone and other.is_alone else ""


def _distance(one: Facts, other: Facts) -> str:
    if one.point is None or other.point is None:
        return ""
    apart = _apart(one.point, other.point)
    return "close" if apart <= CLOSE else "near" if apart <= NEAR else ""


def _land(one: Facts, other: Facts) -> str:
    if one.departement == other.departement:
        return "departement"
    return "region" if one.region == other.region else ""


def _themes(one: Facts, other: Facts) -> str:
    if one.themes.isdisjoint(other.themes):
        return ""
    return f"themes_{min(len(one.themes & other.themes), 3)}"


def _stage(one: Facts, other: Facts) -> str:
    if one.stage is None or other.stage is None:
        return ""
    gap = abs(one.stage - other.stage)
    return "stage" if gap == 0 else "next_stage" if gap == 1 else ""


def _ort(one: Facts, other: Facts) -> str:
    return "ort" if one.has_ort and other.has_ort else ""


QUESTIONS: tuple[Question, ...] = (_sea, _size, _count, _kind, _alone, _distance, _land, _themes, _stage, _ort)


def score(one: Facts, other: Facts) -> int:
    """The points of two communes, the same in both directions."""
    points = 0
    for asks in QUESTIONS:
        points += POINTS[asks(one, other)]
    return points


def best(one: Facts, others: Iterable[Facts]) -> list[tuple[int, Facts]]:
    """The KEPT most alike with their points; equal points: the nearest in population, then the order of codes."""
    mine = one.population or 0
    ranked = (
        (-score(one, other), abs(mine - (other.population or 0)), other.code, other)
        for other in others
        if other is not one
    )
    return [(-points, other) for points, _, _, other in nsmallest(KEPT, ranked) if points]


def reasons(one: Facts, other: Facts) -> list[Reason]:
    """The lines that hold, each with its facts; told in French by `telling.said`."""
    facts: dict[str, Callable[[], list[Any]]] = {
        "size": lambda: [one.band],
        "count": lambda: [other.population],
        "kind": lambda: [one.is_centre, one.group],
        "role": lambda: [one.is_centre],
        "close": lambda: [_km(one, other)],
        "near": lambda: [_km(one, other)],
        "departement": lambda: [one.departement],
        "region": lambda: [one.region],
        "stage": lambda: [other.stage_label],
        "next_stage": lambda: [other.stage_label],
    }
    lines = [name for name in (asks(one, other) for asks in QUESTIONS) if name]
    shared = sorted(one.themes & other.themes)
    return [[name, *(shared if name.startswith("themes_") else facts.get(name, list)())] for name in lines]


def _km(one: Facts, other: Facts) -> int:
    return round(distance(one.place, other.place)) if one.place and other.place else 0
