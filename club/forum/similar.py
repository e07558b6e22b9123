"""What the club already knows about a question that is being asked."""

from collections.abc import Sequence

from club import related, search, text
from club.forum import audience
from club.policy import Viewer
from club.search import words
from club.search.finding import Hit

KINDS = ("topic", "experience")
SHOWN = 5
LOOKED_AT = 15


def similar(title: str, viewer: Viewer) -> Sequence[Hit]:
    """Up to five topics and experiences that this person may read, the closest first."""
    needed = min(related.IN_COMMON, len(set(words.terms(title))))
    found = search.find(title, audiences=audience.words_of(viewer), kinds=KINDS, size=LOOKED_AT).items
    return [hit for hit in found if len(related.in_common(title, _said(hit))) >= needed][:SHOWN]


def _said(hit: Hit) -> str:
    return text.plain(f"{hit.title_html} {hit.extract_html}")
