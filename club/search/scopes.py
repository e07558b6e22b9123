"""Who may find a document and what it is, as terms of the index: filters cost no more than words.

A kind and an audience are one term together: the lists of a kind are short, those of an audience are as long as the
index, and a database reads both to find what they share.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


def _term(letter: str, value: str) -> str:
    return letter + value.encode("utf-8", "replace").hex()


def of_document(kind: str, audiences: Iterable[str], theme: str | None, departement: str | None) -> list[str]:
    """The terms that stand for a document's audiences, kind, theme and département."""
    given = [term for one in audiences for term in (_term("a", one), _term("k", f"{kind} {one}"))]
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
        wanted = [self._readable()]
        wanted += [[_term("t", self.theme)]] if self.theme else []
        wanted += [[_term("d", self.departement)]] if self.departement else []
        return wanted

    def _readable(self) -> list[str]:
        if not self.kinds:
            return [_term("a", one) for one in self.audiences]
        return [_term("k", f"{kind} {one}") for kind in self.kinds for one in self.audiences]

    def limited_to(self, kind: str) -> "Scope":
        """The same, for one kind only."""
        return Scope(self.audiences, (kind,), self.theme, self.departement)
