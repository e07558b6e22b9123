"""Lists as they leave the club: tables for spreadsheets, data, feeds."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import Any, NamedTuple
from xml.etree import ElementTree

from flask import Response
from werkzeug.wsgi import FileWrapper

from club import clock, french, later

IN_MEMORY, CHUNK = 1_000_000, 64 * 1024  # bytes
FORMULA = ("=", "+", "-", "@", "\t", "\r")
ODS = "application/vnd.oasis.opendocument.spreadsheet"
# odfpy says nothing of its types, and few downloads need it.
CELLS: Any = later.module("odf.table")
DOCUMENT: Any = later.module("odf.opendocument")
FORMATS: Any = later.module("odf.number")
STYLE: Any = later.module("odf.style")
WORDS: Any = later.module("odf.text")
ATOM = "{http://www.w3.org/2005/Atom}"


def day(at: datetime | None) -> str | None:
    """A moment as a day of mainland France."""
    return at.astimezone(clock.PARIS).date().isoformat() if at else None


def table(columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """A table that spreadsheets open, line by line; what looks like a formula is made text."""
    yield "\ufeff" + _line(columns)
    for row in rows:
        yield _line(map(_cell, row))


def _line(cells: Iterable[Any]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerow(cells)
    return out.getvalue()


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def workbook(
    name: str, head: Iterable[str], columns: Sequence[str], rows: Iterable[Iterable[Any]], foot: Iterable[str]
) -> bytes:
    """An OpenDocument spreadsheet of one table: whole numbers are euros, others are per cent, words are only words."""
    document = DOCUMENT.OpenDocumentSpreadsheet()
    looks = {int: _look(document, "Euros", "€"), float: _look(document, "Parts", "%"), str: _bold(document)}
    sheet = CELLS.Table(name=name)
    sheet.addElement(CELLS.TableColumn(stylename=_wide(document), numbercolumnsrepeated=len(columns)))
    lines: list[tuple[Iterable[Any], bool]] = [*(((one,), True) for one in head), ((None,), False), (columns, True)]
    lines += [*((row, False) for row in rows), ((None,), False), *(((one,), False) for one in foot)]
    for values, is_bold in lines:
        row = CELLS.TableRow()
        for value in values:
            row.addElement(_typed(value, looks, is_bold=is_bold))
        sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def _typed(value: Any, looks: dict[type, Any], *, is_bold: bool) -> Any:
    if value is None or value == "":
        return CELLS.TableCell()
    if isinstance(value, str):
        cell = CELLS.TableCell(valuetype="string", **({"stylename": looks[str]} if is_bold else {}))
        cell.addElement(WORDS.P(text=value))
        return cell
    kind, said = ("percentage", value / 100) if isinstance(value, float) else ("float", value)
    cell = CELLS.TableCell(valuetype=kind, value=said, stylename=looks[type(value)])
    cell.addElement(WORDS.P(text=french.number(value)))
    return cell


def _look(document: Any, name: str, unit: str) -> Any:
    """How the numbers of a cell are written: « 38 400 € », « 37,5 % »."""
    kind = FORMATS.PercentageStyle if unit == "%" else FORMATS.NumberStyle
    format_ = kind(name=f"N{name}")
    decimals = "1" if unit == "%" else "0"
    format_.addElement(FORMATS.Number(decimalplaces=decimals, minintegerdigits="1", grouping="true"))
    format_.addElement(FORMATS.Text(text=f" {unit}"))
    document.automaticstyles.addElement(format_)
    look = STYLE.Style(name=name, family="table-cell", datastylename=format_)
    document.automaticstyles.addElement(look)
    return look


def _bold(document: Any) -> Any:
    look = STYLE.Style(name="Titre", family="table-cell")
    look.addElement(STYLE.TextProperties(fontweight="bold"))
    document.automaticstyles.addElement(look)
    return look


def _wide(document: Any) -> Any:
    look = STYLE.Style(name="Large", family="table-column")
    look.addElement(STYLE.TableColumnProperties(columnwidth="5cm"))
    document.automaticstyles.addElement(look)
    return look


def data(name: str, things: Iterable[dict[str, Any]]) -> Iterator[str]:
    """`{"name": [things]}`, thing by thing."""
    yield f'{{"{name}": ['
    for number, thing in enumerate(things):
        yield (",\n" if number else "\n") + json.dumps(thing, ensure_ascii=False)
    yield "\n]}\n"


def file(content: bytes, mime: str, name: str) -> Response:
    """A whole file to keep."""
    return Response(content, content_type=mime, headers={"Content-Disposition": f"attachment; filename={name}"})


def download(lines: Iterable[str], mime: str, name: str) -> Response:
    """A file to keep. It is laid aside before it leaves: who reads slowly holds neither the base nor the memory."""
    aside = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with the answer
    for line in lines:
        aside.write(line.encode())
    size = aside.tell()
    headers = {"Content-Disposition": f"attachment; filename={name}", "Content-Length": str(size)}
    aside.seek(0)
    if size <= IN_MEMORY:
        with aside:
            return Response(aside.read(), content_type=mime, headers=headers)
    answer = Response(FileWrapper(aside, CHUNK), content_type=mime, headers=headers)
    answer.call_on_close(aside.close)
    return answer


class Entry(NamedTuple):
    """What a feed says of one thing; its address is its name."""

    title: str
    address: str
    at: datetime
    summary: str
    author: str


def atom(entries: Sequence[Entry], *, title: str, own: str) -> bytes:
    """A feed of summaries: who wants the whole story signs in."""
    feed = ElementTree.Element(f"{ATOM}feed")
    newest = max((one.at for one in entries), default=clock.now())
    _add(feed, title=title, id=own, updated=newest.isoformat())
    ElementTree.SubElement(feed, f"{ATOM}link", rel="self", href=own)
    for one in entries:
        entry = ElementTree.SubElement(feed, f"{ATOM}entry")
        _add(entry, title=one.title, id=one.address, updated=one.at.isoformat(), summary=one.summary or one.title)
        ElementTree.SubElement(entry, f"{ATOM}link", href=one.address)
        _add(ElementTree.SubElement(entry, f"{ATOM}author"), name=one.author)
    ElementTree.register_namespace("", ATOM[1:-1])
    content: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def _add(parent: ElementTree.Element, **texts: str) -> None:
    for name, value in texts.items():
        ElementTree.SubElement(parent, f"{ATOM}{name}").text = value
