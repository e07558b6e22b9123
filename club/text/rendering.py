"""Markdown to safe HTML: bounded first, sanitised last."""

import threading
from collections.abc import Mapping
from functools import lru_cache

from bleach import Cleaner
from markdown import Markdown

from club.text.bounds import NESTED, TooComplex, bounded
from club.text.dialect import Club, own_host
from club.text.wording import clean

SHOWN = "p br h3 h4 h5 h6 ul ol li blockquote pre code em strong a hr table thead tbody tr th td"
TAGS = frozenset(SHOWN.split())
ATTRIBUTES = {"a": ["href", "title", "rel"], "ol": ["start"]}
PROTOCOLS = frozenset({"http", "https", "mailto", "tel"})


class _Tools(threading.local):
    """One Markdown and one Cleaner a thread: neither may be shared, both cost a millisecond to make."""

    def __init__(self) -> None:
        self.markdown = Markdown(extensions=["tables", "sane_lists", "nl2br", Club()], output_format="html")
        self.cleaner = Cleaner(tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True)


_tools = _Tools()


def render(source: str, people: Mapping[str, tuple[str, str]] | None = None) -> str:
    """Safe HTML of a Markdown text; raises TooComplex when it would take too long.

    `people` gives the name and the address of those whom `@prénom-nom` may link to.
    """
    return _read(source, people) if people else _read_once(source, own_host())


@lru_cache(maxsize=4)
def _read_once(source: str, own: str) -> str:
    """A form renders its text to judge it, then to keep it; `own` is the host whose links are not marked."""
    return _read(source, {})


def _read(source: str, people: Mapping[str, tuple[str, str]]) -> str:
    text = bounded(clean(source))
    _tools.markdown.people = people  # type: ignore[attr-defined]
    try:
        return str(_tools.cleaner.clean(_tools.markdown.reset().convert(text))).strip()
    except RecursionError as error:
        raise TooComplex(NESTED) from error
