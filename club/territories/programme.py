"""Import of the programme's official list. What a list leaves blank is kept; the caller commits."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import insert, select

from club import french
from club.extensions import db
from club.tables import Line
from club.territories.listfile import NotTheList, day_of, place_of, read_list, yes_or_no
from club.territories.models import Commune, FormerName, ProgrammeCommune
from club.territories.sync import Row, change_rows, table_of

__all__ = ["NotTheList", "Note", "ProgrammeReport", "import_programme"]

DATES = {"signed_on": "date de signature", "ort_signed_on": "date de l’ORT"}


@dataclass(frozen=True)
class Note:
    """What is said of one line of the file."""

    line: int
    code: str
    text: str


@dataclass
class ProgrammeReport:
    """What an import of the list did, line by line. A line may have several notes."""

    added: list[Note] = field(default_factory=list)
    updated: list[Note] = field(default_factory=list)
    unchanged: list[Note] = field(default_factory=list)
    unknown: list[Note] = field(default_factory=list)
    duplicate: list[Note] = field(default_factory=list)
    bad_date: list[Note] = field(default_factory=list)
    bad_place: list[Note] = field(default_factory=list)
    repaired: list[Note] = field(default_factory=list)
    former: list[Note] = field(default_factory=list)
    undated: int = 0  # lines whose date of signature is blank
    absent: list[str] = field(default_factory=list)  # in the database, not in this list: left as they are

    @property
    def changed_rows(self) -> int:
        """How many communes were added or updated; 0 on a second run."""
        return len(self.added) + len(self.updated)

    def lines(self) -> list[str]:
        """The report in French: the counts, then each line that somebody should look at."""
        counts = {
            "Ajoutées": self.added,
            "Mises à jour": self.updated,
            "Inchangées": self.unchanged,
            "Codes inconnus": self.unknown,
            "Doublons": self.duplicate,
            "Dates impossibles": self.bad_date,
            "Coordonnées impossibles": self.bad_place,
            "Codes réparés": self.repaired,
            "Communes fusionnées": self.former,
        }
        said = [f"{name}\u202f: {french.number(len(notes))}" for name, notes in counts.items()]
        said.append(f"Sans date de signature\u202f: {french.number(self.undated)}")
        said.append(f"Déjà en base, absentes de cette liste\u202f: {french.number(len(self.absent))}")
        return said + [f"Ligne {note.line}\u202f: {note.code or '(vide)'}, {note.text}" for note in self.remarks]

    @property
    def remarks(self) -> list[Note]:
        """The notes that ask for attention, in the order of the file."""
        odd = (self.unknown, self.duplicate, self.bad_date, self.bad_place, self.repaired, self.former)
        return sorted((note for notes in odd for note in notes), key=lambda note: note.line)


@dataclass
class _Stored:
    """What the database knew before the import."""

    today: set[str]
    successors: dict[str, str]
    programme: dict[str, Row]
    places: dict[str, tuple[float | None, float | None]]


def import_programme(source: Path | str | bytes, progress: Callable[[int, int], None] | None = None) -> ProgrammeReport:
    """Bring the programme's communes to what the official list says; refuse (NotTheList) any other file."""
    lines = read_list(source)
    stored, report = _stored(), ProgrammeReport()
    first: dict[str, int] = {}
    new, changed, moved = [], [], []
    for done, line in enumerate(lines, start=1):
        code = _code_of(line, stored, report)
        if code and code in first:
            said = f"la commune est déjà à la ligne {first[code]}"
            report.duplicate.append(Note(line.number, code, said))
        elif code:
            first[code] = line.number
            before = stored.programme.get(code)
            row, place = _row(line, code, before, report), _place(line, code, report)
            is_moved = place is not None and place != stored.places[code]
            if place and is_moved:
                moved.append({"code": code, "longitude": place[0], "latitude": place[1]})
            if before is None:
                new.append(row)
            elif before != row:
                changed.append(row)
            _count(report, Note(line.number, code, row["label"]), before is None, before != row or is_moved)
        if progress:
            progress(done, len(lines))
    _write(new, changed, moved)
    report.absent = sorted(stored.programme.keys() & stored.today - first.keys())
    return report


def _stored() -> _Stored:
    columns = (Commune.code, Commune.merged_into_code, Commune.longitude, Commune.latitude)
    communes = db.session.execute(select(*columns)).all()
    former = {code: target for code, target in db.session.execute(select(FormerName.code, FormerName.commune_code))}
    merged = {row.code: row.merged_into_code for row in communes if row.merged_into_code}
    today = {row.code for row in communes} - merged.keys()
    rows = db.session.execute(select(table_of(ProgrammeCommune)))
    return _Stored(
        today=today,
        successors={code: target for code, target in (former | merged).items() if code not in today},
        programme={row.commune_code: dict(row._mapping) for row in rows},
        places={row.code: (row.longitude, row.latitude) for row in communes},
    )


def _code_of(line: Line, stored: _Stored, report: ProgrammeReport) -> str | None:
    """Today's commune of a line; tells what was repaired, merged or unknown."""
    code = line["code"].strip("='\" ").upper()
    padded = f"0{code}"
    if len(code) == 4 and code.isdigit() and padded in stored.today | stored.successors.keys():
        report.repaired.append(Note(line.number, padded, f"le zéro manquait («\u202f{code}\u202f»)"))
        code = padded
    if code in stored.today:
        return code
    if code in stored.successors:
        target = stored.successors[code]
        report.former.append(Note(line.number, code, f"commune fusionnée, comptée pour {target}"))
        return target
    report.unknown.append(Note(line.number, code[:20], "aucune commune n’a ce code"))
    return None


def _row(line: Line, code: str, before: Row | None, report: ProgrammeReport) -> Row:
    """The row a line asks for: what it leaves blank keeps its value."""
    dates = {column: _day(line, code, column, report) for column in DATES}
    report.undated += not line["signed_on"]
    said: Row = {
        "commune_code": code,
        "programme_id": line["programme_id"][:40],
        "label": line["label"][:120],
        **dates,
        "is_ort_signed": yes_or_no(line["is_ort_signed"]),
    }
    blank = (None, "")
    return {column: before[column] if before and value in blank else value for column, value in said.items()}


def _day(line: Line, code: str, column: str, report: ProgrammeReport) -> date | None:
    try:
        return day_of(line[column])
    except ValueError:
        said = f"{DATES[column]} impossible («\u202f{line[column][:30]}\u202f»), ignorée"
        report.bad_date.append(Note(line.number, code, said))
        return None


def _place(line: Line, code: str, report: ProgrammeReport) -> tuple[float, float] | None:
    try:
        return place_of(line)
    except ValueError:
        report.bad_place.append(Note(line.number, code, "coordonnées impossibles, ignorées"))
        return None


def _count(report: ProgrammeReport, note: Note, is_new: bool, is_different: bool) -> None:
    kept = report.added if is_new else report.updated if is_different else report.unchanged
    kept.append(note)


def _write(new: list[Row], changed: list[Row], moved: list[Row]) -> None:
    if new:
        db.session.execute(insert(table_of(ProgrammeCommune)), new)
    change_rows(table_of(ProgrammeCommune), ("commune_code",), changed)
    change_rows(table_of(Commune), ("code",), moved)
    db.session.expire_all()
