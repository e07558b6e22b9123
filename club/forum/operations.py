"""Writing in the forum. HTML is rendered here, once, and the counters that lists show are kept here."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from club import clock, journal, text
from club.access import Conflict, Refused
from club.events import emit
from club.extensions import db
from club.forum.events import PostChanged, ReplyPosted, TopicChanged, TopicOpened
from club.forum.models import Category, Post, PostRevision, Topic, TopicKind
from club.forum.reading import follow, mark_read
from club.members.models import Member
from club.policy import Action

SILENT = timedelta(minutes=5)  # an edit so soon leaves no mark
BY_STAFF = "Retiré par la modération"


def open_topic(*, kind: str, title: str, body: str, theme_id: int, by: Member, at: datetime | None = None) -> Topic:
    """A new topic with its first message; its author follows it."""
    topic = _new_topic(kind=kind, title=title, theme_id=theme_id, by=by, at=at or clock.now())
    _add_post(topic, body, by, at or clock.now())
    emit(TopicOpened(topic_id=topic.id, by_id=by.id))
    return topic


def open_discussion(
    *, about_kind: str, about_id: int, title: str, theme_id: int, by: Member, at: datetime | None = None
) -> Topic:
    """The discussion about a thing of a higher floor: a topic whose messages are all answers to it."""
    topic = _new_topic(kind=TopicKind.DISCUSSION, title=title, theme_id=theme_id, by=by, at=at or clock.now())
    topic.about_kind, topic.about_id = about_kind, about_id
    db.session.flush()
    return topic


def _new_topic(*, kind: str, title: str, theme_id: int, by: Member, at: datetime) -> Topic:
    topic = Topic(
        kind=kind,
        title=title,
        slug=text.slugify(title),
        theme_id=theme_id,
        author_id=by.id,
        commune_code=by.commune_code,
        departement_code=by.departement_code,
        created_at=at,
        last_post_at=at,
        posts_count=0,
        last_number=0,
    )
    db.session.add(topic)
    db.session.flush()
    follow(topic, by)
    return topic


def reply(topic: Topic, body: str, *, by: Member, at: datetime | None = None) -> Post:
    """An answer; who answers follows the topic and has read it."""
    post = _add_post(topic, body, by, at or clock.now())
    follow(topic, by)
    emit(ReplyPosted(topic_id=topic.id, post_id=post.id, by_id=by.id))
    return post


def _add_post(topic: Topic, body: str, by: Member, at: datetime) -> Post:
    html = text.render(body)
    with _counted(topic):
        topic.last_number += 1
        topic.posts_count += 1
        topic.last_post_at, topic.last_post_by_id = at, by.id
        post = Post(
            topic=topic,
            number=topic.last_number,
            author_id=by.id,
            departement_code=by.departement_code,
            body=body,
            body_html=html,
            created_at=at,
        )
        db.session.add(post)
    mark_read(topic.id, by.id, topic.last_number)
    return post


def edit(post: Post, body: str, *, version: int, by: Member, title: str | None = None) -> None:
    """Replace the text of a message (and the title of its topic); raises Conflict when it changed since `version`."""
    db.session.refresh(post, ["version", "body", "removed_at"], with_for_update=True)
    if post.removed_at is not None:
        raise Refused("Ce message est retiré : il ne se modifie plus.")
    if version != post.version:
        raise Conflict(post.body, body)
    html = text.render(body)
    db.session.add(PostRevision(post_id=post.id, version=post.version, body=post.body, replaced_by_id=by.id))
    if clock.now() - post.created_at > SILENT or by.id != post.author_id:
        post.edited_at, post.edited_by_id = clock.now(), by.id
    before = {"body": post.body, "title": post.topic.title}
    post.body, post.body_html = body, html
    post.version += 1
    if title is not None and title != post.topic.title:
        post.topic.title, post.topic.slug = title, text.slugify(title)
        emit(TopicChanged(topic_id=post.topic_id))
    after = {"body": body, "title": post.topic.title}
    _record(Action.POST_EDIT, post, by, before=before, after=after)
    emit(PostChanged(topic_id=post.topic_id, post_id=post.id))


def remove(post: Post, *, by: Member) -> None:
    """Take a message away: its place stays; a first message that nobody answered takes its topic along."""
    if post.removed_at is not None:
        raise Refused("Ce message est déjà retiré.")
    with _counted(post.topic):
        post.removed_at = clock.now()
        if post.hidden_at is None:
            post.hidden_reason = "" if by.id == post.author_id else BY_STAFF
            _recount(post.topic, -1)
        if post.number == 1 and post.topic.last_number == 1 and post.topic.about_kind is None:
            post.topic.removed_at = clock.now()
    _record(Action.POST_REMOVE, post, by, before={"body": post.body}, after={"removed": True})
    if post.topic.removed_at is not None:
        emit(TopicChanged(topic_id=post.topic_id))
    emit(PostChanged(topic_id=post.topic_id, post_id=post.id))


def _record(act: Action, post: Post, by: Member, *, before: dict[str, Any], after: dict[str, Any]) -> None:
    """What one does to one's own message is nobody's business; what staff does to another's is journaled."""
    if by.id != post.author_id:
        journal.record(act, "post", post.id, label=post.topic.title, before=before, after=after, by=by.id)


def hide_post(post: Post, *, reason: str, by: Member | None = None) -> None:
    """Out of sight by moderation, with the reason."""
    if post.hidden_at is not None:
        raise Refused("Ce message est déjà masqué.")
    with _counted(post.topic):
        post.hidden_at, post.hidden_reason = clock.now(), reason
        if post.removed_at is None:
            _recount(post.topic, -1)
    emit(PostChanged(topic_id=post.topic_id, post_id=post.id))


def restore_post(post: Post, *, by: Member | None = None) -> None:
    """Back in sight."""
    if post.hidden_at is None:
        raise Refused("Ce message n’est pas masqué.")
    with _counted(post.topic):
        post.hidden_at, post.hidden_reason = None, ""
        if post.removed_at is None:
            _recount(post.topic, 1)
    emit(PostChanged(topic_id=post.topic_id, post_id=post.id))


def hide_topic(topic: Topic, *, reason: str, by: Member | None = None) -> None:
    """A whole topic out of sight by moderation."""
    if topic.hidden_at is not None:
        raise Refused("Ce sujet est déjà masqué.")
    with _counted(topic):
        topic.hidden_at, topic.hidden_reason = clock.now(), reason
    emit(TopicChanged(topic_id=topic.id))


def restore_topic(topic: Topic, *, by: Member | None = None) -> None:
    """A whole topic back in sight."""
    if topic.hidden_at is None:
        raise Refused("Ce sujet n’est pas masqué.")
    with _counted(topic):
        topic.hidden_at, topic.hidden_reason = None, ""
    emit(TopicChanged(topic_id=topic.id))


def lock(topic: Topic, *, is_locked: bool, by: Member) -> None:
    """Close or reopen a topic to answers."""
    _curate(topic, "is_locked", is_locked, by)


def pin(topic: Topic, *, is_pinned: bool, by: Member) -> None:
    """Keep a topic at the top of its theme, or let it go."""
    _curate(topic, "is_pinned", is_pinned, by)


def _curate(topic: Topic, name: str, value: bool, by: Member) -> None:
    before, after = {name: getattr(topic, name)}, {name: value}
    setattr(topic, name, value)
    journal.record(Action.TOPIC_CURATE, "topic", topic.id, label=topic.title, before=before, after=after, by=by.id)


@contextmanager
def _counted(topic: Topic) -> Iterator[None]:
    """Change a topic alone (two answers at once never share a number), and keep the counts of its theme true."""
    fresh = ["last_number", "posts_count", "last_post_at", "last_post_by_id", "hidden_at", "removed_at"]
    db.session.flush()
    db.session.refresh(topic, fresh, with_for_update=True)
    before = _weight(topic)
    yield
    db.session.flush()
    topics, posts = (now - was for now, was in zip(_weight(topic), before, strict=True))
    insert = _insert_category(topic, topics, posts)
    changed = {"topics_count": Category.topics_count + topics, "posts_count": Category.posts_count + posts}
    changed["last_post_at"] = insert.excluded.last_post_at
    db.session.execute(insert.on_conflict_do_update(index_elements=["theme_id"], set_=changed))


def _weight(topic: Topic) -> tuple[int, int]:
    """(topics, messages) that a topic counts for in its theme: what lists show of it."""
    is_shown = topic.hidden_at is None and topic.removed_at is None and topic.posts_count > 0
    return (1, topic.posts_count) if is_shown else (0, 0)


def _insert_category(topic: Topic, topics: int, posts: int) -> sqlite.Insert | postgresql.Insert:
    is_sqlite = db.session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert(Category) if is_sqlite else postgresql.insert(Category)
    values = {"topics_count": max(topics, 0), "posts_count": max(posts, 0), "last_post_at": topic.last_post_at}
    return insert.values(theme_id=topic.theme_id, **values)


def _recount(topic: Topic, change: int) -> None:
    """One readable message more or less; the newest one left says when the topic was last answered."""
    db.session.flush()
    topic.posts_count += change
    readable = select(Post.created_at, Post.author_id).where(
        Post.topic_id == topic.id, Post.hidden_at.is_(None), Post.removed_at.is_(None)
    )
    newest = db.session.execute(readable.order_by(Post.number.desc()).limit(1)).first()
    if newest is not None:
        topic.last_post_at, topic.last_post_by_id = newest.created_at, newest.author_id
