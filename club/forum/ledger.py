"""What keeping order writes down: the timeline of a topic, messages that wait to be read, announcements to come."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from club import clock
from club.extensions import Model
from club.forum.models import Topic
from club.members.models import Member
from club.vocabulary.models import Term


class TopicEvent(Model):
    """Something that was done to a topic, shown after the message that was the newest then."""

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    act: Mapped[str] = mapped_column(String(20))
    words: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    __table_args__ = (Index("ix_topic_event_place", "topic_id", "number", "id"),)


class HeldPost(Model):
    """A first message of a new member, which staff reads before the club does; `form` is what opens or answers."""

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    departement_code: Mapped[str | None] = mapped_column(ForeignKey("departement.code"))
    title: Mapped[str] = mapped_column(String(150))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    form: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    word: Mapped[str] = mapped_column(Text, default="")
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))  # what it became, once accepted

    topic: Mapped[Topic | None] = relationship(lazy="raise")
    author: Mapped[Member] = relationship(foreign_keys=author_id, lazy="raise")

    __table_args__ = (Index("ix_held_post_queue", "settled_at", "created_at", "id"),)


class Announcement(Model):
    """An announcement that will open its topic by itself at a moment to come."""

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    title: Mapped[str] = mapped_column(String(Topic.TITLE_MAX))
    body: Mapped[str] = mapped_column(Text)
    theme_id: Mapped[int] = mapped_column(ForeignKey("term.id"))
    audience: Mapped[str] = mapped_column(String(20), default="members")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    publish_at: Mapped[datetime] = mapped_column(index=True)
    cancelled_at: Mapped[datetime | None]
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))  # what it became
    version: Mapped[int] = mapped_column(default=1)

    author: Mapped[Member] = relationship(lazy="raise")
    theme: Mapped[Term] = relationship(lazy="raise")
