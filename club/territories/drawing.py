"""Outlines as a page draws them: on whole numbers, in a frame of their own, with a place for each commune."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from club.territories.outlines import Outlines, frame_of
from club.territories.paths import Box, written

FRANCE_WIDTH, ZOOM_WIDTH, ZOOM_HEIGHT = 1200, 480, 560
MARGIN = 0.04  # of the larger side, around a zoom


class Area(NamedTuple):
    """A département of a drawing."""

    code: str
    name: str
    path: str


@dataclass(frozen=True, eq=False)
class Drawing:
    """Some départements, in a frame of whole numbers."""

    outlines: Outlines
    width: int
    height: int
    areas: tuple[Area, ...]
    corner: tuple[float, float]
    scale: float

    def spot(self, departement: str, longitude: float | None, latitude: float | None) -> tuple[int, int] | None:
        """Where a place stands in the frame; None when it is not known or not drawn."""
        if longitude is None or latitude is None:
            return None
        point = self.outlines.place(departement, longitude, latitude)
        if point is None:
            return None
        x, y = (round((value - start) * self.scale) for value, start in zip(point, self.corner, strict=True))
        return (x, y) if 0 <= x <= self.width and 0 <= y <= self.height else None


@lru_cache(maxsize=4)
def france(outlines: Outlines) -> Drawing:
    """All that the outlines draw."""
    return _drawing(outlines, tuple(outlines.shapes), outlines.box, FRANCE_WIDTH / outlines.box.width)


@lru_cache(maxsize=256)
def zoom(outlines: Outlines, codes: tuple[str, ...]) -> Drawing | None:
    """Some départements, as large as a page has room for; None when the outlines have none of them."""
    known = tuple(code for code in codes if code in outlines.shapes)
    if not known:
        return None
    frame = frame_of([outlines.shapes[code] for code in known])
    margin = MARGIN * max(frame.width, frame.height)
    box = Box(frame.x - margin, frame.y - margin, frame.width + 2 * margin, frame.height + 2 * margin)
    return _drawing(outlines, known, box, min(ZOOM_WIDTH / box.width, ZOOM_HEIGHT / box.height))


def _drawing(outlines: Outlines, codes: tuple[str, ...], box: Box, scale: float) -> Drawing:
    corner = (box.x, box.y)
    shapes = [outlines.shapes[code] for code in codes]
    areas = tuple(Area(one.code, one.name, written(one.rings, corner, scale)) for one in shapes)
    return Drawing(outlines, ceil(box.width * scale), ceil(box.height * scale), areas, corner, scale)


def dots(spots: Sequence[tuple[int, int]]) -> str:
    """Many points as one path: each is a line of no length, which a round cap makes a dot."""
    return "".join(f"M{x} {y}h0" for x, y in sorted(set(spots)))
