"""What named a commune that was absorbed names the one of today: its people, its project, who covers it."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Executable,
    Table,
    UniqueConstraint,
    and_,
    delete,
    exists,
    func,
    select,
    true,
    update,
)

from club.extensions import db
from club.territories.models import Commune, PlaceList, PlaceListCommune
from club.territories.sync import table_of

# The official lists, which keep the past, and what the worker computes again after an import.
LEFT = {"commune", "former_name", "commune_word", "programme_commune", "commune_twin", "commune_twin_due"}
# A row here says that two things go together, and no more: said twice, once is enough.
LINKS = {"member_commune", "experience_commune", "place_list_commune"}


def follow(successors: Mapping[str, str]) -> int:
    """Write today's code where one of the past stands; how many rows changed. The caller commits.

    What a commune has once (its project, a step of it) and both have stays where it is: nothing written is lost.
    """
    moved = 0
    for table in db.metadata.sorted_tables:
        for column in _naming(table) if table.name not in LEFT else ():
            named = set(db.session.scalars(select(column).where(_says(table)).distinct()))
            moved += sum(_move(table, column, old, successors[old]) for old in sorted(named & successors.keys()))
    return moved + _count_lists()


def _naming(table: Table) -> Iterator[Column[str]]:
    """The columns in which a table names communes."""
    code = table_of(Commune).c.code
    yield from (column for column in table.columns if column.references(code))
    if _is_placed(table):
        yield table.c.code


def _is_placed(table: Table) -> bool:
    """Whether its rows say a territory of any kind (`models.Placed`)."""
    return {"scope", "code", "label"} <= set(table.columns.keys())


def _says(table: Table) -> ColumnElement[bool]:
    return table.c.scope == "commune" if _is_placed(table) else true()


def _move(table: Table, column: Column[str], old: str, new: str) -> int:
    here = and_(column == old, _says(table))
    values: dict[str, object] = {column.name: new}
    if _is_placed(table):
        name = select(Commune.name + " (" + Commune.departement_code + ")").where(Commune.code == new)
        values["label"] = name.scalar_subquery()
    moved = _done(update(table).where(here, *_free(table, column, new)).values(values))
    if table.name in LINKS or _is_placed(table):
        moved += _done(delete(table).where(here))
    return moved


def _done(change: Executable) -> int:
    """How many rows a statement changed."""
    result: Any = db.session.execute(change)
    return int(result.rowcount)


def _free(table: Table, column: Column[str], new: str) -> Iterator[ColumnElement[bool]]:
    """That no row stands already where this one would go, for each set of columns that must be unique."""
    for columns in _together(table):
        if column in columns:
            there = table.alias()
            same = [there.c[one.name] == one for one in columns if one is not column]
            yield ~exists().where(there.c[column.name] == new, *same)


def _together(table: Table) -> Iterator[list[Column[Any]]]:
    """The sets of columns of which no two rows say the same."""
    if _is_placed(table):
        yield [one for one in table.columns if one.name not in {"id", "label"}]
    yield list(table.primary_key.columns)
    yield from (list(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint))


def _count_lists() -> int:
    mine = PlaceListCommune.list_id == PlaceList.id
    size = select(func.count()).select_from(PlaceListCommune).where(mine).scalar_subquery()
    return _done(update(PlaceList).where(PlaceList.size != size).values(size=size))
