"""Build the search index anew from every feature."""

from collections.abc import Callable, Iterator

from club import search
from club.directory import searching as directory
from club.experiences import searching as experiences
from club.extensions import db
from club.forum import searching as forum
from club.library import searching as library
from club.members import searching as members

EACH = (members, forum, experiences, library, directory)
BATCH = 500


def reindex(progress: Callable[[int, int], None] | None = None) -> int:
    """Empty the index and fill it; returns the number of documents."""
    search.clear()
    count = 0
    for document in _all():
        search.index(document)
        count += 1
        if count % BATCH == 0:
            db.session.commit()
            if progress:
                progress(count, count)
    db.session.commit()
    return count


def _all() -> Iterator[search.Document]:
    for feature in EACH:
        yield from feature.all_documents()
