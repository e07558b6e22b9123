"""One search for everything the club holds: `index`, `remove`, `find`; two databases behind it."""

from club.search.corrections import meant
from club.search.finding import Hit, Results, closest, find, holding, numbers
from club.search.indexing import Document, clear, index, index_many, remove

__all__ = [
    "Document",
    "Hit",
    "Results",
    "clear",
    "closest",
    "find",
    "holding",
    "index",
    "index_many",
    "meant",
    "numbers",
    "remove",
]
