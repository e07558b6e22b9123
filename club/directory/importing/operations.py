"""Beginning an import of organisations, launching it, going on, dropping what nobody launched."""

from collections.abc import Sequence

from sqlalchemy import select

from club import jobs, journal
from club.access import Refused
from club.directory.importing.finding import key
from club.directory.importing.models import PartnerImport
from club.directory.importing.running import WORK
from club.extensions import db
from club.importing.models import Line as Kept
from club.members.forms import line
from club.members.models import Member
from club.policy import Action
from club.tables import Line
from club.uploads import clean_name

BUSY = "Un import de partenaires est en cours. Attendez qu’il se termine, ou arrêtez-le."


def begin(
    lines: Sequence[Line], name: str, *, by: Member, notes: Sequence[str] = (), type_id: int | None = None
) -> PartnerImport:
    """Keep the lines of a table and have them checked. Raises Refused while another one is worked on."""
    _refuse_second()
    run = PartnerImport(author_id=by.id, name=clean_name(name, "csv"), notes=list(notes), type_id=type_id)
    db.session.add(run)
    db.session.flush()
    WORK.keep(run, [_row(one) for one in lines])
    jobs.after_commit(WORK.task, run.id)
    return run


def _row(one: Line) -> dict[str, object]:
    name = line(one["nom"])
    return {
        "number": one.number,
        "cells": one.cells,
        "title": name[: Kept.TITLE_MAX],
        "key": key(name)[: Kept.TITLE_MAX],
    }


def launch(run: PartnerImport, *, by: Member) -> None:
    """Write for good what was checked, one line of the journal for all. A second click changes nothing."""
    _refuse_second(but=run.id)
    if WORK.launch(run, by=by):
        after = {"rows": run.total}
        journal.record(Action.PARTNER_IMPORT_RUN, "partner_import", run.id, label=run.name, after=after, by=by.id)


def go_on(run: PartnerImport, *, by: Member) -> None:
    """Take up again what was stopped, or failed. Raises Refused while another one is worked on."""
    _refuse_second(but=run.id)
    WORK.go_on(run, by=by)


def _refuse_second(but: int = 0) -> None:
    """One at a time, so that a report stays true. Two begun at the same instant would only wait for each other."""
    working = select(PartnerImport.id).where(PartnerImport.id != but, *WORK.is_working)
    if db.session.scalar(working.limit(1)):
        raise Refused(BUSY)


@jobs.every(hour=3)
def forget_old_partner_imports() -> None:
    """After three months the report of an import goes, and the whole of one that was never launched."""
    for run in WORK.forget_old():
        db.session.delete(run)
    db.session.commit()
