"""Reading places: searching communes, the page of one, its neighbours in the programme, the lists of filters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, tuple_
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from club.extensions import db
from club.paging import Page
from club.territories import names
from club.territories.models import Commune, CommuneWord, Departement, FormerName, ProgrammeCommune, Region

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
    """One page of communes by name, former name, postcode or INSEE code; without text, in alphabetical order."""
    asked = names.asked(text)
    if text.strip() and not asked:
        return Page([], None)
    order = _best_first(text) if asked else (Commune.sort_key, Commune.code)
    statement = _matching(asked, programme_only).add_columns(*order[:-1])
    for column, wanted in ((Commune.region_code, region), (Commune.departement_code, departement)):
        if wanted:
            statement = statement.where(column == wanted)
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


def _matching(asked: list[str], programme_only: bool) -> Select[Any]:
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
    parts = (after or "")[:200].replace("\0", "").split("~")
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


def commune(code: str) -> Commune | None:
    """The commune of a code, of an address (« 36093-levroux ») or today's commune of a code of the past."""
    code = code.partition("-")[0].upper().replace("\0", "")
    return _whole(code) or _whole(
        select(FormerName.commune_code).where(FormerName.code == code).limit(1).scalar_subquery()
    )


def _whole(code: Any) -> Commune | None:
    return db.session.scalars(
        select(Commune)
        .where(Commune.code == code)
        .options(
            joinedload(Commune.departement, innerjoin=True),
            joinedload(Commune.region, innerjoin=True),
            joinedload(Commune.epci),
            joinedload(Commune.programme),
            joinedload(Commune.merged_into),
            selectinload(Commune.former_names),
        )
    ).one_or_none()


def communes_of(codes: Iterable[str]) -> list[Commune]:
    """The communes of some codes, in the order given; unknown codes are left out."""
    wanted = list(dict.fromkeys(code.replace("\0", "") for code in codes))
    statement = select(Commune).where(Commune.code.in_(wanted))
    eager = (joinedload(Commune.departement, innerjoin=True), joinedload(Commune.programme))
    found = {c.code: c for c in db.session.scalars(statement.options(*eager))}
    return [found[code] for code in wanted if code in found]


def programme_communes(departement: str | None = None, region: str | None = None) -> list[Commune]:
    """Communes of the programme in alphabetical order."""
    statement = _in_programme().order_by(Commune.sort_key, Commune.code)
    if departement:
        statement = statement.where(Commune.departement_code == departement)
    if region:
        statement = statement.where(Commune.region_code == region)
    return list(db.session.scalars(statement))


def _in_programme() -> Select[Any]:
    return (
        select(Commune)
        .join(Commune.programme)
        .where(Commune.merged_into_code.is_(None))
        .options(contains_eager(Commune.programme), joinedload(Commune.departement, innerjoin=True))
    )


def programme_counts_by_departement() -> dict[str, int]:
    """How many communes of the programme each département has; those without any are absent."""
    statement = (
        select(Commune.departement_code, func.count())
        .join(Commune.programme)
        .where(Commune.merged_into_code.is_(None))
        .group_by(Commune.departement_code)
    )
    return {code: count for code, count in db.session.execute(statement)}


def departements() -> Sequence[Departement]:
    """All départements, Corsica between 19 and 21, with their région."""
    return db.session.scalars(_departements()).all()


def departements_of_region(code: str) -> Sequence[Departement]:
    """The départements of a région (its own code, which may also be a département's)."""
    return db.session.scalars(_departements().where(Departement.region_code == code)).all()


def departement(code: str) -> Departement | None:
    """One département."""
    return db.session.scalars(_departements().where(Departement.code == code)).one_or_none()


def _departements() -> Select[Any]:
    return (
        select(Departement)
        .options(joinedload(Departement.region, innerjoin=True))
        .order_by(Departement.position, Departement.code)
    )


def regions() -> list[Region]:
    """All régions in alphabetical order, mainland first."""
    found = db.session.scalars(select(Region))
    return sorted(found, key=lambda region: (region.zone != "metro", names.sort_key(region.name)))


def region(code: str) -> Region | None:
    """One région."""
    return db.session.get(Region, code.replace("\0", ""))
