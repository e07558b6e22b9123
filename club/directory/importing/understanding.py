"""What a line says of an organisation: values by field, with what was left aside and why."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from club import text
from club.directory.importing.columns import PARTED
from club.extensions import db
from club.forms import is_address
from club.importing import cells as words
from club.importing.cells import Unfit, parted
from club.members.forms import line
from club.territories import naming
from club.territories.scopes import Scope
from club.vocabulary.models import Term, TermKind

NAME_MAX, DESCRIPTION_MAX, MOST_PLACES, CELL_MAX = 160, 20_000, 1_000, 100_000
LINES = {  # the column of each line of text, and its longest
    "acronym": ("sigle", 30),
    "summary": ("en_une_phrase", 300),
    "website": ("site", 300),
    "address": ("adresse", 300),
}
BARE_SITE = re.compile(r"[\w-]+(\.[\w-]+)+(/\S*)?\Z")
NO_TYPE = "Le type est vide\u202f: dites-le dans la colonne « type », ou choisissez-en un à l’envoi."
Values = dict[str, Any]
BLANK: Values = {
    "name": "", "acronym": "", "type_id": None, "siren": None, "siret": None, "summary": "", "description": "",
    "website": "", "address": "", "territories": {},
}  # fmt: skip


@dataclass
class Said:
    """What a line says."""

    values: Values = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Lists:
    """What the words of some lines mean, read at once: types by folded label or slug, territories by label."""

    types: Mapping[str, int]
    labels: Mapping[int, str]  # of types, folded
    places: Mapping[str, Scope]
    usual_type: int | None


def lists(cells: Iterable[Mapping[str, str]], usual_type: int | None) -> Lists:
    """What the words of these lines mean."""
    asked = select(Term.id, Term.slug, Term.label).where(Term.kind == TermKind.PARTNER_TYPE)
    terms = db.session.execute(asked.order_by(Term.position.desc(), Term.id)).all()
    types = {text.fold(said): row.id for row in terms for said in (row.slug, row.label)}
    places = naming.named(label for one in cells for label in _places(one)[:MOST_PLACES])
    return Lists(types, {row.id: text.fold(row.label) for row in terms}, places, usual_type)


def understand(cells: Mapping[str, str], known: Lists, present: Values | None) -> Said:
    """What a line says; `present` is what its card says today, None when there is none. Raises Unfit."""
    said, today = Said(), present or BLANK
    name = line(cells.get("nom"))
    if len(name) > NAME_MAX:
        raise Unfit(f"Le nom dépasse {NAME_MAX} caractères.")
    if not name and present is None:
        raise Unfit("Le nom est vide.")
    if name:
        said.values["name"] = name
    _lines(cells, said, today)
    _description(cells, said)
    _type(cells, known, said, present)
    _territories(cells, known, said, present)
    return said


def _lines(cells: Mapping[str, str], said: Said, today: Values) -> None:
    for name, (column, most) in LINES.items():
        typed = line(text.clean(cells.get(column, "")))
        if not typed or typed == line(today[name]):
            continue
        if name == "website" and not is_address(typed) and BARE_SITE.match(typed):
            typed = f"https://{typed}"
        if len(typed) > most:
            said.notes.append(f"Colonne « {column} » laissée de côté\u202f: {most} caractères au plus.")
        elif name == "website" and not is_address(typed):
            said.notes.append(f"Site illisible, laissé de côté\u202f: « {typed[:60]} ».")
        else:
            said.values[name] = typed


def _description(cells: Mapping[str, str], said: Said) -> None:
    typed = text.clean(cells.get("presentation", "")).strip()
    if not typed:
        return
    try:
        said.values["description"] = text.bounded(typed)
    except text.TooComplex as why:
        said.notes.append(f"Présentation laissée de côté. {why}")
    if len(typed) > DESCRIPTION_MAX:
        said.values.pop("description", None)
        said.notes.append("Présentation laissée de côté\u202f: 20 000 caractères au plus.")


def _type(cells: Mapping[str, str], known: Lists, said: Said, present: Values | None) -> None:
    typed = text.fold(line(cells.get("type")))
    found = known.types.get(typed) if typed else known.usual_type
    if present is None and found is None:
        raise Unfit(f"Le type « {cells['type'][:60]} » n’est pas un type de l’annuaire." if typed else NO_TYPE)
    if present is None or (typed and found and typed != known.labels.get(present["type_id"])):
        said.values["type_id"] = found
    elif typed and found is None:
        said.notes.append(f"Type inconnu, laissé tel quel\u202f: « {cells['type'][:60]} ».")


def _places(cells: Mapping[str, str]) -> list[str]:
    return parted(cells.get("territoires", ""), PARTED, CELL_MAX)


def _territories(cells: Mapping[str, str], known: Lists, said: Said, present: Values | None) -> None:
    """A card whose line has a territory that is not understood keeps all of its own: half of them would be worse."""
    asked = _places(cells)
    today = present["territories"] if present else {}
    if not asked or sorted(asked) == sorted(parted(" | ".join(today.values()), PARTED, CELL_MAX)):
        return
    if len(asked) > MOST_PLACES:
        said.notes.append("Territoires laissés de côté\u202f: 1 000 au plus. Faites-en une liste de communes.")
        return
    found, unknown = words.territories(asked, known.places, today)
    if unknown:
        names = ", ".join(f"« {one[:60]} »" for one in unknown[:5])
        kept = "Territoires laissés tels quels, certains ne sont pas reconnus" if today else "Territoires non reconnus"
        said.notes.append(f"{kept}\u202f: {names}.")
    if found and not (unknown and today):
        said.values["territories"] = found
