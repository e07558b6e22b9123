"""Names beside the points of a map, so that none covers another or a point."""

from collections.abc import Sequence
from typing import NamedTuple

from club.territories.drawing import Drawing
from club.territories.paths import Box

FONT, WIDE, DOT = 15, 0.56, 5  # height of a name, mean width of a letter (in heights), radius of a point
OFF = 4  # between a point and its name


class Name(NamedTuple):
    """Where a name is written beside its point, and by which of its ends."""

    x: int
    y: int
    anchor: str


def named(drawing: Drawing, spots: Sequence[tuple[int, int]], texts: Sequence[str]) -> list[Name | None]:
    """A place for each name, those that come first served first; None where it would cover another or a point."""
    taken = [Box(x - DOT, y - DOT, 2 * DOT, 2 * DOT) for x, y in spots]
    found: list[Name | None] = []
    for (x, y), text in zip(spots, texts, strict=True):
        width = len(text) * WIDE * FONT
        places = ((place, _room(place, width)) for place in _around(x, y))
        fitting = ((place, box) for place, box in places if _is_free(box, taken, drawing))
        place, box = next(fitting, (None, None))
        found.append(place)
        if box:
            taken.append(box)
    return found


def _around(x: int, y: int) -> list[Name]:
    """The places tried for a name, the most readable first."""
    side, middle, above, below = DOT + OFF, y + FONT // 3, y - DOT - OFF, y + DOT + FONT
    return [
        *(Name(x + side, middle, "start"), Name(x - side, middle, "end")),
        *(Name(x, above, "middle"), Name(x, below, "middle")),
        *(Name(x + OFF, above, "start"), Name(x + OFF, below, "start")),
        *(Name(x - OFF, above, "end"), Name(x - OFF, below, "end")),
    ]


def _room(place: Name, width: float) -> Box:
    """The rectangle that a name takes."""
    start = {"start": place.x, "end": place.x - width, "middle": place.x - width / 2}[place.anchor]
    return Box(start, place.y - FONT * 0.8, width, FONT)


def _is_free(box: Box, taken: Sequence[Box], drawing: Drawing) -> bool:
    inside = box.x >= 0 and box.y >= 0 and box.x + box.width <= drawing.width and box.y + box.height <= drawing.height
    return inside and not any(meet(box, other) for other in taken)


def meet(one: Box, other: Box) -> bool:
    """Whether two rectangles have something in common."""
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )
