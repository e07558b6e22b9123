"""The counters that lists show, kept true by whatever changes a topic."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import func, select

from club.extensions import db
from club.forum.models import Category, Post, Topic, TopicEcho
from club.paging import AnySelect
from club.rows import insert

FRESH = (
    "answered_at",
    *("last_number", "posts_count", "last_post_at", "last_post_by_id", "hidden_at", "removed_at"),
    *("theme_id", "merged_into_id", "version", "audience"),
)
Weights = dict[int, tuple[int, int]]


@contextmanager
def counted(*topics: Topic) -> Iterator[None]:
    """Change topics alone (two answers at once never share a number), and keep the counts of their themes true.

    Topics, then themes, are locked in the order of their ids: two changes at once wait for each other.
    """
    db.session.flush()
    for topic in sorted(topics, key=lambda one: one.id):
        db.session.refresh(topic, FRESH, with_for_update=True)
    before = _weights(topics)
    yield
    db.session.flush()
    after = _weights(topics)
    for theme_id in sorted(before | after):
        was, now = before.get(theme_id, (0, 0)), after.get(theme_id, (0, 0))
        answered = [topic.last_post_at for topic in topics if topic.theme_id == theme_id]
        _add(theme_id, now[0] - was[0], now[1] - was[1], max(answered, default=None))


def _weights(topics: tuple[Topic, ...]) -> Weights:
    """(topics, messages) that count for each theme: what lists show of them."""
    weights: Weights = {}
    for topic in topics:
        is_shown = topic.hidden_at is None and topic.removed_at is None and topic.posts_count > 0
        is_shown = is_shown and topic.audience == "members"  # the others are few: counted for each reader
        shown, posts = weights.get(topic.theme_id, (0, 0))
        weights[topic.theme_id] = (shown + 1, posts + topic.posts_count) if is_shown else (shown, posts)
    return weights


def _add(theme_id: int, topics: int, posts: int, answered_at: datetime | None) -> None:
    values = {"topics_count": max(topics, 0), "posts_count": max(posts, 0), "last_post_at": answered_at}
    row = insert(Category).values(theme_id=theme_id, **values)
    changed = {"topics_count": Category.topics_count + topics, "posts_count": Category.posts_count + posts}
    if answered_at is not None:
        changed["last_post_at"] = row.excluded.last_post_at
    db.session.execute(row.on_conflict_do_update(index_elements=["theme_id"], set_=changed))


def recount(topic: Topic, change: int) -> None:
    """One readable message more or less; the newest one left says when the topic was last answered."""
    db.session.flush()
    topic.posts_count += change
    newest = db.session.execute(_readable(topic).order_by(Post.created_at.desc(), Post.number.desc()).limit(1)).first()
    if newest is not None:
        topic.last_post_at, topic.last_post_by_id = newest.created_at, newest.author_id
    answers = _readable(topic).where(Post.number > 1, Post.author_id != topic.author_id).subquery()
    topic.answered_at = db.session.scalar(select(func.min(answers.c.created_at)))


def tally(topic: Topic) -> None:
    """The same for a topic whose messages came or left: all are counted again."""
    db.session.flush()
    topic.posts_count = db.session.scalars(select(func.count()).select_from(_readable(topic).subquery())).one()
    recount(topic, 0)
    topic.echoes_count = db.session.scalars(select(func.count()).where(TopicEcho.topic_id == topic.id)).one()
    here = select(Post.id).where(Post.id == topic.solution_id, Post.topic_id == topic.id)
    if topic.solution_id is not None and db.session.scalar(here) is None:
        topic.solution_id = topic.solved_at = None


def _readable(topic: Topic) -> AnySelect:
    seen = (Post.topic_id == topic.id, Post.hidden_at.is_(None), Post.removed_at.is_(None))
    return select(Post.created_at, Post.author_id).where(*seen)
