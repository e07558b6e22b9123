"""Marking as read: what is read on the site is not mailed any more."""

from sqlalchemy import ColumnElement, or_, select, update

from club import clock, mail
from club.extensions import db
from club.forum.events import ForumRead, TopicRead
from club.forum.models import Post
from club.mail.models import Letter
from club.notifications.models import Notification

OF_FORUM = ("reply", "topic")


def read(notification: Notification) -> None:
    """One line was seen."""
    _read(notification.member_id, Notification.id == notification.id)


def read_topic(topic_id: int, member_id: int) -> None:
    """All that was told of a topic was seen."""
    _read(member_id, Notification.topic_id == topic_id)


def read_all(member_id: int) -> None:
    """Everything was seen."""
    _read(member_id)


def topic_read(event: TopicRead) -> None:
    """Reading a topic is reading what was told of its messages, as far as it was read."""
    so_far = select(Post.id).where(Post.topic_id == event.topic_id, Post.number <= event.number)
    of_topic = Notification.subject_kind == "topic", Notification.subject_id == event.topic_id
    of_posts = Notification.subject_kind == "post", Notification.subject_id.in_(so_far)
    told = Notification.kind.in_(OF_FORUM)
    _read(event.member_id, told, or_(of_topic[0] & of_topic[1], of_posts[0] & of_posts[1]))


def forum_read(event: ForumRead) -> None:
    """Who has read the whole forum has read all that was told of it."""
    _read(event.member_id, Notification.kind.in_(OF_FORUM))


def _read(member_id: int, *conditions: ColumnElement[bool]) -> None:
    mine = (Notification.member_id == member_id, Notification.read_at.is_(None))
    seen = update(Notification).where(*mine, *conditions).values(read_at=clock.now()).returning(Notification.letter_id)
    if any(db.session.scalars(seen)):
        _drop_read_letters(member_id)


def _drop_read_letters(member_id: int) -> None:
    """A mail that has not left yet, all of whose lines were read on the site, does not leave."""
    told = select(Notification.id).where(Notification.letter_id == Letter.id)
    unread = told.where(Notification.read_at.is_(None))
    mail.drop_unsent(Letter.to_member_id == member_id, told.exists(), ~unread.exists())
