"""What the tests of imports share: a partner, documents, and the worker's turn."""

import csv
import io
from typing import Any

from werkzeug.datastructures import FileStorage

from club.extensions import db
from club.library.importing import running
from club.library.importing.models import CatalogueImport

HEAD = ("identifiant", "titre", "type", "resume", "texte", "themes", "territoires", "adresse")
LINE = ("F-1", "La halle", "Guide", "Un guide.", "Le texte.", "Commerce et artisanat", "France entière", "")


def table(*lines: tuple[str, ...], head: tuple[str, ...] = HEAD, separator: str = ";") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([head, *lines])
    return out.getvalue().encode()


def sent(content: bytes, name: str = "catalogue.csv") -> FileStorage:
    return FileStorage(io.BytesIO(content), filename=name)


class Importer:
    """A partner at the pages of imports, and the worker behind."""

    def __init__(self, browser: Any, kind_id: int) -> None:
        self.browser, self.kind_id = browser, kind_id

    def send(self, content: bytes, name: str = "catalogue.csv", **more: Any) -> Any:
        """The answer to the form."""
        typed = {"file": sent(content, name), "state": "published", "type_id": self.kind_id} | more
        return self.browser.post("/ressources/imports/nouveau", data=typed)

    def check(self, content: bytes, name: str = "catalogue.csv", **more: Any) -> CatalogueImport:
        """The dry run."""
        answer = self.send(content, name, **more)
        assert answer.status_code == 302, answer.text
        return work(int(answer.location.rpartition("/")[2]))

    def run(self, content: bytes, name: str = "catalogue.csv", **more: Any) -> CatalogueImport:
        """The dry run, then the import itself."""
        checked = self.check(content, name, **more)
        answer = self.browser.post(f"/ressources/imports/{checked.id}/lancer")
        assert answer.status_code == 302, answer.text
        return work(checked.id)

    def page(self, run: CatalogueImport, query: str = "") -> str:
        return str(self.browser.get(f"/ressources/imports/{run.id}{query}").text)


def work(import_id: int) -> CatalogueImport:
    """The worker takes its turns until there is nothing to do."""
    for _ in range(200):
        db.session.expire_all()
        run = db.session.get_one(CatalogueImport, import_id)
        if not run.is_working:
            return run
        running.work_on_import(import_id)
    raise AssertionError("the import does not end")
