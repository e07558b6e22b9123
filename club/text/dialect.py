"""Markdown as the club reads it."""

import re
from html import escape
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from flask import current_app, has_app_context
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor, LinkInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from club.text.bounds import FENCE, closes
from club.text.wording import MENTION, slugify


class _Fences(Preprocessor):
    """Fenced code, found line by line; one that is never closed runs to the end."""

    def run(self, lines: list[str]) -> list[str]:
        kept: list[str] = []
        code: list[str] = []
        fence = ""
        for line in lines:
            found = FENCE.match(line)
            if fence and found and closes(found, fence):
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
    OPEN = re.compile(r"\s|>|#|\||[-*+](?=\s|$)|\d+\.")

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


class _Mention(InlineProcessor):
    """The `@prénom-nom` of somebody known becomes a link to their page; of anybody else it stays as it is."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]
        known = getattr(self.md, "people", {}).get(slugify(m[1]))
        if known is None:
            return None, None, None
        name, address = known
        link = Element("a", href=address)
        link.text = AtomicString(f"@{name}")
        return link, m.start(0), m.end(0)


class _Shape(Treeprocessor):
    """Headings start at h3 and never skip a level; links to elsewhere say so; no title to hover."""

    def run(self, root: Element) -> None:
        level = 2
        own = own_host()
        for element in root.iter():
            if re.fullmatch("h[1-6]", element.tag):
                level = min(int(element.tag[1]) + 2, level + 1, 6)
                element.tag = f"h{level}"
            elif element.tag == "a":
                _mark_link(element, own)


def _mark_link(link: Element, own: str) -> None:
    if link.get("href", "").startswith("www."):  # as people write it; alone, it would lead to a page of ours
        link.set("href", f"https://{link.get('href')}")
    try:
        host = urlsplit(link.get("href", "")).netloc
    except ValueError:  # "http://[": not an address
        link.set("href", "#")
        return
    if host and host != own:
        link.set("rel", "nofollow noopener")


def own_host() -> str:
    if not has_app_context() or "CLUB" not in current_app.config:
        return ""
    return str(urlsplit(current_app.config["CLUB"].base_url).netloc)


class Club(Extension):
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
        md.inlinePatterns.register(_Address(r"\b(?:https?://|www\.)[^\s<>\x02\x03]{1,2000}", md), "address", 115)
        md.inlinePatterns.register(_Mention(MENTION.pattern, md), "mention", 112)
        md.treeprocessors.register(_Shape(md), "shape", 15)
