"""Reading one's own notifications."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select

from club import clock, french
from club.extensions import db
from club.forum import queries as forum
from club.forum.models import Topic
from club.members.models import Member
from club.notifications import reasons
from club.notifications.models import Notification
from club.paging import Page, newest_first

PER_PAGE = 40


@dataclass(frozen=True)
class Group:
    """What was told of one topic on one day, newest first; or one line about anything else."""

    title: str
    lines: list[Notification]

    @property
    def topic_id(self) -> int | None:
        return self.lines[0].thread_id

    @property
    def newest(self) -> Notification:
        return self.lines[0]

    @property
    def first(self) -> Notification:
        """Where to go on reading: the oldest line that was not read."""
        return next((line for line in reversed(self.lines) if not line.read_at), self.lines[-1])

    @property
    def is_unread(self) -> bool:
        return any(not line.read_at for line in self.lines)

    @property
    def said(self) -> str:
        return reasons.summary(self.lines[::-1])

    @property
    def because(self) -> str:
        return reasons.because(reasons.strongest(line.why for line in self.lines))


@dataclass(frozen=True)
class Day:
    """What was told on one day."""

    heading: str
    groups: list[Group]


def unread_count(member_id: int) -> int:
    """The number on the bell."""
    return db.session.scalar(select(unread_of(literal(member_id)))) or 0


def unread_of(member_id: Any) -> ColumnElement[int]:
    """The same as a part of a statement about a member."""
    mine = select(func.count()).where(Notification.member_id == member_id, Notification.read_at.is_(None))
    return mine.scalar_subquery()


def newest(member_id: int, *, after: str | None) -> Page[Notification]:
    """One page of what a member was told."""
    mine = select(Notification).where(Notification.member_id == member_id)
    return newest_first(mine, Notification.created_at, Notification.id, after=after, size=PER_PAGE)


def by_day(lines: Sequence[Notification], viewer: Member) -> list[Day]:
    """The lines of a page, newest first, under the day they were told; those of one topic together."""
    titles = _titles({line.topic_id for line in lines if line.topic_id}, viewer)
    readable = [line for line in lines if line.topic_id is None or line.topic_id in titles]
    days = groupby(readable, lambda one: clock.here(one.created_at).date())
    return [Day(_heading(day), _groups(told, titles)) for day, told in days]


def _titles(topic_ids: Iterable[int], viewer: Member) -> dict[int, str]:
    """The titles of today, of the topics that may be read today."""
    known = select(Topic.id, Topic.title).where(Topic.id.in_(topic_ids), forum.readable_by(viewer))
    return {row.id: row.title for row in db.session.execute(known)}


def _groups(lines: Iterable[Notification], titles: dict[int, str]) -> list[Group]:
    groups: dict[tuple[str, int], list[Notification]] = {}
    for line in lines:
        groups.setdefault(("topic", line.thread_id) if line.thread_id else ("line", line.id), []).append(line)
    return [Group(titles[id] if kind == "topic" else "", told) for (kind, id), told in groups.items()]


def _heading(day: date) -> str:
    today = clock.here(clock.now()).date()
    names = {today: "Aujourd’hui", today - timedelta(days=1): "Hier"}
    return names.get(day) or f"{french.DAYS[day.weekday()]} {french.day(day)}".capitalize()


def own(id: int, member_id: int) -> Notification | None:
    """A notification of this very member."""
    return db.session.scalar(select(Notification).where(Notification.id == id, Notification.member_id == member_id))
