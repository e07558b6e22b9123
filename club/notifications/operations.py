"""Marking as read."""

from sqlalchemy import ColumnElement, update

from club import clock
from club.extensions import db
from club.forum.events import ForumRead, TopicRead
from club.notifications.models import Notification


def read(notification: Notification) -> None:
    """One line was seen."""
    notification.read_at = notification.read_at or clock.now()


def read_all(member_id: int) -> None:
    """Everything was seen."""
    _read(member_id)


def topic_read(event: TopicRead) -> None:
    """Reading a topic is reading what was told of its messages, as far as it was read."""
    topic, number = Notification.words["topic_id"], Notification.words["number"]
    _read(event.member_id, topic.as_integer() == event.topic_id, number.as_integer() <= event.number)


def forum_read(event: ForumRead) -> None:
    """Who has read the whole forum has read all the answers."""
    _read(event.member_id, Notification.kind == "reply")


def _read(member_id: int, *conditions: ColumnElement[bool]) -> None:
    mine = (Notification.member_id == member_id, Notification.read_at.is_(None))
    db.session.execute(update(Notification).where(*mine, *conditions).values(read_at=clock.now()))
