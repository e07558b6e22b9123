"""Texts that people write: cleaned, turned from Markdown into safe HTML, shortened, folded, in addresses.

The only place that knows markdown and bleach. What would make either slow is bounded before they start.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from html import escape, unescape
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from bleach import Cleaner
from flask import current_app, has_app_context
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor, LinkInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

SHOWN = "p br h3 h4 h5 h6 ul ol li blockquote pre code em strong a hr table thead tbody tr th td"
TAGS = frozenset(SHOWN.split())
ATTRIBUTES = {"a": ["href", "title", "rel"], "ol": ["start"]}
PROTOCOLS = frozenset({"http", "https", "mailto", "tel"})

LONGEST = 100_000  # characters of one text
MOST_LINES = 8_000
MOST_FENCES = 500
MOST_ELEMENTS = 8_000  # what could become an element: emphases, links, code, cells, items
DEEPEST = 6  # quotes and lists inside one another
WIDEST = 40  # columns of spaces before a line
MOST_WORK = 6_000_000  # characters that unclosed brackets, stars and the like would have read again

NESTED = (
    "Ce texte est trop imbriqué pour être affiché : simplifiez les citations, les listes ou les tableaux."
)
HEAVY = "Ce texte contient trop de mises en forme pour être affiché : découpez-le en plusieurs parties."
LONG = "Ce texte est trop long pour être affiché : 100 000 caractères au plus."


class TooComplex(ValueError):
    """A text that would take too long to show; its message is for the person who wrote it."""


# ── cleaning ──────────────────────────────────────────────────────────────────────────────────────

MOST_ACCENTS = 4  # combining marks on one letter; thousands would make normalising quadratic
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029\x85]")


def clean(source: str) -> str:
    """What was typed, fit to be stored: NFC, \\n line ends, no invisible control, no trailing spaces."""
    text = UNSEEN.sub("", LINE_ENDS.sub("\n", source))
    if not text.isascii():
        text = unicodedata.normalize("NFC", "".join(_few_accents(text)))
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return text.strip("\n") if "\n" in text else text.strip()


def _few_accents(text: str) -> Iterator[str]:
    accents = 0
    for character in text:
        accents = accents + 1 if unicodedata.combining(character) else 0
        if accents <= MOST_ACCENTS:
            yield character


# ── Markdown ──────────────────────────────────────────────────────────────────────────────────────


def render(source: str) -> str:
    """Safe HTML of a Markdown text; raises TooComplex when it would take too long."""
    text = _bounded(clean(source))
    tools = TOOLS
    try:
        return str(tools.cleaner.clean(tools.markdown.reset().convert(text))).strip()
    except RecursionError as error:
        raise TooComplex(NESTED) from error


LEADING = re.compile(r"(?:[ \t]|>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))*")
QUOTES_AND_ITEMS = re.compile(r">|[-*+]|\d+")
ITEM = re.compile(r" {0,7}(?:[-*+]|\d{1,9}\.) ")
MARK = re.compile(r"\*+|_+|`+|\[|\||//|www\.|[<>&\\#]|^[ >]*(?:[-+]|\d+\.) ", re.M)
OPENING = re.compile(r"\*+|_+|`+|\[|\]\(|<|#|^[ =-]+$", re.M)
SEPARATOR = re.compile(r"[ |:-]*-[ |:-]*\Z")
FENCED = "\0"  # stands for a block of code; no cleaned text has it
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`\n]*)\Z")


def _bounded(text: str) -> str:
    """The text itself, once known to be quick to render."""
    if len(text) > LONGEST:
        raise TooComplex(LONG)
    lines = list(_outside_fences(text.split("\n")))
    if len(lines) > MOST_LINES or lines.count(FENCED) > MOST_FENCES:
        raise TooComplex(HEAVY)
    for line in lines:
        _check_depth(line)
    elements = work = 0
    for block in _blocks(lines):
        elements += len(MARK.findall(block)) + block.count("\n") + _cells(block)
        work += sum(len(OPENING.findall(part)) * len(part) for part in _parts(block))
        if elements > MOST_ELEMENTS or work > MOST_WORK:
            raise TooComplex(HEAVY)
    return text


def _outside_fences(lines: list[str]) -> Iterator[str]:
    fence = ""
    for line in lines:
        found = FENCE.match(line)
        if fence:
            fence = "" if found and _closes(found, fence) else fence
        elif found:
            fence = found[1]
            yield from ("", FENCED, "")
        else:
            yield line


def _closes(found: re.Match[str], fence: str) -> bool:
    return found[1].startswith(fence) and not found[2].strip()


def _check_depth(line: str) -> None:
    leading = LEADING.match(line.expandtabs(4))
    marks = leading[0] if leading else ""
    if len(QUOTES_AND_ITEMS.findall(marks)) > DEEPEST or len(marks) - len(marks.lstrip(" ")) > WIDEST:
        raise TooComplex(NESTED)


def _blocks(lines: list[str]) -> Iterator[str]:
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            block.append(line)
        elif block:
            yield "\n".join(block)
            block = []


def _parts(block: str) -> Iterator[str]:
    """The items of a list are read one by one; any other block is read whole."""
    if not ITEM.match(block):
        yield block
        return
    part: list[str] = []
    for line in block.split("\n"):
        if part and ITEM.match(line):
            yield "\n".join(part)
            part = []
        part.append(line)
    yield "\n".join(part)


def _cells(block: str) -> int:
    """How many cells a table would have: every row is filled up to the width of the first."""
    rows = block.split("\n", 2)
    if len(rows) < 2 or not SEPARATOR.match(rows[1]):
        return 0
    return 20 + rows[1].count("|") * (block.count("\n") + 1)


class _Fences(Preprocessor):
    """Fenced code, found line by line; one that is never closed runs to the end."""

    def run(self, lines: list[str]) -> list[str]:
        kept: list[str] = []
        code: list[str] = []
        fence = ""
        for line in lines:
            found = FENCE.match(line)
            if fence and found and _closes(found, fence):
                kept += self._stored(code)
                fence, code = "", []
            elif fence:
                code.append(line)
            elif found:
                fence = found[1]
            else:
                kept.append(line)
        return kept + (self._stored(code) if fence else [])

    def _stored(self, code: list[str]) -> list[str]:
        html = f"<pre><code>{escape(chr(10).join(code).rstrip(), quote=False)}\n</code></pre>"
        return ["", str(self.md.htmlStash.store(html)), "", ""]


class _Lists(Preprocessor):
    """A list may follow its sentence at once, as people write it."""

    ITEM = re.compile(r" {0,3}(?:[-*+]|1\.) +\S")
    OPEN = re.compile(r"\s|>|#|[-*+|] ?|\d+\.")

    def run(self, lines: list[str]) -> list[str]:
        kept: list[str] = []
        is_sentence = False  # whether the block being read began as a sentence
        for line in lines:
            if is_sentence and self.ITEM.match(line):
                kept.append("")
                is_sentence = False
            elif not kept or not kept[-1].strip():
                is_sentence = bool(line.strip()) and not self.OPEN.match(line)
            kept.append(line)
        return kept


class _Address(InlineProcessor):
    """An address written bare becomes a link; punctuation that ends the sentence is left out."""

    ANCESTOR_EXCLUDES = ("a",)
    END = ".,;:!?'’\"»*_)]}"

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]
        address = m[0]
        while address[-1:] and address[-1] in self.END and not (address[-1] == ")" and _is_balanced(address)):
            address = address[:-1]
        if not address or not re.match(r"(?:https?://|www\.)\w", address):
            return None, None, None
        link = Element("a", href=address if address.startswith("http") else f"https://{address}")
        link.text = AtomicString(address)
        return link, m.start(0), m.start(0) + len(address)


def _is_balanced(address: str) -> bool:
    return address.count("(") >= address.count(")")


class _Shape(Treeprocessor):
    """Headings start at h3 and never skip a level; links to elsewhere say so; no title to hover."""

    def run(self, root: Element) -> None:
        level = 2
        own = _own_host()
        for element in root.iter():
            if re.fullmatch("h[1-6]", element.tag):
                level = min(int(element.tag[1]) + 2, level + 1, 6)
                element.tag = f"h{level}"
            elif element.tag == "a":
                _mark_link(element, own)


def _mark_link(link: Element, own: str) -> None:
    try:
        host = urlsplit(link.get("href", "")).netloc
    except ValueError:  # "http://[": not an address
        link.set("href", "#")
        return
    if host and host != own:
        link.set("rel", "nofollow noopener")


def _own_host() -> str:
    if not has_app_context() or "CLUB" not in current_app.config:
        return ""
    return str(urlsplit(current_app.config["CLUB"].base_url).netloc)


class _Club(Extension):
    """Markdown as the club reads it: no raw HTML, no image, no link defined elsewhere."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        for name in (
            "reference",
            "image_link",
            "image_reference",
            "short_reference",
            "short_image_ref",
            "html",
        ):
            md.inlinePatterns.deregister(name)
        md.parser.blockprocessors.deregister("reference")
        md.preprocessors.register(_Fences(md), "fences", 25)
        md.preprocessors.register(_Lists(md), "lists", 24)
        md.inlinePatterns.register(LinkInlineProcessor(r"!?\[", md), "link", 160)
        md.inlinePatterns.register(
            _Address(r"\b(?:https?://|www\.)[^\s<>\x02\x03]{1,2000}", md), "address", 115
        )
        md.treeprocessors.register(_Shape(md), "shape", 15)


class _Tools(threading.local):
    """One Markdown and one Cleaner a thread: neither may be shared, both cost a millisecond to make."""

    def __init__(self) -> None:
        self.markdown = Markdown(extensions=["tables", "sane_lists", "nl2br", _Club()], output_format="html")
        self.cleaner = Cleaner(tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True)


TOOLS = _Tools()


# ── plain words ───────────────────────────────────────────────────────────────────────────────────

BLOCK_END = re.compile(r"<br>|</(?:p|h\d|li|td|th|tr|pre|blockquote)>")
TAG = re.compile(r"<[^<>]*>")
SPACES = re.compile(r"\s+")
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
JOINS = re.compile("['’ʼ`´‘\\-‐‑‒–—/_]")
NOT_SLUG = re.compile("[^a-z0-9]+")
MENTION = re.compile(r"(?<![\w@/.])@([a-z0-9]+(?:-[a-z0-9]+)+)", re.I)


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
    flat = unicodedata.normalize("NFKD", "".join(_few_accents(lower)))
    return "".join(c for c in flat if not unicodedata.combining(c)).lower().translate(LIGATURES)


def slugify(text: str) -> str:
    """The readable part of an address, ASCII, 80 characters at most."""
    return NOT_SLUG.sub("-", fold(text[:200])).strip("-")[:80].rstrip("-") or "sujet"


def mentions(source: str) -> list[str]:
    """The `@prenom-nom` of a text, once each, in order."""
    return list(dict.fromkeys(name.lower() for name in MENTION.findall(source)))
