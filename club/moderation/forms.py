"""The forms of moderation."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from club.moderation.models import Reason
from club.moderation.operations import HIDDEN, KEPT

REASONS = {
    Reason.MISPLACED: "Le contenu est déplacé",
    Reason.PERSONAL_DATA: "Il montre des coordonnées personnelles",
    Reason.ADVERTISING: "C’est de la publicité",
    Reason.ERROR: "Il contient une erreur",
    Reason.OTHER: "Autre raison",
}
LONGEST = 1000


class ReportForm(FlaskForm):
    reason = RadioField(
        "Pourquoi le signaler ?",
        [InputRequired("Choisissez une raison.")],
        choices={reason.value: label for reason, label in REASONS.items()},
    )
    note = TextAreaField(
        "Précisions",
        [Length(max=LONGEST, message="1 000 caractères au plus.")],
        description="Seule l’équipe de modération les lit.",
    )

    def validate_note(self, field: TextAreaField) -> None:
        if self.reason.data == Reason.OTHER and not (field.data or "").strip():
            raise ValidationError("Expliquez en quelques mots ce qui ne va pas.")


class SettleForm(FlaskForm):
    decision = RadioField("Décision", [InputRequired("Choisissez une décision.")])
    note = TextAreaField(
        "Raison",
        [InputRequired("Écrivez la raison de la décision."), Length(max=LONGEST, message="1 000 caractères au plus.")],
        description="Elle est envoyée à l’auteur si vous masquez, et à la personne qui a signalé.",
    )

    def __init__(self, *args: Any, can_hide: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(HIDDEN, "Masquer ce contenu"), (KEPT, "Laisser ce contenu")]
        self.decision.choices = choices if can_hide else [(KEPT, "Clore le signalement")]
        if not can_hide:
            self.note.description = "Elle est envoyée à la personne qui a signalé."


class HideForm(FlaskForm):
    reason = StringField(
        "Raison",
        [InputRequired("Écrivez la raison : elle est envoyée à l’auteur."), Length(max=LONGEST)],
        description="Par exemple : « Le message contient un numéro de téléphone personnel. »",
    )


class ReviewForm(FlaskForm):
    decision = RadioField("Votre décision", [InputRequired("Choisissez une décision.")])
    word = TextAreaField(
        "Un mot pour l’auteur",
        [Length(max=LONGEST, message="1 000 caractères au plus.")],
        description="Nécessaire si vous ne publiez pas : dites ce qui peut être changé.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision.choices = [("accept", "Publier ce message"), ("refuse", "Ne pas le publier")]

    def validate_word(self, field: TextAreaField) -> None:
        if self.decision.data == "refuse" and not (field.data or "").strip():
            raise ValidationError("Écrivez un mot : l’auteur saura pourquoi.")
