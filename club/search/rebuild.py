"""Making the whole index anew from what the features hold."""

from collections.abc import Callable, Iterable

from club.extensions import db
from club.search.indexing import Document, clear, index

Source = Callable[[], Iterable[Document]]
Progress = Callable[[int, int], None]

SOURCES: list[Source] = []  # filled by the wiring
BATCH = 500


def reindex(progress: Progress = lambda done, total: None) -> int:
    """Empty the index and fill it again, in one transaction: readers see the old one until the end."""
    clear()
    done = 0
    for source in SOURCES:
        for document in source():
            index(document)
            done += 1
            if done % BATCH == 0:
                progress(done, done)
    progress(done, done)
    db.session.commit()
    return done
