"""The forms of requests."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Optional, ValidationError

from club import text
from club.forms import most, readable
from club.inquiries.models import Inquiry, InquiryReply
from club.inquiries.operations import Asked
from club.territories.models import Commune
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

YES, NO = "oui", "non"
SHORTEST = 20  # letters of a request: one that says nothing costs its reader time


def _number(value: str) -> int | None:
    return int(value) if value else None


class InquiryForm(FlaskForm):
    """What a commune asks."""

    commune_code = SelectField("Commune", [InputRequired("Choisissez la commune pour laquelle vous écrivez.")])
    theme_id = SelectField("Thème", [Optional()], coerce=_number)
    stage_id = SelectField("Où en est le projet", [Optional()], coerce=_number)
    body = TextAreaField(
        "Votre demande",
        [InputRequired("Dites ce que vous attendez de l’organisation."), most(Inquiry.BODY_MAX), readable],
        description="Le projet en quelques phrases, ce que vous attendez, et pour quand.",
    )
    shares_email = BooleanField(
        "Donner mon adresse de courriel à ce contact",
        description="Coché : il peut répondre à votre adresse, et le club vous demandera s’il l’a fait. "
        "Décoché : il répond depuis une page du club et ne voit pas votre adresse.",
    )
    submission = HiddenField()

    def offer(self, communes: Sequence[Commune]) -> None:
        """What one may choose."""
        self.commune_code.choices = [(one.code, one.name) for one in communes]
        self.theme_id.choices = [("", "Aucun en particulier"), *vocabulary.choices(TermKind.THEME)]
        self.stage_id.choices = [("", "Je ne sais pas encore"), *vocabulary.choices(TermKind.ACTION_STAGE)]

    def validate_body(self, field: TextAreaField) -> None:
        if len((field.data or "").strip()) < SHORTEST:
            raise ValidationError("Dites en une phrase au moins ce que vous attendez.")

    def asked(self) -> Asked:
        """The request as it is kept."""
        return Asked(
            commune_code=self.commune_code.data, body=text.clean(self.body.data or ""), theme_id=self.theme_id.data,
            stage_id=self.stage_id.data, shares_email=self.shares_email.data,
        )  # fmt: skip


class ReplyForm(FlaskForm):
    """One more message."""

    body = TextAreaField("Votre message", [most(InquiryReply.BODY_MAX), readable])
    submission = HiddenField()

    def validate_body(self, field: TextAreaField) -> None:
        if not text.clean(field.data or "").strip():
            raise ValidationError("Écrivez votre réponse.")

    @property
    def said(self) -> str:
        """The message as it is kept."""
        return text.clean(self.body.data or "")


class CloseForm(FlaskForm):
    """Whether an answer came."""

    answer = RadioField(
        "Vous a-t-on répondu ?",
        [InputRequired("Dites si vous avez reçu une réponse.")],
        choices={YES: "Oui, par le club ou autrement", NO: "Non"},
        description="Votre réponse compte dans le chiffre que montre la fiche de l’organisation, sans votre nom.",
    )
