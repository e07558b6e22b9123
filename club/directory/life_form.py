"""The forms of the life of a card: proposed and settled, claimed, closed, merged."""

from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DateField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from club import clock
from club.directory.fields import OrganisationField
from club.forms import most
from club.members.forms import line

DAY = "Saisissez un jour : jj/mm/aaaa."


class DecisionForm(FlaskForm):
    """Yes, or no with a reason."""

    decision = RadioField(
        "Décision",
        [InputRequired("Choisissez une décision.")],
        choices={"accept": "Accepter", "refuse": "Refuser"},
    )
    reason = TextAreaField("Raison", [most(500)], description="La personne la lit. Elle est nécessaire pour refuser.")
    seen = HiddenField()  # where the proposal stood when the page was shown

    def validate_reason(self, field: TextAreaField) -> None:
        if self.decision.data == "refuse" and not line(field.data):
            raise ValidationError("Dites pourquoi : la personne le lira.")

    @property
    def is_accepted(self) -> bool:
        return bool(self.decision.data == "accept")


class ClaimForm(FlaskForm):
    """Who asks, and what shows that they work there."""

    function = StringField("Votre fonction", [InputRequired("Dites votre fonction."), most(120)])
    proof = TextAreaField(
        "Ce qui le montre",
        [InputRequired("Dites comment l’équipe peut le vérifier."), most(2000)],
        description="Une page où votre nom figure, le standard où l’on peut vous demander… "
        "Seule l’équipe du club le lit.",
    )
    file = FileField("Une pièce (facultatif)", description="Une attestation, une carte de visite : PDF ou image.")
    submission = HiddenField()


class CloseForm(FlaskForm):
    """Since when, and who took over."""

    closed_on = DateField("Fermée depuis le", [InputRequired(DAY)])
    successor = OrganisationField(
        "Qui a pris la suite",
        [most(200)],
        description="Le nom ou le sigle d’une organisation de l’annuaire. Laissez vide s’il n’y en a pas.",
    )

    def __init__(self, *args: Any, own_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_id = own_id

    def validate_closed_on(self, field: DateField) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError("Ce jour n’est pas encore venu.")

    def validate_successor(self, field: OrganisationField) -> None:
        if self.own_id in field.ids:
            raise ValidationError("Une organisation ne prend pas sa propre suite.")


class MergeForm(FlaskForm):
    """Into which card."""

    into = OrganisationField(
        "Fiche à garder",
        [InputRequired("Choisissez la fiche à garder."), most(200)],
        description="Le nom ou le sigle de l’organisation dont la fiche reste.",
    )

    def __init__(self, *args: Any, own_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_id = own_id

    def validate_into(self, field: OrganisationField) -> None:
        if self.own_id in field.ids:
            raise ValidationError("C’est cette fiche-ci : choisissez l’autre.")
