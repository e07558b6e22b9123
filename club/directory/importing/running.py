"""What the worker does with a table of organisations: its lines are checked, then written."""

from collections.abc import Callable, Sequence

from club import jobs
from club.directory.events import PartnerImportEnded
from club.directory.importing import writing
from club.directory.importing.columns import LABELS
from club.directory.importing.matching import Batch, Entry
from club.directory.importing.models import PartnerImport, PartnerImportLine
from club.events import emit
from club.importing.models import Phase
from club.importing.working import Work
from club.members.models import Member
from club.policy import Action


@jobs.task
def work_on_partner_import(import_id: int) -> None:
    """One batch of one import."""
    WORK.batch(import_id)


@jobs.every(minutes=1)
def work_on_waiting_partner_imports() -> int:
    """What a crash left behind, or what failed."""
    return WORK.sweep()


def _check(run: PartnerImport, by: Member) -> None:
    """What each line would do; nothing else is written."""
    _note(run, _entries(run))
    if run.done >= run.total:
        run.phase = Phase.CHECKED


def _run(run: PartnerImport, by: Member) -> None:
    """What each line does, by what is true now."""
    entries = _entries(run)
    writing.write(run, entries, by)
    _note(run, entries)
    if run.done >= run.total:
        WORK.end(run)
        emit(PartnerImportEnded(import_id=run.id))


STEPS: dict[Phase, Callable[[PartnerImport, Member], None]] = {Phase.CHECKING: _check, Phase.RUNNING: _run}
WORK = Work(PartnerImport, PartnerImportLine, "work_on_partner_import", Action.PARTNER_IMPORT_RUN, STEPS)


def _entries(run: PartnerImport) -> list[Entry]:
    lines = WORK.next(run)
    return Batch(run, lines).entries() if lines else []


def _note(run: PartnerImport, entries: Sequence[Entry]) -> None:
    WORK.note(run, [one.line for one in entries], [_row(one) for one in entries])


def _row(one: Entry) -> dict[str, object]:
    changed = [LABELS[name] for name in one.plan.changes] if one.present is not None else []
    return {
        "id": one.line.id, "identifier": one.number, "outcome": one.plan.outcome.value,
        "changed": "\n".join(changed), "protected": "\n".join(one.plan.protected), "notes": "\n".join(one.plan.notes),
        "organisation_id": one.organisation_id,
    }  # fmt: skip
