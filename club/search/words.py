"""From French text to the terms that are indexed and asked for, the same on both sides and on both databases.

Words are folded, freed of stop-words and stemmed; expressions that mean the same share one term.
"""

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from Stemmer import Stemmer

from club import text

Groups = Sequence[Sequence[str]]

WORD = re.compile(r"[^\W_]+")
QUOTED = re.compile('["«“]([^"»”]*)["»”]')
PLURAL = re.compile("(?<=..[aiou])s$|(?<=.[eo]u)x$|(?<=eau)x$")  # those that the stemmer leaves: vélos, élus, lieux
LONGEST_WORD = 40
LONGEST_QUERY = 400
MOST_WORDS = 8  # of a question
STOPS = """
a afin ai ainsi alors apres as au aucun aucune aussi autre autres aux avait avant avec avez avoir
avons c ca car ce ceci cela celle celles celui cependant ces cet cette ceux chaque chez ci comme
comment d dans de des donc dont du elle elles en encore entre es est et etaient etait etant ete etes
etre eu eux fait faire fais font il ils j je jusqu jusque l la le les leur leurs lors lorsque lui m
ma mais me meme memes mes moi mon n ne ni nos notre nous on ont or ou par parce pas pendant peu peut
peuvent plus plusieurs pour pourquoi puis puisque qu quand que quel quelle quelles quels qui quoi s
sa sans se sera ses si soi soit son sont sous sur t ta tandis te tel telle tels tes toi ton tous
tout toute toutes tres tu un une vers voici voila vos votre vous vu y
"""
STOP_WORDS = frozenset(STOPS.split())


class _Tools(threading.local):
    """A Stemmer may not be shared by threads."""

    def __init__(self) -> None:
        self.stemmer = Stemmer("french")
        self.stem = lru_cache(maxsize=5_000)(self._stem)

    def _stem(self, word: str) -> str:
        stem: str = self.stemmer.stemWord(PLURAL.sub("", word))
        # Letters that one of the databases may not know as letters are written in hexadecimal.
        return stem if stem.isascii() else "x" + stem.encode().hex()


class _Synonyms:
    """What the groups say: the term of a word, the terms of a series of words."""

    def __init__(self, groups: Groups) -> None:
        self.groups = groups
        self.of_word: dict[str, str] = {}
        self.of_series: dict[str, list[tuple[tuple[str, ...], str]]] = {}  # by first word
        for group in groups:
            series = [found for found in (tuple(_stems(one)) for one in group) if found]
            if series:
                self._learn(series)

    def _learn(self, series: list[tuple[str, ...]]) -> None:
        shortest: tuple[str, ...] = min(series, key=len)
        shared = "".join(shortest)[:LONGEST_WORD]
        for one in series:
            if len(one) == 1:
                self.of_word.setdefault(one[0], shared)
            else:
                self.of_series.setdefault(one[0], []).append((one, shared))

    def met(self, stems: list[str]) -> Iterator[str]:
        """The shared terms of the series found in the text."""
        for position, stem in enumerate(stems):
            for series, shared in self.of_series.get(stem, ()):
                if tuple(stems[position : position + len(series)]) == series:
                    yield shared


_tools = _Tools()
_source: Callable[[], Groups] | None = None
_synonyms: _Synonyms | None = None


def use_synonyms(groups: Groups) -> None:
    """Take these expressions for one another from now on; what is indexed already wants a reindex."""
    global _synonyms
    _synonyms = _Synonyms(groups)
    term.cache_clear()


def learn_synonyms_from(source: Callable[[], Groups]) -> None:
    """Ask for the groups when they are first needed (the database may not be there at the start)."""
    global _source, _synonyms
    _source, _synonyms = source, None
    term.cache_clear()


def synonyms() -> Groups:
    """The groups of expressions that are taken for one another."""
    return _known().groups


def _known() -> _Synonyms:
    if _synonyms is None:
        use_synonyms(_source() if _source else ())
    assert _synonyms is not None
    return _synonyms


def _stems(source: str) -> list[str]:
    return [
        _tools.stem(word[:LONGEST_WORD])
        for word in WORD.findall(text.fold(source))
        if len(word) > 1 and word not in STOP_WORDS
    ]


@lru_cache(maxsize=10_000)  # extracts ask it for each of their words
def term(word: str) -> str | None:
    """The term of one word as written, None for a word that is not indexed."""
    stems = _stems(word)
    return _known().of_word.get(stems[0], stems[0]) if len(stems) == 1 else None


def terms(source: str) -> list[str]:
    """The terms of a text in its order; those of whole expressions come last."""
    known = _known()
    stems = _stems(source)
    shared = dict.fromkeys(known.met(stems))
    return [known.of_word.get(stem, stem) for stem in stems] + list(shared)


def query_terms(query: str) -> list[list[str]]:
    """What is asked for: one list a word, or a quoted phrase whose words must follow one another."""
    query = query[:LONGEST_QUERY]
    known = _known()
    phrases = [[known.of_word.get(stem, stem) for stem in _stems(one)] for one in QUOTED.findall(query)]
    loose = [[one] for one in terms(QUOTED.sub(" ", query))]
    asked = dict.fromkeys(tuple(one) for one in (*phrases, *loose) if one)
    return [list(one[:MOST_WORDS]) for one in asked][:MOST_WORDS]
