"""What the cells of a line say: their columns, several values in one, territories by name."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from club import sheets
from club.territories.scopes import Scope

STRAY = re.compile(r"[ \t\r\n]+")
LABEL_MAX = 160
CELL_MAX = 5_000  # characters that are looked at where a cell holds several values
Places = dict[str, str]  # the label of each territory, by `scope:code`


class Unfit(ValueError):
    """A line that cannot be imported; its text is a French sentence."""


class Column(NamedTuple):
    """A title, what to write below it, what the example has, and the other titles it may have."""

    title: str
    help: str
    example: str = ""
    others: Sequence[str] = ()


def model(columns: Sequence[Column]) -> Iterator[str]:
    """The table to fill in, with one line as an example."""
    return sheets.table([one.title for one in columns], [[one.example for one in columns]])


def line(value: str) -> str:
    """A text on one line, its French spaces kept."""
    return STRAY.sub(" ", value).strip()


def parted(cell: str, by: str = ";", most: int = CELL_MAX) -> list[str]:
    """The values of a cell; `by` has the characters that may part them."""
    return [one for one in map(str.strip, re.split(f"[{by}]", cell[:most])) if one]


def territories(asked: Sequence[str], known: Mapping[str, Scope], present: Places) -> tuple[Places, list[str]]:
    """What some labels mean, and those that mean nothing or several things. Those that the page shows today mean what
    they mean there, be they shared by others."""
    if sorted(asked) == sorted(present.values()):
        return present, []
    own = {label: key for key, label in present.items()}
    found: Places = {}
    for one in asked:
        if one in own:
            found[own[one]] = one
        elif one in known:
            found[key_of(known[one])] = known[one].label
    return found, [one for one in asked if one not in own and one not in known]


def key_of(scope: Scope) -> str:
    """A territory in one word."""
    return f"{scope.scope}:{scope.code}"


def scopes_of(places: Places) -> list[Scope]:
    """The territories themselves."""
    parts = ((key.partition(":"), label) for key, label in places.items())
    return [Scope(scope, code, label[:LABEL_MAX]) for (scope, _, code), label in parts]
