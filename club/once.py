"""A double click makes one thing: each creation form carries a key, kept with the address of what it made."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, mapped_column

from club import clock, jobs
from club.extensions import Model, db
from club.rows import insert

KEPT = timedelta(days=2)
LONGEST = 64


class Submission(Model):
    """A form that was sent: its key, and where its result is."""

    key: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int]
    location: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


def new_key() -> str:
    """The key of a form that is about to be shown."""
    return secrets.token_urlsafe(16)


def claim(key: str | None, member_id: int) -> str | None:
    """Take a key; the address of the result when the same form was already sent, else None.

    A second request at the same moment waits here for the first (write lock or unique key), then finds its
    result.
    """
    if not key:
        return None
    name = f"{member_id}:{key[:LONGEST]}"
    row = {"key": name, "member_id": member_id, "location": "", "created_at": clock.now()}
    taken = db.session.execute(insert(Submission).values(row).on_conflict_do_nothing().returning(Submission.key))
    if taken.first() is not None:
        return None
    # A key that was claimed and led to nothing (a limit, a refusal on the page) may be used again.
    return db.session.scalar(select(Submission.location).where(Submission.key == name).with_for_update()) or None


def settle(key: str | None, member_id: int, location: str) -> None:
    """Say where the result of a claimed key is."""
    if key and (kept := db.session.get(Submission, f"{member_id}:{key[:LONGEST]}")):
        kept.location = location


@jobs.every(hour=3)
def forget_submissions() -> None:
    """Drop the keys that no browser will send again."""
    db.session.execute(delete(Submission).where(Submission.created_at < clock.now() - KEPT))
    db.session.commit()
