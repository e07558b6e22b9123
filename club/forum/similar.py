"""What the club already knows about a question that is being asked."""

from collections.abc import Sequence

from club import search, text
from club.forum import audience
from club.policy import Viewer
from club.search import words
from club.search.finding import Hit

KINDS = ("topic", "experience")
SHOWN = 5
LOOKED_AT = 15
IN_COMMON = 2  # words; one alone is seldom the same question


def similar(title: str, viewer: Viewer) -> Sequence[Hit]:
    """Up to five topics and experiences that this person may read, the closest first."""
    asked = set(words.terms(title))
    found = search.find(title, audiences=audience.words_of(viewer), kinds=KINDS, size=LOOKED_AT).items
    return [hit for hit in found if len(asked & _terms(hit)) >= min(IN_COMMON, len(asked))][:SHOWN]


def _terms(hit: Hit) -> set[str]:
    return set(words.terms(text.plain(f"{hit.title_html} {hit.extract_html}")))
