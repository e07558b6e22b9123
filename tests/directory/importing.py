"""What the tests of imports of partners share: an administrator at the pages, tables, and the worker's turn."""

import csv
import io
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from club.directory.history import OrganisationRevision
from club.directory.importing import running
from club.directory.importing.models import PartnerImport, PartnerImportLine
from club.directory.models import Coverage
from club.extensions import db
from club.members.models import Organisation
from club.search.models import SearchDocument

TYPE = "Établissement public foncier"
SIRENS = ("732829320", "243600293", "356000000", "552100554", "542065479", "542051180")


def table(*rows: dict[str, str], separator: str = ";") -> bytes:
    """Rows by their titles, as a spreadsheet saves them; the type of new organisations goes without saying."""
    head = list(dict.fromkeys(title for row in rows for title in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, head, delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def row(nom: str, **more: str) -> dict[str, str]:
    return {"nom": nom, "type": TYPE} | more


class Importer:
    """An administrator at the pages of imports, and the worker behind."""

    def __init__(self, browser: Any) -> None:
        self.browser = browser

    def send(self, content: bytes, name: str = "partenaires.csv", **more: Any) -> Any:
        """The answer to the form."""
        typed = {"file": FileStorage(io.BytesIO(content), filename=name), "type_id": "0"} | more
        return self.browser.post("/partenaires/imports/nouveau", data=typed)

    def check(self, content: bytes, **more: Any) -> PartnerImport:
        """The dry run."""
        answer = self.send(content, **more)
        assert answer.status_code == 302, answer.text
        return work(int(answer.location.rpartition("/")[2]))

    def launch(self, run: PartnerImport) -> Any:
        return self.browser.post(f"/partenaires/imports/{run.id}/lancer")

    def run(self, content: bytes, **more: Any) -> PartnerImport:
        """The dry run, then the import itself; both say the same of every line."""
        checked = self.check(content, **more)
        foreseen = lines(checked)
        assert self.launch(checked).status_code == 302
        done = work(checked.id)
        assert lines(done) == foreseen
        return done

    def page(self, run: PartnerImport, query: str = "") -> str:
        return str(self.browser.get(f"/partenaires/imports/{run.id}{query}").text)


def work(import_id: int) -> PartnerImport:
    """The worker takes its turns until there is nothing to do."""
    for _ in range(200):
        db.session.expire_all()
        run = db.session.get_one(PartnerImport, import_id)
        if not run.is_working:
            return run
        running.work_on_partner_import(import_id)
    raise AssertionError("the import does not end")


def lines(run: PartnerImport) -> list[tuple[int, str, str]]:
    found = db.session.scalars(select(PartnerImportLine).where(PartnerImportLine.import_id == run.id))
    return sorted((one.number, one.outcome, one.notes) for one in found)


def of(run: PartnerImport) -> dict[str, int]:
    """Its lines by outcome."""
    return {name: number for name, number in run.counts.items() if name not in ("protected", "noted")}


def named(name: str) -> Organisation:
    return db.session.scalars(select(Organisation).where(Organisation.name == name)).one()


def places(organisation: Organisation) -> list[str]:
    mine = select(Coverage.label).where(Coverage.organisation_id == organisation.id)
    return sorted(db.session.scalars(mine))


def snapshot() -> list[list[str]]:
    """Every row that an import may write, its own lines apart."""
    tables = Organisation, Coverage, OrganisationRevision, SearchDocument
    rows = [db.session.execute(select(model.__table__)).all() for model in tables]
    return [sorted(map(str, some)) for some in rows]
