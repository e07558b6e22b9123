"""The work of an import, by the worker: each batch is one transaction, and what is cut goes on from the last one."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import case, delete, func, insert, select, update

from club import clock, jobs
from club.extensions import db
from club.importing.models import WORKING, Line, Outcome, Phase, Run
from club.members.models import Member
from club.policy import Action, can
from club.territories.sync import change_rows, table_of

SIZE = 200  # lines of a batch
TRIES = 4  # of one batch, a minute apart at least
PATIENCE = timedelta(minutes=1)
KEPT = timedelta(days=90)
NOT_ALLOWED = "La personne qui l’a lancé n’a plus le droit d’importer\u202f: l’import s’est arrêté."
FAILED = (
    "L’import s’est interrompu après la ligne {number}, à plusieurs reprises. Ce qui est fait est gardé\u202f; "
    "reprenez-le plus tard, ou écrivez à l’équipe."
)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Work:
    """The imports of one kind: their tables, the task that makes one batch, who may, what each phase does."""

    run: type[Run]
    line: Any  # a model that is a Line, with the id of its run
    task: str
    action: Action
    steps: Mapping[Phase, Callable[[Any, Member], None]]

    def batch(self, import_id: int) -> None:
        """One batch; then the next one waits for its turn, so that letters and others are not held up."""
        if not self._begun(import_id):
            return
        try:
            self._step(import_id)
        except Exception:  # whatever fails, the minute's sweep tries again, and gives up in the end
            db.session.rollback()
            log.exception("%s %s: a batch failed", self.task, import_id)

    def sweep(self) -> int:
        """Go on with what a crash left behind, or what failed."""
        idle = self.run.touched_at < clock.now() - PATIENCE
        waiting = select(self.run.id).where(*self.is_working, idle).order_by(self.run.touched_at)
        ids = db.session.scalars(waiting.limit(20)).all()
        db.session.commit()
        for one in ids:
            self.batch(one)
        return len(ids)

    def through(self, run: Run, by: Member) -> None:
        """All of a phase at once, in the transaction of the caller."""
        while run.is_working:
            self.steps[Phase(run.phase)](run, by)

    @property
    def is_working(self) -> tuple[Any, ...]:
        """The conditions of an import that the worker is to go on with."""
        return self.run.phase.in_(WORKING), self.run.halted == ""

    def _begun(self, import_id: int) -> bool:
        """Count a try before it is made: even a crash is one."""
        run = self._taken(import_id)
        if run is not None and run.attempts >= TRIES:
            run.halted, run.halted_word = run.FAILED, FAILED.format(number=run.last_number)
        is_begun = run is not None and run.is_working
        if run is not None and is_begun:
            run.attempts, run.touched_at = run.attempts + 1, clock.now()
        db.session.commit()
        return is_begun

    def _taken(self, import_id: int) -> Run | None:
        """The import, when it is to be worked on and nobody else does."""
        known = select(self.run).where(self.run.id == import_id).with_for_update(skip_locked=True)
        run = db.session.scalar(known.execution_options(populate_existing=True))
        return run if run is not None and run.is_working else None

    def _step(self, import_id: int) -> None:
        run = self._taken(import_id)
        if run is None:
            db.session.rollback()
            return
        by = db.session.get_one(Member, run.author_id)
        if can(by, self.action, run):
            self.steps[Phase(run.phase)](run, by)
        else:
            run.halted, run.halted_word = run.FAILED, NOT_ALLOWED
        run.attempts, run.touched_at = 0, clock.now()
        if run.is_working:
            jobs.after_commit(self.task, run.id)
        db.session.commit()

    def keep(self, run: Run, rows: Sequence[dict[str, Any]]) -> None:
        """Keep the lines of the document, to be checked; each has the same columns."""
        for row in rows:
            row |= {"import_id": run.id, "outcome": ""}
        db.session.execute(insert(self.line), rows)
        run.total, run.phase = len(rows), Phase.CHECKING

    def next(self, run: Run) -> Sequence[Any]:
        """The lines of the next batch."""
        left = select(self.line).where(self.line.import_id == run.id, self.line.number > run.last_number)
        return db.session.scalars(left.order_by(self.line.number).limit(SIZE)).all()

    def note(self, run: Run, lines: Sequence[Line], rows: list[dict[str, Any]]) -> None:
        """Write down what became of some lines, and how far the import is."""
        change_rows(table_of(self.line), ("id",), rows)
        run.done += len(lines)
        run.last_number = lines[-1].number if lines else run.last_number
        run.counts = self.counts(run)

    def counts(self, run: Run) -> dict[str, int]:
        """How many of the lines done have each outcome, protected fields, remarks."""
        line = self.line
        marked = [func.sum(case((column != "", 1), else_=0)) for column in (line.protected, line.notes)]
        asked = select(line.outcome, func.count(), *marked).group_by(line.outcome)
        rows = db.session.execute(asked.where(line.import_id == run.id, line.number <= run.last_number)).all()
        found = {outcome: number for outcome, number, _, _ in rows}
        noted = sum(int(notes) for outcome, _, _, notes in rows if outcome != Outcome.REFUSED)
        return found | {"protected": sum(int(row[2]) for row in rows), "noted": noted}

    def end(self, run: Run) -> None:
        """It is done: what its lines said is kept no more."""
        run.phase, run.finished_at = Phase.DONE, clock.now()
        bare = update(self.line).where(self.line.import_id == run.id).values(cells={})
        db.session.execute(bare, execution_options={"synchronize_session": False})

    def launch(self, run: Run, *, by: Member) -> bool:
        """Write for good what was checked; False when that was begun already: a second click changes nothing."""
        db.session.refresh(run, with_for_update=True)
        if run.phase != Phase.CHECKED:
            return False
        run.phase, run.done, run.last_number, run.counts = Phase.RUNNING, 0, 0, {}
        run.author_id, run.touched_at, run.attempts = by.id, clock.now(), 0
        jobs.after_commit(self.task, run.id)
        return True

    def stop(self, run: Run) -> None:
        """Leave it where it is; what is written stays."""
        db.session.refresh(run, with_for_update=True)
        if run.is_working:
            run.halted, run.halted_word = run.STOPPED, ""

    def go_on(self, run: Run, *, by: Member) -> None:
        """Take up again what was stopped, or failed; in the name of who does so, for who launched it may have left."""
        db.session.refresh(run, with_for_update=True)
        if run.halted:
            run.halted, run.halted_word, run.attempts, run.touched_at = "", "", 0, clock.now()
            run.author_id = by.id
            jobs.after_commit(self.task, run.id)

    def forget_old(self) -> Sequence[Run]:
        """After three months the lines go; what is left of those that were never launched is to be dropped whole."""
        old = self.run.created_at < clock.now() - KEPT
        db.session.execute(delete(self.line).where(self.line.import_id.in_(select(self.run.id).where(old))))
        return db.session.scalars(select(self.run).where(old, self.run.phase != Phase.DONE)).all()
