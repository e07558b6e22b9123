"""The project of a commune as its team tells it: where it stands, its axes, its actions, its documents."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from club import clock
from club.extensions import Model
from club.members.models import Member
from club.storage.models import StoredFile
from club.vocabulary.models import Term


class Project(Model):
    """What a commune says of its project. Amounts are whole euros; each of the three parts has its own version."""

    SUMMARY_MAX = 300

    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), primary_key=True)
    summary: Mapped[str] = mapped_column(String(SUMMARY_MAX), default="")
    seeks: Mapped[str] = mapped_column(Text, default="")
    seeks_html: Mapped[str] = mapped_column(Text, default="")
    shows: Mapped[str] = mapped_column(Text, default="")
    shows_html: Mapped[str] = mapped_column(Text, default="")
    budget: Mapped[int | None]
    budget_source: Mapped[str] = mapped_column(String(200), default="")
    budget_on: Mapped[date | None]
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    version: Mapped[int] = mapped_column(default=1)  # of the presentation
    steps_version: Mapped[int] = mapped_column(default=1)
    axes_version: Mapped[int] = mapped_column(default=1)

    updated_by: Mapped[Member | None] = relationship(lazy="raise")
    stage: Mapped[Term | None] = relationship(lazy="raise")


class ProjectStep(Model):
    """The day of a step, past or to come."""

    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True)
    on: Mapped[date]


class ProjectAxis(Model):
    """A line of force of the project, under which actions are put."""

    TITLE_MAX = 160

    id: Mapped[int] = mapped_column(primary_key=True)
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), index=True)
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"))
    position: Mapped[int] = mapped_column(default=0)

    theme: Mapped[Term | None] = relationship(lazy="raise")


class ProjectAction(Model):
    """One action; `state_id` is a word of the list of the actions' stages, and `why_dropped` says why it stopped."""

    TITLE_MAX, SUMMARY_MAX = 160, 600

    id: Mapped[int] = mapped_column(primary_key=True)
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), index=True)
    axis_id: Mapped[int | None] = mapped_column(ForeignKey("project_axis.id"), index=True)
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    summary: Mapped[str] = mapped_column(String(SUMMARY_MAX), default="")
    state_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"))
    dropped_on: Mapped[date | None]
    why_dropped: Mapped[str] = mapped_column(String(300), default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    budget: Mapped[int | None]
    budget_source: Mapped[str] = mapped_column(String(200), default="")
    budget_on: Mapped[date | None]
    experience_id: Mapped[int | None] = mapped_column(ForeignKey("experience.id"), index=True)
    aid_id: Mapped[int | None] = mapped_column(ForeignKey("aid.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    axis: Mapped[ProjectAxis | None] = relationship(lazy="raise")
    state: Mapped[Term | None] = relationship(lazy="raise")

    @property
    def is_dropped(self) -> bool:
        """Whether the team gave it up."""
        return self.dropped_on is not None


class ProjectFile(Model):
    """A document that the team publishes; taken away, it stays in the history."""

    TITLE_MAX = 160

    id: Mapped[int] = mapped_column(primary_key=True)
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), index=True)
    stored_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    removed_at: Mapped[datetime | None]

    stored: Mapped[StoredFile] = relationship(lazy="raise")


class ProjectChange(Model):
    """One change: what was said before and after, by label, as people read it. Never changed nor deleted."""

    id: Mapped[int] = mapped_column(primary_key=True)
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"))
    label: Mapped[str] = mapped_column(String(200))
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    by: Mapped[Member] = relationship(lazy="raise")

    @property
    def names(self) -> list[str]:
        """What changed, by label."""
        return list({**self.before, **self.after})

    __table_args__ = (Index("ix_project_change_newest", "commune_code", "at", "id"),)
