"""The forms of what members look for."""

from datetime import timedelta

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional, ValidationError

from club import clock
from club.forms import most
from club.library.wishes import Wish
from club.territories import queries as territories
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

LONGEST_WAIT = timedelta(days=730)


def _number(value: str) -> int | None:
    return int(value) if value else None


class WishForm(FlaskForm):
    """What one looks for."""

    words = StringField(
        "Ce que vous cherchez",
        [InputRequired("Dites en quelques mots ce que vous cherchez."), most(Wish.WORDS_MAX)],
        description="Par exemple : modèle de convention pour une halle partagée.",
    )
    why = TextAreaField(
        "Pour quoi faire",
        [most(Wish.WHY_MAX)],
        description="Votre projet en deux phrases. Les membres, les partenaires et l’équipe le lisent, avec votre nom.",
    )
    theme_id = SelectField("Thème", [Optional()], coerce=_number)
    departement_code = SelectField("Territoire", [Optional()], coerce=str.strip)
    wanted_on = DateField("Pour quand", [Optional()], description="Laissez vide si rien ne presse.")
    submission = HiddenField()

    def offer(self) -> None:
        """The themes and the territories one may choose."""
        self.theme_id.choices = [("", "Aucun en particulier"), *vocabulary.choices(TermKind.THEME)]
        places = [(one.code, f"{one.name} ({one.code})") for one in territories.departements()]
        self.departement_code.choices = [("", "Toute la France"), *places]

    def validate_words(self, field: StringField) -> None:
        if len((field.data or "").strip()) < 3:
            raise ValidationError("Dites en quelques mots ce que vous cherchez.")

    def validate_wanted_on(self, field: DateField) -> None:
        today = clock.today()
        if field.data and not today <= field.data <= today + LONGEST_WAIT:
            raise ValidationError("Donnez une date à venir, dans les deux ans.")


class AnswerForm(FlaskForm):
    """Which resource answers."""

    resource = StringField(
        "La ressource qui répond",
        [InputRequired("Donnez l’adresse ou le numéro de la ressource."), most(300)],
        description="Son adresse dans le club, ou son numéro. Elle doit être publiée.",
    )


class CloseForm(FlaskForm):
    """Why a request is closed."""

    word = TextAreaField("Un mot à qui la cherche", [InputRequired("Dites en un mot pourquoi."), most(Wish.WORD_MAX)])
