"""The search on SQLite: an FTS5 table, asked with quoted terms only, so that no operator can come in."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.sqlite import insert

from club.extensions import db
from club.search.backends import CANDIDATES, COUNTED, Asked, Fields, rarity, useful
from club.search.models import SearchWord
from club.search.scopes import Scope

INSERT = text("INSERT INTO search_fts (rowid, title, extra, body, scope) VALUES (:id, :title, :extra, :body, :scope)")
RANKED = text(
    "SELECT rowid, bm25(search_fts, 10.0, 3.0, 1.0, 0.0) FROM search_fts "
    "WHERE search_fts MATCH :match ORDER BY rowid DESC LIMIT :candidates"
)
KNOWN = "SELECT count(*) FROM (SELECT 1 FROM search_fts WHERE search_fts MATCH :match{0} LIMIT :counted)"
WITHIN = (
    "SELECT rowid AS id, :weight{0} AS weight FROM search_fts "
    "WHERE search_fts MATCH :match{0} AND rowid BETWEEN :least AND :most"
)


def _phrase(terms: Sequence[str]) -> str:
    return '"' + " ".join(terms) + '"'  # terms are letters and figures: nothing to escape


def _any(asked: Asked) -> str:
    return "{title extra body} : (" + " OR ".join(_phrase(one) for one in asked) + ")"


def _all(asked: Asked) -> str:
    return "{title extra body} : (" + " AND ".join(_phrase(one) for one in asked) + ")"


def _within(words: str, scope: Scope) -> str:
    limits = ["scope : (" + " OR ".join(_phrase([one]) for one in clause) + ")" for clause in scope.clauses()]
    return " AND ".join([f"({words})", *limits])


class Sqlite:
    """FTS5, bm25, title first."""

    def put(self, identity: int, fields: Fields) -> None:
        db.session.execute(
            INSERT,
            {
                "id": identity,
                "title": " ".join(fields.title),
                "extra": " ".join(fields.extra),
                "body": " ".join(fields.body),
                "scope": " ".join(fields.scope),
            },
        )

    def drop(self, identity: int) -> None:
        db.session.execute(text("DELETE FROM search_fts WHERE rowid = :id"), {"id": identity})

    def wipe(self) -> None:
        db.session.execute(text("DELETE FROM search_fts"))

    def remember(self, rows: Sequence[dict[str, Any]]) -> None:
        db.session.execute(insert(SearchWord).on_conflict_do_nothing(), rows)

    def ranked(self, asked: Asked, scope: Scope) -> list[int]:
        complete = self._scores(_within(_all(asked), scope))
        best = sorted(complete, key=lambda one: (complete[one], -one))
        if len(asked) == 1 or len(best) >= CANDIDATES:
            return best
        known = self._known(asked, scope)
        others = self._scores(_within(_any(useful(asked, known)), scope))
        matched = self._matched(asked, known, others)
        rest = [one for one in others if one not in complete]
        return best + sorted(rest, key=lambda one: (*matched.get(one, (0, 0)), others[one], -one))

    def counts(self, asked: Asked, scopes: dict[str, Scope]) -> dict[str, int]:
        return self._counted({name: _within(_any(asked), scope) for name, scope in scopes.items()}, COUNTED)

    def _scores(self, match: str) -> dict[int, float]:
        rows = db.session.execute(RANKED, {"match": match, "candidates": CANDIDATES})
        return {identity: score for identity, score in rows}

    def _known(self, asked: Asked, scope: Scope) -> list[int]:
        """How many documents have each of the words, counting up to CANDIDATES."""
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

    def _matched(self, asked: Asked, known: list[int], among: dict[int, float]) -> dict[int, tuple[int, int]]:
        """How many of the useful words each of some documents has, and how rare they are; less is better."""
        words = [(one, rarity(count)) for one, count in zip(asked, known, strict=True) if one in useful(asked, known)]
        if not among:
            return {}
        parts = " UNION ALL ".join(WITHIN.format(number) for number in range(len(words)))
        values: dict[str, Any] = {"least": min(among), "most": max(among)}
        for number, (one, weight) in enumerate(words):
            values |= {f"match{number}": _any([one]), f"weight{number}": weight}
        counted = f"SELECT id, -count(*), -sum(weight) FROM ({parts}) GROUP BY id"  # noqa: S608
        rows = db.session.execute(text(counted), values)
        return {identity: (count, weight) for identity, count, weight in rows}
