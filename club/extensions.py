"""The Flask extensions, the model base and what SQLite needs to behave like a server."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import has_request_context, request
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, DateTime, Dialect, MetaData, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler, SQLiteDialect
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator


class _Hinting(SQLiteCompiler):
    """Statements that may say `with_hint(Model, "INDEXED BY …", "sqlite")`: SQLAlchemy leaves such hints out."""

    def get_from_hint_text(self, table: Any, text: str | None) -> str | None:
        return text


SQLiteDialect.statement_compiler = _Hinting


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, aware on both databases (SQLite forgets time zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    # Flask-SQLAlchemy rebuilds this class: the type map must sit on the registry.
    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: UtcDateTime})


db = SQLAlchemy(model_class=Base, session_options={"join_transaction_mode": "create_savepoint"})
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model
csrf = CSRFProtect()
login = LoginManager()
login.session_protection = None  # sessions are kept by the server: see club/members/sessions.py


_only_reads: ContextVar[bool] = ContextVar("only_reads", default=False)


@contextmanager
def only_reading() -> Iterator[None]:
    """A long look of the worker: nothing is locked meanwhile. What was written before is committed first."""
    db.session.commit()
    before = _only_reads.set(True)
    try:
        yield
    finally:
        db.session.rollback()
        _only_reads.reset(before)


def _is_reading() -> bool:
    return _only_reads.get() or (has_request_context() and request.method in {"GET", "HEAD", "OPTIONS"})


@event.listens_for(Engine, "connect")
def _sqlite_on_connect(dbapi_connection: Any, _record: Any) -> None:
    if not dbapi_connection.__class__.__module__.startswith("sqlite3"):
        return
    dbapi_connection.isolation_level = None  # the driver's own BEGIN breaks savepoints
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "busy_timeout=10000", "synchronous=FULL"):
        dbapi_connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """SQLite: whoever may write takes the lock at once; upgrading a read transaction fails in spite of busy_timeout.

    PostgreSQL: who only reads needs no transaction (each statement sees what is committed, in one or without), and is
    spared the two exchanges that open and close it.
    """
    driver: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        try:
            driver.execute("BEGIN" if _is_reading() else "BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:  # others wrote all that time: told as any base that does not answer
            raise OperationalError("BEGIN", None, error) from error
    elif connection.info.get("reads", False) != _is_reading():
        connection.info["reads"] = driver.autocommit = _is_reading()
