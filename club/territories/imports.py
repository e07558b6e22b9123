"""Import of the official lists of places. Idempotent by code; nothing is ever deleted; the caller commits."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select, text

from club import french
from club.extensions import db
from club.territories import following, names, official
from club.territories.models import (
    Commune,
    CommuneWord,
    Departement,
    Epci,
    FormerName,
    ProgrammeCommune,
    Region,
)
from club.territories.official import Official
from club.territories.programme import Note, NotTheList, ProgrammeReport, import_programme
from club.territories.sync import BATCH, Change, Row, batches, change_rows, sync, table_of

__all__ = ["NotTheList", "Note", "ProgrammeReport", "Report", "import_programme", "import_territories"]

Progress = Callable[[int, int], None]


@dataclass
class Report:
    """What an import changed."""

    regions: Change = field(default_factory=Change)
    departements: Change = field(default_factory=Change)
    epcis: Change = field(default_factory=Change)
    communes: Change = field(default_factory=Change)
    former_names: Change = field(default_factory=Change)
    programme: Change = field(default_factory=Change)
    merged: int = 0  # communes of the database that became former
    moved: int = 0  # rows that named one of these, and name the commune of today
    words: int = 0  # rows of the search index added or removed

    @property
    def changed_rows(self) -> int:
        """How many rows were written in all; 0 on a second run."""
        parts = (
            self.regions,
            self.departements,
            self.epcis,
            self.communes,
            self.former_names,
            self.programme,
        )
        return sum(part.rows for part in parts) + self.merged + self.moved + self.words

    def lines(self) -> list[str]:
        """The report in French, a line for each list."""
        parts = {
            "Régions": self.regions,
            "Départements": self.departements,
            "EPCI": self.epcis,
            "Communes": self.communes,
            "Noms anciens": self.former_names,
            "Communes du programme": self.programme,
        }
        said = [
            f"{name}\u202f: {french.plural(c.added, 'ajout')}, "
            f"{french.plural(c.updated, 'mise', 'mises')} à jour, "
            f"{french.number(c.unchanged)} sans changement"
            for name, c in parts.items()
        ]
        return [
            *said,
            f"Communes devenues anciennes\u202f: {french.number(self.merged)}",
            f"Ce qui les nommait et nomme celle d’aujourd’hui\u202f: {french.number(self.moved)}",
        ]


class _Steps:
    """Tells the progress of the whole import."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self.progress, self.total, self.done = progress, total, 0

    def __call__(self, count: int) -> None:
        self.done += count
        if self.progress and count:
            self.progress(min(self.done, self.total), self.total)


def import_territories(progress: Progress | None = None, folder: Path = official.DATA) -> Report:
    """Write régions, départements, EPCI, communes, former names and the first communes of the programme."""
    lists = official.read(folder)
    current = {row["code"] for row in lists.communes}
    successors = _successors(lists, current)
    former = _former_names(lists, current, successors)
    words = _words(lists.communes, former, current, successors)
    total = sum(map(len, (lists.regions, lists.departements, lists.epcis, lists.communes, former, words)))
    step = _Steps(progress, total)
    report = Report(
        regions=sync(Region, ("code",), lists.regions, step),
        departements=sync(Departement, ("code",), lists.departements, step),
        epcis=sync(Epci, ("siren",), lists.epcis, step),
        communes=sync(Commune, ("code",), lists.communes, step),
    )
    _measure(report.communes.rows, Commune)
    report.merged = _mark_former(current, successors)
    report.moved = following.follow(successors)
    report.former_names = sync(FormerName, ("code", "name"), former, step)
    report.programme = _first_programme(lists.programme, current)
    report.programme.added += _carry_programme(successors)
    report.words = _index(words, step)
    _measure(report.words, CommuneWord, FormerName, ProgrammeCommune)
    db.session.expire_all()
    return report


def _measure(changed: int, *models: Any) -> None:
    """After a large change PostgreSQL needs fresh statistics, or it reads whole tables for each row.

    Small changes are left to its own upkeep: measuring a tiny table would give plans that do not scale.
    """
    if changed >= BATCH:
        for model in models:
            db.session.execute(text(f"ANALYZE {table_of(model).name}"))


def _successors(lists: Official, current: set[str]) -> dict[str, str]:
    """Today's commune of each code of the past, through the lists and what the database already knew."""
    stored = select(Commune.code, Commune.merged_into_code).where(Commune.merged_into_code.is_not(None))
    into: dict[str, str] = {code: target for code, target in db.session.execute(stored) if target}
    into |= {row["code"]: row["commune_code"] for row in lists.former}
    found = {}
    for code in into.keys() - current:
        seen, at = {code}, into[code]
        while at not in current and at in into and at not in seen:
            seen.add(at)
            at = into[at]
        if at in current:
            found[code] = at
    return found


def _former_names(lists: Official, current: set[str], successors: dict[str, str]) -> list[Row]:
    rows = {}
    for row in lists.former:
        target = row["commune_code"]
        target = target if target in current else successors.get(target)
        if target:
            rows[row["code"], row["name"]] = row | {"commune_code": target}
    return list(rows.values())


def _mark_former(current: set[str], successors: dict[str, str]) -> int:
    """A commune that left the official list stays, marked, and points to the one that absorbed it."""
    stored = db.session.execute(select(Commune.code, Commune.is_former, Commune.merged_into_code)).all()
    rows: list[Row] = []
    for code, is_former, merged_into in stored:
        target = successors.get(code, merged_into)
        if code not in current and (not is_former or target != merged_into):
            rows.append({"code": code, "is_former": True, "merged_into_code": target})
    change_rows(table_of(Commune), ("code",), rows)
    return len(rows)


def _first_programme(rows: list[Row], current: set[str]) -> Change:
    """The communes known from the start; what the official list said since is never overwritten."""
    known = set(db.session.scalars(select(ProgrammeCommune.commune_code)))
    unplaced = set(db.session.scalars(select(Commune.code).where(Commune.latitude.is_(None))))
    wanted = [row for row in rows if row["commune_code"] in current]
    new = [row for row in wanted if row["commune_code"] not in known]
    if new:
        listed = [{"commune_code": r["commune_code"], "label": r["label"], "programme_id": ""} for r in new]
        db.session.execute(insert(table_of(ProgrammeCommune)), listed)
    places: list[Row] = [
        {"code": row["commune_code"], "longitude": row["longitude"], "latitude": row["latitude"]}
        for row in wanted
        if row["commune_code"] in unplaced
    ]
    change_rows(table_of(Commune), ("code",), places)
    return Change(added=len(new), unchanged=len(wanted) - len(new))


def _carry_programme(successors: dict[str, str]) -> int:
    """When a commune of the programme is merged, the commune that absorbed it is of the programme."""
    table = table_of(ProgrammeCommune)
    stored = {row.commune_code: dict(row._mapping) for row in db.session.execute(select(table))}
    carried: dict[str, Row] = {}
    for code in sorted(stored.keys() & successors.keys()):
        target = successors[code]
        if target not in stored:
            carried.setdefault(target, stored[code] | {"commune_code": target})
    if carried:
        db.session.execute(insert(table), list(carried.values()))
    return len(carried)


def _words(
    communes: list[Row], former: list[Row], current: set[str], successors: dict[str, str]
) -> set[tuple[str, str]]:
    """What finds each commune: its names of today and before, its codes, its postcodes."""
    found: set[tuple[str, str]] = set()
    for row in communes:
        also = (row["code"].lower(), *filter(None, row["postcodes"].split("|")))
        found.update((word, row["code"]) for word in (*names.words(row["name"]), *also))
    for row in former:
        also_former = (*names.words(row["name"]), row["code"].lower())
        found.update((word, row["commune_code"]) for word in also_former)
    return found | _old_words(current, successors)


def _old_words(current: set[str], successors: dict[str, str]) -> set[tuple[str, str]]:
    """Communes that left the list since they were imported: what found them leads to the new commune."""
    stored = db.session.execute(select(Commune.code, Commune.name, Commune.postcodes)).all()
    return {
        (word, successors.get(code, code))
        for code, name, postcodes in stored
        if code not in current
        for word in (*names.words(name), code.lower(), *filter(None, postcodes.split("|")))
    }


def _index(wanted: set[tuple[str, str]], step: _Steps) -> int:
    table = table_of(CommuneWord)
    stored = {(word, code) for word, code in db.session.execute(select(table.c.word, table.c.commune_code))}
    new = [{"word": word, "commune_code": code} for word, code in sorted(wanted - stored)]
    gone = stored - wanted
    step(len(wanted) - len(new))
    for batch in batches(new):
        db.session.execute(insert(table), batch)
        step(len(batch))
    for word, code in gone:
        db.session.execute(delete(table).where(table.c.word == word, table.c.commune_code == code))
    return len(new) + len(gone)
