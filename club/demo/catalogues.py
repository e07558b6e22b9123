"""The imports of the demonstration, and the reports that one may read: the catalogue of a partner, some partners."""

from sqlalchemy import select, update

from club.demo.content import DATA
from club.demo.conversations import Scene
from club.directory.importing import columns
from club.directory.importing import operations as partner_operations
from club.directory.importing.running import WORK
from club.extensions import db
from club.importing.documents import table
from club.library.importing import documents, operations, running
from club.library.importing.models import ImportLine
from club.library.models import Resource
from club.members.models import Organisation
from club.vocabulary.models import TermKind

NAME, AGO = "catalogue.csv", 6
PARTNERS = "partners.csv"


def catalogues(scene: Scene, partners: dict[str, Organisation]) -> None:
    """Tried, then launched, some days ago."""
    by, content = scene.people["partenaire"], (DATA / NAME).read_bytes()
    kind = scene.words.term(TermKind.RESOURCE_TYPE, "guide")
    wanted = operations.Wanted(kind=documents.read(content).kind, name=NAME, is_published=False, type_id=kind.id)
    run = operations.begin(partners["epf"], content, wanted, by=by)
    running.WORK.through(run, by)
    operations.launch(run, by=by)
    running.WORK.through(run, by)
    at = scene.calendar.ago(AGO)
    run.created_at = run.finished_at = at
    made = select(ImportLine.resource_id).where(ImportLine.import_id == run.id)
    on_its_day = update(Resource).where(Resource.id.in_(made)).values(created_at=at, updated_at=at)
    db.session.execute(on_its_day.execution_options(synchronize_session=False))


def partner_table(scene: Scene) -> None:
    """Partners from a table, today: one is new, one is protected, one is closed, one has a wrong number."""
    lines, notes = table((DATA / PARTNERS).read_bytes(), columns.TABLE)
    by = scene.people["admin"]
    run = partner_operations.begin(lines, "partenaires.csv", by=by, notes=notes)
    WORK.through(run, by)
    partner_operations.launch(run, by=by)
    WORK.through(run, by)
