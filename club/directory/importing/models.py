"""One import of organisations, and its lines."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from club.extensions import Model
from club.importing.models import Line, Run
from club.members.models import Organisation


class PartnerImport(Run, Model):
    """One table of organisations."""

    type_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"))  # of new ones that say none

    __table_args__ = (
        Index("ix_partner_import_newest", "created_at", "id"),
        Index("ix_partner_import_working", "phase", "touched_at"),
    )


class PartnerImportLine(Line, Model):
    """One organisation of the table, and the card that it is about; its identifier is the number that tells it."""

    import_id: Mapped[int] = mapped_column(ForeignKey("partner_import.id"))
    key: Mapped[str] = mapped_column(String(Line.TITLE_MAX), default="")  # its name folded
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))

    organisation: Mapped[Organisation | None] = relationship(lazy="raise")

    __table_args__ = (
        UniqueConstraint("import_id", "number"),
        Index("ix_partner_import_line_outcome", "import_id", "outcome", "number"),
        Index("ix_partner_import_line_organisation", "organisation_id"),
    )
