"""The gallery outside its page: CSV, JSON and Atom, of what the reader may see."""

from collections.abc import Iterable
from typing import Any

from flask import url_for

from club import sheets
from club.experiences.states import STAGES
from club.paging import AnyRow
from club.territories.bands import band_of

COLUMNS = ("titre", "commune", "code_insee", "departement", "habitants", "theme", "stade", "cout", "reprises",
           "publiee_le", "verifiee_le", "resume", "adresse")  # fmt: skip
IN_FEED = 50


def plain(row: AnyRow) -> dict[str, Any]:
    """One experience in plain values."""
    band = band_of(row.population)
    values = (
        *(row.title, row.commune, row.commune_code, row.departement_code, band.label if band else None, row.theme),
        *(dict(STAGES).get(row.stage), row.cost, row.adoptions_count),
        *(sheets.day(row.published_at), sheets.day(row.checked_at), row.summary, address(row)),
    )
    return dict(zip(COLUMNS, values, strict=True))


def address(row: AnyRow) -> str:
    """The whole address of a page."""
    return url_for("experiences.show", id=row.id, slug=row.slug, _external=True)


def as_csv(rows: Iterable[AnyRow]) -> str:
    """A table that spreadsheets open."""
    return "".join(sheets.table(COLUMNS, (plain(row).values() for row in rows)))


def as_atom(rows: Iterable[AnyRow], *, title: str, own: str) -> bytes:
    """The newest ones, for a feed reader."""
    entries = [sheets.Entry(row.title, address(row), row.published_at, row.summary, row.commune) for row in rows]
    return sheets.atom(entries, title=title, own=own)
