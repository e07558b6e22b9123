"""« Vouliez-vous dire… » : the nearest known words, at a bounded cost."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from sqlalchemy import select, union_all

from club import text
from club.extensions import db
from club.paging import AnySelect
from club.search import backends, words
from club.search.models import SearchWord
from club.search.scopes import Scope

MOST_COMPARED = 4_000
FARTHEST = 2
SHORTEST = 4
LONGEST = 30
MOST_CORRECTED = 4


def suggest(query: str, scope: Scope) -> str | None:
    """The question with its unknown words corrected, if that finds something these readers may see."""
    better = {word: near for word in _worth(query) if (near := _nearest(word)) and text.fold(near) != word}
    corrected = words.query_terms(" ".join(better.values()))
    return _with(query, better) if corrected and backends.current().ranked(corrected, scope) else None


def meant(query: str) -> str | None:
    """The same in one statement, among the words that begin alike, whatever the corrected question finds."""
    asked = _worth(query)
    if not asked:
        return None
    each = [_beginning(one).limit(MOST_COMPARED).subquery() for one in asked]
    known = {row.word: row.shown for row in db.session.execute(union_all(*(select(one) for one in each)))}
    better = {one: near for one in asked if one not in known and (near := _best(one, known.items()))}
    return _with(query, better) if better else None


def _worth(query: str) -> list[str]:
    return [one for one in _asked(query) if SHORTEST <= len(one) <= LONGEST and one.isascii()][:MOST_CORRECTED]


def _asked(query: str) -> list[str]:
    return list(dict.fromkeys(words.WORD.findall(text.fold(query[: words.LONGEST_QUERY]))))


def _with(query: str, better: dict[str, str]) -> str:
    return " ".join(better.get(word, word) for word in _asked(query))


def _nearest(word: str) -> str | None:
    """The known word with the fewest differences; the word itself when it is known."""
    statement = _between(word[0])
    exact = db.session.scalar(select(SearchWord.shown).where(SearchWord.word == word))
    if exact is not None:
        return exact
    found = [
        *db.session.execute(_beginning(word).limit(MOST_COMPARED)),
        *db.session.execute(statement.limit(MOST_COMPARED)),
    ]
    return _best(word, [(row.word, row.shown) for row in found])


def _between(letter: str) -> AnySelect:
    known = select(SearchWord.word, SearchWord.shown)
    return known.where(SearchWord.word >= letter, SearchWord.word < chr(ord(letter) + 1))


def _beginning(word: str) -> AnySelect:
    """The known words that begin with the same two letters."""
    return _between(word[0]).where(SearchWord.word.startswith(word[:2], autoescape=True))


def _best(word: str, known: Iterable[tuple[str, str]]) -> str | None:
    allowed = 1 if len(word) <= SHORTEST else FARTHEST
    letters = Counter(word)
    best: tuple[int, int, str] | None = None
    single = _single(word)
    for one, shown in known:
        if abs(len(one) - len(word)) > allowed or _difference(letters, one) > 2 * allowed:
            continue
        far = distance(word, one, allowed)
        rank = (0 if _single(one) == single else far, abs(len(one) - len(word)), shown)
        if far <= allowed and (best is None or rank < best):
            best = rank
    return best[2] if best else None


def _single(word: str) -> str:
    """Without doubled letters: the mistake most often made (« comune », « dévelloper »)."""
    return "".join(letter for letter, _ in groupby(word))


def _difference(letters: Counter[str], other: str) -> int:
    """How many letters one word has and the other not: cheap, and never more than twice the distance."""
    theirs = Counter(other)
    return sum(((letters - theirs) + (theirs - letters)).values())


def distance(one: str, other: str, most: int = FARTHEST) -> int:
    """Letters to add, remove, replace or swap; counting stops beyond `most`."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, previous, row = row, before, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, previous[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
