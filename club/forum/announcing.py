"""Announcements to the whole club: at once, or by themselves at a moment to come."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, select, true
from sqlalchemy.orm import joinedload

from club import clock, jobs, journal
from club.access import Conflict, Refused
from club.extensions import db
from club.forum import operations
from club.forum.ledger import Announcement
from club.forum.models import Topic, TopicKind
from club.members.models import Member
from club.paging import Page, newest_first
from club.policy import Action, Viewer, can, moderator, referent


@dataclass(frozen=True, kw_only=True)
class Text:
    """What an announcement says, where, and when (None: now)."""

    title: str
    body: str
    theme_id: int
    audience: str
    publish_at: datetime | None


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """`announcement.read` said in SQL; a test proves that it equals the rule."""
    if moderator(viewer, None):
        return true()
    return Announcement.author_id == viewer.id if referent(viewer, None) else false()


def announcement(id: int) -> Announcement | None:
    """A scheduled announcement."""
    return db.session.get(Announcement, id)


def announcements(viewer: Viewer, *, after: str | None) -> Page[Announcement]:
    """One page of what was scheduled, the latest moment first."""
    shown = (joinedload(Announcement.author, innerjoin=True), joinedload(Announcement.theme, innerjoin=True))
    mine = select(Announcement).where(readable_by(viewer)).options(*shown)
    return newest_first(mine, Announcement.publish_at, Announcement.id, after=after)


def announce(said: Text, *, by: Member, at: datetime | None = None) -> Topic:
    """Open the topic of an announcement now: every member who may read it is told."""
    words: dict[str, Any] = {
        "kind": TopicKind.ANNOUNCEMENT,
        "title": said.title,
        "body": said.body,
        "audience": said.audience,
    }
    return operations.open_topic(**words, theme_id=said.theme_id, by=by, at=at)


def schedule(said: Text, *, by: Member) -> Announcement:
    """Keep an announcement until its moment."""
    made = Announcement(author_id=by.id, publish_at=_to_come(said))
    _write(made, said)
    db.session.add(made)
    db.session.flush()
    _record(made, by, {"scheduled": made.publish_at.isoformat()})
    return made


def change(one: Announcement, said: Text, *, version: int, by: Member) -> None:
    """Another text or moment; raises Conflict when somebody changed it since `version`."""
    _lock(one)
    if version != one.version:
        raise Conflict(f"{one.title}\n\n{one.body}", f"{said.title}\n\n{said.body}")
    one.publish_at = _to_come(said)
    _write(one, said)
    one.version += 1
    _record(one, by, {"title": one.title, "scheduled": one.publish_at.isoformat()})


def cancel(one: Announcement, *, by: Member) -> None:
    """It will not be published; its text stays in the list."""
    _lock(one)
    one.cancelled_at = clock.now()
    _record(one, by, {"cancelled": True})


def _to_come(said: Text) -> datetime:
    if said.publish_at is None or said.publish_at <= clock.now():
        raise Refused("Choisissez un moment à venir, ou publiez l’annonce tout de suite.")
    return said.publish_at


def _write(one: Announcement, said: Text) -> None:
    one.title, one.body, one.theme_id = said.title, said.body, said.theme_id
    one.audience = said.audience


def _lock(one: Announcement) -> None:
    """Alone with an announcement that still waits."""
    db.session.refresh(one, ["version", "cancelled_at", "topic_id", "title", "body"], with_for_update=True)
    if one.topic_id is not None:
        raise Refused("Cette annonce est déjà publiée : modifiez son message dans le forum.")
    if one.cancelled_at is not None:
        raise Refused("Cette annonce est annulée.")


def _record(one: Announcement, by: Member | None, after: dict[str, object]) -> None:
    who = by.id if by else None
    journal.record(Action.TOPIC_ANNOUNCE, "announcement", one.id, label=one.title, after=after, by=who)


def waiting() -> ColumnElement[bool]:
    """Neither published nor cancelled."""
    return and_(Announcement.topic_id.is_(None), Announcement.cancelled_at.is_(None))


@jobs.every(minutes=1)
def publish_due() -> int:
    """Publish what is due, each once: its topic and its mark are one transaction."""
    due = select(Announcement.id).where(waiting(), Announcement.publish_at <= clock.now())
    ids = db.session.scalars(due.order_by(Announcement.publish_at)).all()
    db.session.commit()
    return sum(_publish(one) for one in ids)


def _publish(id: int) -> bool:
    alone = select(Announcement).where(Announcement.id == id, waiting()).with_for_update(skip_locked=True)
    one = db.session.scalar(alone)
    if one is not None:
        author = db.session.get_one(Member, one.author_id)
        if can(author, Action.TOPIC_ANNOUNCE):
            words = {"title": one.title, "body": one.body, "audience": one.audience}
            said = Text(**words, theme_id=one.theme_id, publish_at=None)
            one.topic_id = announce(said, by=author).id
        else:  # who may no longer speak for the club does not, even by an old text
            one.cancelled_at = clock.now()
            _record(one, None, {"cancelled": True})
    db.session.commit()
    return one is not None and one.topic_id is not None
