"""What may be shown of a month. Each cell is of three communes at least, and no two cells share a reading.

All that is shown (months, départements, totals, an organisation) is a sum of whole cells: whatever one subtracts from
whatever, what remains is of three communes at least, or nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from club.reach.models import FEWEST, OTHERS


class Count(NamedTuple):
    """How often a thing was read from a commune; a reader of no commune counts for none."""

    departement: str
    commune: str
    number: int


class Cell(NamedTuple):
    """A figure of one département, or of those that are too few to be told apart (OTHERS)."""

    departement: str
    communes: int
    number: int


def cells(counts: Iterable[Count]) -> tuple[list[Cell], list[Count]]:
    """What may be shown of a month, and what is left because it is of too few communes."""
    places: dict[str, list[Count]] = defaultdict(list)
    for one in counts:
        places[one.departement].append(one)
    shown: list[Cell] = []
    left: list[Count] = []
    for departement, those in sorted(places.items()):
        if departement and _communes(those) >= FEWEST:
            shown.append(_cell(departement, those))
        else:
            left += those
    if _communes(left) >= FEWEST:
        return [*shown, _cell(OTHERS, left)], []
    return shown, left


def _cell(departement: str, counts: Sequence[Count]) -> Cell:
    return Cell(departement, _communes(counts), sum(one.number for one in counts))


def _communes(counts: Sequence[Count]) -> int:
    return len({one.commune for one in counts if one.commune})
