"""Keyset pages: stable under insertions, and as fast on page 500 as on page 1."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, Select, tuple_

from club.extensions import db

T = TypeVar("T")
AnyRow = Row[*tuple[Any, ...]]  # a row whose columns the caller knows by name
AnySelect = Select[*tuple[Any, ...]]
LARGEST_KEY, LARGEST_ID = 2**63 - 1, 2**31 - 1


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of things and the cursor of the next one (`?apres=`), None on the last."""

    items: Sequence[T]
    next: str | None


def newest_first(
    statement: AnySelect,
    moment: Any,
    key: Any,
    *,
    after: str | None,
    size: int = 20,
    rows: bool = False,
    words: Mapping[str, Any] | None = None,
) -> Page[Any]:
    """One page by (moment, key) descending; a mangled cursor is the first page.

    `rows` keeps whole rows (the statement then selects both columns); otherwise entities are returned.
    `words` are what the statement was prepared for (bindparam).
    """
    edge = decode(after) if after else None
    if edge:
        statement = statement.where(tuple_(moment, key) < tuple_(*edge))
    ordered = statement.order_by(moment.desc(), key.desc()).limit(size + 1)
    results = db.session.execute(ordered, words)
    found: Sequence[Any] = results.all() if rows else results.scalars().unique().all()
    items = found[:size]
    more = len(found) > size
    return Page(items, encode(getattr(items[-1], moment.key), getattr(items[-1], key.key)) if more else None)


def encode(moment: datetime, key: int) -> str:
    """The cursor of a place in a list."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat()}~{key}"


def decode(cursor: str) -> tuple[datetime, int] | None:
    """The place a cursor names; None when it was mangled."""
    moment, _, key = cursor.rpartition("~")
    try:
        place = datetime.fromisoformat(moment).replace(tzinfo=UTC), int(key)
    except (ValueError, OverflowError):
        return None
    return place if 0 <= place[1] <= LARGEST_KEY else None


def encode_ranked(rank: int, moment: datetime, key: int) -> str:
    """The cursor of a place in a list that a rank orders first."""
    return f"{rank}~{encode(moment, key)}"


def decode_ranked(cursor: str | None, largest: int = LARGEST_ID) -> tuple[int, datetime, int] | None:
    """The place that such a cursor names; None when it was mangled, or names what no database could hold."""
    rank, _, rest = (cursor or "").partition("~")
    place = decode(rest)
    try:
        found = (int(rank), *place) if place else None
    except ValueError:
        return None
    return found if found and abs(found[0]) <= largest and found[2] <= LARGEST_ID else None


def by_name(
    statement: AnySelect, name: Any, key: Any, *, after: str | None, size: int = 20, rows: bool = False
) -> Page[Any]:
    """One page by (name, key) ascending; the cursor is « key~name », a mangled one is the first page."""
    number, _, text = (after or "").partition("~")
    if text and number.isdecimal() and int(number) <= LARGEST_KEY:
        statement = statement.where(tuple_(name, key) > tuple_(text, int(number)))
    ordered = statement.order_by(name, key).limit(size + 1)
    found: Sequence[Any] = db.session.execute(ordered).all() if rows else db.session.scalars(ordered).unique().all()
    items = found[:size]
    more = len(found) > size
    return Page(items, f"{getattr(items[-1], key.key)}~{getattr(items[-1], name.key)}" if more else None)


def by_rank(statement: AnySelect, rank: Any, key: Any, *, after: str | None, size: int = 20) -> Page[Any]:
    """One page of rows by (rank, key) ascending, whole numbers of the statement; the cursor is « rank~key »."""
    edge = _whole_pair(after or "")
    if edge:
        statement = statement.where(tuple_(rank, key) > tuple_(*edge))
    found = db.session.execute(statement.order_by(rank, key).limit(size + 1)).all()
    items = found[:size]
    more = len(found) > size
    return Page(items, f"{getattr(items[-1], rank.key)}~{getattr(items[-1], key.key)}" if more else None)


def _whole_pair(cursor: str) -> tuple[int, int] | None:
    """The place of such a cursor; None when it was mangled, or names what no database could hold."""
    rank, _, key = cursor.partition("~")
    try:
        place = int(rank), int(key)
    except ValueError:
        return None
    return place if abs(place[0]) <= LARGEST_ID and 0 <= place[1] <= LARGEST_ID else None
