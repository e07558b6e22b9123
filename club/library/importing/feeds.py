"""Catalogues as feeds: Atom (RFC 4287), and OAI-PMH 2.0 answers in unqualified Dublin Core.

Nothing of a document is obeyed: a document type, hence any entity, is refused; it is read as a stream, and what one
record may hold is bounded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from club.tables import Line, NotATable

ATOM = "{http://www.w3.org/2005/Atom}"
OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ROOTS = {f"{ATOM}feed": "atom", f"{OAI}OAI-PMH": "oai"}
RECORDS = {"atom": f"{ATOM}entry", "oai": f"{OAI}record"}
MOST_HELD, DEEPEST = 5_000, 100  # elements of one record, or around records; one within the other
ENDLESS = re.compile(rb"<[^<>]{200000}")  # expat reads a tag again and again until it has it whole
TOO_FULL = "Une notice de ce document contient trop de balises."
TOO_LONG = "Une balise de ce document est trop longue."
PRETTY = " ; "
UNFINISHED = (
    "Ce document n’est qu’une partie du catalogue\u202f: il annonce une suite ({where}). Importez aussi les suivants."
)
DANGEROUS = "Ce document contient une déclaration DOCTYPE, refusée par prudence. Retirez-la."
TOO_MANY = "Ce document a trop de notices\u202f: {most} au plus. Envoyez-le en plusieurs parties."
BROKEN = "Ce document XML est abîmé ou incomplet\u202f: {why}."
OTHER = "Ce document XML n’est ni un fil Atom, ni une réponse OAI-PMH. Enregistrez l’un des deux, ou un tableau CSV."


@dataclass
class Feed:
    """The records of a document by the names of our columns, and what is said of the whole."""

    kind: str = ""
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(content: bytes, most: int) -> Feed:
    """What a document holds; raises NotATable when it is not a feed, is broken, or has more than `most` records."""
    feed = Feed()
    try:
        for element in _stream(content, feed):
            _take(element, feed)
            if len(feed.lines) > most:
                raise NotATable(TOO_MANY.format(most=most))
    except DefusedXmlException:
        raise NotATable(DANGEROUS) from None
    except (ParseError, LookupError, ValueError) as why:
        raise NotATable(BROKEN.format(why=str(why)[:80])) from None
    return feed


def _stream(content: bytes, feed: Feed) -> Iterator[Element]:
    """Each record and each announcement of more, once whole; what was read is let go."""
    held, inside, root = 0, False, None
    for happened, element in _tags(content):
        if root is None:
            root = element
            feed.kind = ROOTS.get(element.tag, "")
            if not feed.kind:
                raise NotATable(OTHER)
        is_record = element.tag == RECORDS[feed.kind]
        held += happened == "start"
        inside = inside or (is_record and happened == "start")
        if held > MOST_HELD:
            raise NotATable(TOO_FULL)
        if happened == "end" and (is_record or not inside):
            yield element
            element.clear()
            if is_record:
                held, inside = 0, False
                if feed.kind == "atom":
                    root.clear()


def _tags(content: bytes) -> Iterator[tuple[str, Element]]:
    """Where each element begins and ends."""
    if ENDLESS.search(content):
        raise NotATable(TOO_LONG)
    depth = 0
    for happened, element in iterparse(BytesIO(content), events=("start", "end"), forbid_dtd=True):
        depth += 1 if happened == "start" else -1
        if depth > DEEPEST:
            raise NotATable(TOO_FULL)
        yield happened, element


def _take(element: Element, feed: Feed) -> None:
    if element.tag == RECORDS[feed.kind]:
        cells = READERS[feed.kind](element)
        feed.lines.append(Line(len(feed.lines) + 1, {name: value for name, value in cells.items() if value}))
    elif element.tag == f"{OAI}resumptionToken" and (element.text or "").strip():
        feed.notes.append(UNFINISHED.format(where="resumptionToken"))
    elif element.tag == f"{ATOM}link" and element.get("rel") == "next":
        feed.notes.append(UNFINISHED.format(where="lien « next »"))
    elif element.tag == f"{OAI}error":
        raise NotATable(f"L’entrepôt répond par une erreur\u202f: {_text(element)[:200] or element.get('code', '')}.")


def _entry(entry: Element) -> dict[str, str]:
    summary, content = entry.find(f"{ATOM}summary"), entry.find(f"{ATOM}content")
    themes = [one.get("label") or one.get("term") or "" for one in entry.findall(f"{ATOM}category")]
    return {
        "identifiant": _text(entry.find(f"{ATOM}id")),
        "titre": _text(entry.find(f"{ATOM}title")),
        **_said("resume", summary),
        **_said("texte", content),
        "adresse": _address(entry),
        "themes": PRETTY.join(filter(None, themes)),
        "licence": _text(entry.find(f"{ATOM}rights")),
        "mise_a_jour_le": _text(entry.find(f"{ATOM}updated"))[:10],
        "langue": entry.get(XML_LANG, ""),
    }


def _address(entry: Element) -> str:
    """The page that an entry is about."""
    links = entry.findall(f"{ATOM}link")
    return next((one.get("href", "") for one in links if one.get("rel", "alternate") == "alternate"), "")


def _said(column: str, element: Element | None) -> dict[str, str]:
    """A text of an entry, under the name that tells how it is written."""
    if element is None:
        return {}
    kind = element.get("type", "text")
    if kind == "xhtml":
        for child in element.iter():
            child.tag = child.tag.rpartition("}")[2]
        return {f"{column}_html": "".join(tostring(child, encoding="unicode") for child in element)}
    return {f"{column}_html" if kind in {"html", "text/html"} else column: _text(element)}


def _record(record: Element) -> dict[str, str]:
    header = record.find(f"{OAI}header")
    cells = {"identifiant": _text(header.find(f"{OAI}identifier")) if header is not None else ""}
    if header is not None and header.get("status") == "deleted":
        return cells | {"supprimee": "oui"}
    many = {name: [_text(one) for one in record.iter(f"{DC}{name}")] for name in "title description identifier".split()}
    cells |= {
        "titre": next(filter(None, many["title"]), ""),
        "texte": "\n\n".join(filter(None, many["description"])),
        "adresse": next((one for one in many["identifier"] if one.startswith(("https://", "http://"))), ""),
    }
    return cells | {column: _all(record, name) for column, name in DUBLIN.items()}


DUBLIN = {"themes": "subject", "type": "type", "licence": "rights", "langue": "language", "date_source": "date"}


def _all(record: Element, name: str) -> str:
    return PRETTY.join(dict.fromkeys(filter(None, map(_text, record.iter(f"{DC}{name}")))))


def _text(element: Element | None) -> str:
    return "".join(element.itertext()).strip() if element is not None else ""


READERS = {"atom": _entry, "oai": _record}


def is_xml(content: bytes) -> bool:
    """Whether a content begins as a document of tags does, in any encoding of Unicode."""
    return content[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
