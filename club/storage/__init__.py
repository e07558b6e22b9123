"""Keep files and serve them. Whether someone may have a file is asked by the page that serves it."""

import hashlib
import logging
from collections.abc import Iterator
from pathlib import Path

from flask import Response, current_app
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session, SessionTransaction

from club import jobs
from club.config import Settings
from club.extensions import db
from club.storage import serving
from club.storage.models import ContentReading, StoredFile
from club.storage.stores import StorageDown, Store, store_of

__all__ = ["StorageDown", "StoredFile", "hold", "keep", "keep_file", "key_of", "let_go", "parts", "read", "serve"]

NEW = "contents_of_this_transaction"
log = logging.getLogger(__name__)


def _store() -> Store:
    settings: Settings = current_app.config["CLUB"]
    if "store" not in current_app.extensions:
        current_app.extensions["store"] = store_of(settings)
    store: Store = current_app.extensions["store"]
    return store


def key_of(content: bytes) -> str:
    """Where a content lies: the same content has the same key."""
    return hashlib.sha256(content).hexdigest()


def keep(content: bytes, *, name: str, mime: str, kind_label: str) -> StoredFile:
    """Store a content and give its row; raises StorageDown, and then there is neither row nor object."""
    return _keep(key_of(content), content, len(content), name, mime, kind_label)


def keep_file(path: Path, *, name: str, mime: str, kind_label: str) -> StoredFile:
    """The same for a content that lies in a file, whatever its size: it is never whole in memory."""
    with path.open("rb") as content:
        key = hashlib.file_digest(content, "sha256").hexdigest()
    return _keep(key, path, path.stat().st_size, name, mime, kind_label)


def _keep(key: str, content: bytes | Path, size: int, name: str, mime: str, kind_label: str) -> StoredFile:
    hold(key)
    if not _store().exists(key):
        _store().put(key, content)
        db.session.info.setdefault(NEW, set()).add(key)
    row = StoredFile(key=key, name=name, mime=mime, kind_label=kind_label, size=size)
    db.session.add(row)
    db.session.flush()
    return row


def let_go(stored: StoredFile) -> None:
    """Forget a file; once that is committed, its content goes with the last row that names it."""
    jobs.after_commit("drop_unused", stored.key)
    db.session.delete(stored)
    db.session.flush()


@jobs.task
def drop_unused(key: str) -> None:
    """Remove a content that no row names, and what was read in it."""
    hold(key)
    if not db.session.scalar(select(func.count(StoredFile.id)).where(StoredFile.key == key)):
        _forget_reading(key)
        _store().remove(key)
    db.session.commit()


def _forget_reading(key: str) -> None:
    reading = db.session.get(ContentReading, key)
    if reading is None:
        return
    thumbnail = db.session.get(StoredFile, reading.thumbnail_id) if reading.thumbnail_id else None
    db.session.delete(reading)
    db.session.flush()
    if thumbnail is not None:
        let_go(thumbnail)


def hold(key: str) -> None:
    """Keeping and dropping the same content take turns (SQLite writes one at a time already)."""
    if db.engine.dialect.name == "postgresql":
        number = int.from_bytes(bytes.fromhex(key[:16]), signed=True)
        db.session.execute(select(func.pg_advisory_xact_lock(number)))


@event.listens_for(Session, "after_commit")
def _settle_new(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(NEW, None)


@event.listens_for(Session, "after_soft_rollback")
def _drop_new(session: Session, previous: SessionTransaction) -> None:
    """What was stored for a request that failed has no row: the worker removes it."""
    if session.in_nested_transaction():
        return
    for key in session.info.pop(NEW, ()):
        try:
            current_app.extensions["jobs"].run("drop_unused", (key,))
        except Exception:  # the queue being down must not hide why the request failed
            log.exception("content %s stays without a row", key)


def read(stored: StoredFile) -> bytes:
    """A whole content."""
    return b"".join(_store().read(stored.key, 0, stored.size))


def parts(key: str, size: int) -> Iterator[bytes]:
    """The same by parts, for what may be large; no row is asked for, so that no transaction has to be open."""
    return _store().read(key, 0, size)


def serve(stored: StoredFile, *, download_name: str | None = None, inline: bool = True) -> Response:
    """Answer with a file: sandboxed, by parts when asked, shown only when it is an image or a PDF."""
    return serving.answer(_store(), stored, name=download_name or stored.name, inline=inline)
