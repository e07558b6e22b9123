"""Resources of expertise: what partners publish, with their files."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, Text, cast, func, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from club import clock
from club.extensions import Model
from club.library.states import LABELS, State
from club.members.models import Member, Organisation
from club.storage.models import StoredFile
from club.territories.models import Placed
from club.vocabulary.models import Term

CARD = ("hidden_at", "published_at", "state", "type_id", "organisation_id", "licence", "id")


class Resource(Model):
    """A page of expertise of an organisation. Members read it once `published_at` is set, whatever its state then."""

    TITLE_MAX = 140
    SUMMARY_MAX = 300

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    slug: Mapped[str] = mapped_column(String(80))
    summary: Mapped[str] = mapped_column(String(SUMMARY_MAX), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")
    type_id: Mapped[int] = mapped_column(ForeignKey("term.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    departement_code: Mapped[str | None] = mapped_column(ForeignKey("departement.code"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[str] = mapped_column(String(12), default="draft")
    published_at: Mapped[datetime | None] = mapped_column()
    publish_at: Mapped[datetime | None] = mapped_column(index=True)  # to come: it is published by itself
    expires_on: Mapped[date | None]  # from this day it has to be checked
    review_word: Mapped[str] = mapped_column(Text, default="")  # why it was not published
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"))  # once archived
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # what its type asks for (types.py)
    contacts: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)  # name, function, email, phone
    language: Mapped[str] = mapped_column(String(3), default="fr")
    licence: Mapped[str] = mapped_column(String(20), default="")  # a key of licences.py, or not said

    type: Mapped[Term] = relationship(foreign_keys=type_id, lazy="raise")
    replaced_by: Mapped["Resource | None"] = relationship(remote_side=id, lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    author: Mapped[Member] = relationship(lazy="raise")
    themes: Mapped[list[Term]] = relationship(secondary="resource_theme", lazy="raise", order_by=Term.position)
    stages: Mapped[list[Term]] = relationship(secondary="resource_stage", lazy="raise", order_by=Term.position)
    partners: Mapped[list[Organisation]] = relationship(
        secondary="resource_partner", lazy="raise", order_by=Organisation.name
    )
    cover: Mapped["ResourceCover | None"] = relationship(lazy="raise", cascade="all, delete-orphan")
    territories: Mapped[list["ResourceTerritory"]] = relationship(
        lazy="raise", order_by="ResourceTerritory.id", cascade="all, delete-orphan"
    )
    links: Mapped[list["ResourceLink"]] = relationship(
        lazy="raise", order_by="ResourceLink.position", cascade="all, delete-orphan"
    )
    files: Mapped[list["ResourceFile"]] = relationship(  # those that are held are of the form alone
        primaryjoin="and_(Resource.id == ResourceFile.resource_id, ResourceFile.held_by_id.is_(None))",
        lazy="raise", order_by="ResourceFile.position", cascade="all, delete-orphan",
    )  # fmt: skip

    __table_args__ = (
        Index("ix_resource_newest", published_at.desc(), id.desc()),
        # All that the list reads of the resources that it does not show.
        Index("ix_resource_card", *CARD),
        Index("ix_resource_state", "state", "expires_on"),
    )

    accepted_partners: ClassVar[Any]
    asked_partners: ClassVar[Any]

    @property
    def co_editor_ids(self) -> frozenset[int]:
        """The organisations that accepted to publish it too: their members edit it."""
        return frozenset(map(int, (self.accepted_partners or "").split()))

    @property
    def asked_ids(self) -> frozenset[int]:
        """Those that were named and have not answered."""
        return frozenset(map(int, (self.asked_partners or "").split()))

    @property
    def state_label(self) -> str:
        """Its state, in words."""
        return LABELS[State(self.state)]


class ResourceTheme(Model):
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True)

    __table_args__ = (Index("ix_resource_theme_term_id_resource_id", "term_id", "resource_id"),)


class ResourceStage(Model):
    """A stage of a project at which it helps."""

    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True)

    __table_args__ = (Index("ix_resource_stage_term_id_resource_id", "term_id", "resource_id"),)


class ResourcePartner(Model):
    """An organisation that publishes it with the first one."""

    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)
    accepted_at: Mapped[datetime | None]  # from then on its members edit the resource too


def _partners(*conditions: ColumnElement[bool]) -> Any:
    """The ids of the organisations that publish a resource with the first one: read with it, for its rules ask them."""
    listed = func.aggregate_strings(cast(ResourcePartner.organisation_id, String), " ")
    named = select(listed).where(ResourcePartner.resource_id == Resource.id, *conditions)
    return column_property(named.correlate_except(ResourcePartner).scalar_subquery())


Resource.accepted_partners = _partners(ResourcePartner.accepted_at.is_not(None))
Resource.asked_partners = _partners(ResourcePartner.accepted_at.is_(None))


class ResourceCover(Model):
    """Its picture, drawn again without metadata, with the words for who does not see it."""

    ALT_MAX = 200

    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    stored_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    alt: Mapped[str] = mapped_column(String(ALT_MAX))

    stored: Mapped[StoredFile] = relationship(lazy="raise")


class ResourceTerritory(Placed, Model):
    """Where a resource applies: `scope` is france, region, departement, epci or commune; `label` is its name."""

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))

    __table_args__ = (
        Index("ix_resource_territory_place", "scope", "code", "resource_id"),
        Index("ix_resource_territory_of", "resource_id", "scope", "code"),
    )


class ResourceLink(Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), index=True)
    url: Mapped[str] = mapped_column(String(500))
    label: Mapped[str] = mapped_column(String(160))
    position: Mapped[int] = mapped_column(default=0)


class ResourceFile(Model):
    """A file of a resource, with the title that readers see."""

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), index=True)
    stored_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    title: Mapped[str] = mapped_column(String(160))
    position: Mapped[int] = mapped_column(default=0)
    # Sent by this member, whose form is not kept yet: nobody reads it.
    held_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)

    stored: Mapped[StoredFile] = relationship(lazy="raise")
    resource: Mapped[Resource] = relationship(lazy="raise", overlaps="files")
