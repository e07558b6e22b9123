"""The fields of a form that say where something applies: France, régions, départements, EPCI and communes."""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, SelectMultipleField, TextAreaField
from wtforms.validators import ValidationError

from club.territories import queries, scopes
from club.territories.scopes import Scope

MOST_LINES, MOST_SAID = 500, 10


class CoverageFields:
    """To be mixed into a form; `offer_places` fills the choices, `covered` is what was chosen."""

    covers_france = BooleanField("France entière")
    regions = SelectMultipleField("Régions")
    departements = SelectMultipleField("Départements")
    places = TextAreaField(
        "EPCI et communes",
        description="Un par ligne, par exemple collés d’un tableau : numéro SIREN ou nom exact d’un EPCI ; pour une "
        "commune, son code Insee, son code postal, ou son nom suivi du département, « Levroux (36) ».",
    )
    typed: list[Scope]

    def offer_places(self) -> None:
        """The régions and the départements one may choose."""
        self.typed = []
        self.regions.choices = [(one.code, one.name) for one in queries.regions()]
        self.departements.choices = [(one.code, f"{one.name} ({one.code})") for one in queries.departements()]

    def validate_places(self, field: TextAreaField) -> None:
        lines = (field.data or "").splitlines()
        if len(lines) > MOST_LINES:
            raise ValidationError(f"{MOST_LINES} lignes au plus\u202f: choisissez plutôt un département ou une région.")
        self.typed, wrong = scopes.pasted(lines)
        if wrong:
            more = len(wrong) - MOST_SAID
            rest = [f"Et {more} autre{'s' if more > 1 else ''}"] if more > 0 else []
            raise ValidationError(". ".join([*wrong[:MOST_SAID], *rest]) + ".")

    @property
    def is_anywhere(self) -> bool:
        """Whether some territory was chosen or typed."""
        chosen = (self.covers_france.data, self.regions.data, self.departements.data, (self.places.data or "").strip())
        return any(chosen)

    @property
    def covered(self) -> list[Scope]:
        """The territories, the widest first."""
        chosen = [scopes.ALL_FRANCE] if self.covers_france.data else []
        chosen += scopes.of_regions(self.regions.data or []) + scopes.of_departements(self.departements.data or [])
        return chosen + self.typed


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
        "places": "\n".join(typed),
    }
