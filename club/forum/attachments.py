"""Files of messages: first of a form that is being written, then of the message, or of the one that staff reads."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import render_template
from sqlalchemy import ColumnElement, ForeignKey, Index, String, and_, exists, select, update
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship
from werkzeug.datastructures import FileStorage

from club import clock, jobs, pictures, storage, uploads
from club.access import Refused
from club.drafts.models import Draft
from club.extensions import Model, db
from club.forum.ledger import HeldPost
from club.forum.models import Post
from club.members.models import Member
from club.storage.models import StoredFile

MOST = 10  # of one message
LONGEST_SIDE = 1600  # pixels of an image: more is not seen on a page
KEPT = timedelta(hours=24)  # without being published, nor its text touched


class Attachment(Model):
    """A file of a message; until it is published it belongs to its author and to the form of `place`, as a draft."""

    ALT_MAX = 250

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    place: Mapped[str] = mapped_column(String(40))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    held_id: Mapped[int | None] = mapped_column(ForeignKey("held_post.id"), index=True)
    stored_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    alt: Mapped[str] = mapped_column(String(ALT_MAX), default="")  # what an image shows, in words
    width: Mapped[int | None]  # pixels of an image
    height: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    stored: Mapped[StoredFile] = relationship(lazy="raise")
    post: Mapped[Post | None] = relationship(lazy="raise")
    held: Mapped[HeldPost | None] = relationship(lazy="raise")

    __table_args__ = (Index("ix_attachment_place", "author_id", "place"),)

    @property
    def is_picture(self) -> bool:
        return self.width is not None


def attachment(id: int) -> Attachment | None:
    """A file with the message that says who may have it."""
    shown = joinedload(Attachment.stored, innerjoin=True), joinedload(Attachment.held)
    with_topic = joinedload(Attachment.post).joinedload(Post.topic, innerjoin=True)
    return db.session.scalar(select(Attachment).where(Attachment.id == id).options(*shown, with_topic))


def unpublished(member_id: int, place: str) -> list[Attachment]:
    """The files of a form that is being written, with the words that its draft has for them."""
    draft = and_(Draft.member_id == Attachment.author_id, Draft.place == Attachment.place)
    own = and_(Attachment.author_id == member_id, Attachment.place == place, *_is_unpublished())
    statement = _with_content().add_columns(Draft.fields).outerjoin(Draft, draft).where(own)
    found = []
    for one, typed in db.session.execute(statement):
        one.alt = one.alt or "".join((typed or {}).get(f"alt-{one.id}", ()))[: Attachment.ALT_MAX]
        found.append(one)
    return found


def of_post(post_id: int) -> list[Attachment]:
    """The files of a message."""
    return list(db.session.scalars(_with_content().where(Attachment.post_id == post_id)))


def of_held(held_id: int) -> list[Attachment]:
    """The files of a message that staff reads first."""
    return list(db.session.scalars(_with_content().where(Attachment.held_id == held_id)))


def _with_content() -> Any:
    loaded = select(Attachment).join(Attachment.stored).options(contains_eager(Attachment.stored))
    return loaded.order_by(Attachment.id)


def _is_unpublished() -> tuple[ColumnElement[bool], ...]:
    return Attachment.post_id.is_(None), Attachment.held_id.is_(None)


def take(sent: FileStorage, *, place: str, by: Member, beside: Sequence[Attachment] = ()) -> Attachment | None:
    """One more file for a form, after those `beside`; None when it is there already. Raises Refused."""
    judged = uploads.examine(sent, longest=LONGEST_SIDE)
    if any(one.stored.key == storage.key_of(judged.content) for one in beside):
        return None
    if len(beside) >= MOST:
        raise Refused(f"Un message a {MOST} pièces jointes au plus.")
    width, height = pictures.size(judged.content) if judged.is_picture else (None, None)
    stored = uploads.store(judged, sent.filename)
    added = Attachment(author_id=by.id, place=place, stored_id=stored.id, stored=stored, width=width, height=height)
    db.session.add(added)
    db.session.flush()
    return added


def move(place: str, into: str) -> None:
    """The files of the answers that are being written at a place go with them."""
    begun = update(Attachment).where(Attachment.place == place, *_is_unpublished())
    db.session.execute(begun.values(place=into))


def describe(files: Iterable[Attachment], words: Mapping[int, str]) -> None:
    """What images show, in words, as it was typed."""
    for one in files:
        if one.id in words:
            one.alt = words[one.id][: Attachment.ALT_MAX]


def remove(files: Collection[Attachment]) -> None:
    """Take files away; a content goes with the last row that names it."""
    stored = [one.stored for one in files]
    for one in files:
        db.session.delete(one)
    db.session.flush()
    for content in stored:
        storage.let_go(content)


def give(files: Iterable[Attachment], *, post: Post | None = None, held: HeldPost | None = None) -> None:
    """The files now belong to a message: who may read it may have them."""
    for one in files:
        one.post_id = post.id if post else one.post_id
        one.held_id = held.id if held else one.held_id


def rendered(files: Sequence[Attachment]) -> str:
    """The HTML that ends a message with files; empty without."""
    return render_template("forum/_files.html", files=files).strip() if files else ""


@jobs.every(hour=4)
def forget_unpublished() -> None:
    """Files whose message was never published go, unless its text was touched since yesterday."""
    limit = clock.now() - KEPT
    draft = select(Draft.place).where(
        Draft.member_id == Attachment.author_id, Draft.place == Attachment.place, Draft.saved_at > limit
    )
    old = _with_content().where(Attachment.created_at < limit, *_is_unpublished(), ~exists(draft))
    remove(list(db.session.scalars(old)))
    db.session.commit()
