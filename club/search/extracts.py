"""Titles and extracts with the words that were asked for marked, made from the text itself."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from club.search import words

LENGTH = 240
FIRST = 20_000  # characters of a long text that are looked at
BEFORE = 60


@dataclass(frozen=True)
class Place:
    """Where a word that was asked for stands."""

    start: int
    end: int
    term: str


def title(source: str, asked: set[str]) -> Markup:
    """The whole title, marked."""
    source = unicodedata.normalize("NFC", source)
    return _marked(source, _places(source, asked))


def extract(source: str, asked: set[str]) -> Markup:
    """The part of a text where most of the words are, marked."""
    source = unicodedata.normalize("NFC", " ".join(source[:FIRST].split()))
    places = _places(source, asked)
    start = _best_start(source, places)
    end = min(start + LENGTH, len(source))
    if end < len(source):
        end = max(source.rfind(" ", start, end), start + LENGTH // 2)
    inside = [Place(p.start - start, p.end - start, p.term) for p in places if start <= p.start and p.end <= end]
    before = "… " if start else ""
    after = " …" if end < len(source) else ""
    return escape(before) + _marked(source[start:end], inside) + after


def met(source: str, asked: set[str]) -> Markup | None:
    """The first part of a long text where one of the words is, marked; None when they are not there."""
    for start in range(0, len(source), FIRST // 4):
        part = source[max(start - LENGTH, 0) : start + FIRST // 4]
        if is_marked(found := extract(part, asked)):
            return found
    return None


def is_marked(html: Markup) -> bool:
    """Whether one of the words was met."""
    return "<mark>" in html


def _places(source: str, asked: set[str]) -> list[Place]:
    terms: dict[str, str | None] = {}
    places = []
    for found in words.WORD.finditer(source):
        word = found[0]
        if word not in terms:
            terms[word] = words.term(word)
        term = terms[word]
        if term in asked and term is not None:
            places.append(Place(found.start(), found.end(), term))
    return places


def _best_start(source: str, places: list[Place]) -> int:
    best = (0, 0)
    for index, first in enumerate(places[:200]):
        near = {p.term for p in places[index : index + 20] if p.end <= first.start + LENGTH - BEFORE}
        best = max(best, (len(near), -first.start))
    if not best[0] or -best[1] < BEFORE:
        return 0
    wanted = min(-best[1] - BEFORE, max(len(source) - LENGTH, 0))
    return source.find(" ", wanted, wanted + BEFORE) + 1 if wanted else 0


def _marked(source: str, places: Iterable[Place]) -> Markup:
    html, last = Markup(""), 0
    for place in places:
        html += escape(source[last : place.start]) + Markup("<mark>{}</mark>").format(source[place.start : place.end])
        last = place.end
    return html + escape(source[last:])
