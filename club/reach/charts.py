"""A picture of twelve months, drawn by the server; the table beside it says the same."""

from collections.abc import Sequence
from typing import NamedTuple

from club.french import MONTHS
from club.reach.queries import Line

SHORT = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
WIDE, HIGH = 40, 100  # of a month, of the highest one


class Bar(NamedTuple):
    """A month: where it stands, how high it is, the words under it."""

    x: int
    y: float
    height: float
    label: str
    short: str
    number: int | None


def bars(months: Sequence[Line], gesture: str = "view") -> list[Bar]:
    """The months of a picture; none when there is nothing to draw."""
    most = max((line.numbers.get(gesture, 0) for line in months), default=0)
    return [_bar(place, line, line.numbers.get(gesture), most) for place, line in enumerate(months)] if most else []


def _bar(place: int, line: Line, number: int | None, most: int) -> Bar:
    height = round(HIGH * (number or 0) / most, 1)
    short = SHORT[MONTHS.index(line.label.partition(" ")[0])]
    return Bar(place * WIDE, HIGH - height, height, line.label, short, number)
