"""Putting things into the index and taking them out, in the caller's transaction."""

import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import delete, insert, select

from club import text
from club.extensions import db
from club.rows import among
from club.search import backends, scopes, words
from club.search.models import SearchDocument, SearchWord

MOST_TERMS = 8_000  # of one body; a tsvector counts positions up to 16,383
MOST_NEW_WORDS = 400
SPOTS = 1024  # documents of one microsecond; more take the place of the next ones
MOST_SAME = 16  # times as many may have the same moment
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WORTH_CORRECTING = re.compile(r"[a-z]{4,30}\Z")


# Told of each thing (kind, key) that was indexed or taken out, in the same transaction.
LISTENERS: list[Callable[[Sequence[tuple[str, str]]], None]] = []


@dataclass(frozen=True)
class Document:
    """One thing as the search knows it. `audience`: who may find it, several words separated by spaces.

    `parts` are the texts that it holds beside its own, such as its files, each with the name that is said with it.
    """

    kind: str
    key: str
    title: str
    body: str
    url: str
    audience: str
    moment: datetime
    extra: str = ""
    theme: str | None = None
    departement: str | None = None
    parts: Sequence[tuple[str, str]] = ()


def index(document: Document) -> None:
    """Make a thing findable, or replace what was known of it."""
    index_many([document])


def index_many(documents: Sequence[Document]) -> None:
    """The same for many things, with few statements; of two about one thing the last counts."""
    documents = list({(document.kind, document.key): document for document in documents}.values())
    things = [(document.kind, document.key) for document in documents]
    _take_out(things)
    rows: list[dict[str, Any]] = []
    fields: list[tuple[int, str, backends.Fields]] = []
    met: dict[str, str] = {}
    identities = _free_ids([document.moment for document in documents])
    for identity, document in zip(identities, documents, strict=True):
        row, terms = _entry(identity, document)
        rows.append(row)
        fields.append((identity, document.key, terms))
        met |= _few_words(f"{row['title']} {row['body']}")
    if rows:
        db.session.execute(insert(SearchDocument), rows)
        backends.current().put(fields)
    if met:
        backends.current().remember([{"word": word, "shown": met[word]} for word in sorted(met)])
    _tell(things)


def _entry(identity: int, document: Document) -> tuple[dict[str, Any], backends.Fields]:
    title, body, extra = (_storable(one) for one in (document.title, document.body, document.extra))
    parts = [[_storable(name), _storable(part)] for name, part in document.parts]
    shown = {"title": title, "body": body, "url": document.url, "moment": document.moment, "parts": parts}
    fields = backends.Fields(
        words.terms(title)[:MOST_TERMS],
        words.terms(extra)[:MOST_TERMS],
        [term for one in (body, *(part for _, part in parts)) for term in words.terms(one)][:MOST_TERMS],
        scopes.of_document(document.kind, document.audience.split(), document.theme, document.departement),
    )
    return {"id": identity, "kind": document.kind, "key": document.key, **shown}, fields


def remove(kind: str, key: str) -> None:
    """Make a thing impossible to find; nothing happens if it was not there."""
    remove_many([(kind, key)])


def remove_many(things: Sequence[tuple[str, str]]) -> None:
    """The same for many things, each a kind and a key."""
    _take_out(things)
    _tell(things)


def _tell(things: Sequence[tuple[str, str]]) -> None:
    for listener in LISTENERS:
        listener(things)


def _take_out(things: Sequence[tuple[str, str]]) -> None:
    backend = backends.current()
    backend.lock([f"{kind} {key}" for kind, key in things])
    known = among(SearchDocument.kind, SearchDocument.key, things)
    identities = db.session.scalars(select(SearchDocument.id).where(known)).all()
    if identities:
        backend.drop(identities)
        gone = delete(SearchDocument).where(SearchDocument.id.in_(identities))
        db.session.execute(gone.execution_options(synchronize_session=False))


def clear() -> None:
    """Empty the index, words included."""
    backends.current().wipe()
    for table in (SearchDocument, SearchWord):
        db.session.execute(delete(table).execution_options(synchronize_session=False))


def _storable(source: str) -> str:
    return text.clean(source)


def _free_ids(moments: Sequence[datetime]) -> list[int]:
    """For each moment an id of its microsecond that nobody has: ids then sort as moments do.

    The search starts at a random spot: two processes that index at the same microsecond do not see each other's id.
    """
    micros = [int((moment - EPOCH).total_seconds() * 1_000_000) for moment in moments]
    firsts = [micro * SPOTS + secrets.randbelow(SPOTS) for micro in micros]
    used = set(db.session.scalars(select(SearchDocument.id).where(SearchDocument.id.in_(firsts))))
    crowded = {first // SPOTS for first in used} | {micro for micro, many in Counter(micros).items() if many > 1}
    for micro in crowded:  # rare: what else this microsecond holds
        within = SearchDocument.id.between(micro * SPOTS, (micro + MOST_SAME) * SPOTS)
        used.update(db.session.scalars(select(SearchDocument.id).where(within)))
    found = []
    for first in firsts:
        found.append(next(number for number in count(first) if number not in used))
        used.add(found[-1])
    return found


def _few_words(source: str) -> dict[str, str]:
    """The words of a document that a correction may propose, by their folded form."""
    met = dict(_worth_correcting(source))
    return {word: met[word] for word in sorted(met)[:MOST_NEW_WORDS]}


def _worth_correcting(source: str) -> Iterator[tuple[str, str]]:
    for shown in set(words.WORD.findall(source.lower())):
        word = text.fold(shown)
        if WORTH_CORRECTING.match(word) and len(shown) <= 30:
            yield word, shown
