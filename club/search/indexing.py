"""Putting things into the index and taking them out, in the caller's transaction."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, insert, select

from club import text
from club.extensions import db
from club.search import backends, scopes, words
from club.search.models import SearchDocument, SearchWord

MOST_TERMS = 8_000  # of one body; a tsvector counts positions up to 16,383
MOST_NEW_WORDS = 400
SPOTS = 1024  # documents of one microsecond
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WORTH_CORRECTING = re.compile(r"[a-z]{4,30}\Z")


@dataclass(frozen=True)
class Document:
    """One thing as the search knows it. `audience`: who may find it, several words separated by spaces."""

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


def index(document: Document) -> None:
    """Make a thing findable, or replace what was known of it."""
    remove(document.kind, document.key)
    title, body, extra = (_storable(one) for one in (document.title, document.body, document.extra))
    identity = _free_id(document.moment)
    row = {"id": identity, "kind": document.kind, "key": document.key, "title": title, "body": body}
    db.session.execute(insert(SearchDocument).values(**row, url=document.url, moment=document.moment))
    fields = backends.Fields(
        words.terms(title)[:MOST_TERMS],
        words.terms(extra)[:MOST_TERMS],
        words.terms(body)[:MOST_TERMS],
        scopes.of_document(document.kind, document.audience.split(), document.theme, document.departement),
    )
    backends.current().put(identity, fields)
    _remember_words(f"{title} {body}")


def remove(kind: str, key: str) -> None:
    """Make a thing impossible to find; nothing happens if it was not there."""
    wanted = (SearchDocument.kind == kind, SearchDocument.key == key)
    identity = db.session.scalar(select(SearchDocument.id).where(*wanted))
    if identity is not None:
        backends.current().drop(identity)
        db.session.execute(delete(SearchDocument).where(*wanted).execution_options(synchronize_session=False))


def clear() -> None:
    """Empty the index, words included."""
    backends.current().wipe()
    for table in (SearchDocument, SearchWord):
        db.session.execute(delete(table).execution_options(synchronize_session=False))


def _storable(source: str) -> str:
    return text.clean(source)


def _free_id(moment: datetime) -> int:
    """The first id of this microsecond that nobody has: ids then sort as moments do."""
    first = int((moment - EPOCH).total_seconds() * 1_000_000) * SPOTS
    taken = db.session.scalars(
        select(SearchDocument.id).where(SearchDocument.id >= first, SearchDocument.id < first + SPOTS)
    )
    used = set(taken)
    return next(number for number in range(first, first + SPOTS + 1) if number not in used)


def _remember_words(source: str) -> None:
    met = dict(_worth_correcting(source))
    rows = [{"word": word, "shown": met[word]} for word in sorted(met)][:MOST_NEW_WORDS]
    if rows:
        backends.current().remember(rows)


def _worth_correcting(source: str) -> Iterator[tuple[str, str]]:
    for shown in set(words.WORD.findall(source.lower())):
        word = text.fold(shown)
        if WORTH_CORRECTING.match(word) and len(shown) <= 30:
            yield word, shown
