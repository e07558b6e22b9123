"""What the pages of imports of organisations show."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from club.directory.importing.models import PartnerImport, PartnerImportLine
from club.extensions import db
from club.importing.reports import Report
from club.members.models import Organisation
from club.paging import Page, newest_first

COLUMNS = ("ligne", "numero", "nom", "resultat", "champs_changes", "champs_proteges", "remarques", "fiche")
REPORT = Report(
    PartnerImportLine, Organisation, PartnerImportLine.organisation_id, Organisation.name, "directory.partner", COLUMNS
)


def run(id: int) -> PartnerImport | None:
    """An import, with who sent it."""
    asked = select(PartnerImport).where(PartnerImport.id == id)
    return db.session.scalar(asked.options(joinedload(PartnerImport.author, innerjoin=True)))


def listed(*, after: str | None) -> Page[PartnerImport]:
    """All the imports, the newest first."""
    asked = select(PartnerImport).options(joinedload(PartnerImport.author, innerjoin=True))
    return newest_first(asked, PartnerImport.created_at, PartnerImport.id, after=after)
