"""From the lines of the last minutes to the counts of the month. The worker does it, each file once."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from club import clock, jobs, tally
from club.extensions import db
from club.reach.models import ReachBatch, ReachCount, ReachMonth, ReachPrint
from club.reach.months import month_of
from club.rows import insert

STEP = 500  # rows of one statement
KEY = ("month", "kind", "thing_id", "gesture", "departement_code", "commune_code")


@jobs.every(minutes=1)
def count_readings() -> int:
    """Count the files of readings that are complete. Returns how many readings were new."""
    return sum(_count(file) for file in tally.due())


def _count(file: Path) -> int:
    """The counts and the mark of the file are one transaction: killed anywhere, nothing is counted twice."""
    mark = insert(ReachBatch).values(name=file.name).on_conflict_do_nothing().returning(ReachBatch.name)
    is_mine = db.session.scalar(mark) is not None
    done = _add(list(tally.lines(file)), tally.minute_of(file).astimezone(clock.PARIS).date()) if is_mine else 0
    db.session.commit()
    file.unlink(missing_ok=True)
    db.session.execute(delete(ReachBatch).where(ReachBatch.name == file.name))
    db.session.commit()
    return done


def _add(lines: Sequence[tally.Line], day: date) -> int:
    month = month_of(day)
    if db.session.get(ReachMonth, month) is not None:  # its cells are made: they never change again
        return 0
    once = {line.token: line for line in lines}
    fresh = [once[token] for token in _new(sorted(once), day)]
    numbers = Counter((month, one.kind, one.thing_id, one.gesture, one.departement, one.commune) for one in fresh)
    rows: list[dict[str, Any]] = [
        {**dict(zip(KEY, key, strict=True)), "number": number} for key, number in sorted(numbers.items())
    ]
    for start in range(0, len(rows), STEP):
        more = insert(ReachCount).values(rows[start : start + STEP])
        added = {"number": ReachCount.number + more.excluded.number}
        db.session.execute(more.on_conflict_do_update(index_elements=KEY, set_=added))
    return len(fresh)


def _new(tokens: Sequence[str], day: date) -> list[str]:
    """Those of these readings that were not counted on this day yet."""
    found: list[str] = []
    for start in range(0, len(tokens), STEP):
        values = [{"token": one, "day": day} for one in tokens[start : start + STEP]]
        marked = insert(ReachPrint).values(values).on_conflict_do_nothing().returning(ReachPrint.token)
        found += db.session.scalars(marked)
    return found


def forget_prints() -> None:
    """Prints and the secret they were made with last a day; marks that a killed worker left go too."""
    tally.forget_salts()
    db.session.execute(delete(ReachPrint).where(ReachPrint.day < clock.today()))
    long_ago = clock.now() - timedelta(days=2)
    db.session.execute(delete(ReachBatch).where(ReachBatch.name < f"{long_ago:{tally.NAME}}"))


def counted(month: date) -> Any:
    """The counts of a month, thing by thing."""
    key = ReachCount.kind, ReachCount.thing_id, ReachCount.gesture
    columns = (*key, ReachCount.departement_code, ReachCount.commune_code, ReachCount.number)
    return db.session.execute(select(*columns).where(ReachCount.month == month))
