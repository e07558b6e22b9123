"""What applies in a place, whatever the width of its territory; and in how many places each thing applies.

A table of territories has columns `scope`, `code` and the id of what they belong to (`owner`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, func, or_, select

from club.extensions import db
from club.territories import names, scopes
from club.territories.models import Commune, Departement, PlaceListCommune

EVERYWHERE = f"{scopes.FRANCE}:"
Wider = list[tuple[str, dict[str, str], int]]  # words, what stands for it in an address, how much applies there


@dataclass(frozen=True)
class Where:
    """The place that a list is narrowed to; empty means all. `is_national` asks for what holds all over France."""

    commune: str = ""
    departement: str = ""
    region: str = ""
    is_national: bool = False
    epci: str = ""


@dataclass(frozen=True)
class Numbers:
    """How many things apply in each région and département, by code; those of all France apply in each."""

    regions: dict[str, int]
    departements: dict[str, int]
    national: int = 0


def applying(model: Any, owner: Any, where: Where) -> Any:
    """The ids of what applies in a place, from its own territory to all France; None for no place."""
    found = select(owner)
    if where.is_national:
        return national(model, owner)
    if where.commune:
        here = scopes.containing(where.commune)
        return found.join(here, and_(here.c.scope == model.scope, here.c.code == model.code))
    if where.departement:
        region = select(Departement.region_code).where(Departement.code == where.departement).scalar_subquery()
        touched = _touching(model, Commune.departement_code == where.departement, region)
        return found.where(or_(*touched, _is(model, "departement", where.departement)))
    if where.region:
        within = select(Departement.code).where(Departement.region_code == where.region)
        inside = and_(model.scope == "departement", model.code.in_(within))
        return found.where(or_(*_touching(model, Commune.region_code == where.region, where.region), inside))
    if where.epci:
        return found.where(or_(*_of_group(model, where.epci)))
    return None


def _of_group(model: Any, siren: str) -> list[ColumnElement[bool]]:
    """An EPCI, its communes, and the lists, départements and régions that have some of them."""
    inside = Commune.epci_siren == siren
    return [
        model.scope == scopes.FRANCE,
        _is(model, "epci", siren),
        and_(model.scope == "list", model.code.in_(scopes.lists_with(inside))),
        *(
            and_(model.scope == scope, model.code.in_(select(column).where(inside)))
            for scope, column in (
                ("region", Commune.region_code),
                ("departement", Commune.departement_code),
                ("commune", Commune.code),
            )
        ),
    ]


def _touching(model: Any, communes: ColumnElement[bool], region: Any) -> list[ColumnElement[bool]]:
    """France, the région, and the EPCI, lists and communes of a place."""
    groups = select(Commune.epci_siren).where(communes, Commune.epci_siren.is_not(None))
    return [
        model.scope == scopes.FRANCE,
        _is(model, "region", region),
        and_(model.scope == "epci", model.code.in_(groups)),
        and_(model.scope == "list", model.code.in_(scopes.lists_with(communes))),
        and_(model.scope == "commune", model.code.in_(select(Commune.code).where(communes))),
    ]


def _is(model: Any, scope: str, code: Any) -> ColumnElement[bool]:
    return and_(model.scope == scope, model.code == code)


def national(model: Any, owner: Any) -> Any:
    """The ids of what applies all over France."""
    return select(owner).where(model.scope == scopes.FRANCE)


def patterns(model: Any, owner: Any, cards: FromClause) -> Any:
    """How many of these things have each set of territories: rows (places, number), to be told by `numbers`.

    What applies all over France is better counted apart, under the name EVERYWHERE.
    """
    overseas = or_(model.code.startswith("97"), model.code.startswith("98"))
    # The code of a commune begins with that of its département: no need to read the commune.
    own = case((overseas, func.substr(model.code, 1, 3)), else_=func.substr(model.code, 1, 2))
    code = case((model.scope == "commune", own), else_=model.code)
    kind = case((model.scope == "commune", "departement"), else_=model.scope)
    every = func.aggregate_strings(kind.concat(":").concat(code), ",").label("places")
    grouped = select(cards.c.id, every).join(model, owner == cards.c.id).group_by(cards.c.id).subquery("of_each")
    return select(grouped.c.places, func.count().label("number")).group_by(grouped.c.places)


def numbers(found: Iterable[tuple[str, int]], departements: Sequence[Departement]) -> Numbers:
    """From the rows of `patterns`: a thing counts once in a place, however many of its territories touch it."""
    region_of = {one.code: one.region_code for one in departements}
    inside: dict[str, set[str]] = {}
    for code, region in region_of.items():
        inside.setdefault(region, set()).add(code)
    known = [(_read(places), number) for places, number in found]
    groups = _departements_of(known, "epci", Commune.epci_siren)
    lists = _departements_of(known, "list", scopes.LIST_CODE)
    everywhere, in_regions, in_departements = 0, Counter[str](), Counter[str]()
    for places, number in known:
        if places[scopes.FRANCE]:
            everywhere += number
            continue
        reached = places["departement"].union(
            *(groups.get(one, ()) for one in places["epci"]), *(lists.get(one, ()) for one in places["list"])
        )
        regions = places["region"].union(region_of[code] for code in reached if code in region_of)
        reached.update(*(inside.get(one, ()) for one in places["region"]))
        in_regions.update(dict.fromkeys(regions, number))
        in_departements.update(dict.fromkeys(reached, number))
    return Numbers(
        {code: everywhere + in_regions[code] for code in region_of.values()},
        {code: everywhere + in_departements[code] for code in region_of},
        everywhere,
    )


def _read(places: str | None) -> dict[str, set[str]]:
    """The codes of each kind of territory, from one line of `patterns`."""
    found: dict[str, set[str]] = {scope: set() for scope in (scopes.FRANCE, *scopes.NAMES)}
    for one in (places or "").split(","):
        scope, _, code = one.partition(":")
        found.setdefault(scope, set()).add(code)
    return found


def _departements_of(
    known: Iterable[tuple[dict[str, set[str]], int]], scope: str, code: ColumnElement[str] | Any
) -> dict[str, set[str]]:
    """The départements of some EPCI or lists, by their code."""
    asked = {one for places, _ in known for one in places[scope]}
    if not asked:
        return {}
    rows = select(code, Commune.departement_code).where(code.in_(sorted(asked)))
    if scope == "list":
        rows = rows.join(PlaceListCommune, PlaceListCommune.commune_code == Commune.code)
    found: dict[str, set[str]] = {}
    for one, departement in db.session.execute(rows.distinct()):
        found.setdefault(str(one), set()).add(departement)
    return found


def wider(where: Where, found: Numbers, departements: Sequence[Departement], here: Commune | None) -> Wider:
    """The places around the one that was asked for where something applies: its département, its région."""
    known = {one.code: one for one in departements}
    code = here.departement_code if here and where.commune == here.code else where.departement
    steps: Wider = []
    if where.is_national or code not in known:
        return steps
    if where.commune and found.departements.get(code):
        label = f"Tout le département {names.of_departement(known[code].name)}"
        steps.append((label, {"departement": code}, found.departements[code]))
    region = known[code].region
    if found.regions.get(region.code):
        steps.append((f"Toute la région {region.name}", {"region": region.code}, found.regions[region.code]))
    return steps
