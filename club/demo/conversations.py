"""The topics of the demonstration, their messages, who follows them and how far each has read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from club import text
from club.demo.calendar import Calendar
from club.demo.content import Entry, entries
from club.demo.people import Words
from club.extensions import db
from club.forum.models import Category, Follow, Post, Reading, Topic
from club.members.models import Member
from club.vocabulary.models import TermKind


@dataclass(frozen=True)
class Scene:
    """What the loaders share: the words of the club, the calendar, and the people by their key."""

    words: Words
    calendar: Calendar
    people: dict[str, Member]


def topics(scene: Scene) -> dict[str, Topic]:
    """Every topic, the oldest first, with its messages."""
    oldest_first = sorted(entries("topics"), key=lambda entry: -entry["days_ago"])
    return {entry["key"]: _topic(entry, scene) for entry in oldest_first}


def _topic(entry: Entry, scene: Scene) -> Topic:
    start = scene.calendar.ago(entry["days_ago"])
    topic = open_topic(
        scene,
        author=scene.people[entry["author"]],
        title=entry["title"],
        theme=entry["theme"],
        at=start,
        kind=entry["kind"],
    )
    topic.is_pinned = entry["is_pinned"]
    write_messages(scene, topic, entry["messages"], start)
    return topic


def open_topic(scene: Scene, *, author: Member, title: str, theme: str, at: datetime, kind: str) -> Topic:
    """A topic without its messages."""
    topic = Topic(
        kind=kind,
        title=title,
        slug=text.slugify(title),
        theme_id=scene.words.term(TermKind.THEME, theme).id,
        author_id=author.id,
        commune_code=author.commune_code,
        departement_code=author.departement_code,
        created_at=at,
        last_post_at=at,
        posts_count=0,
        last_number=0,
    )
    db.session.add(topic)
    db.session.flush()
    return topic


def write_messages(scene: Scene, topic: Topic, messages: Iterable[Entry], start: datetime) -> None:
    """The messages of a topic in their order, with its counters, its followers and its readers."""
    previous: datetime | None = None
    numbers: dict[int, int] = {}
    for message in messages:
        author = scene.people[message["author"]]
        hours = message["hours_after"]
        previous = scene.calendar.after(start, hours, previous) if hours else start
        _write(topic, author, message["body"], previous)
        numbers[author.id] = topic.last_number
    for member_id, number in numbers.items():
        db.session.add(Follow(member_id=member_id, topic_id=topic.id, created_at=previous))
        db.session.add(Reading(member_id=member_id, topic_id=topic.id, last_number=number))


def _write(topic: Topic, author: Member, body: str, at: datetime) -> None:
    topic.last_number += 1
    topic.posts_count += 1
    topic.last_post_at = at
    topic.last_post_by_id = author.id
    post = Post(
        topic_id=topic.id,
        number=topic.last_number,
        author_id=author.id,
        departement_code=author.departement_code,
        body=body,
        body_html=text.render(body),
        created_at=at,
    )
    db.session.add(post)


def count_categories() -> None:
    """What each theme of the forum holds, counted anew."""
    db.session.flush()
    held = db.session.execute(
        select(Topic.theme_id, func.count(), func.sum(Topic.posts_count), func.max(Topic.last_post_at))
        .where(Topic.hidden_at.is_(None), Topic.removed_at.is_(None))
        .group_by(Topic.theme_id)
    )
    for theme_id, topics_count, posts_count, last_post_at in held:
        category = db.session.get(Category, theme_id) or Category(theme_id=theme_id)
        category.topics_count, category.posts_count = topics_count, int(posts_count)
        category.last_post_at = last_post_at
        db.session.add(category)
