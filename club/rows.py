"""Rows without entities: narrow ones for the most read pages, and those that may be there already.

Putting together a statement costs more than running it: those of the most read pages are made once (`functools.cache`),
for all the readers to whom the rules say the same, and run with what is this reader's own.
"""

from collections import namedtuple
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from flask import g, has_request_context, request
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Connection,
    Integer,
    and_,
    bindparam,
    false,
    inspect,
    or_,
)
from sqlalchemy.dialects import postgresql, sqlite

from club.extensions import Model, UtcDateTime, db
from club.paging import AnyRow, AnySelect
from club.policy import Viewer

READER: BindParameter[Any] = bindparam("reader", type_=Integer)
READ_AT: BindParameter[Any] = bindparam("read_at", type_=UtcDateTime)


class Alike(NamedTuple):
    """All readers to whom the rules say the same, as the viewer of a statement that is made once for them."""

    role: str
    status: str
    organisation_id: int | None
    scope_departements: tuple[str, ...]
    is_project_leader: bool
    id: Any = READER
    forum_read_at: Any = READ_AT


def alike(viewer: Viewer) -> Alike:
    """Those like this reader."""
    scope = tuple(viewer.scope_departements)
    return Alike(viewer.role, viewer.status, viewer.organisation_id, scope, viewer.is_project_leader)


def rows(statement: AnySelect | CompoundSelect[*tuple[Any, ...]], **words: Any) -> Sequence[AnyRow]:
    """All the rows of a statement of columns; `words` are what it was prepared for (bindparam)."""
    return _connection().execute(statement, words).all()


def _connection() -> Connection:
    if not (has_request_context() and request.method == "GET"):
        db.session.flush()
        return db.session.connection()
    known: Connection | None = g.get("connection")  # a page that reads has nothing of its own to write down
    if known is None or known.closed or not known.in_transaction():
        g.connection = known = db.session.connection()
    return known


def row(statement: AnySelect, **words: Any) -> AnyRow | None:
    """The first row, None when there is none."""
    found = rows(statement, **words)
    return found[0] if found else None


def plain(found: Sequence[AnyRow]) -> list[Any]:
    """The same rows as named tuples, for what `kept` remembers by them: hashed and compared at once."""
    return [*map(_named(tuple(found[0]._fields))._make, found)] if found else []


@cache
def _named(columns: tuple[str, ...]) -> Any:
    return namedtuple("Plain", columns)


def insert(model: Any) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that may say what becomes of a row that is there: both databases say ON CONFLICT in the same way,
    through two constructs."""
    is_sqlite = db.session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(model) if is_sqlite else postgresql.insert(model)


def among(kind: Any, key: Any, things: Iterable[tuple[str, str]]) -> ColumnElement[bool]:
    """One of these (kind, key): said kind by kind, for SQLite finds no pair by an index."""
    keys: dict[str, list[str]] = {}
    for one, number in things:
        keys.setdefault(one, []).append(number)
    return or_(false(), *(and_(kind == one, key.in_(numbers)) for one, numbers in keys.items()))


def awaited(thing: Model) -> None:
    """Wait for whoever changes this row, then read it again as it stands: of two changes the second sees the first."""
    columns = [one.key for one in inspect(type(thing)).column_attrs if not one.deferred]
    known = [key for key in columns if key in vars(thing)]
    db.session.refresh(thing, known or columns, with_for_update={"key_share": True})  # of this row alone
