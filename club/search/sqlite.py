"""The search on SQLite: an FTS5 table, asked with quoted terms only, so that no operator can come in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import TextualSelect, text
from sqlalchemy.dialects.sqlite import insert

from club.extensions import db
from club.search.backends import CANDIDATES, COUNTED, TITLE, Asked, Fields, rarity, useful
from club.search.models import SearchDocument, SearchWord
from club.search.scopes import Scope

INSERT = text("INSERT INTO search_fts (rowid, title, extra, body, scope) VALUES (:id, :title, :extra, :body, :scope)")
NEWEST = text("SELECT rowid FROM search_fts WHERE search_fts MATCH :match ORDER BY rowid DESC LIMIT :candidates")
HOLDING = text(  # by the index that has all that is wanted: going through the texts takes twice as long
    'SELECT "key" FROM search_document INDEXED BY ix_search_document_identity '
    "WHERE kind = :held AND id IN (SELECT rowid FROM search_fts WHERE search_fts MATCH :holding)"
)
BM25 = text("SELECT rowid, bm25(search_fts, 10.0, 3.0, 1.0, 0.0) FROM search_fts WHERE search_fts MATCH :match")
KNOWN = "SELECT count(*) FROM (SELECT 1 FROM search_fts WHERE search_fts MATCH :match{0} LIMIT :counted)"
WITHIN = (  # of a common word, only the newest documents: its list may be as long as the index
    "SELECT rowid AS id, :hit{0} AS hit, :weight{0} AS weight FROM search_fts "
    "WHERE search_fts MATCH :match{0} AND rowid BETWEEN max(:least, coalesce((SELECT rowid FROM search_fts "
    "WHERE search_fts MATCH :newest{0} ORDER BY rowid DESC LIMIT 1 OFFSET :candidates), 0)) AND :most"
)


FIELDS = "title extra body"


@dataclass(frozen=True)
class _Found:
    """The documents to rank: all of them, and those that have all the words."""

    asked: Asked
    known: list[int]
    scope: Scope
    complete: Collection[int]
    all: Collection[int]


def _phrase(terms: Sequence[str]) -> str:
    return '"' + " ".join(terms) + '"'  # terms are letters and figures: nothing to escape


def _any(asked: Asked, where: str = FIELDS) -> str:
    return f"{{{where}}} : (" + " OR ".join(_phrase(one) for one in asked) + ")"


def _all(asked: Asked) -> str:
    return f"{{{FIELDS}}} : (" + " AND ".join(_phrase(one) for one in asked) + ")"


def _within(words: str, scope: Scope | None) -> str:
    clauses = scope.clauses() if scope else []
    limits = ["scope : (" + " OR ".join(_phrase([one]) for one in clause) + ")" for clause in clauses]
    return " AND ".join([f"({words})", *limits])


class Sqlite:
    """FTS5, bm25, title first."""

    def lock(self, things: Sequence[str]) -> None:
        """Whoever writes has the whole database already."""

    def put(self, documents: Sequence[tuple[int, str, Fields]]) -> None:
        rows = [
            {"id": identity, **{name: " ".join(terms) for name, terms in vars(fields).items()}}
            for identity, _, fields in documents
        ]
        db.session.execute(INSERT, rows)

    def drop(self, identities: Sequence[int]) -> None:
        db.session.execute(text("DELETE FROM search_fts WHERE rowid = :id"), [{"id": one} for one in identities])

    def wipe(self) -> None:
        db.session.execute(text("DELETE FROM search_fts"))

    def tidy(self) -> None:
        db.session.execute(text("INSERT INTO search_fts (search_fts) VALUES ('optimize')"))

    def remember(self, rows: Sequence[dict[str, Any]]) -> None:
        db.session.execute(insert(SearchWord).on_conflict_do_nothing(), rows)

    def ranked(self, asked: Asked, scope: Scope) -> list[int]:
        complete = self._newest(_within(_all(asked), scope))
        if len(asked) == 1 or len(complete) >= CANDIDATES:
            found = _Found(asked, [len(complete)] * len(asked), scope, complete, complete)
            return self._sorted(found)
        known = self._known(asked, scope)
        others = self._newest(_within(_any(useful(asked, known)), scope))
        return self._sorted(_Found(asked, known, scope, complete, {*complete, *others}))

    def holding(self, asked: Asked, scope: Scope) -> TextualSelect:
        return HOLDING.bindparams(held=scope.kinds[0], holding=_within(_all(asked), scope)).columns(SearchDocument.key)

    def matching(self, asked: dict[str, Asked], scope: Scope) -> dict[str, int]:
        return self._counted({name: _within(_all(one), scope) for name, one in asked.items()}, COUNTED)

    def counts(self, asked: Asked, scopes: dict[str, Scope]) -> dict[str, int]:
        return self._counted({name: _within(_any(asked), scope) for name, scope in scopes.items()}, COUNTED)

    def _newest(self, match: str) -> list[int]:
        return list(db.session.scalars(NEWEST, {"match": match, "candidates": CANDIDATES}))

    def _known(self, asked: Asked, scope: Scope | None) -> list[int]:
        """How many documents have each of the words, counting up to CANDIDATES; in the whole index without a scope."""
        matches = {str(number): _within(_any([one]), scope) for number, one in enumerate(asked)}
        return list(self._counted(matches, CANDIDATES).values())

    def _counted(self, matches: dict[str, str], limit: int) -> dict[str, int]:
        if not matches:
            return {}
        names = list(matches)
        parts = ", ".join(f"({KNOWN.format(number)})" for number in range(len(names)))
        values = {f"match{number}": matches[name] for number, name in enumerate(names)}
        row = db.session.execute(text(f"SELECT {parts}"), {**values, "counted": limit}).one()
        return dict(zip(names, row, strict=True))

    def _sorted(self, found: _Found) -> list[int]:
        """Those that have more of the words first, then the rarest and those of titles, then by bm25."""
        if not found.all:
            return []
        matched = self._matched(found)
        matched |= {one: (-len(found.asked), matched.get(one, (0, 0))[1]) for one in found.complete}
        scores = self._scores(found.asked)
        return sorted(found.all, key=lambda one: (*matched.get(one, (0, 0)), scores.get(one, 0.0), -one))

    def _scores(self, asked: Asked) -> dict[int, float]:
        """bm25 reads every document of every word: it is only asked about rare ones."""
        rare = [one for one, known in zip(asked, self._known(asked, None), strict=True) if known < CANDIDATES]
        if not rare:
            return {}
        return {identity: score for identity, score in db.session.execute(BM25, {"match": _any(rare)})}

    def _matched(self, found: _Found) -> dict[int, tuple[int, int]]:
        """How many of the words each document has, and what they weigh; less is better."""
        parts: list[str] = []
        values: dict[str, Any] = {"least": min(found.all), "most": max(found.all), "candidates": CANDIDATES}
        for one, count in zip(found.asked, found.known, strict=True):
            anywhere, in_title = (_within(_any([one], where), found.scope) for where in (FIELDS, "title"))
            for match, hit, weight in ((anywhere, -1, 1), (in_title, 0, TITLE)):
                number = len(parts)
                parts.append(WITHIN.format(number))
                values |= {f"match{number}": match, f"newest{number}": anywhere, f"hit{number}": hit}
                values[f"weight{number}"] = -weight * rarity(count)
        counted = f"SELECT id, sum(hit), sum(weight) FROM ({' UNION ALL '.join(parts)}) GROUP BY id"  # noqa: S608
        rows = db.session.execute(text(counted), values)
        return {identity: (hits, weight) for identity, hits, weight in rows}
