"""What a commune did, told so that another can do it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from club import clock
from club.extensions import Model
from club.forum.models import Topic
from club.members.models import Member
from club.territories.models import Commune
from club.vocabulary.models import Term


class Experience(Model):
    """A structured write-up. It is a draft until `published_at` is set. Amounts are whole euros."""

    TITLE_MAX = 140
    # The written parts, in the order of the page.
    PARTS = ("context", "actions", "calendar", "results", "again", "contact")

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    slug: Mapped[str] = mapped_column(String(80))
    summary: Mapped[str] = mapped_column(String(300), default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), index=True)
    departement_code: Mapped[str | None] = mapped_column(ForeignKey("departement.code"), index=True)
    context: Mapped[str] = mapped_column(Text, default="")
    actions: Mapped[str] = mapped_column(Text, default="")
    calendar: Mapped[str] = mapped_column(Text, default="")
    results: Mapped[str] = mapped_column(Text, default="")
    again: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(Text, default="")
    context_html: Mapped[str] = mapped_column(Text, default="")
    actions_html: Mapped[str] = mapped_column(Text, default="")
    calendar_html: Mapped[str] = mapped_column(Text, default="")
    results_html: Mapped[str] = mapped_column(Text, default="")
    again_html: Mapped[str] = mapped_column(Text, default="")
    contact_html: Mapped[str] = mapped_column(Text, default="")
    cost: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_at: Mapped[datetime | None] = mapped_column()
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(Text, default="")
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))
    version: Mapped[int] = mapped_column(default=1)

    author: Mapped[Member] = relationship(lazy="raise")
    commune: Mapped[Commune] = relationship(lazy="raise")
    topic: Mapped[Topic | None] = relationship(lazy="raise")
    themes: Mapped[list[Term]] = relationship(secondary="experience_theme", lazy="raise", order_by=Term.position)
    funders: Mapped[list["ExperienceFunder"]] = relationship(
        lazy="raise", order_by="ExperienceFunder.position", cascade="all, delete-orphan"
    )

    __table_args__ = (Index("ix_experience_newest", published_at.desc(), id.desc()),)


class ExperienceTheme(Model):
    experience_id: Mapped[int] = mapped_column(ForeignKey("experience.id"), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True, index=True)


class ExperienceFunder(Model):
    """Who paid what."""

    id: Mapped[int] = mapped_column(primary_key=True)
    experience_id: Mapped[int] = mapped_column(ForeignKey("experience.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    amount: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
