"""One import of a catalogue, its lines, and what the club remembers of each record of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from club import clock
from club.extensions import Model
from club.importing.models import Line, Run
from club.library.models import Resource
from club.members.models import Organisation
from club.storage.models import StoredFile


class CatalogueImport(Run, Model):
    """One document of a partner."""

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(4))  # csv, atom, oai
    stored_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))  # until its lines are read
    is_published: Mapped[bool] = mapped_column(default=False)  # what is whole is shown at once
    type_id: Mapped[int] = mapped_column(ForeignKey("term.id"))  # of lines that say none, as the two below
    theme_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    territories: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)  # scope, code, label

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    stored: Mapped[StoredFile | None] = relationship(lazy="raise")

    __table_args__ = (
        Index("ix_catalogue_import_newest", "organisation_id", "created_at", "id"),
        Index("ix_catalogue_import_working", "phase", "touched_at"),
    )


class ImportLine(Line, Model):
    """One record of a catalogue, and the resource that it is about."""

    import_id: Mapped[int] = mapped_column(ForeignKey("catalogue_import.id"))
    resource_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"))

    resource: Mapped[Resource | None] = relationship(lazy="raise")

    __table_args__ = (
        UniqueConstraint("import_id", "number"),
        Index("ix_import_line_outcome", "import_id", "outcome", "number"),
        Index("ix_import_line_identifier", "import_id", "identifier"),
        Index("ix_import_line_resource", "resource_id"),
    )


class SourceRecord(Model):
    """Where a resource comes from. `written` holds, of each field, what an import last wrote (`comparing.mark`):
    a field that says something else today was edited in the club, and is protected."""

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    identifier: Mapped[str] = mapped_column(String(Line.IDENTIFIER_MAX))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), index=True)
    source: Mapped[str] = mapped_column(String(Run.NAME_MAX))  # the name of the document
    written: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    written_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (UniqueConstraint("organisation_id", "identifier"),)
