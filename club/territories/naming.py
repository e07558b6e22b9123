"""Territories by their official names or codes, many at once, in few statements."""

import re
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import or_, select

from club.extensions import db
from club.territories import names
from club.territories.models import Commune, Departement, Epci, PlaceList, Region
from club.territories.scopes import ALL_FRANCE, Scope, of_list

SIZED = re.compile(r" \(\d+ communes?\)$")
A_TIME = 5_000  # labels of one statement: a base counts the values that it is given
FRANCE = {"france", "france entiere", "toute la france"}


def named(labels: Iterable[str]) -> dict[str, Scope]:
    """The territory of each label: « France entière », a région, « Indre (36) » or « 36 », an ad hoc list, an EPCI by
    its name or SIREN, « Levroux (36) » or its INSEE code. What is unknown or the name of several communes is left out.
    """
    labels = set(labels)
    known = _wide()
    found = {label: known[key] for label in labels if (key := names.key(label)) in known}
    left = sorted(labels - found.keys())
    for start in range(0, len(left), A_TIME):
        found |= _narrow(set(left[start : start + A_TIME]))
    return found


def _narrow(labels: Collection[str]) -> dict[str, Scope]:
    found = _lists(labels)
    found |= _epcis([one for one in labels if one not in found])
    return found | _communes([one for one in labels if one not in found])


def _wide() -> dict[str, Scope]:
    known = {key: ALL_FRANCE for key in FRANCE}
    for code, name in db.session.execute(select(Departement.code, Departement.name)):
        scope = Scope("departement", code, f"{name} ({code})")
        known |= {names.key(said): scope for said in (code, name, scope.label)}
    for code, name in db.session.execute(select(Region.code, Region.name)):
        known[names.key(name)] = Scope("region", code, name)
    return known


def _lists(labels: Collection[str]) -> dict[str, Scope]:
    """Ad hoc lists by their name, with the number of their communes or without."""
    names_of = {label: SIZED.sub("", label) for label in labels}
    asked = select(PlaceList).where(PlaceList.name.in_(names_of.values()))
    known = {one.name: of_list(one) for one in db.session.scalars(asked)}
    return {label: known[name] for label, name in names_of.items() if name in known}


def _epcis(labels: Collection[str]) -> dict[str, Scope]:
    codes = {label: label.replace(" ", "") for label in labels}
    rows = db.session.execute(
        select(Epci.siren, Epci.name).where(or_(Epci.siren.in_(codes.values()), Epci.name.in_(labels)))
    ).all()
    by_code = {row.siren: Scope("epci", row.siren, row.name) for row in rows}
    by_name = _only((row.name, by_code[row.siren]) for row in rows)
    said = {label: by_code.get(codes[label]) or by_name.get(label) for label in labels}
    return {label: scope for label, scope in said.items() if scope}


def _communes(labels: Collection[str]) -> dict[str, Scope]:
    parts = {label: _parts(label) for label in labels}
    wanted = or_(
        Commune.code.in_({names.code(name) for name, _ in parts.values()}),
        Commune.key.in_({names.key(name) for name, _ in parts.values()}),
    )
    columns = Commune.code, Commune.name, Commune.key, Commune.departement_code
    known: list[tuple[Any, Scope]] = []
    for row in db.session.execute(select(*columns).where(wanted, Commune.is_former.is_(False))):
        scope = Scope("commune", row.code, f"{row.name} ({row.departement_code})")
        known += [((row.code, ""), scope), ((row.key, ""), scope), ((row.key, row.departement_code), scope)]
    only = _only(known)
    said = {
        label: only.get((names.key(name), place)) or only.get((names.code(name), ""))
        for label, (name, place) in parts.items()
    }
    return {label: scope for label, scope in said.items() if scope}


def _parts(label: str) -> tuple[str, str]:
    """« Levroux (36) » in two."""
    bare, _, behind = label.rpartition(" (") if label.endswith(")") else (label, "", "")
    return bare, behind.rstrip(")").upper()


def _only(pairs: Iterable[tuple[Any, Scope]]) -> dict[Any, Scope]:
    """What has one meaning."""
    found: dict[Any, Scope | None] = {}
    for key, scope in pairs:
        found[key] = scope if found.get(key, scope) == scope else None
    return {key: scope for key, scope in found.items() if scope}
