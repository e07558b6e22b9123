"""Marking as read, and taking back what may no longer be told: the site and the mails say the same."""

from sqlalchemy import ColumnElement, delete, exists, or_, select, update

from club import clock, mail
from club.extensions import db
from club.forum import audience
from club.forum import queries as forum
from club.forum.events import ForumRead, PostChanged, TopicChanged, TopicMerged, TopicRead
from club.forum.models import Post, Topic
from club.mail.models import Letter
from club.members.events import MemberChanged
from club.members.models import Member
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


def post_changed(event: PostChanged) -> None:
    """A message hidden or removed is taken back from the bells and from the mails that have not left."""
    gone = exists().where(Post.id == event.post_id, or_(Post.hidden_at.is_not(None), Post.removed_at.is_not(None)))
    _withdraw(Notification.subject_kind == "post", Notification.subject_id == event.post_id, gone)


def topic_changed(event: TopicChanged) -> None:
    """So is a topic, for those who may no longer read it."""
    topic = db.session.get_one(Topic, event.topic_id)
    is_seen = topic.hidden_at is None and topic.removed_at is None
    others = [Notification.member_id.not_in(audience.readers(topic))] if is_seen else []
    _withdraw(Notification.topic_id == topic.id, *others)


def topic_merged(event: TopicMerged) -> None:
    """What was told of the messages of a topic that is no more is told of the topic where they are now."""
    of_posts = Notification.topic_id == event.topic_id, Notification.subject_kind == "post"
    db.session.execute(update(Notification).where(*of_posts).values(topic_id=event.into_id))
    _withdraw(Notification.topic_id == event.topic_id)


def member_changed(event: MemberChanged) -> None:
    """Who changes role may have fewer topics to read."""
    member = db.session.get_one(Member, event.member_id)
    readable = select(Topic.id).where(forum.readable_by(member))
    _withdraw(Notification.member_id == member.id, Notification.topic_id.not_in(readable))


def _withdraw(*conditions: ColumnElement[bool]) -> None:
    which = (Notification.topic_id.is_not(None), *conditions)
    told_by = select(Notification.letter_id).where(*which, Notification.letter_id.is_not(None))
    unsent = select(Letter.id).where(Letter.id.in_(told_by), Letter.sent_at.is_(None))
    letters = db.session.scalars(unsent).all()
    db.session.execute(delete(Notification).where(*which))
    if letters:  # the rest of such a mail is told by another one
        again = update(Notification).where(Notification.letter_id.in_(letters))
        db.session.execute(again.values(letter_id=None, mailed_at=None))
        mail.drop_unsent(Letter.id.in_(letters))
