"""Reading one's own notifications."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import groupby

from sqlalchemy import Select, bindparam, func, select

from club import clock, french
from club.extensions import db
from club.notifications.models import Notification
from club.paging import Page, newest_first


@dataclass(frozen=True)
class Day:
    """What was told on one day."""

    heading: str
    lines: list[Notification]


def unread_count(member_id: int) -> int:
    """The number on the bell."""
    return db.session.scalar(_unread(), {"member": member_id}) or 0


@cache  # every page asks this one
def _unread() -> Select[int]:
    mine = Notification.member_id == bindparam("member")
    return select(func.count()).where(mine, Notification.read_at.is_(None))


def newest(member_id: int, *, after: str | None) -> Page[Notification]:
    """One page of what a member was told."""
    mine = select(Notification).where(Notification.member_id == member_id)
    return newest_first(mine, Notification.created_at, Notification.id, after=after)


def by_day(lines: Iterable[Notification]) -> list[Day]:
    """The lines of a page, newest first, under the day they were told."""
    days = groupby(lines, lambda one: one.created_at.astimezone(clock.PARIS).date())
    return [Day(_heading(day), list(told)) for day, told in days]


def _heading(day: date) -> str:
    names = {clock.today(): "Aujourd’hui", clock.today() - timedelta(days=1): "Hier"}
    return names.get(day) or f"{french.DAYS[day.weekday()]} {french.day(day)}".capitalize()


def own(id: int, member_id: int) -> Notification | None:
    """A notification of this very member."""
    return db.session.scalar(select(Notification).where(Notification.id == id, Notification.member_id == member_id))
