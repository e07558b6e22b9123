"""Copies of collections to read without the club: asked for, made by the worker, kept a week."""

import logging
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import joinedload

from club import clock, jobs, storage
from club.collections import chapters, packing, queries
from club.collections.events import CollectionPacked
from club.collections.models import Collection, CollectionExport, CollectionStep
from club.events import emit
from club.extensions import db
from club.library import queries as library
from club.library.events import ResourceChanged, ResourceHidden
from club.library.models import Resource
from club.members.models import Member
from club.policy import Action, can
from club.storage.models import StoredFile

KEPT = timedelta(days=7)
DELAYS = (2, 15, 60)  # minutes before the next try; after the last one it is given up
log = logging.getLogger(__name__)


def of_reader(collection_id: int, member_id: int) -> CollectionExport | None:
    """The copy that somebody asked for, with its file."""
    own = CollectionExport.collection_id == collection_id, CollectionExport.author_id == member_id
    return db.session.scalar(select(CollectionExport).where(*own).options(joinedload(CollectionExport.stored)))


def export(id: int) -> CollectionExport | None:
    """A copy that is ready, with its file and what it was made from."""
    return db.session.scalar(
        select(CollectionExport)
        .where(CollectionExport.id == id, CollectionExport.stored_id.is_not(None))
        .options(joinedload(CollectionExport.stored), joinedload(CollectionExport.collection, innerjoin=True))
    )


def ask(collection: Collection, *, by: Member) -> None:
    """Have a copy made for this reader, in the place of the one before; one that waits goes on waiting."""
    known = of_reader(collection.id, by.id)
    if known is not None and known.next_try_at is not None:
        return
    if known is not None:
        _drop(CollectionExport.id == known.id)
    asked = CollectionExport(collection_id=collection.id, author_id=by.id)
    db.session.add(asked)
    db.session.flush()
    jobs.after_commit("make_collection_export", asked.id)


@jobs.task
def make_collection_export(export_id: int) -> None:
    """Make one copy that waits. No transaction is open while the zip is written: it may take a minute."""
    whole = _taken(export_id)
    db.session.commit()
    if whole is None:
        return
    with tempfile.TemporaryDirectory(prefix="parcours-") as folder:
        path = Path(folder) / "parcours.zip"
        try:
            packing.write(path, whole, current_app.config["CLUB"].base_url)
            _keep(export_id, path, whole)
        except (storage.StorageDown, OSError) as why:
            db.session.rollback()
            log.warning("copy %s is not made: %s", export_id, why)
            return
    db.session.commit()


def _taken(export_id: int) -> packing.Book | None:
    """What to write, when it is to be written now. The next try is set first: even a crash counts as one."""
    waiting = select(CollectionExport).where(
        CollectionExport.id == export_id, CollectionExport.next_try_at <= clock.now()
    )
    asked = db.session.scalar(waiting.with_for_update(skip_locked=True))
    if asked is None:
        return None
    asked.next_try_at = _next_try(asked.attempts)
    asked.attempts += 1
    collection = queries.collection(asked.collection_id)
    reader = db.session.get(Member, asked.author_id)
    if collection is None or reader is None or not can(reader, Action.COLLECTION_READ, collection):
        db.session.delete(asked)
        return None
    return packing.book(collection, chapters.of(collection.id, reader))


def _next_try(attempts: int) -> datetime | None:
    return clock.now() + timedelta(minutes=DELAYS[attempts]) if attempts < len(DELAYS) else None


def _keep(export_id: int, path: Path, whole: packing.Book) -> None:
    waiting = select(CollectionExport).where(CollectionExport.id == export_id, CollectionExport.stored_id.is_(None))
    asked = db.session.scalar(waiting.with_for_update())
    if asked is None:  # meanwhile it was dropped with its collection, or somebody else made it
        return
    name = f"{whole.slug or 'parcours'}.zip"
    kept = storage.keep_file(path, name=name, mime="application/zip", kind_label="ZIP")
    asked.stored_id, asked.next_try_at, asked.made_at = kept.id, None, clock.now()
    asked.left_out = whole.left_out
    emit(CollectionPacked(export_id=asked.id))


@jobs.every(minutes=1)
def make_waiting_exports(limit: int = 5) -> int:
    """Make what waits since its time: what failed, what a crash left behind."""
    due = select(CollectionExport.id).where(CollectionExport.next_try_at <= clock.now())
    ids = db.session.scalars(due.order_by(CollectionExport.next_try_at).limit(limit)).all()
    db.session.commit()
    for one in ids:
        make_collection_export(one)
    return len(ids)


@jobs.every(hour=3)
def drop_old_exports() -> None:
    """A copy is for carrying away: after a week it is asked for again."""
    _drop(CollectionExport.asked_at < clock.now() - KEPT)
    db.session.commit()


def drop_of_collection(collection_id: int) -> None:
    """With the collection go all its copies."""
    _drop(CollectionExport.collection_id == collection_id)


def drop_of_member(member_id: int) -> None:
    """And with an account all that was made for it."""
    _drop(CollectionExport.author_id == member_id)


def resource_left(event: ResourceHidden | ResourceChanged) -> None:
    """What members may no longer read is in no copy that is still to be downloaded."""
    gone = select(CollectionStep.collection_id).join(Resource, Resource.id == CollectionStep.resource_id)
    gone = gone.where(Resource.id == event.resource_id, ~library.public())
    _drop(CollectionExport.collection_id.in_(gone))


def _drop(*conditions: ColumnElement[bool]) -> None:
    """Forget copies; their contents go with the last row that names them."""
    named = select(CollectionExport.id, CollectionExport.stored_id).where(*conditions)
    found = db.session.execute(named).all()
    if not found:
        return
    db.session.execute(delete(CollectionExport).where(CollectionExport.id.in_([row.id for row in found])))
    ids = [row.stored_id for row in found if row.stored_id]
    for stored in db.session.scalars(select(StoredFile).where(StoredFile.id.in_(ids))).all():
        storage.let_go(stored)
