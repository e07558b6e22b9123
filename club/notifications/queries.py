"""Reading one's own notifications."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from club.extensions import db
from club.notifications.models import Notification
from club.paging import Page, newest_first


def unread_count(member_id: int) -> int:
    """The number on the bell."""
    unread = select(func.count()).where(Notification.member_id == member_id, Notification.read_at.is_(None))
    return db.session.scalar(unread) or 0


def newest(member_id: int, *, after: str | None) -> Page[Notification]:
    """One page of what a member was told."""
    mine = select(Notification).where(Notification.member_id == member_id).options(joinedload(Notification.actor))
    return newest_first(mine, Notification.created_at, Notification.id, after=after)


def own(id: int, member_id: int) -> Notification | None:
    """A notification of this very member."""
    return db.session.scalar(
        select(Notification).where(Notification.id == id, Notification.member_id == member_id)
    )
