"""Narrow rows, read without what the session does for entities: half the time, for the most read pages."""

from collections.abc import Sequence
from typing import Any

from flask import has_request_context, request

from club.extensions import db
from club.paging import AnyRow, AnySelect


def rows(statement: AnySelect, **words: Any) -> Sequence[AnyRow]:
    """All the rows of a statement of columns; `words` are what it was prepared for (bindparam)."""
    if not (has_request_context() and request.method == "GET"):
        db.session.flush()  # a page that reads has nothing of its own to write down
    return db.session.connection().execute(statement, words).all()


def row(statement: AnySelect, **words: Any) -> AnyRow | None:
    """The first row, None when there is none."""
    found = rows(statement, **words)
    return found[0] if found else None
