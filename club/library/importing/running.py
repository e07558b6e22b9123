"""What the worker does with a catalogue: its lines are read, checked, then written."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import func, select

from club import jobs, storage
from club.access import Refused
from club.events import emit
from club.extensions import db
from club.importing.cells import line
from club.importing.models import Line, Outcome, Phase
from club.importing.working import Work
from club.library.events import ImportEnded
from club.library.importing import documents, writing
from club.library.importing.columns import label_of
from club.library.importing.comparing import Aim
from club.library.importing.matching import Batch
from club.library.importing.models import CatalogueImport, ImportLine
from club.library.importing.understanding import identifier_of
from club.library.importing.writing import Entry
from club.library.models import Resource
from club.library.states import State
from club.members.models import Member
from club.policy import Action
from club.storage.models import StoredFile


@jobs.task
def work_on_import(import_id: int) -> None:
    """One batch of one import."""
    WORK.batch(import_id)


@jobs.every(minutes=1)
def work_on_waiting_imports() -> int:
    """What a crash left behind, or what failed."""
    return WORK.sweep()


def _read(run: CatalogueImport, by: Member) -> None:
    """The lines of the document, kept; its content is let go."""
    stored = db.session.get_one(StoredFile, run.stored_id)
    try:
        found = documents.read(storage.read(stored))
    except Refused as why:  # it was read when it came: this is another version of the club
        run.halted, run.halted_word = run.FAILED, str(why)
        return
    rows = [
        {"number": one.number, "cells": one.cells, "title": line(one["titre"])[: Line.TITLE_MAX]}
        | {"identifier": identifier_of(one.cells)[: Line.IDENTIFIER_MAX]}
        for one in found.lines
    ]
    WORK.keep(run, rows)
    run.notes, run.stored_id = found.notes, None
    db.session.flush()
    storage.let_go(stored)


def _check(run: CatalogueImport, by: Member) -> None:
    """What each line would do; nothing else is written."""
    _note(run, _batch(run, by)[0])
    if run.done >= run.total:
        run.phase = Phase.CHECKED


def _run(run: CatalogueImport, by: Member) -> None:
    """What each line does, by what is true now."""
    entries, slugs = _batch(run, by)
    writing.write(run, entries, slugs, by)
    _note(run, entries)
    if run.done >= run.total:
        WORK.end(run)
        emit(ImportEnded(import_id=run.id, waiting=_waiting(run)))


STEPS: dict[Phase, Callable[[CatalogueImport, Member], None]] = {
    Phase.READING: _read,
    Phase.CHECKING: _check,
    Phase.RUNNING: _run,
}
WORK = Work(CatalogueImport, ImportLine, "work_on_import", Action.IMPORT_RUN, STEPS)


def _batch(run: CatalogueImport, by: Member) -> tuple[list[Entry], Mapping[int, str]]:
    """The next lines, planned, and the slug of each type."""
    lines = WORK.next(run)
    if not lines:
        return [], {}
    batch = Batch(run, lines, Aim.of(run, by))
    return batch.entries(), batch.known.slugs


def _note(run: CatalogueImport, entries: Sequence[Entry]) -> None:
    WORK.note(run, [one.line for one in entries], [_row(one) for one in entries])


def _row(one: Entry) -> dict[str, object]:
    plan = one.plan
    changed = [label_of(name) for name in plan.changes] if one.resource is not None else []
    return {
        "id": one.line.id, "identifier": one.identifier[: Line.IDENTIFIER_MAX], "outcome": plan.outcome.value,
        "changed": "\n".join(changed), "protected": "\n".join(plan.protected), "notes": "\n".join(plan.notes),
        "resource_id": one.resource_id or (one.resource.id if one.resource else None),
    }  # fmt: skip


def _waiting(run: CatalogueImport) -> int:
    """Its resources that are to be read before they are published."""
    asked = select(func.count()).select_from(ImportLine).join(Resource, Resource.id == ImportLine.resource_id)
    changed = ImportLine.outcome.in_((Outcome.ADDED, Outcome.UPDATED))
    return db.session.scalar(asked.where(ImportLine.import_id == run.id, changed, Resource.state == State.REVIEW)) or 0
