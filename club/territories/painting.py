"""A figure on a map: its classes, and the whole drawing in words that a page may keep."""

from collections.abc import Callable, Mapping, Sequence
from math import ceil
from typing import NamedTuple

from club.territories.drawing import Area, Drawing
from club.territories.labels import Name

MOST_CLASSES = 4


class Classes(NamedTuple):
    """The bounds of the classes of a figure, the lowest first; zero is a class of its own, number 0."""

    bounds: tuple[tuple[int, int], ...]

    @property
    def keys(self) -> list[tuple[int, int, int]]:
        """(number, lowest, highest) of each class; the last number is that of the strongest colour."""
        first = MOST_CLASSES - len(self.bounds) + 1
        return [(number, *bounds) for number, bounds in enumerate(self.bounds, first)]

    def of(self, value: int) -> int:
        """The number of the class of a value."""
        return next((number for number, low, high in self.keys if low <= value <= high), 0)


def classes(values: Sequence[int]) -> Classes:
    """At most four classes with about as many départements in each; equal values are never parted."""
    known = sorted(value for value in values if value > 0)
    tops: list[int] = []
    for number in range(1, MOST_CLASSES + 1):
        top = known[ceil(len(known) * number / MOST_CLASSES) - 1] if known else 0
        if top and top not in tops:
            tops.append(top)
    lows = [*known[:1], *(top + 1 for top in tops)]
    return Classes(tuple(zip(lows, tops, strict=False)))


class Painted(NamedTuple):
    """A département as it is painted: what it says, where it leads, which class it is in."""

    path: str
    label: str
    url: str
    number: int


class Mark(NamedTuple):
    """A commune as a point: where, what it says, where it leads, its name if there is room for it."""

    x: int
    y: int
    label: str
    url: str
    name: str
    place: Name | None


class Picture(NamedTuple):
    """A whole drawing, made of words only, so that a page may keep it (`kept`)."""

    width: int
    height: int
    said: str  # what is drawn, for those who do not see it
    areas: tuple[Painted, ...]
    dots: str = ""
    marks: tuple[Mark, ...] = ()


def painted(
    areas: Sequence[Area],
    values: Mapping[str, int],
    said: Callable[[int], str],
    address: Callable[[Area], str] | None = None,
) -> tuple[Painted, ...]:
    """The départements of a drawing, each in the class of its value; `said` tells a value, `address` where it leads."""
    known = classes(list(values.values()))
    return tuple(
        Painted(
            one.path,
            f"{one.name} : {said(values.get(one.code, 0))}",
            address(one) if address else "",
            known.of(values.get(one.code, 0)),
        )
        for one in areas
    )


def whole(drawing: Drawing, areas: tuple[Painted, ...], said: str, dots: str = "") -> Picture:
    """The picture of a drawing without names."""
    return Picture(drawing.width, drawing.height, said, areas, dots)
