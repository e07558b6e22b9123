"""The outlines of a map as rings of points: read from the path of an SVG, written back on a grid."""

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

Point = tuple[float, float]
Ring = tuple[Point, ...]
WORDS = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
STRAIGHT = "MmLlHhVvZz"
LONGEST = 400_000


class Box(NamedTuple):
    """A rectangle of a drawing."""

    x: float
    y: float
    width: float
    height: float


def rings(path: str) -> tuple[Ring, ...]:
    """The closed lines of a path; ValueError, in French, when it has anything but straight lines."""
    if len(path) > LONGEST or re.sub(r"[\s,]", "", WORDS.sub("", path)):
        raise ValueError("contour illisible")
    found: list[Ring] = []
    here: Point = (0.0, 0.0)
    line: list[Point] = []
    for command, numbers in _commands(path):
        if command in "MmZz" and line:
            found.append(tuple(line))
            here, line = line[0], []
        for point in _points(command, numbers, here):
            here = point
            line.append(point)
    return tuple(ring for ring in (*found, tuple(line)) if len(ring) > 2)


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    command, numbers = "", list[float]()
    for word in WORDS.findall(path):
        if not word.isalpha():
            numbers.append(float(word))
            continue
        if word not in STRAIGHT:
            raise ValueError("un contour n’a que des lignes droites (M, L, H, V et Z)")
        if command:
            yield command, numbers
        command, numbers = word, []
    if command:
        yield command, numbers


def _points(command: str, numbers: list[float], here: Point) -> Iterator[Point]:
    """The points that a command adds, each from the one before when it is written small."""
    x, y = here
    is_relative = command.islower()
    steps = _steps(command.upper(), numbers)
    for across, down in steps:
        x = x if across is None else across + (x if is_relative else 0)
        y = y if down is None else down + (y if is_relative else 0)
        yield x, y


def _steps(command: str, numbers: list[float]) -> list[tuple[float | None, float | None]]:
    if command == "H":
        return [(number, None) for number in numbers]
    if command == "V":
        return [(None, number) for number in numbers]
    if len(numbers) % 2:
        raise ValueError("contour illisible")
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def bounds(lines: Iterable[Ring]) -> Box:
    """The rectangle around some rings."""
    points = [point for line in lines for point in line]
    across, down = [x for x, _ in points], [y for _, y in points]
    return Box(min(across), min(down), max(across) - min(across), max(down) - min(down))


def holds(lines: Iterable[Ring], x: float, y: float) -> bool:
    """Whether a point is inside: it crosses the lines an odd number of times on its way out."""
    crossings = 0
    for line in lines:
        for (x_1, y_1), (x_2, y_2) in zip(line, (*line[1:], line[0]), strict=True):
            if (y_1 > y) != (y_2 > y) and x < (x_2 - x_1) * (y - y_1) / (y_2 - y_1) + x_1:
                crossings += 1
    return crossings % 2 == 1


def written(lines: Iterable[Ring], corner: Point, scale: float) -> str:
    """A path on whole numbers: neighbours keep the same border, for both are put on the same grid."""
    parts = []
    for line in lines:
        grid = [(round((x - corner[0]) * scale), round((y - corner[1]) * scale)) for x, y in line]
        steps = [grid[0], *(now for before, now in itertools.pairwise(grid) if now != before)]
        if len(set(steps)) > 2:
            parts.append(_written(steps))
    return "".join(parts)


def _written(steps: list[tuple[int, int]]) -> str:
    x, y = steps[0]
    moves = [f"{now[0] - before[0]} {now[1] - before[1]}" for before, now in itertools.pairwise(steps)]
    return f"M{x} {y}l{' '.join(moves)}z".replace(" -", "-")
