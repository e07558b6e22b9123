"""The search on PostgreSQL: tsvectors made here term by term, so that both databases hold the same terms."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, String, TextClause, TextualSelect, bindparam, text

from club.extensions import db
from club.search.backends import CANDIDATES, COUNTED, TITLE, Asked, Fields, rarity, useful
from club.search.models import SearchDocument
from club.search.scopes import Scope

MOST_POSITIONS = 200  # of one term: a tsvector keeps 255
LAST_POSITION = 16_000
SCOPE = "="  # begins the terms of scopes; no word does


def _written(name: str, value: str | None = None) -> BindParameter[str]:
    """A question written out in the statement: PostgreSQL plans for these very words. As a parameter it would, from the
    tenth time on, plan for any: as for a rare one, and read the whole list of a common one."""
    return bindparam(name, value, String, literal_execute=True, required=value is None)


def _asking(statement: str) -> TextClause:
    return text(statement).bindparams(_written("match"))


MATCHING = "FROM search_fts WHERE vector @@ CAST(:match AS tsquery)"
NEWEST_OF = f"{MATCHING} ORDER BY id DESC LIMIT {CANDIDATES}"
RANK = "ts_rank('{0.05, 0.1, 0.3, 1.0}', vector, CAST(:words AS tsquery), 1)"
# One word: read once and put in order at once, which is half the work of sending the ids there and back.
BEST = f"SELECT id FROM found ORDER BY vector @@ CAST(:title AS tsquery) DESC, {RANK} DESC, id DESC"  # noqa: S608
RARE = _asking(f"WITH found AS MATERIALIZED (SELECT id, vector {MATCHING}) {BEST}")
COMMON = _asking(f"WITH found AS MATERIALIZED (SELECT id, vector {NEWEST_OF}) {BEST}")
SOME, NEWEST = _asking(f"SELECT id {MATCHING} LIMIT {CANDIDATES}"), _asking(f"SELECT id {NEWEST_OF}")
HOLDING = (  # of one kind: the scope says it. Read once, however few rows the list is expected to have
    'WITH held AS MATERIALIZED (SELECT "key" FROM search_fts WHERE vector @@ CAST(:holding AS tsquery)) '
    'SELECT "key" FROM held'
)
LOCK = text(  # in one order, so that two who index the same things wait for each other and no more
    "SELECT count(pg_advisory_xact_lock(hashtextextended('search ' || thing, 0))) "
    "FROM unnest(CAST(:things AS text[])) AS thing"
)
REMEMBER = text(
    "INSERT INTO search_word (word, shown) "
    "SELECT * FROM unnest(CAST(:word AS text[]), CAST(:shown AS text[])) ON CONFLICT DO NOTHING"
)
PUT = text('INSERT INTO search_fts (id, "key", vector) VALUES (:id, :key, CAST(:vector AS tsvector))')
COUNT = "SELECT count(*) FROM (SELECT 1 FROM search_fts WHERE vector @@ CAST(:match{0} AS tsquery) LIMIT {1}) AS s{0}"


def _quoted(term: str) -> str:
    return f"'{term}'"  # terms are letters and figures: nothing to escape


def _phrase(terms: Sequence[str], weight: str = "") -> str:
    return "(" + " <-> ".join(_quoted(one) + weight for one in terms) + ")"


def _any(asked: Asked) -> str:
    return "(" + " | ".join(_phrase(one) for one in asked) + ")"


def _all(asked: Asked) -> str:
    return "(" + " & ".join(_phrase(one) for one in asked) + ")"


def _within(words: str, scope: Scope) -> str:
    limits = ["(" + " | ".join(_quoted(SCOPE + one) for one in clause) + ")" for clause in scope.clauses()]
    return " & ".join([words, *limits])


def _vector(fields: Fields) -> str:
    places: dict[str, list[str]] = {}
    last = 0
    for weight, terms in (("A", fields.title), ("B", fields.extra), ("D", fields.body)):
        for last, term in enumerate(terms, last + 1):  # noqa: B020
            found = places.setdefault(term, [])
            if len(found) < MOST_POSITIONS and last < LAST_POSITION:
                found.append(f"{last}{weight}")
        last += 10  # the end of a title and the beginning of a text are no neighbours
    scopes = [_quoted(SCOPE + one) for one in fields.scope]
    return " ".join([*(_with_places(term, found) for term, found in places.items()), *scopes])


def _with_places(term: str, places: list[str]) -> str:
    return f"{_quoted(term)}:{','.join(places)}" if places else _quoted(term)


class Postgresql:
    """tsvector and GIN, ts_rank, title first."""

    def lock(self, things: Sequence[str]) -> None:
        db.session.execute(LOCK, {"things": sorted(things)})

    def put(self, documents: Sequence[tuple[int, str, Fields]]) -> None:
        rows = [{"id": id, "key": key, "vector": _vector(fields)} for id, key, fields in documents]
        db.session.execute(PUT, rows)

    def drop(self, identities: Sequence[int]) -> None:
        db.session.execute(text("DELETE FROM search_fts WHERE id = ANY(:ids)"), {"ids": list(identities)})

    def wipe(self) -> None:
        db.session.execute(text("DELETE FROM search_fts"))

    def tidy(self) -> None:
        for table in ("search_fts", "search_document", "search_word"):
            db.session.execute(text(f"ANALYZE {table}"))
        db.session.execute(text("SELECT gin_clean_pending_list('search_fts_vector')"))

    def remember(self, rows: Sequence[dict[str, Any]]) -> None:
        lists = {name: [row[name] for row in rows] for name in ("word", "shown")}
        db.session.execute(REMEMBER, lists)

    def ranked(self, asked: Asked, scope: Scope) -> list[int]:
        if len(asked) == 1:
            return self._alone(asked[0], _within(_all(asked), scope))
        complete = self._candidates(_within(_all(asked), scope))
        if len(complete) >= CANDIDATES:
            return self._sorted(asked, [len(complete)] * len(asked), complete)
        known = self._known(asked, scope)
        others = self._candidates(_within(_any(useful(asked, known)), scope))
        return self._sorted(asked, known, {*complete, *others})

    def holding(self, asked: Asked, scope: Scope) -> TextualSelect:
        words = _written("holding", _within(_all(asked), scope))
        return text(HOLDING).bindparams(words).columns(SearchDocument.key)

    def matching(self, asked: dict[str, Asked], scope: Scope) -> dict[str, int]:
        return self._counted({name: _within(_all(one), scope) for name, one in asked.items()}, COUNTED)

    def counts(self, asked: Asked, scopes: dict[str, Scope]) -> dict[str, int]:
        return self._counted({name: _within(_any(asked), scope) for name, scope in scopes.items()}, COUNTED)

    def _alone(self, word: Sequence[str], match: str) -> list[int]:
        """The documents of one word: those that have it in their title first, then by rank, then the newest."""
        values = {"match": match, "words": _phrase(word), "title": _phrase(word, ":A")}
        if self._counted({"": match}, CANDIDATES)[""] < CANDIDATES:
            return list(db.session.scalars(RARE, values))
        return list(db.session.scalars(COMMON, values))

    def _candidates(self, match: str) -> list[int]:
        """The newest documents: a rare word is read from its own list, a common one from the newest."""
        found = list(db.session.scalars(SOME, {"match": match}))
        if len(found) < CANDIDATES:
            return found
        return list(db.session.scalars(NEWEST, {"match": match}))

    def _known(self, asked: Asked, scope: Scope) -> list[int]:
        """How many documents have each of the words, counting up to CANDIDATES."""
        matches = {str(number): _within(_any([one]), scope) for number, one in enumerate(asked)}
        return list(self._counted(matches, CANDIDATES).values())

    def _counted(self, matches: dict[str, str], limit: int) -> dict[str, int]:
        if not matches:
            return {}
        names = list(matches)
        parts = ", ".join(f"({COUNT.format(number, limit)})" for number in range(len(names)))
        written = (_written(f"match{number}", matches[name]) for number, name in enumerate(names))
        row = db.session.execute(text(f"SELECT {parts}").bindparams(*written)).one()
        return dict(zip(names, row, strict=True))

    def _sorted(self, asked: Asked, known: list[int], among: Iterable[int]) -> list[int]:
        """Those that have more of the words first, then the rarest, then by rank, then the newest."""
        values: dict[str, Any] = {"words": _any(asked), "ids": list(among)}
        hits, weights = [], []
        for number, (one, count) in enumerate(zip(asked, known, strict=True)):
            values |= {f"word{number}": _phrase(one), f"title{number}": _phrase(one, ":A")}
            hits.append(f"CAST(vector @@ CAST(:word{number} AS tsquery) AS integer)")
            in_title = f"CAST(vector @@ CAST(:title{number} AS tsquery) AS integer)"
            weights.append(f"{rarity(count)} * ({hits[-1]} + {TITLE} * {in_title})")
        statement = text(
            f"SELECT id FROM search_fts WHERE id = ANY(:ids) ORDER BY {' + '.join(hits)} DESC, "  # noqa: S608
            f"{' + '.join(weights)} DESC, {RANK} DESC, id DESC"
        )
        return list(db.session.scalars(statement, values))
