"""Telling authors what staff did to their topics. Runs in the worker; running it again changes nothing."""

from flask import url_for
from sqlalchemy import select, update

from club.extensions import db
from club.forum import audience, timeline
from club.forum.events import PostsMoved, TopicKept
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
    tell(fact, audience.readers(topic).where(Member.id == event.member_id))


def posts_moved(event: PostsMoved) -> None:
    """What was told of messages that moved belongs to the topic where they are now."""
    here = select(Post.id).where(Post.topic_id == event.topic_id, Post.number > event.after_number)
    moved = update(Notification).where(Notification.subject_kind == "post", Notification.subject_id.in_(here))
    db.session.execute(moved.where(Notification.topic_id.is_not(None)).values(topic_id=event.topic_id))
