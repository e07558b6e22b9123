"""Keeping order: what staff hide, restore, close and pin."""

from club import clock, journal
from club.access import Refused
from club.events import emit
from club.forum.counting import counted, recount
from club.forum.events import PostChanged, TopicChanged
from club.forum.models import Post, Topic
from club.forum.timeline import note
from club.members.models import Member
from club.policy import Action


def hide_post(post: Post, *, reason: str, by: Member | None = None) -> None:
    """Out of sight by moderation, with the reason."""
    if post.hidden_at is not None:
        raise Refused("Ce message est déjà masqué.")
    with counted(post.topic):
        post.hidden_at, post.hidden_reason = clock.now(), reason
        if post.removed_at is None:
            recount(post.topic, -1)
    emit(PostChanged(topic_id=post.topic_id, post_id=post.id))


def restore_post(post: Post, *, by: Member | None = None) -> None:
    """Back in sight."""
    if post.hidden_at is None:
        raise Refused("Ce message n’est pas masqué.")
    with counted(post.topic):
        post.hidden_at, post.hidden_reason = None, ""
        if post.removed_at is None:
            recount(post.topic, 1)
    emit(PostChanged(topic_id=post.topic_id, post_id=post.id))


def hide_topic(topic: Topic, *, reason: str, by: Member | None = None) -> None:
    """A whole topic out of sight by moderation."""
    if topic.hidden_at is not None:
        raise Refused("Ce sujet est déjà masqué.")
    with counted(topic):
        topic.hidden_at, topic.hidden_reason = clock.now(), reason
    if by is not None:
        note(topic, "hidden", by, reason=reason)
    emit(TopicChanged(topic_id=topic.id))


def restore_topic(topic: Topic, *, by: Member | None = None) -> None:
    """A whole topic back in sight."""
    if topic.hidden_at is None:
        raise Refused("Ce sujet n’est pas masqué.")
    with counted(topic):
        topic.hidden_at, topic.hidden_reason = None, ""
    if by is not None:
        note(topic, "restored", by)
    emit(TopicChanged(topic_id=topic.id))


def lock(topic: Topic, *, is_locked: bool, by: Member) -> None:
    """Close or reopen a topic to answers."""
    note(topic, "locked" if is_locked else "unlocked", by)
    _curate(topic, "is_locked", is_locked, by)


def pin(topic: Topic, *, is_pinned: bool, by: Member) -> None:
    """Keep a topic at the top of its theme, or let it go."""
    note(topic, "pinned" if is_pinned else "unpinned", by)
    _curate(topic, "is_pinned", is_pinned, by)


def _curate(topic: Topic, name: str, value: bool, by: Member) -> None:
    before, after = {name: getattr(topic, name)}, {name: value}
    setattr(topic, name, value)
    journal.record(Action.TOPIC_CURATE, "topic", topic.id, label=topic.title, before=before, after=after, by=by.id)
