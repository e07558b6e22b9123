"""The small forms by which resources are kept true."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from club.forms import Versioned, most, readable
from club.library.care import ResourceWord
from club.library.corrections import Correction


def _written(form: FlaskForm, field: StringField) -> None:
    if not (field.data or "").strip():
        raise ValidationError("Dites en quelques mots ce qui est faux ou périmé.")


class ErrorForm(FlaskForm):
    """What is wrong."""

    word = TextAreaField(
        "Ce qui est faux ou périmé",
        [_written, most(ResourceWord.WORD_MAX)],
        description="L’organisation qui publie la ressource et l’équipe le lisent, avec votre nom.",
    )


class CorrectionForm(FlaskForm):
    """Another text, and why."""

    body = TextAreaField("Le texte", [most(50_000), readable])
    why = StringField(
        "Ce que vous corrigez, et pourquoi",
        [
            InputRequired("Dites en une phrase ce que vous corrigez."),
            most(Correction.WHY_MAX),
        ],
    )
    submission = HiddenField()


class AcceptForm(Versioned, FlaskForm):
    """The text as it will be; `version` is that of the resource on the page."""

    body = TextAreaField("Le texte", [most(50_000), readable])


class RefuseForm(FlaskForm):
    """Why a correction is refused."""

    word = TextAreaField(
        "Un mot à son auteur",
        [
            InputRequired("Dites en un mot pourquoi."),
            most(Correction.WORD_MAX),
        ],
    )


class ConfirmForm(FlaskForm):
    """One button."""
