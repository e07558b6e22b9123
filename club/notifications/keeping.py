"""Telling authors what staff did to their topics. Runs in the worker; running it again changes nothing."""

from flask import url_for
from sqlalchemy import select

from club.extensions import db
from club.forum import timeline
from club.forum.events import TopicKept
from club.forum.ledger import TopicEvent
from club.forum.models import Topic
from club.members.models import Member
from club.notifications.fanout import Fact, tell


def topic_kept(event: TopicKept) -> None:
    """The author of a topic is told what was done to it, by whom and why."""
    done, topic, who = db.session.get(TopicEvent, event.event_id), db.session.get(Topic, event.topic_id), event.by_id
    if done is None or topic is None:
        return
    words = {
        "title": f"{timeline.said(done, db.session.get_one(Member, who).full_name)} : « {topic.title} »",
        "reason": done.words.get("reason", ""),
        "url": url_for("forum.topic", id=topic.id, slug=topic.slug, _external=False),
    }
    fact = Fact(kind="kept", subject_kind="topic_event", subject_id=done.id, actor_id=who, words=words)
    tell(fact, select(Member.id).where(Member.id == topic.author_id))
