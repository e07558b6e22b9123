"""Declaring a departure, and naming who comes after."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, InputRequired, ValidationError

from club import clock, text
from club.access import Refused
from club.forms import Versioned, most, readable
from club.handover.models import Handover
from club.handover.operations import Plan
from club.territories.models import Commune

FARTHEST = timedelta(days=366)  # in the past as in the future
DAY = [InputRequired("Choisissez le dernier jour.")]


def _is_near(day: date | None) -> bool:
    return day is not None and abs(day - clock.today()) <= FARTHEST


class DepartureForm(Versioned, FlaskForm):
    """One's own departure."""

    commune_code = SelectField("Commune quittée")
    leaves_on = DateField("Dernier jour", DAY, description="Ce que vous avez choisi est fait dans la nuit qui suit.")
    word = TextAreaField(
        "Un mot pour la personne qui vous succède",
        [most(Handover.WORD_MAX), readable],
        description="Ce qu’il faut savoir en arrivant. Elle seule le lira ; ce mot n’entre pas dans le dossier.",
    )
    closes_account = BooleanField(
        "Fermer aussi mon compte",
        description="Vos données personnelles sont effacées au même moment, vos contributions restent.",
    )

    def __init__(self, *args: Any, communes: Sequence[Commune] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commune_code.choices = [(one.code, one.name) for one in communes]
        if not communes:  # it is declared already
            del self.commune_code

    def validate_leaves_on(self, field: DateField) -> None:
        if not _is_near(field.data) or field.data < clock.today():
            raise ValidationError("Choisissez aujourd’hui ou un jour à venir, dans l’année.")

    def plan(self) -> Plan:
        """What was typed."""
        word = text.clean(self.word.data or "").strip()
        return Plan(leaves_on=self.leaves_on.data, word=word, closes_account=bool(self.closes_account.data))


class DeclareForm(FlaskForm):
    """The departure of somebody else, maybe gone already."""

    commune_code = SelectField("Commune quittée")
    leaves_on = DateField("Dernier jour", DAY, description="Un jour passé convient si la personne est déjà partie.")
    reason = TextAreaField(
        "Raison",
        [DataRequired("Dites comment vous le savez."), most(1000)],
        description="Elle est écrite au journal, et la personne la lit.",
    )

    def __init__(self, *args: Any, communes: Sequence[Commune], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commune_code.choices = [(one.code, one.name) for one in communes]

    def validate_leaves_on(self, field: DateField) -> None:
        if not _is_near(field.data):
            raise ValidationError("Choisissez un jour à moins d’un an d’aujourd’hui.")

    def plan(self) -> Plan:
        """What was typed."""
        return Plan(leaves_on=self.leaves_on.data, reason=self.reason.data.strip())


class SuccessorForm(FlaskForm):
    """Somebody to invite, or a member."""

    who = StringField(
        "Adresse de courriel, ou prénom et nom d’un membre",
        [InputRequired("Écrivez une adresse, ou un prénom et un nom."), most(254)],
        description="Sans compte à cette adresse, une invitation part, valable trente jours.",
    )
    message = TextAreaField("Message de l’invitation", [most(2000)])

    def validate_who(self, field: StringField) -> None:
        if "@" in (field.data or ""):
            Email("Vérifiez cette adresse de courriel.")(self, field)

    def is_refused(self, why: Refused) -> None:
        """Say beside the field why that person cannot come after."""
        self.who.errors = [*self.who.errors, str(why)]


def same_commune(communes: Sequence[Commune], code: str) -> Commune:
    """The one that was chosen among those offered."""
    return next(one for one in communes if one.code == code)
