"""The first messages of a new member, which staff read before the club does, where that setting is on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, and_, false, func, select, true
from sqlalchemy.orm import joinedload

from club import clock, journal
from club.access import Refused
from club.config import Settings
from club.events import emit
from club.extensions import db
from club.forum import attachments, operations, queries
from club.forum.attachments import Attachment
from club.forum.events import PostHeld, PostSettled
from club.forum.ledger import HeldPost
from club.forum.models import Post, Topic
from club.members.models import Member
from club.paging import Page, newest_first
from club.policy import Action, Viewer, can, moderator, referent

FIRST = 2  # published messages after which one is known
SHOWN = 20


@dataclass(frozen=True)
class Start:
    """Where a held message goes: an existing topic, or the one it will open."""

    topic: Topic | None
    title: str


def is_on() -> bool:
    """Whether this club reads the first messages of new members."""
    settings: Settings = current_app.config["CLUB"]
    return settings.premoderate == "on"


def must_wait(member: Member) -> bool:
    """Whether what this member writes is read first; without a statement where the setting is off."""
    if not is_on() or member.is_staff:
        return False
    written = select(Post.id).where(Post.author_id == member.id, Post.removed_at.is_(None)).limit(FIRST)
    return len(db.session.scalars(written).all()) < FIRST


def hold(start: Start, body: str, form: dict[str, Any], *, by: Member, files: Sequence[Attachment] = ()) -> HeldPost:
    """Keep a message aside; `form` is what opening the topic or answering needs beside the text."""
    held = HeldPost(
        topic_id=start.topic.id if start.topic else None,
        author_id=by.id,
        departement_code=by.departement_code,
        title=start.title,
        body=body,
        body_html=operations.rendered(body, files),
        form=form,
    )
    db.session.add(held)
    db.session.flush()
    attachments.give(files, held=held)
    emit(PostHeld(held_id=held.id))
    return held


def accept(held: HeldPost, *, word: str, by: Member) -> Post:
    """Publish a message as if its author did now: it is counted, found and told from now on."""
    _lock(held)
    author = db.session.get_one(Member, held.author_id)
    post = _answered(held, author) if held.topic_id is not None else _opened(held, author)
    held.post_id = post.id
    _settle(held, word, by, {"accepted": True})
    return post


def refuse(held: HeldPost, *, word: str, by: Member) -> None:
    """Leave a message unpublished; its author has the text and the reason."""
    _lock(held)
    _settle(held, word, by, {"accepted": False})


def _answered(held: HeldPost, author: Member) -> Post:
    topic = queries.topic(held.topic_id or 0)
    if topic is None or not can(author, Action.TOPIC_REPLY, topic):
        raise Refused("Son auteur ne peut plus répondre à ce sujet : refusez le message, avec un mot.")
    return operations.reply(topic, held.body, by=author, files=attachments.of_held(held.id), **held.form)


def _opened(held: HeldPost, author: Member) -> Post:
    if not can(author, Action.TOPIC_CREATE):
        raise Refused("Son auteur ne peut plus publier : refusez le message, avec un mot.")
    files = attachments.of_held(held.id)
    topic = operations.open_topic(title=held.title, body=held.body, by=author, files=files, **held.form)
    return db.session.scalars(select(Post).where(Post.topic_id == topic.id, Post.number == 1)).one()


def _lock(held: HeldPost) -> None:
    db.session.refresh(held, ["settled_at"], with_for_update=True)
    if held.settled_at is not None:
        raise Refused("Ce message a déjà été relu.")


def _settle(held: HeldPost, word: str, by: Member, after: dict[str, bool]) -> None:
    held.settled_at, held.settled_by_id, held.word = clock.now(), by.id, word
    journal.record(Action.HELD_SETTLE, "held_post", held.id, label=held.title, after=after, reason=word, by=by.id)
    emit(PostSettled(held_id=held.id, by_id=by.id))


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """`held.read` said in SQL; a test proves that it equals the rule."""
    if moderator(viewer, None):
        return true()
    if referent(viewer, None):
        return and_(HeldPost.departement_code.is_not(None), HeldPost.departement_code.in_(viewer.scope_departements))
    return false()


def held_post(id: int) -> HeldPost | None:
    """A held message with its author."""
    shown = (joinedload(HeldPost.author, innerjoin=True), joinedload(HeldPost.topic))
    return db.session.scalar(select(HeldPost).where(HeldPost.id == id).options(*shown))


def queue(viewer: Viewer, *, after: str | None) -> Page[HeldPost]:
    """One page of what waits for this keeper."""
    waiting = select(HeldPost).where(readable_by(viewer), HeldPost.settled_at.is_(None))
    statement = waiting.options(joinedload(HeldPost.author, innerjoin=True))
    return newest_first(statement, HeldPost.created_at, HeldPost.id, after=after)


def waiting_for(viewer: Viewer) -> int:
    """How many messages wait for this keeper."""
    waiting = select(func.count(HeldPost.id)).where(readable_by(viewer), HeldPost.settled_at.is_(None))
    return db.session.scalar(waiting) or 0


def of_author(member_id: int) -> Sequence[HeldPost]:
    """The newest held messages of a member, whatever became of them."""
    own = select(HeldPost).where(HeldPost.author_id == member_id)
    return db.session.scalars(own.order_by(HeldPost.id.desc()).limit(SHOWN)).all()


def exported(member: Member) -> list[dict[str, str]]:
    """All the held messages of a member and what became of them, for the copy of one's own data."""
    own = select(HeldPost).where(HeldPost.author_id == member.id).order_by(HeldPost.id)
    return [
        {"sujet": one.title, "texte": one.body, "ecrit": one.created_at.isoformat()}
        | {"etat": _state(one), "mot": one.word}
        for one in db.session.scalars(own)
    ]


def _state(held: HeldPost) -> str:
    if held.settled_at is None:
        return "à relire"
    return "refusé" if held.post_id is None else "publié"


def in_topic(topic_id: int, member_id: int) -> Sequence[HeldPost]:
    """The answers of a member that wait, for the page of their topic; no statement where the setting is off."""
    if not is_on():
        return []
    own = select(HeldPost).where(HeldPost.author_id == member_id, HeldPost.topic_id == topic_id)
    return db.session.scalars(own.where(HeldPost.settled_at.is_(None)).order_by(HeldPost.id)).all()
