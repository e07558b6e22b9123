"""The small forms by which resources are kept true."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from club import text
from club.library.care import ResourceWord
from club.library.corrections import Correction


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


class CorrectionForm(FlaskForm):
    """Another text, and why."""

    body = TextAreaField("Le texte", [Length(max=50_000, message="50 000 caractères au plus.")])
    why = StringField(
        "Ce que vous corrigez, et pourquoi",
        [
            InputRequired("Dites en une phrase ce que vous corrigez."),
            Length(max=Correction.WHY_MAX, message="300 caractères au plus."),
        ],
    )
    submission = HiddenField()

    def validate_body(self, field: TextAreaField) -> None:
        _readable(field)


class AcceptForm(FlaskForm):
    """The text as it will be; `version` is that of the resource on the page."""

    body = TextAreaField("Le texte", [Length(max=50_000, message="50 000 caractères au plus.")])
    version = HiddenField()

    def validate_body(self, field: TextAreaField) -> None:
        _readable(field)

    @property
    def stale_from(self) -> int:
        """The version the editor saw."""
        typed = str(self.version.data)
        return int(typed) if typed.isdecimal() and len(typed) < 9 else 0


class RefuseForm(FlaskForm):
    """Why a correction is refused."""

    word = TextAreaField(
        "Un mot à son auteur",
        [
            InputRequired("Dites en un mot pourquoi."),
            Length(max=Correction.WORD_MAX, message="500 caractères au plus."),
        ],
    )


def _readable(field: TextAreaField) -> None:
    try:
        text.render(text.clean(field.data or ""))
    except text.TooComplex as why:
        raise ValidationError(str(why)) from why


class ConfirmForm(FlaskForm):
    """One button."""
