"""Topics, their messages, and who follows and has read what."""

from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from club import clock
from club.extensions import Model
from club.members.models import Member
from club.territories.models import Commune
from club.vocabulary.models import Term


class TopicKind(StrEnum):
    QUESTION = "question"
    DISCUSSION = "discussion"
    ANNOUNCEMENT = "announcement"


class Category(Model):
    """What the forum knows of a theme: its counts, kept by the operations."""

    theme_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True)
    topics_count: Mapped[int] = mapped_column(default=0)
    posts_count: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime | None]

    theme: Mapped[Term] = relationship(lazy="raise")


class Topic(Model):
    """A question, a discussion or an announcement; or the discussion *about* a thing of a higher floor."""

    TITLE_MIN = 15
    TITLE_MAX = 150

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), default=TopicKind.QUESTION)
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    slug: Mapped[str] = mapped_column(String(80))
    theme_id: Mapped[int] = mapped_column(ForeignKey("term.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    commune_code: Mapped[str | None] = mapped_column(ForeignKey("commune.code"), index=True)
    departement_code: Mapped[str | None] = mapped_column(ForeignKey("departement.code"), index=True)
    audience: Mapped[str] = mapped_column(String(20), default="members")  # see forum/audience.py
    about_kind: Mapped[str | None] = mapped_column(String(20))  # "experience": the topic is its discussion
    about_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_post_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_post_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    posts_count: Mapped[int] = mapped_column(default=0)  # visible messages, the first included
    last_number: Mapped[int] = mapped_column(default=0)  # number of the newest message
    is_locked: Mapped[bool] = mapped_column(default=False)
    is_pinned: Mapped[bool] = mapped_column(default=False)
    is_pin_local: Mapped[bool] = mapped_column(default=False)  # at the top of its theme only
    pinned_until: Mapped[datetime | None]
    # The answer that the author or staff chose; its post is always one of this topic.
    solution_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", use_alter=True))
    solved_at: Mapped[datetime | None]
    is_solution_locked: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime | None]  # the first readable answer of somebody else
    echoes_count: Mapped[int] = mapped_column(default=0)  # « Moi aussi »
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))  # where its messages went
    version: Mapped[int] = mapped_column(default=1)  # changes when staff put the topic in order
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(Text, default="")
    removed_at: Mapped[datetime | None]

    theme: Mapped[Term] = relationship(lazy="raise")
    author: Mapped[Member] = relationship(foreign_keys=author_id, lazy="raise")
    last_post_by: Mapped[Member | None] = relationship(foreign_keys=last_post_by_id, lazy="raise")
    commune: Mapped[Commune | None] = relationship(lazy="raise")

    __table_args__ = (
        Index("ix_topic_recent", last_post_at.desc(), id.desc()),
        Index("ix_topic_theme_recent", theme_id, last_post_at.desc(), id.desc()),
        Index(
            "ix_topic_pinned",
            last_post_at.desc(),
            sqlite_where=text("is_pinned = 1"),
            postgresql_where=text("is_pinned"),
        ),
        Index(
            "ix_topic_restricted",
            "theme_id",
            sqlite_where=text("audience <> 'members'"),
            postgresql_where=text("audience <> 'members'"),
        ),
        Index(
            "ix_topic_solved",
            last_post_at.desc(),
            id.desc(),
            sqlite_where=text("solution_id IS NOT NULL"),
            postgresql_where=text("solution_id IS NOT NULL"),
        ),
        Index(
            "ix_topic_waiting",
            last_post_at.desc(),
            id.desc(),
            sqlite_where=text("kind = 'question' AND answered_at IS NULL"),
            postgresql_where=text("kind = 'question' AND answered_at IS NULL"),
        ),
        Index(
            "ix_topic_waiting_since",
            "created_at",
            "id",
            sqlite_where=text("kind = 'question' AND answered_at IS NULL"),
            postgresql_where=text("kind = 'question' AND answered_at IS NULL"),
        ),
        UniqueConstraint("about_kind", "about_id"),
    )

    @property
    def answers_count(self) -> int:
        return max(self.posts_count - 1, 0)


class Post(Model):
    """One message; `number` is its lasting place in the topic, `body_html` is rendered once, when written."""

    BODY_MAX = 32_000

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    number: Mapped[int]
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))  # the message it answers, if one
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    departement_code: Mapped[str | None] = mapped_column(ForeignKey("departement.code"))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    edited_at: Mapped[datetime | None]
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    version: Mapped[int] = mapped_column(default=1)
    thanks_count: Mapped[int] = mapped_column(default=0)
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(Text, default="")
    removed_at: Mapped[datetime | None]

    topic: Mapped[Topic] = relationship(foreign_keys=topic_id, lazy="raise")
    author: Mapped[Member] = relationship(foreign_keys=author_id, lazy="raise")

    __table_args__ = (UniqueConstraint("topic_id", "number"),)


class PostRevision(Model):
    """A text that an edit replaced."""

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    version: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime] = mapped_column(default=clock.now)
    replaced_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))

    replaced_by: Mapped[Member] = relationship(lazy="raise")


class PostThanks(Model):
    """« Merci »: a member thanks the author of a message, once."""

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class TopicEcho(Model):
    """« Moi aussi »: a member has the same question."""

    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Level(IntEnum):
    """How much a member wants to be told; without a row it is CONCERNED."""

    NOTHING = 0
    CONCERNED = 1  # an answer to my question or my message, a mention
    FOLLOW = 2  # a topic: each answer; a category, a tag, a place: each new topic
    ALL = 3  # a topic: each answer, mailed without waiting; a category…: each new topic and each answer


class Follow(Model):
    """What a member wants to be told of a topic; it wins over what the member wants of its category and places."""

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True, index=True)
    level: Mapped[int] = mapped_column(default=Level.FOLLOW)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Watch(Model):
    """What a member wants to be told of a category, a tag or a place: `reference` is its id or its official code."""

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), primary_key=True)
    level: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (Index("ix_watch_thing", "kind", "reference"),)


class Reading(Model):
    """How far a member has read a topic; older than `Member.forum_read_at` counts as read."""

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True)
    last_number: Mapped[int] = mapped_column(default=0)


class Call(Model):
    """Help was called for a question that waits: once after each number of working days."""

    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True)
    called_at: Mapped[datetime] = mapped_column(default=clock.now)


class AnswerRate(Model):
    """How many questions of the last twelve months got an answer in time: one row, counted anew each night."""

    id: Mapped[int] = mapped_column(primary_key=True)
    questions: Mapped[int]
    answered: Mapped[int]
    counted_at: Mapped[datetime] = mapped_column(default=clock.now)
