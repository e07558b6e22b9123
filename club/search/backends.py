"""What each database must be able to do for the search, and which one is in use."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from typing import Any, Protocol

from sqlalchemy import TextualSelect

from club.extensions import db
from club.search.scopes import Scope

Asked = list[list[str]]  # words, or phrases of several words

CANDIDATES = 1_000  # newest documents of a common word that are ranked: as many as are ever shown
TITLE = 3  # what a word of the title weighs more than one of the text
COUNTED = 1_000  # where counting stops


@dataclass(frozen=True)
class Fields:
    """The terms of a document, by where they stand."""

    title: list[str]
    extra: list[str]
    body: list[str]
    scope: list[str]


def rarity(known: int) -> int:
    """What a word weighs beside the others: 1 for a common one, more as fewer documents have it."""
    return 1 + int(log2(CANDIDATES / max(known, 1)))


def useful(asked: Asked, known: list[int]) -> Asked:
    """The words few documents have, if there are any: the others would only hide what they find."""
    return [one for one, count in zip(asked, known, strict=True) if 0 < count < CANDIDATES] or asked


class Backend(Protocol):
    """One full-text engine."""

    def lock(self, things: Sequence[str]) -> None:
        """Until the end of the transaction, let nobody else index these."""

    def put(self, documents: Sequence[tuple[int, str, Fields]]) -> None:
        """Index some documents: their ids, their keys, their terms."""

    def drop(self, identities: Sequence[int]) -> None:
        """Forget some documents."""

    def wipe(self) -> None:
        """Forget all."""

    def tidy(self) -> None:
        """Do what the database likes to be done after many changes."""

    def remember(self, rows: Sequence[dict[str, Any]]) -> None:
        """Keep the words that are not known yet."""

    def ranked(self, asked: Asked, scope: Scope) -> list[int]:
        """The ids of the documents with any of the words, best first."""

    def holding(self, asked: Asked, scope: Scope) -> TextualSelect:
        """The keys of the documents with all the words, in a scope of one kind, as a subquery that narrows a list."""

    def matching(self, asked: dict[str, Asked], scope: Scope) -> dict[str, int]:
        """How many documents have all the words of each of some questions, counting up to COUNTED."""

    def counts(self, asked: Asked, scopes: dict[str, Scope]) -> dict[str, int]:
        """How many documents in each of some scopes, counting up to COUNTED."""


_backends: dict[str, Backend] = {}


def register(dialect: str, backend: Backend) -> None:
    """Name the engine of a dialect."""
    _backends[dialect] = backend


def current() -> Backend:
    """The engine of the database in use."""
    return _backends[db.session.get_bind().dialect.name]
