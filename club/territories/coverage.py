"""The fields of a form that say where something applies: France, régions, départements, lists, EPCI, communes."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete
from wtforms import BooleanField, SelectMultipleField, TextAreaField
from wtforms.validators import ValidationError

from club.extensions import db
from club.territories import queries, scopes
from club.territories.scopes import Scope

MOST_LINES, MOST_SAID = 500, 10


class CoverageFields:
    """To be mixed into a form; `offer_places` fills the choices, `covered` is what was chosen."""

    covers_france = BooleanField("France entière")
    regions = SelectMultipleField("Régions")
    departements = SelectMultipleField("Départements")
    lists = SelectMultipleField(
        "Listes de communes", description="Syndicats, pays, périmètres d’un programme : les listes déjà faites."
    )
    places = TextAreaField(
        "EPCI et communes",
        description="Un par ligne, par exemple collés d’un tableau : numéro SIREN ou nom exact d’un EPCI ; pour une "
        "commune, son code Insee, son code postal, ou son nom suivi du département, « Levroux (36) ».",
    )
    typed: list[Scope]

    def offer_places(self) -> None:
        """The régions, the départements and the lists one may choose."""
        self.typed = []
        self.regions.choices = [(one.code, one.name) for one in queries.regions()]
        self.departements.choices = [(one.code, f"{one.name} ({one.code})") for one in queries.departements()]
        self.lists.choices = [(str(one.id), one.label) for one in queries.place_lists()]

    def validate_places(self, field: TextAreaField) -> None:
        self.typed = understood(field.data or "")

    @property
    def is_anywhere(self) -> bool:
        """Whether some territory was chosen or typed."""
        chosen = self.covers_france, self.regions, self.departements, self.lists
        return any(one.data for one in chosen) or bool((self.places.data or "").strip())

    @property
    def covered(self) -> list[Scope]:
        """The territories, the widest first."""
        chosen = [scopes.ALL_FRANCE] if self.covers_france.data else []
        chosen += scopes.of_regions(self.regions.data or []) + scopes.of_departements(self.departements.data or [])
        return chosen + scopes.of_lists(self.lists.data or []) + self.typed


def understood(pasted: str, most_lines: int = MOST_LINES) -> list[Scope]:
    """The EPCI and communes of a pasted list; raises ValidationError with each line that is not understood."""
    lines = pasted.splitlines()
    if len(lines) > most_lines:
        raise ValidationError(f"{most_lines} lignes au plus\u202f: choisissez plutôt un département ou une région.")
    found, wrong = scopes.pasted(lines)
    if wrong:
        more = len(wrong) - MOST_SAID
        rest = [f"Et {more} autre{'s' if more > 1 else ''}"] if more > 0 else []
        raise ValidationError(". ".join([*wrong[:MOST_SAID], *rest]) + ".")
    return found


def filled(rows: Iterable[Any]) -> dict[str, Any]:
    """What the fields start with, from rows with scope, code and label."""
    by_scope: dict[str, list[Any]] = {}
    for one in rows:
        by_scope.setdefault(one.scope, []).append(one)
    typed = [one.label for one in by_scope.get("epci", [])] + [one.code for one in by_scope.get("commune", [])]
    return {
        "covers_france": "france" in by_scope,
        "regions": [one.code for one in by_scope.get("region", [])],
        "departements": [one.code for one in by_scope.get("departement", [])],
        "lists": [one.code for one in by_scope.get("list", [])],
        "places": "\n".join(typed),
    }


def keep(model: Any, covered: Iterable[Scope], **owner: int) -> None:
    """Replace the territories of one thing in the table `model`; `owner` is its column and id."""
    db.session.execute(delete(model).filter_by(**owner))
    db.session.add_all(
        model(scope=one.scope, code=one.code, label=one.label, **owner) for one in dict.fromkeys(covered)
    )
    db.session.flush()
