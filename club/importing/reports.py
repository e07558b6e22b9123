"""What becomes of each line, as a page and as a table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, select

from club import french, sheets
from club.extensions import db
from club.importing.models import Outcome, Run
from club.paging import LARGEST_ID, AnyRow, AnySelect, Page

SIZE, BATCH = 50, 500
PROTECTED, NOTED = "protected", "noted"
FILTERS = {
    **{Outcome.ADDED.value: "Ajoutées", Outcome.UPDATED.value: "Modifiées"},
    **{Outcome.UNCHANGED.value: "Sans changement", Outcome.REFUSED.value: "Refusées"},
    **{PROTECTED: "Champs protégés", NOTED: "Avec une remarque"},
}
WORDS = {
    Outcome.ADDED: "ajoutée",
    Outcome.UPDATED: "modifiée",
    Outcome.UNCHANGED: "sans changement",
    Outcome.REFUSED: "refusée",
}
TO_COME = {Outcome.ADDED: "à ajouter", Outcome.UPDATED: "à modifier"}  # as long as nothing is written


@dataclass(frozen=True)
class Report:
    """The report of the imports of one kind: the lines, what each is about and where that is shown."""

    line: Any
    thing: Any
    key: Any  # the column of the line that names its thing
    name: Any  # the column of the thing that is its name
    endpoint: str
    columns: Sequence[str]  # the titles of its table

    def lines(self, run: Run, kept: str, *, after: str) -> Page[AnyRow]:
        """In the order of the document, narrowed to an outcome or a mark; a mangled cursor is the first page."""
        start = min(int(after), LARGEST_ID) if after.isdecimal() and len(after) < 12 else 0
        asked = self._all(run).where(self.line.number > start, *self._narrowed(kept))
        found = db.session.execute(asked.limit(SIZE + 1)).all()
        items = found[:SIZE]
        return Page(items, str(items[-1].number) if len(found) > SIZE else None)

    def as_csv(self, run: Run) -> Iterator[str]:
        """The whole of it."""
        return sheets.table(self.columns, self._rows(run))

    def _all(self, run: Run) -> AnySelect:
        line, thing = self.line, self.thing
        columns = line.number, line.identifier, line.title, line.outcome, line.changed, line.protected, line.notes
        asked = select(*columns, thing.id.label("thing_id"), thing.slug, self.name.label("thing"))
        asked = asked.outerjoin(thing, thing.id == self.key).order_by(line.number)
        return asked.where(line.import_id == run.id, line.outcome != "", line.number <= run.last_number)

    def _narrowed(self, kept: str) -> Sequence[ColumnElement[bool]]:
        if kept == PROTECTED:
            return [self.line.protected != ""]
        if kept == NOTED:
            return [self.line.notes != "", self.line.outcome != Outcome.REFUSED]
        return [self.line.outcome == kept] if kept in WORDS else []

    def _rows(self, run: Run) -> Iterator[Sequence[object]]:
        after, outcomes = 0, words(run)
        while found := db.session.execute(self._all(run).where(self.line.number > after).limit(BATCH)).all():
            for row in found:
                details = (" ; ".join(said.splitlines()) for said in (row.changed, row.protected, row.notes))
                page = url_for(self.endpoint, id=row.thing_id, slug=row.slug, _external=True) if row.slug else ""
                yield row.number, row.identifier, row.title, outcomes[Outcome(row.outcome)], *details, page
            after = found[-1].number


def words(run: Run) -> Mapping[Outcome, str]:
    """How each outcome is called: what became of the line, or what would."""
    return WORDS if run.is_launched else WORDS | TO_COME


def filters(run: Run) -> Mapping[str, str]:
    """The outcomes and the marks by which the lines are narrowed, with their titles."""
    return FILTERS if run.is_launched else FILTERS | {one.value: french.capital(word) for one, word in TO_COME.items()}


def told(run: Run) -> str:
    """How many lines have each outcome: « 12 ajoutées, 3 modifiées », « 12 à ajouter »."""
    found = [(run.counts.get(one, 0), word, word if " " in word else f"{word}s") for one, word in words(run).items()]
    return ", ".join(french.plural(*one) for one in found if one[0]) or "aucune ligne"
