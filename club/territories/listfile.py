"""Reading the programme's official list, however a spreadsheet saved it."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from club import clock
from club.access import Refused

LARGEST = 5_000_000  # bytes; the real list weighs 200 kB
MOST_LINES = 50_000  # more lines than France has communes
COLUMNS = {
    "code": ("insee_com", "code_insee"),
    "label": ("lib_com", "libelle_anct", "nom"),
    "programme_id": ("id_pvd", "id_pvd_2021"),
    "signed_on": ("date_signature", "date_signature_pvd"),
    "ort_signed_on": ("date_signature_ort",),
    "is_ort_signed": ("ort_signee",),
    "longitude": ("longitude",),
    "latitude": ("latitude",),
}
REQUIRED = ("code", "label", "programme_id", "signed_on")
# The law that created the ORT (23 November 2018): no signature of the programme can be older.
EARLIEST = date(2018, 11, 23)
YEAR_FIRST = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ][\d:.Z+]*)?")
DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: [\d:]*)?")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


class NotTheList(Refused):
    """The file is not the programme's list; its text says in French why. Nothing was changed."""


@dataclass(frozen=True)
class Line:
    """One line of the list: its number in the file and the cells of the columns the file has."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_list(source: Path | str | bytes) -> list[Line]:
    """The lines of the list; refuses what is not the list."""
    text = _decoded(_content(source))
    try:
        lines = list(_lines(text))
    except csv.Error:
        raise NotTheList("Ce fichier ne se lit pas comme un tableau\u202f: vérifiez ses guillemets.") from None
    if not lines:
        raise NotTheList("Cette liste ne contient aucune commune.")
    return lines


def _content(source: Path | str | bytes) -> bytes:
    if isinstance(source, bytes):
        content = source[: LARGEST + 1]
    else:
        try:
            with Path(source).open("rb") as file:
                content = file.read(LARGEST + 1)
        except (OSError, ValueError):
            raise NotTheList(f"Le fichier «\u202f{source}\u202f» ne peut pas être lu.") from None
    if len(content) > LARGEST:
        raise NotTheList("Ce fichier est trop lourd pour être la liste du programme (5 Mo au plus).")
    if not content.strip():
        raise NotTheList("Ce fichier est vide.")
    return content


def _decoded(content: bytes) -> str:
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        if not CONTROL.search(text):
            return text
    raise NotTheList("Ce fichier n’est pas un texte\u202f: enregistrez la liste au format CSV.")


def _encodings(content: bytes) -> tuple[str, ...]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    zeros = [position for position in range(4) if content[position : position + 1] == b"\0"]
    if zeros in ([1, 3], [0, 2]):  # UTF-16 saved without its mark: every other byte is zero
        return ("utf-16-le",) if zeros[0] else ("utf-16-be",)
    return "utf-8-sig", "cp1252"


def _lines(text: str) -> Iterator[Line]:
    delimiter, places = _header(text)
    records = _records(text, delimiter)
    next(records)  # the header
    for number, record in records:
        if number > MOST_LINES:
            raise NotTheList("Ce fichier a trop de lignes pour être la liste du programme.")
        if any("\n" in cell or "\r" in cell for cell in record):
            raise NotTheList(f"Ligne {number}\u202f: un guillemet ouvert n’est pas fermé sur la même ligne.")
        cells = {column: record[at].strip() for column, at in places.items() if at < len(record)}
        if any(cells.values()):
            yield Line(number, cells)


def _header(text: str) -> tuple[str, dict[str, int]]:
    """The delimiter, and where each known column is; refuses a table without those of the list."""
    first = next((line for line in io.StringIO(text, newline="") if line.strip()), "")
    fewest = list(REQUIRED)
    for delimiter in ",;\t":
        titles = [title.strip().lower() for title in next(csv.reader([first], delimiter=delimiter), [])]
        places = {
            column: titles.index(next(alias for alias in aliases if alias in titles))
            for column, aliases in COLUMNS.items()
            if not set(aliases).isdisjoint(titles)
        }
        missing = [column for column in REQUIRED if column not in places]
        if not missing:
            return delimiter, places
        fewest = min(fewest, missing, key=len)
    wanted = ", ".join(COLUMNS[column][0] for column in fewest)
    raise NotTheList(f"Ce fichier n’est pas la liste du programme. Colonnes absentes\u202f: {wanted}.")


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the number of the line where it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    for record in reader:
        if any(cell.strip() for cell in record):
            yield start, record
        start = reader.line_num + 1


def day_of(cell: str) -> date | None:
    """The day a cell says, None when it is empty; ValueError for a day that no signature can have."""
    if not cell:
        return None
    if found := YEAR_FIRST.fullmatch(cell):
        year, month, day = map(int, found.groups())
    elif found := DAY_FIRST.fullmatch(cell):
        day, month, year = map(int, found.groups())
    else:
        raise ValueError(cell)
    said = date(year, month, day)
    if not EARLIEST <= said <= clock.today():
        raise ValueError(cell)
    return said


def place_of(line: Line) -> tuple[float, float] | None:
    """The longitude and latitude of a line, None when it has none; ValueError when they are nowhere."""
    if not line["longitude"] and not line["latitude"]:
        return None
    longitude, latitude = (float(line[column].replace(",", ".")) for column in ("longitude", "latitude"))
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):
        raise ValueError(line.cells)
    return longitude, latitude


def yes_or_no(cell: str) -> bool | None:
    """« 1 », « oui » or « 0 », « non »; None when nothing is said."""
    return {"1": True, "oui": True, "0": False, "non": False}.get(cell.lower())
