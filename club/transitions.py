"""The life of a thing: named ways from some of its states to another."""

from collections.abc import Mapping
from dataclasses import dataclass

from club.access import Refused


@dataclass(frozen=True)
class Transition:
    """A named way from some states to another; `refusal` is what is said from any other state."""

    sources: tuple[str, ...]
    target: str
    refusal: str


def target(ways: Mapping[str, Transition], name: str, state: str) -> str:
    """Where a named way leads from a state; raises Refused when it does not start there."""
    way = ways[name]
    if state not in way.sources:
        raise Refused(way.refusal)
    return way.target
