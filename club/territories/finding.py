"""Searching communes by name, former name, postcode or INSEE code."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, tuple_
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from club.extensions import db
from club.paging import AnySelect, Page
from club.territories import names
from club.territories.models import Commune, CommuneWord, Departement, ProgrammeCommune

SIZE = 20


@dataclass(frozen=True)
class Suggestion:
    """A commune offered while somebody types."""

    code: str
    name: str
    departement: str
    departement_code: str
    population: int | None
    is_in_programme: bool


def search(
    text: str = "",
    *,
    region: str | None = None,
    departement: str | None = None,
    programme_only: bool = False,
    after: str | None = None,
    size: int = SIZE,
) -> Page[Commune]:
    """One page of communes, the best first; without text, in alphabetical order."""
    asked = names.asked(text)
    if text.strip() and not asked:
        return Page([], None)
    order = _best_first(text) if asked else (Commune.sort_key, Commune.code)
    statement = _matching(asked, programme_only).add_columns(*order[:-1])
    for column, wanted in ((Commune.region_code, region), (Commune.departement_code, departement)):
        if wanted:
            statement = statement.where(column == names.code(wanted))
    edge = _edge(after, ranked=bool(asked))
    if edge:
        statement = statement.where(tuple_(*order) > tuple_(*edge))
    shown = statement.options(
        contains_eager(Commune.programme),
        joinedload(Commune.departement, innerjoin=True),
        joinedload(Commune.epci),
        selectinload(Commune.former_names),
    )
    found = db.session.execute(shown.order_by(*order).limit(size + 1)).all()
    return Page([row[0] for row in found[:size]], _cursor(found[size - 1]) if len(found) > size else None)


def suggestions(text: str, limit: int = 10, programme_only: bool = False) -> list[Suggestion]:
    """The communes to offer for what has been typed so far."""
    asked = names.asked(text)
    if not asked:
        return []
    columns = (
        Commune.code,
        Commune.name,
        Departement.name,
        Departement.code,
        Commune.population,
        ProgrammeCommune.commune_code.is_not(None),
    )
    statement = _matching(asked, programme_only).join(Commune.departement).with_only_columns(*columns)
    rows = db.session.execute(statement.order_by(*_best_first(text)).limit(limit))
    return [Suggestion(*row[:5], is_in_programme=bool(row[5])) for row in rows]


def _matching(asked: list[str], programme_only: bool) -> AnySelect:
    """Today's communes that every word finds, and the former ones that nothing replaced."""
    statement = select(Commune).outerjoin(Commune.programme).where(Commune.merged_into_code.is_(None))
    if programme_only:
        statement = statement.where(ProgrammeCommune.commune_code.is_not(None))
    for word in asked:
        statement = statement.where(Commune.code.in_(select(CommuneWord.commune_code).where(_begins(word))))
    return statement


def _begins(word: str) -> ColumnElement[bool]:
    if len(word) == 1:  # « L’Haÿ », the commune of Y: a prefix of one letter would be half of France
        return CommuneWord.word == word
    return CommuneWord.word.between(word, f"{word}~")  # « ~ » sorts after every letter


def _best_first(text: str) -> tuple[Any, ...]:
    """The exact name, then the communes of the programme, then the largest."""
    key = names.key(text)
    exact = (Commune.key == key) | (Commune.sort_key == key) | (Commune.code == key.upper())
    rank = case((exact, 0), (ProgrammeCommune.commune_code.is_not(None), 1), else_=2)
    return rank, -func.coalesce(Commune.population, 0), Commune.code


def _cursor(row: Any) -> str:
    return "~".join([*(str(value) for value in row[1:]), row[0].code])


def _edge(after: str | None, *, ranked: bool) -> tuple[Any, ...] | None:
    """The place a cursor names; a mangled one is the first page."""
    parts = (after or "")[:200].encode("ascii", "ignore").decode().replace("\0", "").split("~")
    if not ranked:
        return tuple(parts) if len(parts) == 2 else None
    try:
        rank, population, code = parts
        place = int(rank), int(population), code
    except ValueError:
        return None
    return place if 0 <= place[0] <= 2 and abs(place[1]) < 10**9 else None


def former_name_found(commune: Commune, text: str) -> str | None:
    """The former name that explains why a search gave this commune, if today's name does not."""
    asked = names.asked(text)

    def tells(name: str, *codes: str) -> bool:
        words = {*names.words(name), *(code.lower() for code in codes)}
        return all(any(word.startswith(start) for word in words) for start in asked)

    if not asked or tells(commune.name, commune.code, *commune.postcode_list):
        return None
    return next((former.name for former in commune.former_names if tells(former.name, former.code)), None)
