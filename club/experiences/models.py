"""What a commune did, told so that another can do it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from club import clock
from club.experiences.states import KINDS, LABELS, STAGES, State
from club.extensions import Model
from club.forum.models import Topic
from club.members.models import Member, Organisation
from club.storage.models import StoredFile
from club.territories.models import Commune
from club.vocabulary.models import Term


def _first_state(context: Any) -> str:
    return State.PUBLISHED if context.get_current_parameters().get("published_at") else State.DRAFT


class Experience(Model):
    """A structured write-up, shown to all once `published_at` is set. Amounts are whole euros."""

    TITLE_MAX = 140
    # The written parts, in the order of the page.
    PARTS = ("context", "actions", "calendar", "results", "again", "contact")

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    slug: Mapped[str] = mapped_column(String(80))
    summary: Mapped[str] = mapped_column(String(300), default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), index=True)  # the first; see `others`
    departement_code: Mapped[str | None] = mapped_column(ForeignKey("departement.code"), index=True)
    stage: Mapped[str] = mapped_column(String(12), default="")
    state: Mapped[str] = mapped_column(String(12), default=_first_state)
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
    checked_at: Mapped[datetime | None] = mapped_column()  # when its authors last said that it holds
    asked_at: Mapped[datetime | None] = mapped_column()  # when they were last asked
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(Text, default="")
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))
    source_topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))  # the thread it was made of
    adoptions_count: Mapped[int] = mapped_column(default=0)
    useful_count: Mapped[int] = mapped_column(default=0)  # members who said « oui »
    version: Mapped[int] = mapped_column(default=1)

    author: Mapped[Member] = relationship(lazy="raise")
    commune: Mapped[Commune] = relationship(lazy="raise")
    topic: Mapped[Topic | None] = relationship(foreign_keys=topic_id, lazy="raise")
    source_topic: Mapped[Topic | None] = relationship(foreign_keys=source_topic_id, lazy="raise")
    others: Mapped[list[Commune]] = relationship(
        secondary="experience_commune", lazy="raise", order_by="ExperienceCommune.position"
    )
    themes: Mapped[list[Term]] = relationship(secondary="experience_theme", lazy="raise", order_by=Term.position)
    funders: Mapped[list["ExperienceFunder"]] = relationship(
        lazy="raise", order_by="ExperienceFunder.position", cascade="all, delete-orphan"
    )
    partners: Mapped[list["ExperiencePartner"]] = relationship(lazy="raise", order_by="ExperiencePartner.position")
    figures: Mapped[list["ExperienceFigure"]] = relationship(lazy="raise", order_by="ExperienceFigure.position")
    files: Mapped[list["ExperienceFile"]] = relationship(lazy="raise", order_by="ExperienceFile.position")
    coauthors: Mapped[list["CoAuthor"]] = relationship(lazy="raise", order_by="CoAuthor.invited_at")

    __table_args__ = (
        Index("ix_experience_listed", published_at.desc(), id.desc(), "state", "hidden_at", "commune_code"),
        Index("ix_experience_state_checked_at", "state", "checked_at"),
        Index("ix_experience_stage_cost", "stage", "cost"),
    )

    @property
    def state_label(self) -> str:
        """Its state, in words."""
        return LABELS[State(self.state)]

    @property
    def stage_label(self) -> str:
        """How far the project is, in words."""
        return dict(STAGES).get(self.stage, "")

    @property
    def places(self) -> list[Commune]:
        """All the communes that tell it, the first one first."""
        return [self.commune, *self.others]

    @property
    def writer_ids(self) -> set[int]:
        """Who may write in it beside its author: co-authors who accepted."""
        return {one.member_id for one in self.coauthors if one.state == CoAuthor.ACCEPTED}

    @property
    def invited_ids(self) -> set[int]:
        """Who was asked to be a co-author and has not answered yet."""
        return {one.member_id for one in self.coauthors if one.state == CoAuthor.INVITED}


class ExperienceCommune(Model):
    """A commune that shares an experience, beside the first one."""

    experience_id: Mapped[int] = mapped_column(ForeignKey("experience.id"), primary_key=True)
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)


class ExperienceTheme(Model):
    experience_id: Mapped[int] = mapped_column(ForeignKey("experience.id"), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True, index=True)


class ExperienceFunder(Model):
    """Who paid what: an organisation of the directory or a name; `rate` is the share that was agreed, in percent."""

    id: Mapped[int] = mapped_column(primary_key=True)
    experience_id: Mapped[int] = mapped_column(ForeignKey("experience.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(12), default="")
    amount: Mapped[int]
    rate: Mapped[float | None]
    position: Mapped[int] = mapped_column(default=0)

    organisation: Mapped[Organisation | None] = relationship(lazy="raise")

    @property
    def kind_label(self) -> str:
        """What kind of help it is, in words."""
        return dict(KINDS).get(self.kind, "")


class ExperiencePartner(Model):
    """Who helped, and how."""

    id: Mapped[int] = mapped_column(primary_key=True)
    experience_id: Mapped[int] = mapped_column(ForeignKey("experience.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(160))
    part: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[int] = mapped_column(default=0)

    organisation: Mapped[Organisation | None] = relationship(lazy="raise")


class ExperienceFigure(Model):
    """A result that can be counted: « 140 », « personnes par soirée »."""

    id: Mapped[int] = mapped_column(primary_key=True)
    experience_id: Mapped[int] = mapped_column(ForeignKey("experience.id"), index=True)
    value: Mapped[str] = mapped_column(String(30))
    label: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(default=0)


class ExperienceFile(Model):
    """A document, or a picture with the words that stand for it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    experience_id: Mapped[int] = mapped_column(ForeignKey("experience.id"), index=True)
    stored_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    title: Mapped[str] = mapped_column(String(160))
    alt: Mapped[str] = mapped_column(String(300), default="")
    position: Mapped[int] = mapped_column(default=0)

    stored: Mapped[StoredFile] = relationship(lazy="raise")
    experience: Mapped[Experience] = relationship(lazy="raise", overlaps="files")

    @property
    def is_picture(self) -> bool:
        """Whether it is shown as an image."""
        return self.stored.mime.startswith("image/")


class CoAuthor(Model):
    """A member asked to write together; nothing is said of them before they accept."""

    INVITED, ACCEPTED, REFUSED = "invited", "accepted", "refused"

    experience_id: Mapped[int] = mapped_column(ForeignKey("experience.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)
    state: Mapped[str] = mapped_column(String(10), default=INVITED)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    invited_at: Mapped[datetime] = mapped_column(default=clock.now)
    answered_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship(foreign_keys=member_id, lazy="raise")


class Adoption(Model):
    """A commune takes up what another one did; `own_id` is what it wrote about it in its turn."""

    id: Mapped[int] = mapped_column(primary_key=True)
    experience_id: Mapped[int] = mapped_column(ForeignKey("experience.id"))
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    progress: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(String(500), default="")
    own_id: Mapped[int | None] = mapped_column(ForeignKey("experience.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)

    commune: Mapped[Commune] = relationship(lazy="raise")

    __table_args__ = (UniqueConstraint("experience_id", "commune_code"),)


class Usefulness(Model):
    """What a member thinks of an experience, with an optional word for its authors."""

    experience_id: Mapped[int] = mapped_column(ForeignKey("experience.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    answer: Mapped[str] = mapped_column(String(10))
    word: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)

    member: Mapped[Member] = relationship(lazy="raise")
