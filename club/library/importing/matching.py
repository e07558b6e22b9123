"""Some lines of an import with what they are about: the record of each, its resource, and the plan that follows."""

from collections.abc import Collection, Sequence
from typing import Any

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from club import sheets, text
from club.extensions import db
from club.importing.models import Line, Outcome, Phase
from club.library.importing import comparing, understanding
from club.library.importing.comparing import Aim, Plan
from club.library.importing.models import CatalogueImport, ImportLine, SourceRecord
from club.library.importing.understanding import Values
from club.library.importing.writing import Entry
from club.library.models import Resource

NO_IDENTIFIER = "Il manque un identifiant\u202f: colonne « identifiant » ou « adresse »."
LONG_IDENTIFIER = f"L’identifiant dépasse {Line.IDENTIFIER_MAX} caractères."
ABSENT = "Aucune ressource de votre organisation n’est à cette adresse du club."
GONE = "Retirée du catalogue d’origine\u202f: sa page dans le club n’est pas changée."


class Batch:
    """Some lines in a row, and all that is known of them, in a fixed number of statements."""

    def __init__(self, run: CatalogueImport, lines: Sequence[ImportLine], aim: Aim) -> None:
        self.run, self.lines, self.aim, self.is_kept = run, lines, aim, run.phase == Phase.RUNNING
        self.base_url: str = current_app.config["CLUB"].base_url
        self.known = understanding.lists(run, [one.cells for one in lines], self.base_url)
        self.numbers = {one.id: understanding.own_number(one.cells, self.base_url) for one in lines}
        self.identifiers = {one.id: self._identifier(one) for one in lines}
        self.records = self._records()
        ids = {one.resource_id for one in self.records.values()} | set(filter(None, self.numbers.values()))
        self.resources = {one.id: one for one in _whole(ids)}
        self.firsts = self._firsts(ImportLine.identifier, set(self.identifiers.values()))
        self.takers = self._firsts(ImportLine.resource_id, ids, ImportLine.outcome != Outcome.REFUSED)

    def entries(self) -> list[Entry]:
        """Each line with its plan."""
        return [self._entry(line) for line in self.lines]

    def _identifier(self, line: ImportLine) -> str:
        """Addresses of the club change with the titles: their number is what stays."""
        number = self.numbers[line.id]
        is_own = number and not line.cells.get("identifiant")
        said = f"{self.base_url}/ressources/{number}" if is_own else understanding.identifier_of(line.cells)
        return said[: Line.IDENTIFIER_MAX + 1]

    def _records(self) -> dict[str, SourceRecord]:
        own = SourceRecord.organisation_id == self.run.organisation_id
        asked = select(SourceRecord).where(own, SourceRecord.identifier.in_(set(self.identifiers.values())))
        return {one.identifier: one for one in db.session.scalars(asked)}

    def _firsts(self, column: Any, values: Collection[Any], *conditions: Any) -> dict[Any, int]:
        """The first line of the document that has each of these."""
        asked = select(column, func.min(ImportLine.number)).where(ImportLine.import_id == self.run.id, *conditions)
        asked = asked.where(column.in_(values), ImportLine.number <= self.lines[-1].number).group_by(column)
        return {value: number for value, number in db.session.execute(asked)}

    def _entry(self, line: ImportLine) -> Entry:
        identifier = self.identifiers[line.id]
        record = self.records.get(identifier)
        number = record.resource_id if record else self.numbers[line.id]
        resource = self.resources.get(number or 0)
        if why := self._refusal(line, identifier, number, resource):
            return Entry(line, identifier, Plan(Outcome.REFUSED, notes=[why]), None, record)
        if line.cells.get("supprimee"):
            return Entry(line, identifier, _gone(record), resource, record)
        if number:
            self.takers[number] = line.number
        present = comparing.present(resource) if resource else None
        said = understanding.understand(line.cells, self.known, present)
        plan = comparing.plan(said, resource, _written(line, record, resource), self.known, self.aim)
        return self._rendered(Entry(line, identifier, plan, resource, record))

    def _rendered(self, entry: Entry) -> Entry:
        """With its text as HTML. The dry run, which keeps none, asks only whether it can be rendered."""
        body, make = entry.plan.values.get("body", ""), text.render if self.is_kept else text.bounded
        try:
            entry.html = make(body) if "body" in entry.plan.changes else None
        except text.TooComplex as why:
            entry.plan = Plan(Outcome.REFUSED, notes=[str(why)])
        return entry

    def _refusal(self, line: ImportLine, identifier: str, number: int | None, resource: Resource | None) -> str:
        if not identifier:
            return NO_IDENTIFIER
        if len(identifier) > Line.IDENTIFIER_MAX:
            return LONG_IDENTIFIER
        first = self.firsts.get(identifier, line.number)
        if first == line.number and number:
            first = min(self.takers.get(number, line.number), line.number)
        if first < line.number:
            return f"Même ressource que la ligne {first}, déjà lue."
        is_ours = resource is not None and resource.organisation_id == self.run.organisation_id
        return ABSENT if number and not is_ours else ""


def _gone(record: SourceRecord | None) -> Plan:
    return Plan(Outcome.UNCHANGED, written=dict(record.written) if record else {}, notes=[GONE])


def _written(line: ImportLine, record: SourceRecord | None, resource: Resource | None) -> Values | None:
    """What an import last wrote. A table older than the page it names may only fill in what is empty there."""
    if record is not None:
        return record.written
    day = line.cells.get("mise_a_jour_le", "")
    is_stale = resource is not None and day and day != sheets.day(resource.updated_at)
    return {} if is_stale or resource is None else None


def _whole(ids: Collection[int]) -> Sequence[Resource]:
    """Resources with all that an import may change; locked, for their readers may be writing too."""
    loaded = [selectinload(one) for one in (Resource.themes, Resource.stages, Resource.territories, Resource.links)]
    asked = select(Resource).where(Resource.id.in_(ids)).order_by(Resource.id)
    asked = asked.options(*loaded, selectinload(Resource.files), joinedload(Resource.cover))
    return db.session.scalars(asked.with_for_update(of=Resource)).all()
