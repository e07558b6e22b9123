"""Telling authors what staff did to their topics. Runs in the worker; running it again changes nothing."""

from flask import url_for
from sqlalchemy import and_, select

from club.extensions import db
from club.forum import timeline
from club.forum.events import Announced, PostsMoved, TopicKept
from club.forum.ledger import TopicEvent
from club.forum.models import Post, Topic
from club.members.models import Member
from club.notifications.fanout import Fact, tell
from club.notifications.models import Notification


def topic_kept(event: TopicKept) -> None:
    """Who is concerned is told what was done to it, by whom and why."""
    done, topic, who = db.session.get(TopicEvent, event.event_id), db.session.get(Topic, event.topic_id), event.by_id
    if done is None or topic is None:
        return
    words = {
        "title": f"{timeline.said(done, db.session.get_one(Member, who).full_name)} : « {topic.title} »",
        "reason": done.words.get("reason", ""),
        "url": url_for("forum.topic", id=topic.id, slug=topic.slug, _external=False),
    }
    fact = Fact(kind="kept", subject_kind="topic_event", subject_id=done.id, actor_id=who, words=words)
    tell(fact, select(Member.id).where(Member.id == event.member_id))


def announced(event: Announced) -> None:
    """Every member is told of an announcement, by the bell."""
    topic = db.session.get(Topic, event.topic_id)
    if topic is None or topic.hidden_at or topic.removed_at:
        return
    url = url_for("forum.topic", id=topic.id, slug=topic.slug, _external=False)
    words = {"title": f"Annonce : {topic.title}", "url": url, "topic_id": topic.id, "number": 1}
    fact = Fact(kind="announcement", subject_kind="topic", subject_id=topic.id, actor_id=event.by_id, words=words)
    tell(fact, select(Member.id))


def posts_moved(event: PostsMoved) -> None:
    """What was told of messages that moved is read where they are now."""
    waiting = (
        select(Notification, Post.number)
        .join(Post, and_(Notification.subject_kind == "post", Post.id == Notification.subject_id))
        .where(Post.topic_id == event.topic_id, Post.number > event.after_number, Notification.read_at.is_(None))
    )
    for told, number in db.session.execute(waiting):
        told.words = told.words | {"topic_id": event.topic_id, "number": number}
