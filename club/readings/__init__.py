"""What documents hold, read by the worker: pages, first page as an image, words for the search.

Each content is read once, whatever the number of files that have it. It is never read here, but in a process apart.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from club import clock, jobs, storage
from club.events import Event, emit
from club.extensions import db
from club.readings import process
from club.storage.models import ContentReading, StoredFile

PDF = "application/pdf"
READ = frozenset(
    {PDF}
    | {f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation")}
    | {
        f"application/vnd.openxmlformats-officedocument.{kind}"
        for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
    }
)
DELAYS = (2, 10, 60, 240)  # minutes before the next try; after the last one the file stays without
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class ContentRead(Event):
    """The words of a content are known: what is searched must follow."""

    key: str


def pages_of(content: bytes) -> int | None:
    """How many pages a PDF has, None when counting takes too long; raises process.Unreadable when it has none."""
    try:
        found = process.run("COUNT", content, PDF)
    except process.Unreadable:
        return None
    if found.fault or not found.pages:
        raise process.Unreadable(found.fault or "empty")
    return found.pages


def ask(stored: StoredFile, pages: int | None = None) -> None:
    """Have a content read by the worker; nothing happens when it was, or is not of a kind that is read."""
    known = db.session.get(ContentReading, stored.key) if stored.mime in READ else None
    if stored.mime not in READ or known is not None:
        return
    db.session.add(ContentReading(key=stored.key, pages=pages))
    db.session.flush()
    jobs.after_commit("read_content", stored.key)


@jobs.task
def read_content(key: str) -> None:
    """Read one content that waits. No transaction is open meanwhile: reading may take seconds."""
    stored = _taken(key)
    db.session.commit()
    if stored is None:
        return
    try:
        content, mime = storage.read(stored), stored.mime
        db.session.commit()  # looking at the row again has opened a transaction: nobody could write meanwhile
        _note(key, process.run("READ", content, mime))
        db.session.commit()
    except (process.Unreadable, storage.StorageDown) as why:
        db.session.rollback()
        log.warning("content %s is not read: %s", key, why)


def _taken(key: str) -> StoredFile | None:
    """A file with this content when it is to be read now. The next try is set first: even a crash counts as one."""
    waiting = select(ContentReading).where(ContentReading.key == key, ContentReading.next_try_at <= clock.now())
    reading = db.session.scalar(waiting.with_for_update(skip_locked=True))
    if reading is None:
        return None
    reading.next_try_at = _next_try(reading.attempts)
    reading.attempts += 1
    return db.session.scalar(select(StoredFile).where(StoredFile.key == key).limit(1))


def _next_try(attempts: int) -> datetime | None:
    return clock.now() + timedelta(minutes=DELAYS[attempts]) if attempts < len(DELAYS) else None


def _note(key: str, found: process.Found) -> None:
    storage.hold(key)
    reading = db.session.get(ContentReading, key, populate_existing=True)
    if reading is None or reading.read_at:  # meanwhile the file went, or somebody else read it
        return
    reading.read_at, reading.next_try_at = clock.now(), None
    reading.pages, reading.text = found.pages or reading.pages, found.text
    if found.picture:
        kept = storage.keep(found.picture, name="apercu.webp", mime="image/webp", kind_label="WEBP")
        reading.thumbnail_id = kept.id
    emit(ContentRead(key=key))


@jobs.every(minutes=1)
def read_waiting(limit: int = 20) -> int:
    """Read what waits since its time: what failed, what a crash left behind."""
    due = (
        select(ContentReading.key)
        .where(ContentReading.next_try_at <= clock.now())
        .order_by(ContentReading.next_try_at)
        .limit(limit)
    )
    keys = db.session.scalars(due).all()
    db.session.commit()
    for key in keys:
        read_content(key)
    return len(keys)
