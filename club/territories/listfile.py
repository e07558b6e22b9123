"""Reading the programme's official list, however a spreadsheet saved it."""

import re
from datetime import date
from pathlib import Path

from club import clock, tables
from club.access import Refused
from club.tables import Line, Wanted

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
LIST = Wanted("la liste du programme", COLUMNS, REQUIRED, MOST_LINES, is_flat=True)
# The law that created the ORT (23 November 2018): no signature of the programme can be older.
EARLIEST = date(2018, 11, 23)
YEAR_FIRST = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ][\d:.Z+]*)?")
DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: [\d:]*)?")


class NotTheList(Refused):
    """The file is not the programme's list; its text says in French why. Nothing was changed."""


def read_list(source: Path | str | bytes) -> list[Line]:
    """The lines of the list; refuses what is not the list."""
    try:
        lines = tables.read(tables.decoded(_content(source)), LIST)
    except tables.NotATable as why:
        raise NotTheList(str(why)) from None
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
