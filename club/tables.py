"""Reading a table however a spreadsheet saved it: encoding, separator, order and case of the titles do not matter."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from club.access import Refused
from club.sheets import FORMULA

SEPARATORS = ",;\t"
LONGEST = 20_000  # characters of the titles
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


class NotATable(Refused):
    """The content is not the table that is wanted; its text says in French why."""


@dataclass(frozen=True)
class Line:
    """One line: its number in the file and the cells of the columns the file has, by their name here."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Wanted:
    """The table one expects: its columns with the titles each may have, those it must have, its most lines.

    `is_flat`: no cell holds a line break, so that one means a quotation mark that was left open.
    """

    name: str
    columns: Mapping[str, Sequence[str]]
    required: Sequence[str]
    most_lines: int
    is_flat: bool = False


@dataclass(frozen=True)
class Header:
    """How the lines are cut, where each known column is, and the titles that mean nothing here."""

    separator: str
    places: Mapping[str, int]
    unknown: Sequence[str]


def decoded(content: bytes) -> str:
    """The text of a content; raises NotATable when it is none."""
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        if not CONTROL.search(text):
            return text
    raise NotATable("Ce fichier n’est pas un texte\u202f: enregistrez-le au format CSV.")


def _encodings(content: bytes) -> tuple[str, ...]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    zeros = [position for position in range(4) if content[position : position + 1] == b"\0"]
    if zeros in ([1, 3], [0, 2]):  # UTF-16 saved without its mark: every other byte is zero
        return ("utf-16-le",) if zeros[0] else ("utf-16-be",)
    return "utf-8-sig", "cp1252"


def read(text: str, wanted: Wanted) -> list[Line]:
    """The lines that say something; raises NotATable for another table."""
    head = header(text, wanted)
    try:
        return list(_lines(text, head, wanted))
    except csv.Error:
        raise NotATable("Ce fichier ne se lit pas comme un tableau\u202f: vérifiez ses guillemets.") from None


def header(text: str, wanted: Wanted) -> Header:
    """The first line; raises NotATable when a column that must be there is not."""
    first = next((line for line in io.StringIO(text, newline="") if line.strip()), "")
    if len(first) > LONGEST:
        raise NotATable(f"Ce fichier n’est pas {wanted.name}\u202f: sa première ligne est trop longue.")
    fewest = list(wanted.required)
    for separator in SEPARATORS:
        titles = [title.strip().lower() for title in _cut(first, separator)]
        places = {
            column: titles.index(next(title for title in known if title in titles))
            for column, known in wanted.columns.items()
            if not set(known).isdisjoint(titles)
        }
        missing = [column for column in wanted.required if column not in places]
        if not missing:
            unknown = [title for at, title in enumerate(titles) if title and at not in places.values()]
            return Header(separator, places, unknown)
        fewest = min(fewest, missing, key=len)
    lacking = ", ".join(wanted.columns[column][0] for column in fewest)
    raise NotATable(f"Ce fichier n’est pas {wanted.name}. Colonnes absentes\u202f: {lacking}.")


def _cut(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def _lines(text: str, head: Header, wanted: Wanted) -> Iterator[Line]:
    records = _records(text, head.separator)
    next(records)  # the header
    for rank, (number, record) in enumerate(records, 1):
        if rank > wanted.most_lines:
            raise NotATable(f"Ce fichier a trop de lignes pour être {wanted.name}.")
        if wanted.is_flat and any("\n" in cell or "\r" in cell for cell in record):
            raise NotATable(f"Ligne {number}\u202f: un guillemet ouvert n’est pas fermé sur la même ligne.")
        cells = {column: _bare(record[at]) for column, at in head.places.items() if at < len(record)}
        if any(cells.values()):
            yield Line(number, cells)


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the number of the line where it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    for record in reader:
        if any(cell.strip() for cell in record):
            yield start, record
        start = reader.line_num + 1


def _bare(cell: str) -> str:
    """A cell without what our own tables put before what looks like a formula."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
