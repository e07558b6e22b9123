"""What happened, written in the same transaction as the change itself (outbox), and who listens."""

import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from club import clock, jobs
from club.extensions import Model, db

log = logging.getLogger(__name__)

KINDS: dict[str, type["Event"]] = {}
Listener = Callable[[Any], None]
AT_ONCE: dict[type["Event"], list[Listener]] = defaultdict(list)  # same transaction: search, counters
LATER: dict[type["Event"], list[Listener]] = defaultdict(list)  # worker: notifications, e-mail
DELAYS = (1, 5, 15, 60, 240, 720)  # minutes before the next try of what failed


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact of one feature. Its fields are ids and plain values: they are kept as JSON."""

    def __init_subclass__(cls) -> None:
        KINDS[cls.__name__] = cls


class Outbox(Model):
    """A fact that the worker has to spread; `done_at` is set in the transaction that spreads it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    next_try_at: Mapped[datetime] = mapped_column(default=clock.now)
    done_at: Mapped[datetime | None] = mapped_column()
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]

    __table_args__ = (
        Index("ix_outbox_waiting", "next_try_at", sqlite_where=done_at.is_(None), postgresql_where=done_at.is_(None)),
    )


def emit(event: Event) -> None:
    """Tell what happened: AT_ONCE listeners run now, LATER ones in the worker after the commit."""
    db.session.flush()
    for listener in AT_ONCE[type(event)]:
        listener(event)
    if LATER[type(event)]:
        row = Outbox(kind=type(event).__name__, facts=asdict(event))
        db.session.add(row)
        db.session.flush()
        jobs.after_commit("spread", row.id)


@jobs.task
def spread(outbox_id: int) -> None:
    """Tell the LATER listeners of one fact, once: listeners, mark and commit are one transaction."""
    waiting = select(Outbox).where(Outbox.id == outbox_id, Outbox.done_at.is_(None))
    row = db.session.scalar(waiting.with_for_update(skip_locked=True))
    if row is None:
        return
    try:
        with db.session.begin_nested():
            event = KINDS[row.kind](**row.facts)
            for listener in LATER[type(event)]:
                listener(event)
        row.done_at = clock.now()
    except Exception as error:  # one bad listener must neither lose the fact nor stop the others
        _postpone(row, error)
    db.session.commit()


def _postpone(row: Outbox, error: Exception) -> None:
    log.exception("listener failed for %s", row.kind)
    delay = DELAYS[min(row.attempts, len(DELAYS) - 1)]
    row.attempts += 1
    row.last_error = repr(error)[:1000]
    row.next_try_at = clock.now() + timedelta(minutes=delay)


@jobs.every(minutes=1)
def sweep(limit: int = 500) -> int:
    """Spread what is due and not done: a crash between commit and hand-over loses nothing."""
    due = select(Outbox.id).where(Outbox.done_at.is_(None), Outbox.next_try_at <= clock.now())
    ids = db.session.scalars(due.order_by(Outbox.id).limit(limit)).all()
    db.session.commit()
    for outbox_id in ids:
        spread(outbox_id)
    return len(ids)
