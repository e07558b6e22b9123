"""Beginning an import, launching it, stopping it, going on, dropping what nobody launched."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from club import jobs, journal, storage
from club.access import Refused
from club.extensions import db
from club.library.importing.documents import KINDS, MIMES
from club.library.importing.models import CatalogueImport
from club.library.importing.running import WORK
from club.members.models import Member, Organisation
from club.policy import Action
from club.storage.models import StoredFile
from club.territories.scopes import Scope
from club.uploads import clean_name

BUSY = "Un import de cette organisation est en cours. Attendez qu’il se termine, ou arrêtez-le."


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is asked of an import; the last three are for lines that say none."""

    kind: str
    name: str
    is_published: bool
    type_id: int
    theme_ids: Sequence[int] = ()
    territories: Sequence[Scope] = ()


def begin(organisation: Organisation, content: bytes, wanted: Wanted, *, by: Member) -> CatalogueImport:
    """Keep a document that was read once, and have its lines checked. Raises Refused, StorageDown."""
    _refuse_second(organisation.id)
    extension = "csv" if wanted.kind == "csv" else "xml"
    name = clean_name(wanted.name, extension)
    stored = storage.keep(content, name=name, mime=MIMES[wanted.kind], kind_label=KINDS[wanted.kind])
    run = CatalogueImport(
        organisation_id=organisation.id,
        author_id=by.id,
        kind=wanted.kind,
        name=name,
        stored_id=stored.id,
        is_published=wanted.is_published,
        type_id=wanted.type_id,
        theme_ids=list(wanted.theme_ids),
        territories=[{"scope": one.scope, "code": one.code, "label": one.label} for one in wanted.territories],
    )
    db.session.add(run)
    db.session.flush()
    jobs.after_commit(WORK.task, run.id)
    return run


def launch(run: CatalogueImport, *, by: Member) -> None:
    """Write for good what was checked. A second click changes nothing; raises Refused while another one runs."""
    _refuse_second(run.organisation_id, but=run.id)
    if WORK.launch(run, by=by) and by.organisation_id != run.organisation_id:
        name = db.session.get_one(Organisation, run.organisation_id).name
        journal.record(Action.IMPORT_RUN, "organisation", run.organisation_id, label=name, reason=run.name, by=by.id)


def go_on(run: CatalogueImport, *, by: Member) -> None:
    """Take up again what was stopped, or failed. Raises Refused while another one runs."""
    _refuse_second(run.organisation_id, but=run.id)
    WORK.go_on(run, by=by)


def _refuse_second(organisation_id: int, but: int = 0) -> None:
    """One at a time: whoever asks takes the organisation first."""
    db.session.execute(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update())
    own = CatalogueImport.organisation_id == organisation_id, CatalogueImport.id != but
    if db.session.scalar(select(CatalogueImport.id).where(*own, *WORK.is_working).limit(1)):
        raise Refused(BUSY)


@jobs.every(hour=3)
def forget_old_imports() -> None:
    """After three months the report of an import goes, and the whole of one that was never launched."""
    for run in WORK.forget_old():
        assert isinstance(run, CatalogueImport)
        stored = db.session.get(StoredFile, run.stored_id) if run.stored_id else None
        db.session.delete(run)
        db.session.flush()
        if stored is not None:
            storage.let_go(stored)
    db.session.commit()
