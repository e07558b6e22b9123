"""Communes as people type them in a form, turned into communes or into a question back."""

import re

from club.territories import names
from club.territories.finding import suggestions
from club.territories.models import Commune
from club.territories.queries import communes_of

SEPARATORS = re.compile(r"[;,\n]+")
MOST = 20
TYPED = re.compile(r"^(?P<name>.+?)\s*\((?P<departement>[0-9AaBb]{2,3})\)$")


class Unclear(ValueError):
    """What was typed names no commune, or several; the text is a French sentence for the field."""


def chosen(text: str) -> list[Commune]:
    """The communes of « Levroux (36), 36228 ; Vatan », in the order typed; raises Unclear."""
    parts = [part.strip() for part in SEPARATORS.split(text) if part.strip()]
    if len(parts) > MOST:
        raise Unclear(f"{MOST} communes au plus.")
    return communes_of([_code(part[:100]) for part in parts])


def shown(communes: list[Commune]) -> str:
    """What the field starts with: the inverse of `chosen`."""
    return ", ".join(f"{commune.name} ({commune.departement_code})" for commune in communes)


def _code(part: str) -> str:
    typed = TYPED.match(part)
    name = typed["name"] if typed else part
    found = suggestions(name, limit=10)
    if typed:
        found = [one for one in found if one.departement_code == typed["departement"].upper()]
    exact = [one for one in found if names.key(one.name) == names.key(name) or one.code == names.code(name)]
    close = exact or found
    if not close:
        raise Unclear(f"« {part} » : aucune commune trouvée. Essayez son nom exact, son code postal ou son code Insee.")
    if len(close) > 1:
        choices = ", ".join(f"{one.name} ({one.departement_code}), code {one.code}" for one in close[:6])
        raise Unclear(f"« {part} » désigne plusieurs communes. Précisez : {choices}.")
    return close[0].code
