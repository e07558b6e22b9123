"""Typed text made clean, and the plain words made of it: extracts, folded words, slugs, mentions."""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from itertools import filterfalse

MOST_ACCENTS = 4  # combining marks on one letter; thousands would make normalising quadratic
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029\x85]")


def clean(source: str) -> str:
    """What was typed, fit to be stored: NFC, \\n line ends, no invisible control, no trailing spaces."""
    text = UNSEEN.sub("", LINE_ENDS.sub("\n", source))
    if not text.isascii():
        text = unicodedata.normalize("NFC", _few_accents(text))
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return text.strip("\n") if "\n" in text else text.strip()


def _few_accents(text: str) -> str:
    return "".join(_up_to_some(text)) if any(map(unicodedata.combining, text)) else text


def _up_to_some(text: str) -> Iterator[str]:
    accents = 0
    for character in text:
        accents = accents + 1 if unicodedata.combining(character) else 0
        if accents <= MOST_ACCENTS:
            yield character


BLOCK_END = re.compile(r"<br>|</(?:p|h\d|li|td|th|tr|pre|blockquote)>")
TAG = re.compile(r"<[^<>]*>")
SPACES = re.compile(r"\s+")
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
JOINS = re.compile("['’ʼ`´‘\\-‐‑‒–—/_]")
NOT_SLUG = re.compile("[^a-z0-9]+")
MENTION = re.compile(r"(?<![\w@/.])@([^\W_]+(?:[-’'][^\W_]+)+)")


def plain(html: str) -> str:
    """The words of our own HTML, on one line."""
    return SPACES.sub(" ", unescape(TAG.sub("", BLOCK_END.sub(" ", html)))).strip()


def excerpt(text: str, length: int) -> str:
    """The beginning of a plain text, cut between two words."""
    flat = SPACES.sub(" ", text[: length * 4 + 100]).strip()
    if len(flat) <= length:
        return flat
    cut = flat[:length]
    whole = cut.rpartition(" ")[0] if flat[length] != " " else cut
    return (whole if len(whole) > length // 2 else cut[:-1]).rstrip(" ,;:.-–(«") + "…"


def fold(text: str) -> str:
    """Lower case without accents, ligatures, apostrophes or hyphens: « L’Œuvre-clé » gives `l oeuvre cle`."""
    lower = JOINS.sub(" ", text.lower().translate(LIGATURES))
    if lower.isascii():
        return lower
    flat = unicodedata.normalize("NFKD", _few_accents(lower))
    return "".join(filterfalse(unicodedata.combining, flat)).lower().translate(LIGATURES)


def slugify(text: str) -> str:
    """The readable part of an address, ASCII, 80 characters at most."""
    return NOT_SLUG.sub("-", fold(text[:200])).strip("-")[:80].rstrip("-") or "sujet"


def mentions(source: str) -> list[str]:
    """The `@prénom-nom` of a text, as addresses write them, once each, in order."""
    return list(dict.fromkeys(map(slugify, MENTION.findall(source))))
