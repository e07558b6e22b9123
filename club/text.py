"""Texts that people write: cleaned, turned from Markdown into safe HTML, shortened, folded, named in addresses.

The only place that knows markdown and bleach. What could make either slow or deep is bounded before they start.
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

TAGS = frozenset(
    "p br h3 h4 h5 h6 ul ol li blockquote pre code em strong a hr table thead tbody tr th td".split()
)
ATTRIBUTES = {"a": ["href", "title", "rel"], "ol": ["start"]}
PROTOCOLS = frozenset({"http", "https", "mailto", "tel"})

LONGEST = 100_000  # characters of one text
MOST_LINES = 8_000
MOST_ELEMENTS = 10_000  # what could become an element: emphases, links, code, cells, items
DEEPEST = 6  # quotes and lists inside one another
WIDEST = 40  # columns of spaces before a line
MOST_WORK = 10_000_000  # characters that unclosed brackets, stars and the like would have read again

NESTED = "Ce texte est trop imbriqué pour être affiché : simplifiez les citations, les listes ou les tableaux."
HEAVY = "Ce texte contient trop de mises en forme pour être affiché : découpez-le en plusieurs parties."
LONG = "Ce texte est trop long pour être affiché : 100 000 caractères au plus."


class TooComplex(ValueError):
    """A text that would take too long to show; its message is for the person who wrote it."""


# ── cleaning ──────────────────────────────────────────────────────────────────────────────────────

MOST_ACCENTS = 4  # combining marks on one letter; thousands would make normalising quadratic
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
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
MARK = re.compile(r"\*+|_+|`+|\[|\||//|www\.|[<>&\\#]")
OPENING = re.compile(r"\*+|_+|`+|\[|\]\(|<|#")
SEPARATOR = re.compile(r"[ |:-]*-[ |:-]*\Z")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`\n]*)\Z")


def _bounded(text: str) -> str:
    """The text itself, once known to be quick to render."""
    if len(text) > LONGEST:
        raise TooComplex(LONG)
    lines = list(_outside_fences(text.split("\n")))
    if len(lines) > MOST_LINES:
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
            yield ""
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
    return rows[1].count("|") * (block.count("\n") + 1)


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
        html = f"<pre><code>{escape(chr(10).join(code), quote=False)}\n</code></pre>"
        return ["", str(self.md.htmlStash.store(html)), ""]


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
    return urlsplit(current_app.config["CLUB"].base_url).netloc


class _Club(Extension):
    """Markdown as the club reads it: no raw HTML, no image, no link defined elsewhere."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        for name in ("reference", "image_link", "image_reference", "short_reference", "short_image_ref", "html"):
            md.inlinePatterns.deregister(name)
        md.parser.blockprocessors.deregister("reference")
        md.preprocessors.register(_Fences(md), "fences", 25)
        md.inlinePatterns.register(LinkInlineProcessor(r"!?\[", md), "link", 160)
        md.inlinePatterns.register(_Address(r"\b(?:https?://|www\.)[^\s<>\x02\x03]{1,2000}", md), "address", 115)
        md.treeprocessors.register(_Shape(md), "shape", 15)


class _Tools(threading.local):
    """One Markdown and one Cleaner a thread: neither may be shared, both cost a millisecond to make."""

    def __init__(self) -> None:
        self.markdown = Markdown(extensions=["tables", "sane_lists", "nl2br", _Club()], output_format="html")
        self.cleaner = Cleaner(tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True)


TOOLS = _Tools()
