"""The search on SQLite: an FTS5 table, asked with quoted terms only, so that no operator can come in."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.sqlite import insert

from club.extensions import db
from club.search.backends import CANDIDATES, COUNTED, Asked, Fields
from club.search.models import SearchWord
from club.search.scopes import Scope

INSERT = text(
    "INSERT INTO search_fts (rowid, title, extra, body, scope) VALUES (:id, :title, :extra, :body, :scope)"
)
RANKED = text(
    "SELECT rowid, bm25(search_fts, 10.0, 3.0, 1.0, 0.0) FROM search_fts "
    "WHERE search_fts MATCH :match ORDER BY rowid DESC LIMIT :candidates"
)
KNOWN = "SELECT count(*) FROM (SELECT 1 FROM search_fts WHERE search_fts MATCH :match{0} LIMIT :counted)"
WITHIN = (
    "SELECT rowid AS id FROM search_fts WHERE search_fts MATCH :match{0} AND rowid BETWEEN :least AND :most"
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
        useful = self._rare(asked, scope)
        others = self._scores(_within(_any(useful), scope))
        matched = self._matched(useful, others)
        rest = [one for one in others if one not in complete]
        return best + sorted(rest, key=lambda one: (-matched.get(one, 0), others[one], -one))

    def counts(self, asked: Asked, scopes: dict[str, Scope]) -> dict[str, int]:
        return self._counted({name: _within(_any(asked), scope) for name, scope in scopes.items()}, COUNTED)

    def _scores(self, match: str) -> dict[int, float]:
        rows = db.session.execute(RANKED, {"match": match, "candidates": CANDIDATES})
        return {identity: score for identity, score in rows}

    def _rare(self, asked: Asked, scope: Scope) -> Asked:
        """The words few documents have, if there are any: the others would only hide what they find."""
        matches = {str(number): _within(_any([one]), scope) for number, one in enumerate(asked)}
        known = self._counted(matches, CANDIDATES)
        return [one for number, one in enumerate(asked) if 0 < known[str(number)] < CANDIDATES] or asked

    def _counted(self, matches: dict[str, str], limit: int) -> dict[str, int]:
        if not matches:
            return {}
        names = list(matches)
        parts = ", ".join(f"({KNOWN.format(number)})" for number in range(len(names)))
        values = {f"match{number}": matches[name] for number, name in enumerate(names)}
        row = db.session.execute(text(f"SELECT {parts}"), {**values, "counted": limit}).one()
        return dict(zip(names, row, strict=True))

    def _matched(self, asked: Asked, among: dict[int, float]) -> dict[int, int]:
        """How many of the words each of some documents has."""
        if not among or len(asked) == 1:
            return {}
        parts = " UNION ALL ".join(WITHIN.format(number) for number in range(len(asked)))
        values: dict[str, Any] = {f"match{number}": _any([one]) for number, one in enumerate(asked)}
        statement = text(f"SELECT id, count(*) FROM ({parts}) GROUP BY id")  # noqa: S608
        rows = db.session.execute(statement, {**values, "least": min(among), "most": max(among)})
        return {identity: count for identity, count in rows}
