"""Making the whole index anew from what the features hold, while the site goes on."""

from collections.abc import Callable, Iterable
from itertools import islice

from sqlalchemy import select

from club.extensions import db
from club.search import backends
from club.search.indexing import Document, index_many, remove_many
from club.search.models import SearchDocument

Source = Callable[[], Iterable[Document]]
Progress = Callable[[int, int], None]

SOURCES: list[Source] = []  # filled by the wiring
BATCH = 200  # documents a transaction: other writers wait no longer than that


def reindex(progress: Progress = lambda done, total: None) -> int:
    """Index again all there is, then remove what is no more; returns how many documents there are."""
    known = db.session.execute(select(SearchDocument.kind, SearchDocument.key))
    before = {(kind, key) for kind, key in known}
    # Read whole first: a commit would expire the rows that a source is still reading.
    documents = [document for source in SOURCES for document in source()]
    db.session.commit()
    waiting = iter(documents)
    done = 0
    while batch := list(islice(waiting, BATCH)):
        index_many(batch)
        db.session.commit()
        done += len(batch)
        progress(done, len(documents))
    gone = iter(before - {(document.kind, document.key) for document in documents})
    while things := list(islice(gone, BATCH)):
        remove_many(things)
        db.session.commit()
    backends.current().tidy()
    db.session.commit()
    return done
