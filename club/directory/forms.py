"""The card of an organisation, as its editors fill it in."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    FieldList,
    Form,
    FormField,
    SelectField,
    StringField,
    TextAreaField,
)  # fmt: skip
from wtforms.validators import Email, InputRequired, Length, Optional, ValidationError

from club import text
from club.directory import queries
from club.directory.models import Coverage, OrganisationContact
from club.directory.operations import Card, Contact
from club.forms import Versioned, most, readable, web_address
from club.members.models import Organisation
from club.territories.coverage import CoverageFields
from club.territories.coverage import filled as covered_places
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

CONTACT_ROWS = 4


class ContactForm(Form):
    """One person or desk to call; a row without a name is left out."""

    name = StringField("Nom ou service", [most(120)])
    function = StringField("Fonction", [most(120)])
    email = StringField("Courriel", [Optional(), Email("Vérifiez cette adresse de courriel."), Length(max=254)])
    phone = StringField("Téléphone", [most(30)])


class PartnerForm(CoverageFields, Versioned, FlaskForm):
    """All that a card says."""

    name = StringField(
        "Nom",
        [InputRequired("Saisissez le nom de l’organisation."), most(160)],
    )
    acronym = StringField("Sigle", [most(30)])
    type_id = SelectField("Type", coerce=int)
    summary = StringField(
        "En une phrase",
        [
            InputRequired("Dites en une phrase ce que l’organisation apporte."),
            most(300),
        ],
        description="Elle s’affiche dans les listes.",
    )
    description = TextAreaField(
        "Présentation",
        [most(20_000), readable],
        description="Ce que vous faites pour les communes, comment vous solliciter, à quel prix.",
    )
    website = StringField("Site", [most(300), web_address])
    address = StringField("Adresse", [most(300)])
    contacts = FieldList(FormField(ContactForm), min_entries=CONTACT_ROWS, max_entries=CONTACT_ROWS)

    def __init__(self, *args: Any, own_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_id = own_id
        self.type_id.choices = vocabulary.choices(TermKind.PARTNER_TYPE)
        self.offer_places()

    def validate_name(self, field: StringField) -> None:
        if queries.is_name_taken(_line(field.data), self.own_id):
            raise ValidationError("Une organisation porte déjà ce nom.")

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
