"""The small forms by which resources are kept true."""

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from club.library.care import ResourceWord


def _written(form: FlaskForm, field: StringField) -> None:
    if not (field.data or "").strip():
        raise ValidationError("Dites en quelques mots ce qui est faux ou périmé.")


class ErrorForm(FlaskForm):
    """What is wrong."""

    word = TextAreaField(
        "Ce qui est faux ou périmé",
        [_written, Length(max=ResourceWord.WORD_MAX, message="500 caractères au plus.")],
        description="L’organisation qui publie la ressource et l’équipe le lisent, avec votre nom.",
    )


class ConfirmForm(FlaskForm):
    """One button."""
