"""What to try when words find nothing: the expressions that mean the same, and fewer words."""

from collections.abc import Sequence
from dataclasses import dataclass

from club import search
from club.search import words

MOST = 6


@dataclass(frozen=True)
class Rather:
    """Other words, and how much each finds."""

    understood: Sequence[str]  # taken for the same already
    found: Sequence[tuple[str, int]]
    meant: str | None = None


def rather(query: str, *, audiences: Sequence[str], kind: str) -> Rather:
    """For words that found nothing in a list of things of one kind."""
    asked = {term for one in words.query_terms(query) for term in one}
    understood: list[str] = []
    alone = [word for word in query.split() if words.term(word) is not None]
    tried = alone[: 2 * MOST] if len(alone) > 1 else []
    for group in words.synonyms():
        terms = [set(words.terms(one)) for one in group]
        if any(one and one <= asked for one in terms):
            understood += [one for one in group if one.lower() not in query.lower()]
        if any(one & asked for one in terms):
            tried += group
    meant = search.meant(query)
    candidates = [one for one in dict.fromkeys(tried) if one.lower() != query.strip().lower()][: 3 * MOST]
    numbers = search.numbers([*candidates, *([meant] if meant else [])], audiences=audiences, kind=kind)
    found = sorted(((one, numbers[one]) for one in candidates if numbers.get(one)), key=lambda pair: pair[1])
    return Rather(
        [one for one in understood if not numbers.get(one)][:MOST],
        found[:MOST],
        meant if meant and numbers.get(meant) else None,
    )
