"""Bring a table to a wanted content by its key: insert what is new, update what differs, delete nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam, insert, select, update

from club.extensions import db

BATCH = 5000
Row = dict[str, Any]
Step = Callable[[int], None]


@dataclass
class Change:
    """How many rows were added, updated and left as they were."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0

    @property
    def rows(self) -> int:
        """How many rows changed."""
        return self.added + self.updated


def table_of(model: Any) -> Table:
    """The table behind a model, for statements over many rows."""
    table: Table = model.__table__
    return table


def sync(model: Any, keys: tuple[str, ...], wanted: list[Row], step: Step) -> Change:
    """Write `wanted` (rows of the same columns, each key once), one step told for each row."""
    if not wanted:
        return Change()
    table, columns = table_of(model), list(wanted[0])
    stored = {
        tuple(row._mapping[k] for k in keys): tuple(row)
        for row in db.session.execute(select(*(table.c[c] for c in columns)))
    }
    new, different = [], []
    for row in wanted:
        before = stored.get(tuple(row[k] for k in keys))
        if before is None:
            new.append(row)
        elif before != tuple(row.values()):
            different.append(row)
    step(len(wanted) - len(new) - len(different))
    for batch in batches(new):
        db.session.execute(insert(table), batch)
        step(len(batch))
    change_rows(table, keys, different, step)
    return Change(len(new), len(different), len(wanted) - len(new) - len(different))


def change_rows(table: Table, keys: tuple[str, ...], rows: list[Row], step: Step | None = None) -> None:
    """Update rows of the same columns, each found by its keys."""
    if not rows:
        return
    values: dict[str, Any] = {column: bindparam(f"new_{column}") for column in rows[0] if column not in keys}
    statement = update(table).where(*(table.c[k] == bindparam(f"key_{k}") for k in keys)).values(values)
    for batch in batches(rows):
        bound = [{(f"key_{c}" if c in keys else f"new_{c}"): v for c, v in row.items()} for row in batch]
        db.session.connection().execute(statement, bound)
        if step:
            step(len(batch))


def batches(rows: list[Row]) -> Iterator[list[Row]]:
    """The rows, some thousands at a time."""
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
