"""What the pages of imports show."""

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import joinedload

from club.extensions import db
from club.importing.reports import Report
from club.library.importing.models import CatalogueImport, ImportLine, SourceRecord
from club.library.models import Resource
from club.paging import Page, newest_first
from club.policy import Viewer, administrator, partner

COLUMNS = ("ligne", "identifiant", "titre", "resultat", "champs_changes", "champs_proteges", "remarques", "ressource")
REPORT = Report(ImportLine, Resource, ImportLine.resource_id, Resource.title, "library.show", COLUMNS)


def run(id: int) -> CatalogueImport | None:
    """An import, with its organisation and who began it."""
    both = CatalogueImport.organisation, CatalogueImport.author
    asked = select(CatalogueImport).where(CatalogueImport.id == id)
    return db.session.scalar(asked.options(*(joinedload(one, innerjoin=True) for one in both)))


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """`import.read` said in SQL; a test proves that it equals the rule."""
    if administrator(viewer, None):
        return true()
    return CatalogueImport.organisation_id == viewer.organisation_id if partner(viewer, None) else false()


def listed(viewer: Viewer, *, after: str | None) -> Page[CatalogueImport]:
    """The imports of an organisation, or of all, the newest first."""
    asked = select(CatalogueImport).where(readable_by(viewer))
    asked = asked.options(joinedload(CatalogueImport.organisation, innerjoin=True))
    return newest_first(asked, CatalogueImport.created_at, CatalogueImport.id, after=after)


def source_of(resource_id: int) -> SourceRecord | None:
    """Where a resource was last imported from."""
    known = select(SourceRecord).where(SourceRecord.resource_id == resource_id)
    return db.session.scalar(known.order_by(SourceRecord.written_at.desc()).limit(1))
