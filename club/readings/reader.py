"""Read one document: its pages, its first page as an image, its words.

A script of its own, never imported by the club: it runs alone, with little memory and time (see `process`), because a
document may be made to break what reads it. It writes one line of JSON, then the image.

usage: reader.py COUNT|READ mime file
"""

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pypdfium2

MEMORY, SECONDS, WRITTEN = 512 << 20, 20, 8 << 20  # bytes, seconds of processor, bytes
MOST_PAGES = 300  # whose words are read
MOST_CHARACTERS = 60_000
MOST_XML, PIECE = 40_000_000, 65_536  # bytes of one part of a document; bytes read at once
SIDE = 240  # pixels of the larger side of the image: sharp at 120 on a dense screen
PDF = "application/pdf"
PARTS = re.compile(r"content\.xml|word/document\.xml|ppt/slides/slide\d+\.xml|xl/sharedStrings\.xml")
APART = frozenset({"p", "h", "br", "tab", "si", "s", "line-break", "table-cell", "tc"})  # what ends a word
PASSWORD = 4  # what PDFium says


def limit() -> None:
    """Give up the right to more than is needed, for good."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def count(path: str) -> dict[str, Any]:
    """The number of pages of a PDF, or why it has none."""
    try:
        with pypdfium2.PdfDocument(path) as document:
            return {"pages": len(document)}
    except pypdfium2.PdfiumError as error:
        return {"fault": "password" if getattr(error, "err_code", None) == PASSWORD else "damaged"}


def read_pdf(path: str) -> tuple[dict[str, Any], bytes]:
    """Pages, words and first page of a PDF; a page that cannot be read is passed over."""
    with pypdfium2.PdfDocument(path) as document:
        found = {"pages": len(document), "text": bounded(words_of(document))}
        return found, picture_of(document[0])


def words_of(document: Any) -> Iterator[str]:
    for number in range(min(len(document), MOST_PAGES)):
        try:
            yield document[number].get_textpage().get_text_bounded()
        except pypdfium2.PdfiumError:
            continue


def picture_of(page: Any) -> bytes:
    scale = SIDE / max(*page.get_size(), 1)
    image = page.render(scale=min(scale, 2)).to_pil().convert("RGB")
    image.thumbnail((SIDE, SIDE))
    out = io.BytesIO()
    image.save(out, "WEBP", quality=70)
    return out.getvalue()


def read_office(path: str) -> dict[str, Any]:
    """The words of a document of a word processor, a spreadsheet or a presentation."""
    with zipfile.ZipFile(path) as archive:
        names = sorted((name for name in archive.namelist() if PARTS.fullmatch(name)), key=lambda one: (len(one), one))
        slides = sum(name.startswith("ppt/") for name in names)
        return {"pages": slides or None, "text": bounded(words for name in names for words in of_part(archive, name))}


def of_part(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    words = Words()
    parser = ElementTree.XMLParser(target=words)  # noqa: S314 - alone in its process, expat bounds entities
    with archive.open(name) as part:
        for _ in range(MOST_XML // PIECE):
            if not (piece := part.read(PIECE)):
                break
            parser.feed(piece)
            yield words.taken()


class Words:
    """What is between the tags, in its order."""

    def __init__(self) -> None:
        self.met: list[str] = []

    def data(self, text: str) -> None:
        self.met.append(text)

    def end(self, tag: str) -> None:
        if tag.rpartition("}")[2] in APART:
            self.met.append(" ")

    def taken(self) -> str:
        met, self.met = self.met, []
        return "".join(met)


def bounded(parts: Iterator[str]) -> str:
    """The words, cleaned, until there are enough."""
    found, left = [], MOST_CHARACTERS
    for part in parts:
        found.append(part[:left])
        left -= len(found[-1])
        if left <= 0:
            break
    text = re.sub("\ufffe\\s*|\x02\\s*|\xad", "", "".join(found))  # words cut at the end of a line
    text = re.sub(r"[\x00-\x1f\x7f-\x9f\s]+", " ", text)
    return text.encode("utf-8", "ignore").decode().strip()


def main(gesture: str, mime: str, path: str) -> None:
    picture = b""
    if gesture == "COUNT":
        found = count(path)
    elif mime == PDF:
        found, picture = read_pdf(path)
    else:
        found = read_office(path)
    sys.stdout.buffer.write(json.dumps(found).encode() + b"\n" + picture)


if __name__ == "__main__":
    limit()
    main(*sys.argv[1:4])
