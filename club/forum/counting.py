"""The counters that lists show, kept true by whatever changes a topic."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from club.extensions import db
from club.forum.models import Category, Post, Topic


@contextmanager
def counted(topic: Topic) -> Iterator[None]:
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


def recount(topic: Topic, change: int) -> None:
    """One readable message more or less; the newest one left says when the topic was last answered."""
    db.session.flush()
    topic.posts_count += change
    readable = select(Post.created_at, Post.author_id).where(
        Post.topic_id == topic.id, Post.hidden_at.is_(None), Post.removed_at.is_(None)
    )
    newest = db.session.execute(readable.order_by(Post.number.desc()).limit(1)).first()
    if newest is not None:
        topic.last_post_at, topic.last_post_by_id = newest.created_at, newest.author_id
