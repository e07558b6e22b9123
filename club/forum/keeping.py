"""Keeping order: what staff hide, restore, close, pin, rename and move."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from club import clock, french, jobs, journal, text
from club.access import Refused
from club.events import emit
from club.extensions import db
from club.forum.audience import LABELS, Audience
from club.forum.counting import counted, recount
from club.forum.events import PostChanged, TopicChanged, TopicKept
from club.forum.models import Post, Topic
from club.forum.timeline import note
from club.members.models import Member
from club.policy import Action
from club.rows import awaited
from club.vocabulary.models import Term

KINDS = {"question": "une question", "discussion": "une discussion", "announcement": "une annonce"}
PINS = {"": "non", "theme": "en tête de son thème", "everywhere": "en tête du forum"}
MEANWHILE = "Quelqu’un a rangé ce sujet entre-temps. Rechargez la page pour voir où il en est, puis recommencez."
Done = tuple[str, dict[str, Any]]  # an act of the timeline and its words


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How staff want a topic to be."""

    title: str
    theme_id: int
    kind: str
    audience: str
    is_locked: bool
    pin: str
    pinned_until: datetime | None
    version: int


def hide_post(post: Post, *, reason: str, by: Member | None = None) -> None:
    """Out of sight by moderation, with the reason."""
    with counted(post.topic):
        awaited(post)
        if post.hidden_at is not None:
            raise Refused("Ce message est déjà masqué.")
        post.hidden_at, post.hidden_reason = clock.now(), reason
        if post.removed_at is None:
            recount(post.topic, -1)
        forget_solution(post)
    emit(PostChanged(topic_id=post.topic_id, post_id=post.id))


def forget_solution(post: Post) -> None:
    """A message that goes away solves nothing any more."""
    if post.topic.solution_id == post.id:
        post.topic.solution_id = post.topic.solved_at = None
        emit(TopicChanged(topic_id=post.topic_id))


def restore_post(post: Post, *, by: Member | None = None) -> None:
    """Back in sight."""
    with counted(post.topic):
        awaited(post)
        if post.hidden_at is None:
            raise Refused("Ce message n’est pas masqué.")
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


def keep(topic: Topic, wish: Wish, *, reason: str, by: Member, at: datetime | None = None) -> int:
    """Make a topic as wished; the number of things that changed. Each is told, and all are journaled."""
    before = _facts(topic)
    with counted(topic):
        if topic.version != wish.version:
            raise Refused(MEANWHILE)
        changes = [change(topic, wish) for change in (_rename, _move, _change_kind, _show_to, _pin, _lock)]
        done = [one for one in changes if one]
        topic.version += 1 if done else 0
    for act, words in done:
        tell(topic, act, by, {topic.author_id}, at, reason=reason, **words)
    if done:
        _record(topic, before, reason, by, at)
        emit(TopicChanged(topic_id=topic.id))
    return len(done)


def tell(topic: Topic, act: str, by: Member, whom: set[int], at: datetime | None, *, reason: str, **words: Any) -> None:
    """Write an act on the timeline, and tell the members it concerns."""
    event = note(topic, act, by, at=at, reason=reason, **words)
    for member_id in sorted(whom):
        emit(TopicKept(event_id=event.id, topic_id=topic.id, member_id=member_id, by_id=by.id))


def _rename(topic: Topic, wish: Wish) -> Done | None:
    if wish.title == topic.title:
        return None
    before, topic.title = topic.title, wish.title
    topic.slug = text.slugify(wish.title)
    return "renamed", {"before": before}


def _move(topic: Topic, wish: Wish) -> Done | None:
    if wish.theme_id == topic.theme_id:
        return None
    named = select(Term.id, Term.label).where(Term.id.in_([topic.theme_id, wish.theme_id]))
    labels = {row.id: row.label for row in db.session.execute(named)}
    before, topic.theme_id = topic.theme_id, wish.theme_id
    return "moved", {"before": labels[before], "after": labels[wish.theme_id]}


def _change_kind(topic: Topic, wish: Wish) -> Done | None:
    if wish.kind == topic.kind:
        return None
    topic.kind = wish.kind
    return "kind", {"after": KINDS[wish.kind]}


def _show_to(topic: Topic, wish: Wish) -> Done | None:
    if wish.audience == topic.audience:
        return None
    topic.audience = wish.audience
    return "audience", {"after": LABELS[Audience(wish.audience)].lower()}


def pin_of(topic: Topic) -> str:
    """Where a topic is kept at the top: a key of PINS."""
    return ("theme" if topic.is_pin_local else "everywhere") if topic.is_pinned else ""


def _pin(topic: Topic, wish: Wish) -> Done | None:
    until = wish.pinned_until if wish.pin else None
    if (wish.pin, until) == (pin_of(topic), topic.pinned_until):
        return None
    topic.is_pinned, topic.is_pin_local, topic.pinned_until = bool(wish.pin), wish.pin == "theme", until
    if not wish.pin:
        return "unpinned", {}
    return "pinned", {"where": PINS[wish.pin], "until": f" jusqu’au {last_day(until)}" if until else ""}


def last_day(until: datetime) -> str:
    """The last whole day before a moment, in words."""
    return french.day((until - timedelta(seconds=1)).astimezone(clock.PARIS).date())


def _lock(topic: Topic, wish: Wish) -> Done | None:
    if wish.is_locked == topic.is_locked:
        return None
    topic.is_locked = wish.is_locked
    return ("locked" if wish.is_locked else "unlocked"), {}


def _facts(topic: Topic) -> dict[str, Any]:
    """What the journal keeps of a topic before and after."""
    until = topic.pinned_until.isoformat() if topic.pinned_until else ""
    facts = {"title": topic.title, "theme_id": topic.theme_id, "kind": topic.kind, "is_locked": topic.is_locked}
    facts["audience"] = topic.audience
    return facts | {"pin": pin_of(topic), "pinned_until": until}


def _record(topic: Topic, before: dict[str, Any], reason: str, by: Member, at: datetime | None) -> None:
    after = {name: value for name, value in _facts(topic).items() if value != before[name]}
    before = {name: before[name] for name in after}
    facts: dict[str, Any] = {"label": topic.title, "before": before, "after": after, "reason": reason}
    journal.record(Action.TOPIC_CURATE, "topic", topic.id, by=by.id, at=at, **facts)


@jobs.every(minutes=1)
def unpin_in_time() -> int:
    """Let go the topics whose time at the top is over."""
    due = select(Topic).where(Topic.is_pinned, Topic.pinned_until <= clock.now())
    topics = db.session.scalars(due.with_for_update(skip_locked=True)).all()
    for topic in topics:
        topic.is_pinned, topic.is_pin_local, topic.pinned_until = False, False, None
        note(topic, "unpinned_on_time", None)
    db.session.commit()
    return len(topics)
