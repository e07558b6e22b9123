"""The topics of the demonstration and their messages, opened and answered as members do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from club.demo.calendar import Calendar
from club.demo.content import Entry, entries
from club.demo.words import Words
from club.extensions import db
from club.forum import operations as forum
from club.forum.models import Category, Follow, Topic
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
    return {entry["key"]: opened(entry, scene) for entry in oldest_first}


def opened(entry: Entry, scene: Scene) -> Topic:
    """One topic with its messages."""
    start = scene.calendar.ago(entry["days_ago"])
    first, *answers = entry["messages"]
    topic = forum.open_topic(
        kind=entry["kind"],
        title=entry["title"],
        body=first["body"],
        theme_id=scene.words.term(TermKind.THEME, entry["theme"]).id,
        by=scene.people[entry["author"]],
        audience=entry.get("audience", "members"),
        at=start,
    )
    topic.is_pinned = entry["is_pinned"]
    answer(topic, answers, start, scene)
    return topic


def answer(topic: Topic, messages: Iterable[Entry], start: datetime, scene: Scene) -> None:
    """Answers to a topic, in their order."""
    previous = start
    for message in messages:
        previous = scene.calendar.after(start, message["hours_after"], previous)
        forum.reply(topic, message["body"], by=scene.people[message["author"]], at=previous)


def date_back() -> None:
    """What the operations dated from today goes back to its topic."""
    since = select(Topic.created_at).where(Topic.id == Follow.topic_id).scalar_subquery()
    db.session.execute(update(Follow).values(created_at=since))
    answered = select(func.max(Topic.last_post_at)).where(Topic.theme_id == Category.theme_id, Topic.posts_count > 0)
    db.session.execute(update(Category).values(last_post_at=answered.scalar_subquery()))
