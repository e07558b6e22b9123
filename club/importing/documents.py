"""A table that was sent: what it holds, or why it is none."""

from club import tables
from club.tables import Line, NotATable, Wanted

OTHERS = {
    b"PK\x03\x04": "Ce fichier est un classeur ou une archive\u202f: enregistrez la feuille au format CSV.",
    b"\xd0\xcf\x11\xe0": "Ce fichier est un classeur Excel\u202f: enregistrez la feuille au format CSV.",
    b"%PDF-": "Ce fichier est un PDF\u202f: envoyez le tableau dont il est tiré, au format CSV.",
}
TITLES, LONG = 10, 40  # titles that are told, characters of each


def refuse_others(content: bytes) -> None:
    """Raises NotATable for what is not even a text, with what to do."""
    if not content.strip():
        raise NotATable("Ce fichier est vide.")
    for beginning, why in OTHERS.items():
        if content.startswith(beginning):
            raise NotATable(why)


def table(content: bytes, wanted: Wanted) -> tuple[list[Line], list[str]]:
    """Its lines, and a sentence on the columns that are not read."""
    text = tables.decoded(content)
    lines = tables.read(text, wanted)
    unknown = [f"« {title[:LONG]} »" for title in tables.header(text, wanted).unknown[:TITLES]]
    return lines, [f"Colonnes laissées de côté\u202f: {', '.join(unknown)}."] if unknown else []
