"""The card of an organisation, as its editors fill it in."""

from typing import Any
from urllib.parse import urlsplit

from flask_wtf import FlaskForm
from wtforms import (
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)  # fmt: skip
from wtforms.validators import Email, InputRequired, Length, Optional, ValidationError

from club import text
from club.directory import queries
from club.directory.models import Coverage, OrganisationContact
from club.directory.operations import Card, Contact
from club.members.models import Organisation
from club.territories.coverage import CoverageFields
from club.territories.coverage import filled as covered_places
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

CONTACT_ROWS = 4


class ContactForm(Form):
    """One person or desk to call; a row without a name is left out."""

    name = StringField("Nom ou service", [Length(max=120, message="120 caractères au plus.")])
    function = StringField("Fonction", [Length(max=120, message="120 caractères au plus.")])
    email = StringField("Courriel", [Optional(), Email("Vérifiez cette adresse de courriel."), Length(max=254)])
    phone = StringField("Téléphone", [Length(max=30, message="30 caractères au plus.")])


class PartnerForm(CoverageFields, FlaskForm):
    """All that a card says."""

    name = StringField(
        "Nom",
        [InputRequired("Saisissez le nom de l’organisation."), Length(max=160, message="160 caractères au plus.")],
    )
    acronym = StringField("Sigle", [Length(max=30, message="30 caractères au plus.")])
    type_id = SelectField("Type", coerce=int)
    summary = StringField(
        "En une phrase",
        [
            InputRequired("Dites en une phrase ce que l’organisation apporte."),
            Length(max=300, message="300 caractères au plus."),
        ],
        description="Elle s’affiche dans les listes.",
    )
    description = TextAreaField(
        "Présentation",
        [Length(max=20_000, message="20 000 caractères au plus.")],
        description="Ce que vous faites pour les communes, comment vous solliciter, à quel prix.",
    )
    website = StringField("Site", [Length(max=300, message="300 caractères au plus.")])
    address = StringField("Adresse", [Length(max=300, message="300 caractères au plus.")])
    contacts = FieldList(FormField(ContactForm), min_entries=CONTACT_ROWS, max_entries=CONTACT_ROWS)
    version = HiddenField(default="0")

    def __init__(self, *args: Any, own_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_id = own_id
        self.type_id.choices = vocabulary.choices(TermKind.PARTNER_TYPE)
        self.offer_places()

    def validate_name(self, field: StringField) -> None:
        if queries.is_name_taken(_line(field.data), self.own_id):
            raise ValidationError("Une organisation porte déjà ce nom.")

    def validate_website(self, field: StringField) -> None:
        parts = urlsplit(field.data or "")
        if field.data and (parts.scheme not in {"http", "https"} or not parts.netloc):
            raise ValidationError("Saisissez une adresse complète, qui commence par https://.")

    def validate_description(self, field: TextAreaField) -> None:
        try:
            text.render(text.clean(field.data or ""))
        except text.TooComplex as why:
            raise ValidationError(str(why)) from why

    @property
    def stale_from(self) -> int:
        """The version the editor started from."""
        return int(self.version.data) if str(self.version.data).isdecimal() else 0

    def card(self) -> Card:
        """What was typed, ready to be written."""
        rows = [row.data for row in self.contacts if (row.data["name"] or "").strip()]
        return Card(
            name=_line(self.name.data),
            acronym=_line(self.acronym.data),
            type_id=self.type_id.data,
            summary=_line(self.summary.data),
            description=text.clean(self.description.data or ""),
            website=_line(self.website.data),
            address=_line(self.address.data),
            coverage=self.covered,
            contacts=[
                Contact(**{key: _line(row[key]) for key in ("name", "function", "email", "phone")}) for row in rows
            ],
        )


def _line(value: str | None) -> str:
    return " ".join((value or "").split())


def filled(organisation: Organisation, coverage: list[Coverage], contacts: list[OrganisationContact]) -> dict[str, Any]:
    """What the form starts with when a card is edited."""
    rows = [{"name": c.name, "function": c.function, "email": c.email, "phone": c.phone} for c in contacts]
    return covered_places(coverage) | {
        "contacts": rows[:CONTACT_ROWS],
        "version": str(organisation.version),
    }
