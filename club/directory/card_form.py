"""The card of an organisation, as its editors fill it in: what it is, then where it works."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from club import text, uploads
from club.directory import queries, registry
from club.directory.fields import OrganisationField
from club.directory.models import Coverage
from club.directory.operations import Card
from club.forms import Versioned, most, readable, web_address
from club.members.forms import line
from club.members.models import Organisation, Standing
from club.territories.coverage import CoverageFields
from club.territories.coverage import filled as covered_places
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

LOGO = 480  # pixels of a side
# After the name of a card that members do not see.
TAKEN = {
    Standing.PROPOSED: ", proposée par un membre : l’équipe examine sa fiche.",
    Standing.REFUSED: ", proposée et non retenue : écrivez à l’équipe si c’est une erreur.",
}


class CardForm(Versioned, FlaskForm):
    """What an organisation is."""

    name = StringField("Nom", [InputRequired("Saisissez le nom de l’organisation."), most(160)])
    acronym = StringField("Sigle", [most(30)])
    type_id = SelectField("Type", coerce=int)
    number = StringField(
        "Numéro SIREN ou SIRET",
        [most(20)],
        description="9 chiffres pour l’organisation, 14 pour une antenne qui a sa propre fiche. "
        "Il figure sur l’annuaire des entreprises.",
    )
    summary = StringField(
        "En une phrase",
        [InputRequired("Dites en une phrase ce que l’organisation apporte."), most(300)],
        description="Elle s’affiche dans les listes.",
    )
    description = TextAreaField(
        "Présentation", [most(20_000), readable], description="Qui vous êtes. Les offres ont leur propre page."
    )
    website = StringField("Site", [most(300), web_address])
    address = StringField("Adresse", [most(300)])
    parent = OrganisationField(
        "Fait partie de", [most(200)], description="Le nom ou le sigle de l’organisation dont elle est une antenne."
    )
    logo = FileField("Logo", description="PNG, JPG ou WEBP. Il est réduit, sans ses données cachées.")
    remove_logo = BooleanField("Retirer le logo")
    submission = HiddenField()

    def __init__(self, *args: Any, own_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_id = own_id
        self.type_id.choices = vocabulary.choices(TermKind.PARTNER_TYPE)

    def validate_name(self, field: StringField) -> None:
        if other := queries.with_name(line(field.data), self.own_id):
            raise ValidationError(f"Une organisation porte déjà ce nom{TAKEN.get(Standing(other.standing), '.')}")

    def validate_number(self, field: StringField) -> None:
        siren, siret = registry.read(field.data or "")
        if other := queries.with_number(siren, siret, self.own_id):
            raise ValidationError(f"Ce numéro est celui de « {other.name} »{TAKEN.get(Standing(other.standing), '.')}")

    def validate_parent(self, field: OrganisationField) -> None:
        if field.id_found and queries.is_within(field.id_found, self.own_id):
            raise ValidationError("Cette organisation fait elle-même partie de la vôtre.")

    def card(self) -> Card:
        """What was typed, ready to be written."""
        siren, siret = registry.read(self.number.data or "")
        return Card(
            name=line(self.name.data),
            acronym=line(self.acronym.data),
            type_id=self.type_id.data,
            summary=line(self.summary.data),
            description=text.clean(self.description.data or ""),
            website=line(self.website.data),
            address=line(self.address.data),
            siren=siren,
            siret=siret,
            parent_id=self.parent.id_found,
        )


class CoverageForm(CoverageFields, Versioned, FlaskForm):
    """Where an organisation works."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_places()


def filled(organisation: Organisation) -> dict[str, Any]:
    """What the form of a card starts with, beside the columns of the same names."""
    parent = organisation.parent.name if organisation.parent else ""
    number = organisation.siren or organisation.siret or ""
    return {"number": registry.told(number), "parent": parent, "version": str(organisation.version)}


def covered(organisation: Organisation, rows: Sequence[Coverage], also: str = "") -> dict[str, Any]:
    """What the form of the territories starts with; `also` is a département to propose."""
    places = covered_places(rows)
    if also:
        places["departements"] = [*places["departements"], also]
    return places | {"version": str(organisation.version)}


def examined(sent: FileStorage) -> uploads.Judged:
    """The logo that was sent, reduced and drawn again; raises Refused for what is no picture."""
    judged = uploads.examine(sent, longest=LOGO)
    if not judged.is_picture:
        raise uploads.UploadRefused("Choisissez une image : PNG, JPG ou WEBP.")
    return judged
