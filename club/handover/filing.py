"""The file that the commune keeps: asked for, made by the worker as one zip, and made anew on the day of leaving."""

import logging
import tempfile
import zipfile
from datetime import timedelta
from pathlib import Path

from flask import render_template
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from club import clock, jobs, storage, zips
from club.extensions import db
from club.handover import dossier
from club.handover.dossier import Dossier
from club.handover.models import Handover
from club.members.models import Member
from club.storage.models import StoredFile

DELAYS = (2, 15, 60)  # minutes before the next try; after the last one it is given up
log = logging.getLogger(__name__)


def ask(handover: Handover) -> None:
    """Have the file made, in the place of the one before."""
    handover.file_next_try_at, handover.file_attempts = clock.now(), 0
    jobs.after_commit("make_handover_file", handover.id)


def forget(handover: Handover) -> None:
    """Nobody leaves after all: the file goes, and is made no more."""
    stored, handover.stored, handover.file_next_try_at = handover.stored, None, None
    db.session.flush()
    if stored is not None:
        storage.let_go(stored)


@jobs.task
def make_handover_file(handover_id: int) -> None:
    """Make one file that waits. No transaction is open while the zip is written: it may take a minute."""
    whole = _taken(handover_id)
    db.session.commit()
    if whole is None:
        return
    try:
        make(handover_id, whole)
    except (storage.StorageDown, OSError) as why:
        db.session.rollback()
        log.warning("the file of handover %s is not made: %s", handover_id, why)
        return
    db.session.commit()


def make(handover_id: int, whole: Dossier) -> None:
    """Write the zip and keep it; raises StorageDown or OSError."""
    with tempfile.TemporaryDirectory(prefix="passation-") as folder:
        path = Path(folder) / "passation.zip"
        write(path, whole)
        _keep(handover_id, path, whole)


def _taken(handover_id: int) -> Dossier | None:
    """What to write, when it is to be written now. The next try is set first: even a crash counts as one."""
    due = select(Handover).where(Handover.id == handover_id, Handover.file_next_try_at <= clock.now())
    whole = due.options(joinedload(Handover.commune), joinedload(Handover.member).joinedload(Member.function))
    handover = db.session.scalar(whole.with_for_update(skip_locked=True, of=Handover))
    if handover is None:
        return None
    tries = handover.file_attempts
    wait = timedelta(minutes=DELAYS[tries]) if tries < len(DELAYS) else None
    handover.file_next_try_at = clock.now() + wait if wait else None
    handover.file_attempts += 1
    return dossier.of_handover(handover)


def write(path: Path, whole: Dossier) -> None:
    """One page and the documents it names; raises StorageDown or OSError, and then it is worth nothing."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        html = render_template("handover/offline.html", book=whole)
        zips.page(archive, "index.html", html, whole.made_at)
        for one in whole.documents:
            if one.name:
                zips.enclose(archive, one.name, one.key, one.size, whole.made_at)


def _keep(handover_id: int, path: Path, whole: Dossier) -> None:
    kept_for = Handover.id == handover_id, Handover.cancelled_at.is_(None)  # it may be taken back meanwhile
    handover = db.session.scalar(select(Handover).where(*kept_for).with_for_update())
    if handover is None:
        return
    before = db.session.get(StoredFile, handover.stored_id) if handover.stored_id else None
    name = f"passation-{whole.code}-{whole.leaves_on.isoformat()}.zip"
    kept = storage.keep_file(path, name=name, mime="application/zip", kind_label="ZIP")
    handover.stored_id, handover.file_next_try_at, handover.file_made_at = kept.id, None, clock.now()
    db.session.flush()
    if before is not None:
        storage.let_go(before)


@jobs.every(minutes=1)
def make_waiting_handover_files(limit: int = 5) -> int:
    """Make what waits since its time: what failed, what a crash left behind."""
    due = select(Handover.id).where(Handover.file_next_try_at <= clock.now())
    ids = db.session.scalars(due.order_by(Handover.file_next_try_at).limit(limit)).all()
    db.session.commit()
    for one in ids:
        make_handover_file(one)
    return len(ids)
