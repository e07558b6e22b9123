"""The list of resources outside its page: CSV, JSON and Atom, of what the reader may see."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import select

from club import sheets
from club.extensions import db
from club.library import catalogue
from club.library.models import ResourceTerritory, ResourceTheme
from club.paging import AnyRow, AnySelect
from club.vocabulary.models import Term

COLUMNS = (
    *("titre", "type", "organisme", "themes", "territoires", "fichiers"),
    *("publiee_le", "mise_a_jour_le", "resume", "adresse"),
)
BATCH = 500  # rows held at once, whatever the number that leaves
IN_FEED = 50


def plain(wanted: catalogue.Filter) -> Iterator[dict[str, Any]]:
    """Every resource of the list in plain values, the newest first."""
    after = None
    while True:
        page = catalogue.newest(wanted, after=after, size=BATCH)
        ids = [row.id for row in page.items]
        themes, places = _labels(_themes(ids)), _labels(_territories(ids))
        for row in page.items:
            yield dict(zip(COLUMNS, _values(row, themes.get(row.id, ""), places.get(row.id, "")), strict=True))
        if (after := page.next) is None:
            return


def _values(row: AnyRow, themes: str, places: str) -> tuple[Any, ...]:
    days = sheets.day(row.published_at), sheets.day(row.updated_at)
    return (row.title, row.type, row.organisation, themes, places, row.files, *days, row.summary, _address(row))


def _themes(ids: Sequence[int]) -> AnySelect:
    named = select(ResourceTheme.resource_id, Term.label).join(Term, Term.id == ResourceTheme.term_id)
    return named.where(ResourceTheme.resource_id.in_(ids)).order_by(Term.position, Term.id)


def _territories(ids: Sequence[int]) -> AnySelect:
    named = select(ResourceTerritory.resource_id, ResourceTerritory.label)
    return named.where(ResourceTerritory.resource_id.in_(ids)).order_by(ResourceTerritory.id)


def _labels(statement: AnySelect) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for id, label in db.session.execute(statement):
        found.setdefault(id, []).append(label)
    return {id: " ; ".join(labels) for id, labels in found.items()}


def _address(row: AnyRow) -> str:
    return url_for("library.show", id=row.id, slug=row.slug, _external=True)


def as_csv(wanted: catalogue.Filter) -> Iterator[str]:
    """A table that spreadsheets open, as it is read."""
    return sheets.table(COLUMNS, (one.values() for one in plain(wanted)))


def as_json(wanted: catalogue.Filter) -> Iterator[str]:
    """The same as data."""
    return sheets.data("ressources", plain(wanted))


def as_atom(wanted: catalogue.Filter, *, own: str) -> bytes:
    """The newest ones, for a feed reader."""
    rows = catalogue.newest(wanted, after=None, size=IN_FEED).items
    entries = [
        sheets.Entry(row.title, _address(row), row.published_at, row.summary, row.organisation or "Le Club")
        for row in rows
    ]
    return sheets.atom(entries, title="Ressources du club", own=own)
