"""« Vouliez-vous dire… » : the nearest known words, at a bounded cost."""

from collections import Counter
from itertools import groupby

from sqlalchemy import select

from club import text
from club.extensions import db
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
    asked = list(dict.fromkeys(words.WORD.findall(text.fold(query[: words.LONGEST_QUERY]))))
    worth = [one for one in asked if SHORTEST <= len(one) <= LONGEST and one.isascii()][:MOST_CORRECTED]
    better = {word: near for word in worth if (near := _nearest(word)) and text.fold(near) != word}
    if not better:
        return None
    proposed = " ".join(better.get(word, word) for word in asked)
    corrected = words.query_terms(" ".join(better.values()))
    return proposed if corrected and backends.current().ranked(corrected, scope) else None


def _nearest(word: str) -> str | None:
    """The known word with the fewest differences; the word itself when it is known."""
    statement = select(SearchWord.word, SearchWord.shown).where(
        SearchWord.word >= word[0], SearchWord.word < chr(ord(word[0]) + 1)
    )
    exact = db.session.scalar(select(SearchWord.shown).where(SearchWord.word == word))
    if exact is not None:
        return exact
    allowed = 1 if len(word) <= SHORTEST else FARTHEST
    letters = Counter(word)
    best: tuple[int, int, str] | None = None
    single = _single(word)
    nearby = statement.where(SearchWord.word.startswith(word[:2], autoescape=True)).limit(MOST_COMPARED)
    for one, shown in [*db.session.execute(nearby), *db.session.execute(statement.limit(MOST_COMPARED))]:
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
