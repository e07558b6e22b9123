"""What members are told: one row a member and a fact; and what the letters of the week have told already."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from club import clock
from club.extensions import Model
from club.members.models import Member
from club.notifications import reasons


class Notification(Model):
    """One member told of one fact. The constraint makes telling twice impossible."""

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[str] = mapped_column(String(30))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    topic_id: Mapped[int | None]  # of what is told of the forum: its lines are grouped, and withdrawn, by it
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    words: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # title, url: what its line says
    why: Mapped[str] = mapped_column(String(20), default="")  # why this member: question, mention, topic, theme…
    mail: Mapped[str | None] = mapped_column(String(8))  # soon | daily | nothing: how it may be mailed
    mailed_at: Mapped[datetime | None] = mapped_column()
    letter_id: Mapped[int | None] = mapped_column(index=True)  # the mail that tells it; gone if it was read before
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None] = mapped_column()

    @property
    def thread_id(self) -> int | None:
        """The topic whose lines stand together: what members said in it, not what staff did to it."""
        return self.topic_id if self.subject_kind in {"post", "topic"} else None

    @property
    def who(self) -> str:
        """The name of whoever did it, as it was then."""
        return str(self.words.get("who", ""))

    @property
    def sentence(self) -> str:
        """What they did."""
        return reasons.sentence(self)

    actor: Mapped[Member | None] = relationship(foreign_keys=actor_id, lazy="raise")

    __table_args__ = (
        UniqueConstraint("member_id", "kind", "subject_kind", "subject_id"),
        Index("ix_notification_newest", "member_id", "created_at", "id"),
        Index("ix_notification_topic", "topic_id", "member_id"),
        Index(
            "ix_notification_unread",
            "member_id",
            sqlite_where=read_at.is_(None),
            postgresql_where=read_at.is_(None),
        ),
        Index(
            "ix_notification_to_mail",
            "member_id",
            sqlite_where=text("mail IS NOT NULL AND mailed_at IS NULL AND read_at IS NULL"),
            postgresql_where=text("mail IS NOT NULL AND mailed_at IS NULL AND read_at IS NULL"),
        ),
    )


class Digest(Model):
    """Up to which moment the weekly letter of a member was looked into, whether there was something to say or not."""

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    until: Mapped[datetime]


class DigestItem(Model):
    """A thing that a weekly letter has shown to a member: it is never shown again."""

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    thing_id: Mapped[int] = mapped_column(primary_key=True)
    shown_at: Mapped[datetime] = mapped_column(default=clock.now)
