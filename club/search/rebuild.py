"""Making the whole index anew from what the features hold."""

from collections.abc import Callable, Iterable
from itertools import islice

from club.extensions import db
from club.search.indexing import Document, add, clear

Source = Callable[[], Iterable[Document]]
Progress = Callable[[int, int], None]

SOURCES: list[Source] = []  # filled by the wiring
BATCH = 500


def reindex(progress: Progress = lambda done, total: None) -> int:
    """Empty the index and fill it again, in one transaction: readers see the old one until the end."""
    clear()
    done = 0
    for source in SOURCES:
        documents = iter(source())
        while some := list(islice(documents, BATCH)):
            add(some)
            done += len(some)
            progress(done, done)
    db.session.commit()
    return done
