"""What the bells of the demonstration say: recent answers, reports and requests that wait. No mail leaves."""

from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from sqlalchemy import select, update

from club.demo.conversations import Scene
from club.extensions import db
from club.forum.events import ReplyPosted
from club.forum.models import Post, Topic
from club.members import queries as members
from club.members.models import Member, Status
from club.moderation.models import Report
from club.notifications import discussions, fanout
from club.notifications.models import Notification
from club.paging import AnySelect

RECENT = timedelta(days=12)


def ring(scene: Scene) -> None:
    """Tell what is recent."""
    db.session.flush()
    _answers(scene.calendar.now - RECENT)
    _reports()
    _requests()


def _tell(fact: fanout.Fact, whom: AnySelect, at: datetime) -> None:
    fanout.tell(fact, whom)
    told = (
        Notification.kind == fact.kind,
        Notification.subject_kind == fact.subject_kind,
        Notification.subject_id == fact.subject_id,
    )
    db.session.execute(update(Notification).where(*told).values(created_at=at))


def _answers(since: datetime) -> None:
    recent = (
        select(
            Post.id,
            Post.number,
            Post.topic_id,
            Post.author_id,
            Post.created_at,
            Topic.about_kind,
        )
        .join(Topic, Topic.id == Post.topic_id)
        .where(Post.created_at >= since, Post.hidden_at.is_(None))
    )
    for row in db.session.execute(recent.order_by(Post.created_at, Post.id)).all():
        if row.number > 1 or row.about_kind:
            _answer(row)


def _answer(row: Any) -> None:
    """As the worker does, but on its day; and its mail is of the past."""
    discussions.reply_posted(ReplyPosted(topic_id=row.topic_id, post_id=row.id, by_id=row.author_id))
    told = Notification.kind == "reply", Notification.subject_id == row.id
    db.session.execute(update(Notification).where(*told).values(created_at=row.created_at, mailed_at=row.created_at))


def _reports() -> None:
    for report in db.session.scalars(select(Report).where(Report.settled_at.is_(None)).order_by(Report.id)):
        words = {
            "title": report.thing_label,
            "url": url_for("moderation.settle", id=report.id, _external=False),
        }
        fact = fanout.Fact(kind="report", subject_kind="report", subject_id=report.id, actor_id=None, words=words)
        keepers = members.moderators_of(report.departement_code)
        _tell(fact, select(Member.id).where(Member.id.in_(keepers)), report.created_at)


def _requests() -> None:
    for one in db.session.scalars(select(Member).where(Member.status == Status.PENDING).order_by(Member.id)):
        words = {"title": one.full_name, "url": url_for("admin.request_page", id=one.id, _external=False)}
        fact = fanout.Fact(kind="request", subject_kind="member", subject_id=one.id, actor_id=one.id, words=words)
        keepers = members.keepers_of(one.departement_code)
        _tell(fact, select(Member.id).where(Member.id.in_(keepers)), one.confirmed_at or one.created_at)
