"""Lists of words that administrators may edit, and the synonyms of the search."""

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from club.extensions import Model


class TermKind(StrEnum):
    """The list a term belongs to."""

    THEME = "theme"
    TAG = "tag"
    PARTNER_TYPE = "partner_type"
    RESOURCE_TYPE = "resource_type"
    PROJECT_STAGE = "project_stage"
    ORT_STATUS = "ort_status"
    ACTION_STAGE = "action_stage"
    FUNDING_KIND = "funding_kind"
    FUNCTION = "function"
    EVENT_KIND = "event_kind"


class Term(Model):
    """One word of one list. The slug is its key; the label may be edited."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    slug: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(default=0)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    is_suggested: Mapped[bool] = mapped_column(default=False)  # our proposal, not found in a public document

    parent: Mapped["Term | None"] = relationship(remote_side=id, back_populates="children", lazy="raise")
    children: Mapped[list["Term"]] = relationship(back_populates="parent", order_by="Term.position", lazy="raise")

    __table_args__ = (
        UniqueConstraint("kind", "slug"),
        Index("ix_term_kind_position", "kind", "position", "id"),
    )


class Synonym(Model):
    """Expressions that the search takes for one another: « opah », « opération programmée… »."""

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[list[str]] = mapped_column(JSON)


class WithTerms:
    """A thing whose words of several lists stand in one table: `terms` has them all."""

    if TYPE_CHECKING:
        terms: Mapped[list[Term]]

    def of_kind(self, kind: TermKind) -> list[Term]:
        """Its words of one list."""
        return [term for term in self.terms if term.kind == kind]

    @property
    def themes(self) -> list[Term]:
        """What it is for."""
        return self.of_kind(TermKind.THEME)

    @property
    def stages(self) -> list[Term]:
        """When in a project it is of use."""
        return self.of_kind(TermKind.ACTION_STAGE)
