"""An ad hoc list of communes, as it is pasted."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from club.forms import Versioned, most
from club.members.forms import line
from club.territories import coverage, lists
from club.territories.models import PlaceList


class ListForm(Versioned, FlaskForm):
    """Its name, where it comes from, its communes one a line."""

    name = StringField(
        "Nom de la liste",
        [InputRequired("Nommez la liste."), most(PlaceList.NAME_MAX)],
        description="Par exemple « Syndicat d’énergie de l’Indre ».",
    )
    source = StringField(
        "Source", [most(300)], description="D’où vient la liste, et de quand : un arrêté, des statuts, une adresse."
    )
    places = TextAreaField(
        "Communes",
        [InputRequired("Collez au moins une commune.")],
        description="Une par ligne, collées d’un tableau : code Insee, nom suivi du département, « Levroux (36) », "
        "ou code postal. Le numéro SIREN ou le nom d’un EPCI ajoute toutes ses communes.",
    )
    submission = HiddenField()

    def __init__(self, *args: Any, own_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_id = own_id
        self.codes: list[str] = []

    def validate_name(self, field: StringField) -> None:
        if lists.is_name_taken(line(field.data), self.own_id):
            raise ValidationError("Une liste porte déjà ce nom.")

    def validate_places(self, field: TextAreaField) -> None:
        self.codes = lists.expanded(coverage.understood(field.data or "", most_lines=lists.MOST))
        if len(self.codes) > lists.MOST:
            raise ValidationError(f"{lists.MOST} communes au plus : choisissez plutôt des départements.")

    def said(self) -> lists.Listed:
        """What was typed, ready to be written."""
        return lists.Listed(line(self.name.data), line(self.source.data), self.codes)
