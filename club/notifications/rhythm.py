"""When the mails about the forum leave: the first answer soon, the rest once a day. Each is written once.

Called by the schedule; calling again, or after having been killed, changes nothing: a letter and the mark on what it
tells are one transaction.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, func, or_, select, update
from sqlalchemy.orm import aliased

from club import clock, jobs, mail, text
from club.extensions import db
from club.forum import queries as forum
from club.forum.models import Post, Topic
from club.members import queries as members
from club.members.models import Member, Status
from club.notifications import notices, reasons
from club.notifications.fanout import SOON
from club.notifications.models import Notification
from club.paging import AnySelect
from club.replies import addresses
from club.territories import zones

MORNING, EVENING = 7, 21  # hours of Paris between which an answer is mailed without waiting
SETTLED = timedelta(minutes=5)  # an answer may still be corrected, or read on the site
STEP = 200  # mails of one run: the worker has other things to do
MOST_TOPICS = 12
EXTRACT, SHORT = 400, 160


@jobs.every(minutes=5)
def write_soon(*, at_once: bool = False) -> int:
    """Mail the first answers, and those of topics of which a member wants all; in the daytime only."""
    if not at_once and not MORNING <= clock.now().astimezone(clock.PARIS).hour < EVENING:
        return 0
    until = clock.now() - (timedelta(0) if at_once else SETTLED)
    asked = _pending().where(Notification.mail == SOON, Notification.created_at <= until)
    asked = asked.where(Member.status == Status.ACTIVE, members.wanting("reply"))
    due = db.session.execute(asked.order_by(Notification.id).limit(STEP)).all()
    db.session.commit()
    for one in due:
        _write_one(one.id, one.member_id)
        db.session.commit()
    return _more(len(due), "write_soon")


def _write_one(notification_id: int, member_id: int) -> None:
    reader = db.session.get_one(Member, member_id)
    line = next(iter(_lines(reader, Notification.id == notification_id)), None)
    if line is None:  # read, hidden or told by another process meanwhile
        _forget(Notification.id == notification_id)
        return
    with clock.told_in(reader.zone):
        words = {
            "link": mail.absolute("forum.post_link", id=line.post_id),
            "extract": text.excerpt(text.plain(line.body_html), EXTRACT),
            "title": line.title,
            "who": line.who,
            "said": reasons.sentence(line),
            "because": reasons.because(line.why),
            "reply_to": addresses.address(line.post_id, reader.id),
        }
        letter = _letter("reply", "reply", reader, key=f"notification-{line.id}", **words)
    _told([line.id], letter)


@jobs.every(minutes=5)
def write_daily(*, at_once: bool = False) -> int:
    """Mail each member, once a day and from the hour they chose, what they follow and have not read."""
    asked = (
        select(Member.id, Member.daily_hour, zones.said(Member.timezone, Member.departement_code).label("zone"))
        .add_columns(func.min(Notification.created_at).label("oldest"))
        .join(Notification, Notification.member_id == Member.id)
        .where(*_to_mail(), Member.status == Status.ACTIVE, members.wanting("daily"))
        .group_by(Member.id)
    )
    now = clock.now()
    waiting = db.session.execute(asked.order_by(Member.id)).all()
    hours = [
        now.astimezone(ZoneInfo(one.zone)) if at_once else last_hour(now, one.zone, one.daily_hour) for one in waiting
    ]
    rounds = [(one.id, at, one.oldest) for one, at in zip(waiting, hours, strict=True)]
    due = [(id, at) for id, at, oldest in rounds if oldest <= at][:STEP]
    db.session.commit()
    written = 0
    for member_id, at in due:
        written += write_day(member_id, f"{at:%Y-%m-%d %H:%M:%S}" if at_once else f"{at:%Y-%m-%d}")
        db.session.commit()
    return _more(written, "write_daily")


def last_hour(now: datetime, zone: str, hour: int, weekday: int | None = None) -> datetime:
    """The last time it was this hour (of this day of the week) in a zone."""
    here = now.astimezone(ZoneInfo(zone))
    at = here.replace(hour=hour, minute=0, second=0, microsecond=0)
    back = 0 if weekday is None else (here.weekday() - weekday) % 7
    at -= timedelta(days=back)
    return at if at <= here else at - timedelta(days=1 if weekday is None else 7)


def now_in(now: datetime, zone: str, hour: int) -> datetime:
    """This very moment on the clock of a zone, for who does not wait for an hour."""
    return now.astimezone(ZoneInfo(zone))


def write_day(member_id: int, day: str) -> bool:
    """The mail of one member's day; False when there was nothing to tell, or when it was written already."""
    reader = db.session.get_one(Member, member_id)
    lines, others = list(_lines(reader)), notices.waiting(reader, *_to_mail())
    if not lines and not others:
        _forget(Notification.member_id == member_id)
        return False
    topics = [Told(list(told)) for _, told in groupby(lines, lambda line: line.topic_id)]
    with clock.told_in(reader.zone):
        words = {"topics": topics[:MOST_TOPICS], "more": max(len(topics) - MOST_TOPICS, 0), "notices": others}
        words["link"] = mail.absolute("notifications.index")
        is_one = len(topics) == 1 and not others
        words["reply_to"] = addresses.address(lines[-1].post_id, reader.id) if is_one else None
        letter = _letter("daily", "daily", reader, key=f"daily-{member_id}-{day}", **words)
    if letter is not None:  # otherwise today's has left already: what is new waits for tomorrow's
        _told([line.id for line in (*lines, *others)], letter)
    return letter is not None


class Told:
    """A topic in the day's mail: what happened in it and where to go on reading."""

    def __init__(self, lines: Sequence[Any]) -> None:
        first, last = lines[0], lines[-1]
        self.title, self.count = first.title, len(lines)
        self.said = reasons.summary(lines)
        self.because = reasons.because(reasons.strongest(line.why for line in lines))
        self.extract = text.excerpt(text.plain(last.body_html), SHORT)
        self.at = last.created_at
        self.link = mail.absolute("forum.post_link", id=first.post_id)


def _lines(reader: Member, *conditions: ColumnElement[bool]) -> Iterable[Any]:
    """What a member was told, has not read, was not mailed and may read today, topic by topic."""
    opening = aliased(Post)
    of_topic = select(opening.id).where(opening.topic_id == Notification.subject_id, opening.number == 1)
    told = case((Notification.subject_kind == "topic", of_topic.scalar_subquery()), else_=Notification.subject_id)
    found = (
        select(Notification.id, Notification.kind, Notification.why, Post.created_at, Post.topic_id)
        .add_columns(Topic.title, Post.id.label("post_id"), Post.number, Post.body_html)
        .add_columns((Member.first_name + " " + Member.last_name).label("who"))
        .select_from(Notification)
        .join(Post, Post.id == told)
        .join(Topic, Topic.id == Post.topic_id)
        .join(Member, Member.id == Post.author_id)
        .where(Notification.member_id == reader.id, *_to_mail(), *conditions)
        .where(Post.hidden_at.is_(None), Post.removed_at.is_(None), forum.posts_readable_by(reader))
        .where(Topic.hidden_at.is_(None), Topic.removed_at.is_(None))
        .where(or_(Notification.kind.not_like("call-%"), Topic.answered_at.is_(None)))  # somebody has helped meanwhile
    )
    return db.session.execute(found.order_by(Post.topic_id, Post.number, Notification.id)).all()


def _pending() -> AnySelect:
    return (
        select(Notification.id, Notification.member_id)
        .join(Member, Member.id == Notification.member_id)
        .where(*_to_mail())
    )


def _to_mail() -> tuple[ColumnElement[bool], ...]:
    return Notification.mail.is_not(None), Notification.mailed_at.is_(None), Notification.read_at.is_(None)


def _letter(template: str, kind: str, to: Member, *, key: str, **words: Any) -> mail.Letter | None:
    words |= {"member_id": to.id, "unsubscribe_kind": kind, "first_name": to.first_name}
    return mail.write(template, to=to.email, key=key, **words)


def _told(ids: Sequence[int], letter: mail.Letter | None) -> None:
    marks = {"mailed_at": clock.now(), "letter_id": letter.id if letter else None}
    db.session.execute(update(Notification).where(Notification.id.in_(ids)).values(marks))


def _forget(*conditions: ColumnElement[bool]) -> None:
    """What may no longer be read is not looked at again."""
    db.session.execute(update(Notification).where(*conditions, *_to_mail()).values(mail=None))


def _more(done: int, task: str) -> int:
    """A full run is followed by another one."""
    if done == STEP:
        jobs.after_commit(task)
        db.session.commit()
    return done
