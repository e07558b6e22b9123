"""How staff keep the demonstration in order: a topic that joined another, messages that left, what is to come."""

from datetime import datetime, timedelta

from sqlalchemy import select

from club import clock
from club.demo.content import Entry, entries
from club.demo.conversations import Scene, opened
from club.extensions import db
from club.forum import announcing, gathering, keeping
from club.forum.models import Post, Topic
from club.vocabulary.models import TermKind

Topics = dict[str, Topic]


def tidy(scene: Scene, topics: Topics) -> None:
    """Every gesture, the oldest first."""
    for entry in sorted(entries("gestures"), key=lambda entry: -entry["days_ago"]):
        GESTURES[entry["act"]](entry, scene, topics)


def _merge(entry: Entry, scene: Scene, topics: Topics) -> None:
    double = opened(entry["double"], scene)
    how = {"reason": entry["reason"], "by": scene.people[entry["by"]], "at": scene.calendar.ago(entry["days_ago"])}
    gathering.merge(double, topics[entry["into"]], **how)


def _split(entry: Entry, scene: Scene, topics: Topics) -> None:
    topic = topics[entry["topic"]]
    wanted = select(Post.id).where(Post.topic_id == topic.id, Post.number.in_(entry["messages"]))
    how = {"reason": entry["reason"], "by": scene.people[entry["by"]], "at": scene.calendar.ago(entry["days_ago"])}
    new = {"title": entry["title"], "kind": entry["kind"], "theme_id": _theme(entry, scene)}
    gathering.split(topic, db.session.scalars(wanted).all(), **new, **how)


def _keep(entry: Entry, scene: Scene, topics: Topics) -> None:
    topic = topics[entry["topic"]]
    wish = keeping.Wish(
        title=topic.title,
        theme_id=topic.theme_id,
        kind=topic.kind,
        audience=topic.audience,
        is_locked=entry["locked"],
        pin=entry["pin"],
        pinned_until=None,
        version=topic.version,
    )
    at = scene.calendar.ago(entry["days_ago"])
    keeping.keep(topic, wish, reason=entry["reason"], by=scene.people[entry["by"]], at=at)


def _schedule(entry: Entry, scene: Scene, topics: Topics) -> None:
    day = (scene.calendar.now + timedelta(days=entry["days_ahead"])).astimezone(clock.PARIS)
    said = announcing.Text(
        title=entry["title"],
        body=entry["body"],
        theme_id=_theme(entry, scene),
        audience=entry["audience"],
        publish_at=datetime(day.year, day.month, day.day, entry["hour"], tzinfo=clock.PARIS),
    )
    announcing.schedule(said, by=scene.people[entry["by"]])


def _theme(entry: Entry, scene: Scene) -> int:
    return scene.words.term(TermKind.THEME, entry["theme"]).id


GESTURES = {"merge": _merge, "split": _split, "keep": _keep, "schedule": _schedule}
