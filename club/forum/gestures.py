"""« Merci » and « Moi aussi »: said once by each member, counted on the thing itself."""

from sqlalchemy import delete, update
from sqlalchemy.orm import InstrumentedAttribute

from club import clock
from club.extensions import db
from club.forum.models import Post, PostThanks, Topic, TopicEcho
from club.members.models import Member
from club.rows import insert

Gesture = type[PostThanks] | type[TopicEcho]


def thank(post: Post, member: Member) -> None:
    """Thank the author of a message; twice is once."""
    if _said(PostThanks, post_id=post.id, member_id=member.id):
        _count(Post.thanks_count, Post.id, post.id, 1)


def take_thanks_back(post: Post, member: Member) -> None:
    """Not to thank any more."""
    if _unsaid(PostThanks, post_id=post.id, member_id=member.id):
        _count(Post.thanks_count, Post.id, post.id, -1)


def echo(topic: Topic, member: Member) -> None:
    """Have the same question; twice is once."""
    if _said(TopicEcho, topic_id=topic.id, member_id=member.id):
        _count(Topic.echoes_count, Topic.id, topic.id, 1)


def take_echo_back(topic: Topic, member: Member) -> None:
    """Not to have the question any more."""
    if _unsaid(TopicEcho, topic_id=topic.id, member_id=member.id):
        _count(Topic.echoes_count, Topic.id, topic.id, -1)


def _said(model: Gesture, **row: int) -> bool:
    """Whether this is said for the first time."""
    new = insert(model).values(**row, created_at=clock.now()).on_conflict_do_nothing().returning(model.member_id)
    return db.session.execute(new).first() is not None


def _unsaid(model: Gesture, **row: int) -> bool:
    gone = delete(model).filter_by(**row).returning(model.member_id)
    return db.session.execute(gone.execution_options(synchronize_session=False)).first() is not None


def _count(counter: InstrumentedAttribute[int], key: InstrumentedAttribute[int], id: int, change: int) -> None:
    counted = update(key.class_).where(key == id).values({counter.key: counter + change})
    db.session.execute(counted.execution_options(synchronize_session=False))
