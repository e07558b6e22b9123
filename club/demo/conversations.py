"""The topics of the demonstration and their messages, opened and answered as members do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

from flask import current_app
from sqlalchemy import func, select, update
from werkzeug.datastructures import FileStorage

from club.demo import papers
from club.demo.calendar import Calendar
from club.demo.content import Entry, entries
from club.demo.words import Words
from club.extensions import db
from club.forum import attachments, gestures, solving
from club.forum import operations as forum
from club.forum.attachments import Attachment
from club.forum.ledger import TopicEvent
from club.forum.models import Category, Follow, Post, Topic
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
        tag_ids=[scene.words.term(TermKind.TAG, slug).id for slug in entry.get("tags", [])],
        proposal=entry.get("proposal", ""),
        files=_files(first, scene, start),
        at=start,
    )
    topic.is_pinned = entry["is_pinned"]
    answer(topic, answers, start, scene)
    if "solution" in entry:
        _solve(topic, entry["solution"] + 1, scene.people[entry["author"]])
    return topic


def _files(message: Entry, scene: Scene, at: datetime) -> list[Attachment]:
    """What a message brings along, sent as its author would."""
    author = scene.people[message["author"]]
    found: list[Attachment] = []
    for file in message.get("files", []):
        maker = papers.MAKERS[file["kind"]]
        content = maker(file.get("title", ""), author.full_name, file.get("paragraphs", []), at)
        sent = FileStorage(BytesIO(content), filename=file["name"])
        if taken := attachments.take(sent, place="", by=author, beside=found):
            found.append(taken)
            taken.alt = file.get("alt", "")
    return found


def _solve(topic: Topic, number: int, author: Member) -> None:
    """Who asked chose this answer, and thanks everybody who answered."""
    for post in db.session.scalars(select(Post).where(Post.topic_id == topic.id, Post.author_id != author.id)):
        gestures.thank(post, author)
        if post.number == number:
            post.topic = topic
            solving.choose(post, by=author)
            topic.solved_at = post.created_at + timedelta(days=1)
            told = update(TopicEvent).where(TopicEvent.topic_id == topic.id, TopicEvent.act == "solved")
            db.session.execute(told.values(at=topic.solved_at))


def answer(topic: Topic, messages: Iterable[Entry], start: datetime, scene: Scene) -> None:
    """Answers to a topic, in their order."""
    previous = start
    posts: dict[int, int] = {}
    for message in messages:
        previous = scene.calendar.after(start, message["hours_after"], previous)
        to = posts.get(message.get("reply_to", 0))
        by = scene.people[message["author"]]
        files = _files(message, scene, previous)
        body = message["body"].replace("{club}", current_app.config["CLUB"].base_url)
        post = forum.reply(topic, body, by=by, at=previous, reply_to_id=to, files=files)
        posts[post.number] = post.id


def date_back() -> None:
    """What the operations dated from today goes back to its topic."""
    since = select(Topic.created_at).where(Topic.id == Follow.topic_id).scalar_subquery()
    db.session.execute(update(Follow).values(created_at=since))
    answered = select(func.max(Topic.last_post_at)).where(Topic.theme_id == Category.theme_id, Topic.posts_count > 0)
    db.session.execute(update(Category).values(last_post_at=answered.scalar_subquery()))
