"""Texts that people write: cleaned, turned from Markdown into safe HTML, shortened, folded, in addresses.

The only place that knows markdown and bleach. What would make either slow is bounded before they start.
"""

from club.text.bounds import LONGEST, TooComplex, bounded
from club.text.rendering import ATTRIBUTES, TAGS, render
from club.text.wording import clean, excerpt, fold, mentions, plain, slugify

__all__ = [
    "ATTRIBUTES",
    "LONGEST",
    "TAGS",
    "TooComplex",
    "bounded",
    "clean",
    "excerpt",
    "fold",
    "mentions",
    "plain",
    "render",
    "slugify",
]
