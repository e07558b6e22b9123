"""Once a month is over: its cells are made, and what is finer than a cell is forgotten."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy import insert as plain_insert

from club import jobs
from club.extensions import db
from club.library.models import Resource
from club.paging import AnySelect
from club.reach import counting, gestures
from club.reach.gestures import Key
from club.reach.masking import Count, cells
from club.reach.models import ReachCell, ReachCount, ReachMonth
from club.reach.months import moved, this_month
from club.rows import insert

SHOWN, KEPT = 12, 36  # months
STEP = 1000  # rows of one statement


@jobs.every(hour=3)
def close_months() -> int:
    """Close the months that are over, forget what is too old. Returns how many were closed."""
    counting.count_readings()
    counting.forget_prints()
    db.session.execute(delete(ReachCell).where(ReachCell.month < moved(this_month(), -KEPT)))
    db.session.commit()
    done = 0
    for month in _over():
        done += close(month)
        db.session.commit()
    return done


def _over() -> list[date]:
    """The months after the last closed one; the first time, those that the pages show."""
    last = db.session.scalar(select(func.max(ReachMonth.month)))
    known = (moved(this_month(), -ago) for ago in range(SHOWN, 0, -1))
    if last is None:
        return list(known)
    since = (moved(this_month(), -ago) for ago in range(KEPT, 0, -1))
    return [month for month in since if month > last]


def close(month: date) -> bool:
    """Make the cells of a month from all that was counted; False when another process did."""
    mark = insert(ReachMonth).values(month=month).on_conflict_do_nothing().returning(ReachMonth.month)
    if db.session.scalar(mark) is None:
        return False
    rows = list(_cells(month, _gathered(month)))
    for start in range(0, len(rows), STEP):
        db.session.execute(plain_insert(ReachCell), rows[start : start + STEP])
    db.session.execute(delete(ReachCount).where(ReachCount.month <= month))
    return True


def _gathered(month: date) -> dict[Key, list[Count]]:
    found: dict[Key, list[Count]] = defaultdict(list)
    for kind, id, gesture, departement, commune, number in counting.counted(month):
        found[kind, id, gesture].append(Count(departement, commune, number))
    for key, count in gestures.of_month(month):
        found[key].append(count)
    return found


def _cells(month: date, counts: dict[Key, list[Count]]) -> Iterable[dict[str, Any]]:
    """Those of each thing; then those of what is left of the resources of an organisation, put together."""
    publishers = {row.id: row.organisation_id for row in db.session.execute(_published())}
    left: dict[Key, list[Count]] = defaultdict(list)
    for (kind, id, gesture), those in counts.items():
        shown, rest = cells(those)
        for cell in shown:
            yield _row(month, (kind, id, gesture), cell)
        if publisher := publishers.get(id) if kind == "resource" else None:
            left["organisation", publisher, gesture] += rest
    for key, those in left.items():
        for cell in cells(those)[0]:
            yield _row(month, key, cell)


def _published() -> AnySelect:
    columns: list[Any] = [Resource.id, Resource.organisation_id]
    return select(*columns).where(Resource.organisation_id.is_not(None))


def _row(month: date, key: Key, cell: Any) -> dict[str, Any]:
    kind, thing_id, gesture = key
    where = {"departement_code": cell.departement, "communes": cell.communes, "number": cell.number}
    return {"month": month, "kind": kind, "thing_id": thing_id, "gesture": gesture, **where}
