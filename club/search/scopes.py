"""Who may find a document and what it is, as terms of the index: filters cost no more than words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


def _term(letter: str, value: str) -> str:
    return letter + value.encode("utf-8", "replace").hex()


def of_document(kind: str, audiences: Iterable[str], theme: str | None, departement: str | None) -> list[str]:
    """The terms that stand for a document's audiences, kind, theme and département."""
    given = [_term("a", one) for one in audiences] + [_term("k", kind)]
    if theme:
        given.append(_term("t", theme))
    if departement:
        given.append(_term("d", departement))
    return given


@dataclass(frozen=True)
class Scope:
    """What a search is limited to."""

    audiences: Sequence[str]
    kinds: Sequence[str] = ()
    theme: str | None = None
    departement: str | None = None

    def clauses(self) -> list[list[str]]:
        """One list of terms a condition; a document has at least one term of each."""
        wanted = [("a", self.audiences), ("k", self.kinds)]
        wanted += [
            ("t", [self.theme] if self.theme else []),
            ("d", [self.departement] if self.departement else []),
        ]
        return [[_term(letter, value) for value in values] for letter, values in wanted if values]

    def limited_to(self, kind: str) -> "Scope":
        """The same, for one kind only."""
        return Scope(self.audiences, (kind,), self.theme, self.departement)
