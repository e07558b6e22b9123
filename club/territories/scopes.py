"""Territories that things cover: France, régions, départements, EPCI, lists, communes; and what covers a commune."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    cast,
    literal,
    or_,
    select,
    tuple_,
    union,
    union_all,
)

from club.extensions import db
from club.territories import names
from club.territories.models import Commune, CommuneWord, Departement, Epci, PlaceList, PlaceListCommune, Region

FRANCE = "france"
NAMES = {
    **{"region": "Région", "departement": "Département", "epci": "EPCI"},
    **{"list": "Liste de communes", "commune": "Commune"},
}
LIST_CODE = cast(PlaceListCommune.list_id, String(9))  # as tables of territories write it


@dataclass(frozen=True)
class Scope:
    """A territory by its kind and official code (empty for France), with the name people read."""

    scope: str
    code: str
    label: str


class UnknownPlace(ValueError):
    """A place that was typed and that no official list knows; its text is the line."""


ALL_FRANCE = Scope(FRANCE, "", "France entière")


def covers(model: Any, commune: Commune) -> ColumnElement[bool]:
    """The rows of a table with `scope` and `code` columns that contain the commune."""
    fixed = [(FRANCE, ""), ("region", commune.region_code), ("departement", commune.departement_code)]
    if commune.epci_siren:
        fixed.append(("epci", commune.epci_siren))
    named = lists_with(Commune.code == commune.code)
    return or_(
        tuple_(model.scope, model.code).in_([*fixed, ("commune", commune.code)]),
        and_(model.scope == "list", model.code.in_(named)),
    )


def lists_with(communes: ColumnElement[bool]) -> Select[str]:
    """The codes of the ad hoc lists that name one of these communes (a condition on Commune)."""
    return select(LIST_CODE).join(Commune, Commune.code == PlaceListCommune.commune_code).where(communes)


@lru_cache(maxsize=1024)
def containing(commune_code: str) -> Subquery:
    """All that contains a commune, to be joined: scope, code and width, from itself (0) to all France (5)."""
    here = Commune.code == commune_code
    steps: list[tuple[str, Any, list[ColumnElement[bool]]]] = [
        ("commune", Commune.code, [here]),
        ("epci", Commune.epci_siren, [here, Commune.epci_siren.is_not(None)]),
        ("list", LIST_CODE, [PlaceListCommune.commune_code == commune_code]),
        ("departement", Commune.departement_code, [here]),
        ("region", Commune.region_code, [here]),
    ]
    parts = [
        select(literal(scope).label("scope"), code.label("code"), literal(width).label("width")).where(*conditions)
        for width, (scope, code, conditions) in enumerate(steps)
    ]
    widest = select(literal(FRANCE), literal(""), literal(len(steps)))
    return union_all(*parts, widest).subquery("around")


def containing_each(communes: ColumnElement[bool]) -> Subquery:
    """The same for many communes (a condition on Commune): commune_code, scope, code."""
    named = select(Commune.code, literal("list"), LIST_CODE).join(
        PlaceListCommune, PlaceListCommune.commune_code == Commune.code
    )
    around = {
        **{"commune": Commune.code, "epci": Commune.epci_siren, "departement": Commune.departement_code},
        **{"region": Commune.region_code, FRANCE: literal("")},
    }
    parts: list[Any] = [
        select(Commune.code.label("commune_code"), literal(scope).label("scope"), code.label("code")).where(communes)
        for scope, code in around.items()
    ]
    return union_all(*parts, named.where(communes)).subquery("around")


def departements_of(covered: Iterable[Scope]) -> set[str] | None:
    """The départements that some territories touch; None when one of them is all France."""
    codes: dict[str, list[str]] = {kind: [] for kind in (FRANCE, *NAMES)}
    for one in covered:
        codes[one.scope].append(one.code)
    if codes[FRANCE]:
        return None
    inside = select(Departement.code).where(Departement.region_code.in_(codes["region"]))
    here = or_(Commune.code.in_(codes["commune"]), Commune.epci_siren.in_(codes["epci"]))
    named = select(Commune.departement_code).join(PlaceListCommune, PlaceListCommune.commune_code == Commune.code)
    listed = named.where(LIST_CODE.in_(codes["list"]))
    found = union(inside, select(Commune.departement_code).where(here), listed)
    return {*codes["departement"], *db.session.scalars(found)}


def of_regions(codes: Iterable[str]) -> list[Scope]:
    """Régions by code; unknown codes are left out."""
    rows = db.session.execute(
        select(Region.code, Region.name).where(Region.code.in_(list(codes))).order_by(Region.name)
    )
    return [Scope("region", code, name) for code, name in rows]


def of_departements(codes: Iterable[str]) -> list[Scope]:
    """Départements by code; unknown codes are left out."""
    found = select(Departement.code, Departement.name).where(Departement.code.in_(list(codes)))
    return [
        Scope("departement", code, f"{name} ({code})")
        for code, name in db.session.execute(found.order_by(Departement.code))
    ]


def of_lists(codes: Iterable[str]) -> list[Scope]:
    """Ad hoc lists by code; unknown codes are left out."""
    known = [int(code) for code in codes if code.isdecimal() and len(code) <= 9]
    found = db.session.scalars(select(PlaceList).where(PlaceList.id.in_(known)).order_by(PlaceList.name))
    return [of_list(one) for one in found]


def of_list(one: PlaceList) -> Scope:
    """An ad hoc list as a territory."""
    return Scope("list", str(one.id), one.label)


def typed(lines: Iterable[str]) -> list[Scope]:
    """EPCI and communes as people type them, one a line: SIREN, INSEE code or exact name (« Levroux (36) »)."""
    return [_typed(line.strip()) for line in lines if line.strip()]


def pasted(lines: Iterable[str]) -> tuple[list[Scope], list[str]]:
    """A list as it was pasted, postcodes too: what is understood, and a French sentence for each line that is not."""
    found: list[Scope] = []
    wrong: list[str] = []
    for number, line in enumerate(map(str.strip, lines), 1):
        if not line:
            continue
        try:
            found.append(_typed(line))
        except UnknownPlace:
            sharing = _of_postcode(line)
            if len(sharing) == 1:
                found += sharing
            else:
                wrong.append(f"Ligne {number}\u202f: {_why(line[:80], sharing)}")
    return list(dict.fromkeys(found)), wrong


def _why(line: str, sharing: list[Scope]) -> str:
    if sharing:
        return f"« {line} » est le code postal de plusieurs communes\u202f: " + ", ".join(
            f"{one.label}, {one.code}" for one in sharing[:12]
        )
    return f"« {line} » n’est pas reconnu, ou désigne plusieurs communes"


def _of_postcode(text: str) -> list[Scope]:
    if not (len(text) == 5 and text.isascii() and text.isdecimal()):
        return []
    having = select(CommuneWord.commune_code).where(CommuneWord.word == text)
    statement = select(Commune.code, Commune.name, Commune.departement_code).where(
        Commune.code.in_(having), Commune.is_former.is_(False)
    )
    rows = db.session.execute(statement.order_by(Commune.sort_key).limit(60))
    return [Scope("commune", code, f"{name} ({departement})") for code, name, departement in rows]


def _typed(line: str) -> Scope:
    bare, _, behind = line.rpartition(" (") if line.endswith(")") else (line, "", "")
    departement = behind.rstrip(")").upper()
    found = _epci(bare) or _commune(bare, departement)
    if found is None:
        raise UnknownPlace(line)
    return found


def _epci(text: str) -> Scope | None:
    row = db.session.execute(
        select(Epci.siren, Epci.name).where(or_(Epci.siren == text.replace(" ", ""), Epci.name == text)).limit(1)
    ).first()
    return Scope("epci", row.siren, row.name) if row else None


def _commune(text: str, departement: str) -> Scope | None:
    wanted = or_(Commune.code == names.code(text), Commune.key == names.key(text))
    statement = select(Commune.code, Commune.name, Commune.departement_code).where(wanted, Commune.is_former.is_(False))
    if departement:
        statement = statement.where(Commune.departement_code == departement)
    rows = db.session.execute(statement.limit(2)).all()
    if len(rows) != 1:
        return None
    return Scope("commune", rows[0].code, f"{rows[0].name} ({rows[0].departement_code})")
