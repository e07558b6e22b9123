"""Marking as read."""

from sqlalchemy import update

from club import clock
from club.extensions import db
from club.forum.events import TopicRead
from club.notifications.models import Notification


def read(notification: Notification) -> None:
    """One line was seen."""
    notification.read_at = notification.read_at or clock.now()


def read_all(member_id: int) -> None:
    """Everything was seen."""
    _read(member_id)


def topic_read(event: TopicRead) -> None:
    """Reading a topic is reading what was told of it."""
    _read(event.member_id, Notification.words["topic_id"].as_integer() == event.topic_id)


def _read(member_id: int, *conditions: object) -> None:
    db.session.execute(
        update(Notification)
        .where(Notification.member_id == member_id, Notification.read_at.is_(None), *conditions)  # type: ignore[arg-type]
        .values(read_at=clock.now())
    )
