"""An import survives the death of its worker: the end is that of an undisturbed one."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import String, cast, func, select, update

from club import clock, config, create_app, jobs, tables
from club.directory.history import OrganisationRevision
from club.directory.importing import columns
from club.directory.importing import operations as partner_operations
from club.directory.importing import running as partner_running
from club.directory.importing.models import PartnerImport, PartnerImportLine
from club.directory.models import Coverage
from club.extensions import db as database
from club.importing import working
from club.importing.working import Work
from club.library.importing import documents, operations, running
from club.library.importing.models import CatalogueImport, ImportLine, SourceRecord
from club.library.models import Resource, ResourceTerritory
from club.members.models import Member, Organisation
from club.schema import upgrade
from club.search.models import SearchDocument
from tests.factories import Make
from tests.library.importing import table

pytestmark = pytest.mark.timeout(300)
ROOT = Path(__file__).parent.parent
LINES, KILLS = 900, 3


def catalogue() -> bytes:
    rows = [
        (f"F-{n}", f"Fiche {n}", "guide", f"Résumé {n}.", f"## Fiche\n\nTexte {n}.", "commerce", "France", "")
        for n in range(LINES)
    ]
    return table(*rows)


@pytest.fixture
def settings(tmp_path: Path, fresh_database: str) -> dict[str, str]:
    return {
        "CLUB_ENV": "test",
        "CLUB_SECRET_KEY": "une-cle-de-test-assez-longue-pour-signer",
        "CLUB_INSTANCE": str(tmp_path),
        "CLUB_DATABASE_URL": fresh_database,
        "CLUB_BASE_URL": "https://club.example",
        "CLUB_MAIL_URL": "memory:",
        "CLUB_LIMITS": "off",
    }


def begin_catalogue(name: str) -> int:
    """An import of a new organisation, checked and launched."""
    make = Make()
    make.theme("commerce", "Commerce")
    kind = make.term("resource_type", "guide", "Guide")
    editor = make.partner(make.organisation(name), email=f"{name}@essai.example")
    content = catalogue()
    wanted = operations.Wanted(kind="csv", name=f"{name}.csv", is_published=True, type_id=kind.id)
    assert len(documents.read(content).lines) == LINES
    organisation = database.session.get_one(Organisation, editor.organisation_id)
    run = operations.begin(organisation, content, wanted, by=editor)
    database.session.commit()
    finish(running.WORK, run.id)
    operations.launch(run, by=database.session.get_one(Member, editor.id))
    database.session.commit()
    return int(run.id)


def begin_partners(name: str) -> int:
    """An import of which a third is in the directory already, checked and launched."""
    make = Make()
    make.term("partner_type", "epf", "Établissement public foncier")
    make.departement()
    for number in range(0, LINES, 3):
        make.organisation(f"{name} {number}", summary="Avant.")
    editor = make.member("Adèle", role="administrator", commune=None)
    rows = [f"{name} {number};epf;Après {number}.;Indre (36)" for number in range(LINES)]
    lines = tables.read("\n".join(["nom;type;en_une_phrase;territoires", *rows]), columns.TABLE)
    run = partner_operations.begin(lines, f"{name}.csv", by=editor)
    database.session.commit()
    finish(partner_running.WORK, run.id)
    partner_operations.launch(run, by=database.session.get_one(Member, editor.id))
    database.session.commit()
    return int(run.id)


def finish(work: Work, id: int) -> None:
    while database.session.get_one(work.run, id).is_working:
        work.batch(id)
        database.session.expire_all()


def state_of_catalogue(id: int) -> list[object]:
    """All that an import wrote, without its ids and its moments."""
    run = database.session.get_one(CatalogueImport, id)
    mine = Resource.organisation_id == run.organisation_id
    columns = Resource.title, Resource.slug, Resource.body_html, Resource.state, Resource.version, Resource.details
    told = select(*columns, ResourceTerritory.scope).join(ResourceTerritory).where(mine).order_by(Resource.title)
    lines = select(ImportLine.number, ImportLine.outcome, ImportLine.notes).where(ImportLine.import_id == id)
    records = select(SourceRecord.identifier, SourceRecord.written)
    records = records.where(SourceRecord.organisation_id == run.organisation_id).order_by(SourceRecord.identifier)
    keys = select(cast(Resource.id, String)).where(mine)
    found = select(func.count()).select_from(SearchDocument).where(SearchDocument.key.in_(keys))
    return [
        (run.phase, run.done, run.counts),
        *(database.session.execute(one).all() for one in (told, lines.order_by(ImportLine.number), records)),
        database.session.scalar(found.where(SearchDocument.kind == "resource")),
    ]


def state_of_partners(id: int) -> list[object]:
    """The same; the names of the two imports differ by their first word only."""
    run = database.session.get_one(PartnerImport, id)
    mine = Organisation.name.startswith(f"{run.name.removesuffix('.csv')} ")
    rest = func.substr(Organisation.name, len(run.name) - 3)
    columns = rest, Organisation.summary, Organisation.version, Coverage.label
    told = select(*columns).join(Coverage).where(mine).order_by(rest)
    kept = select(rest, OrganisationRevision.note.startswith("Import"), OrganisationRevision.version)
    kept = kept.join(Organisation, Organisation.id == OrganisationRevision.organisation_id).where(mine).order_by(rest)
    lines = select(PartnerImportLine.number, PartnerImportLine.outcome, PartnerImportLine.notes)
    lines = lines.where(PartnerImportLine.import_id == id).order_by(PartnerImportLine.number)
    keys = select(cast(Organisation.id, String)).where(mine)
    found = select(func.count()).select_from(SearchDocument).where(SearchDocument.key.in_(keys))
    return [
        (run.phase, run.done, run.counts),
        *(database.session.execute(one).all() for one in (told, kept, lines)),
        database.session.scalar(found.where(SearchDocument.kind == "organisation")),
    ]


KINDS = {
    "catalogue": (running.WORK, begin_catalogue, state_of_catalogue, {"added": LINES}),
    "partners": (
        partner_running.WORK, begin_partners, state_of_partners, {"updated": LINES // 3, "added": LINES - LINES // 3},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_worker_killed_three_times_ends_as_an_undisturbed_one(settings, kind):
    work, begin, state, outcome = KINDS[kind]
    app = create_app(config.read(settings))
    with jobs.background(app):
        upgrade()
        quiet = begin("tranquille")
        finish(work, quiet)
        troubled = begin("troublee")
        database.session.remove()
        database.engine.dispose()
    env = {name: value for name, value in os.environ.items() if not name.startswith("CLUB_")} | settings
    killed = 0
    for turn in range(KILLS + 1):
        worker = subprocess.Popen([sys.executable, "-m", "club", "work"], env=env, cwd=ROOT, stderr=subprocess.DEVNULL)
        try:
            end = time.monotonic() + 120
            goal = LINES if turn == KILLS else working.SIZE * (turn + 1)
            while done_of(app, work, troubled) < goal and time.monotonic() < end:
                time.sleep(0.02)
        finally:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
        killed += done_of(app, work, troubled) < LINES
        wake(app, work, troubled)
    assert killed >= 2
    with jobs.background(app):
        ended, expected = state(troubled), state(quiet)
        database.session.remove()
        database.engine.dispose()
    assert ended[0] == ("done", LINES, outcome | {"protected": 0, "noted": 0})
    assert ended == expected


def done_of(app, work: Work, id: int) -> int:
    with app.test_request_context():  # who looks must not wait for the worker's lock
        found = database.session.scalar(select(work.run.done).where(work.run.id == id))
        database.session.rollback()
    return int(found or 0)


def wake(app, work: Work, id: int) -> None:
    """Two minutes pass: the sweep of the new worker finds what the dead one left."""
    with jobs.background(app):
        earlier = clock.now() - 2 * working.PATIENCE
        database.session.execute(update(work.run).where(work.run.id == id).values(touched_at=earlier))
        database.session.commit()
        work.sweep()
        database.session.remove()
        database.engine.dispose()
