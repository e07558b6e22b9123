"""Finding things by words, and what to propose when nothing is found."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import TextualSelect, select, text

from club.extensions import db
from club.search import backends, corrections, extracts, words
from club.search.models import SearchDocument
from club.search.postgresql import Postgresql
from club.search.scopes import Scope
from club.search.sqlite import Sqlite

backends.register("sqlite", Sqlite())
backends.register("postgresql", Postgresql())

KINDS = text(  # one step an existing kind, instead of reading the whole index
    "WITH RECURSIVE known (kind) AS (SELECT min(kind) FROM search_document UNION ALL "
    "SELECT (SELECT min(d.kind) FROM search_document d WHERE d.kind > known.kind) FROM known "
    "WHERE known.kind IS NOT NULL) "
    "SELECT kind FROM known WHERE kind IS NOT NULL"
)


@dataclass(frozen=True)
class Hit:
    """One thing found; its HTML is safe, the words asked for are in <mark>.

    `part` names what holds the extract when that is not the thing's own text, such as one of its files.
    """

    kind: str
    key: str
    title_html: Markup
    extract_html: Markup
    url: str
    moment: datetime
    part: str = ""


@dataclass(frozen=True)
class Results:
    """A page of what was found. `total` and `counts` (by kind, whatever kinds were wanted) stop at 1,000."""

    items: list[Hit]
    total: int
    counts: dict[str, int]
    suggestion: str | None = None
    page: int = 1
    size: int = 20

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.total // self.size)


def find(
    query: str,
    *,
    audiences: Sequence[str],
    kinds: Sequence[str] | None = None,
    theme: str | None = None,
    departement: str | None = None,
    page: int = 1,
    size: int = 20,
) -> Results:
    """What one of these audiences may find with any of the words, best first."""
    asked = _terms(query, audiences)
    if not asked:
        return Results([], 0, {}, None, 1, size)
    everything = Scope(audiences, (), theme, departement)
    scope = Scope(audiences, kinds or (), theme, departement)
    backend = backends.current()
    found = backend.ranked(asked, scope)[: backends.COUNTED]
    if not found:
        counts = _counts(asked, everything) if kinds else {}
        suggestion = None if counts else corrections.suggest(query, everything)
        return Results([], 0, counts, suggestion, 1, size)
    counts = _counts(asked, everything)
    total = min(len(found), sum(count for kind, count in counts.items() if not kinds or kind in kinds))
    page = max(1, page)
    shown = found[(page - 1) * size : page * size]
    return Results(_hits(shown, asked), total, counts, None, page, size)


def holding(query: str, *, audiences: Sequence[str], kind: str) -> TextualSelect | None:
    """The keys of what has all the words, to narrow a list of things of one kind; None without a word."""
    asked = _terms(query, audiences)
    if not asked:
        return None
    return backends.current().holding(asked, Scope(audiences, (kind,)))


def closest(query: str, *, audiences: Sequence[str], kind: str, size: int) -> list[str]:
    """The keys of the things of one kind that have most of the words, best first."""
    asked = _terms(query, audiences)
    found = backends.current().ranked(asked, Scope(audiences, (kind,)))[:size] if asked else []
    rows = db.session.execute(select(SearchDocument.id, SearchDocument.key).where(SearchDocument.id.in_(found)))
    known = {row.id: row.key for row in rows}
    return [known[one] for one in found if one in known]


def numbers(queries: Sequence[str], *, audiences: Sequence[str], kind: str) -> dict[str, int]:
    """How many things of one kind have all the words of each of these, counting up to 1,000."""
    asked = {query: terms for query in queries if (terms := _terms(query, audiences))}
    return backends.current().matching(asked, Scope(audiences, (kind,))) if asked else {}


def _terms(query: str, audiences: Sequence[str]) -> backends.Asked:
    """The words of a question; whoever belongs to no audience finds nothing."""
    return words.query_terms(query) if audiences else []


def _counts(asked: backends.Asked, scope: Scope) -> dict[str, int]:
    known = db.session.scalars(KINDS).all()
    counts = backends.current().counts(asked, {kind: scope.limited_to(kind) for kind in known})
    return {kind: count for kind, count in counts.items() if count}


def _hits(ids: list[int], asked: backends.Asked) -> list[Hit]:
    terms = {term for one in asked for term in one}
    rows = db.session.scalars(select(SearchDocument).where(SearchDocument.id.in_(ids)))
    known = {row.id: row for row in rows}
    hits = {identity: _hit(known[identity], terms) for identity in ids if identity in known}
    return list((hits | _in_parts(hits, terms)).values())


def _hit(row: SearchDocument, terms: set[str]) -> Hit:
    title = extracts.title(row.title, terms)
    return Hit(row.kind, row.key, title, extracts.extract(row.body, terms), row.url, row.moment)


def _in_parts(hits: dict[int, Hit], terms: set[str]) -> dict[int, Hit]:
    """Those without any of the words in title or text, with what their parts say: only theirs are fetched."""
    mute = [
        number for number, hit in hits.items() if not any(map(extracts.is_marked, (hit.title_html, hit.extract_html)))
    ]
    if not mute:
        return {}
    columns = select(SearchDocument.id, SearchDocument.parts).where(SearchDocument.id.in_(mute))
    found = {}
    for identity, parts in db.session.execute(columns):
        for name, words_there in parts:
            if (extract := extracts.met(words_there, terms)) is not None:
                found[identity] = replace(hits[identity], part=name, extract_html=extract)
                break
    return found
