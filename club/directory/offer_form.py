"""An offer and a contact, as the editors of an organisation fill them in."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length, Optional, ValidationError

from club import text
from club.directory.contacts import Contact
from club.directory.models import Offer, OrganisationContact
from club.directory.offers import Said
from club.forms import Versioned, most, phone, readable
from club.members.forms import Checkboxes, line
from club.territories.coverage import CoverageFields, filled
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

PRICES = {"free": True, "paid": False, "unsaid": None}
NOBODY = (0, "Celui de l’organisation")
MOST_DAYS = 400


class OfferForm(CoverageFields, Versioned, FlaskForm):
    """What an organisation does, for what, at what price, how to ask."""

    title = StringField(
        "Ce que vous proposez",
        [InputRequired("Dites ce que vous proposez."), most(Offer.TITLE_MAX)],
        description="Par exemple « Étude de faisabilité d’un commerce ».",
    )
    themes = Checkboxes("Pour quels besoins", [InputRequired("Choisissez au moins un thème.")], coerce=int)
    stages = Checkboxes("À quelles étapes du projet", coerce=int)
    body = TextAreaField("En quoi cela consiste", [most(10_000), readable])
    charge = RadioField(
        "Prix", choices={"free": "Gratuit", "paid": "Payant", "unsaid": "Non précisé"}, default="unsaid"
    )
    price = StringField("Détail du prix", [most(200)], description="Par exemple « 400 € la journée ».")
    delay_days = StringField(
        "Délai, en jours ouvrés", [most(4)], description="Entre la demande et le début du travail."
    )
    delay = StringField("Délai, avec des mots", [most(200)], description="S’il ne se compte pas en jours.")
    audience = StringField("Qui peut demander", [most(300)], description="Communes, EPCI, moins de 3 500 habitants…")
    how_to_ask = TextAreaField("Comment demander", [most(600)])
    contact_id = SelectField("Contact", coerce=int)
    submission = HiddenField()

    def __init__(self, *args: Any, contacts: Sequence[OrganisationContact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_places()
        self.themes.choices = vocabulary.choices(TermKind.THEME)
        self.stages.choices = vocabulary.choices(TermKind.ACTION_STAGE)
        named = ((one.id, ", ".join(filter(None, (one.name, one.function)))) for one in contacts)
        self.contact_id.choices = [NOBODY, *named]

    def validate_delay_days(self, field: StringField) -> None:
        typed = (field.data or "").strip()
        if typed and not (typed.isdecimal() and 0 < int(typed) <= MOST_DAYS):
            raise ValidationError(f"Un nombre de jours, de 1 à {MOST_DAYS}.")

    def said(self) -> Said:
        """What was typed, ready to be written."""
        days = (self.delay_days.data or "").strip()
        return Said(
            title=line(self.title.data),
            body=text.clean(self.body.data or ""),
            is_free=PRICES[self.charge.data],
            price=line(self.price.data),
            delay_days=int(days) if days else None,
            delay=line(self.delay.data),
            audience=line(self.audience.data),
            how_to_ask=text.clean(self.how_to_ask.data or ""),
            contact_id=self.contact_id.data or None,
            term_ids=[*(self.themes.data or ()), *(self.stages.data or ())],
            territories=self.covered,
        )


def offer_filled(offer: Offer) -> dict[str, Any]:
    """What the form starts with when an offer is edited."""
    same = ("title", "body", "price", "delay", "audience", "how_to_ask", "version")
    return (
        filled(offer.territories)
        | {name: getattr(offer, name) for name in same}
        | {
            "charge": next(word for word, value in PRICES.items() if value is offer.is_free),
            "delay_days": offer.delay_days or "",
            "contact_id": offer.contact_id or 0,
            "themes": [term.id for term in offer.themes],
            "stages": [term.id for term in offer.stages],
        }
    )


class ContactForm(CoverageFields, Versioned, FlaskForm):
    """One person or desk to call."""

    name = StringField("Nom ou service", [InputRequired("Saisissez un nom ou un service."), most(120)])
    function = StringField("Fonction", [most(120)])
    phone = StringField("Téléphone", [most(30), phone])
    email = StringField("Courriel", [Optional(), Email("Vérifiez cette adresse de courriel."), Length(max=254)])
    reachable = StringField("Joignable", [most(120)], description="Par exemple « le mardi et le jeudi matin ».")
    submission = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_places()

    def said(self) -> Contact:
        """What was typed, ready to be written."""
        words = {name: line(self[name].data) for name in ("name", "function", "phone", "email", "reachable")}
        return Contact(**words, territories=self.covered)


def contact_filled(contact: OrganisationContact) -> dict[str, Any]:
    """What the form starts with when a contact is edited."""
    same = ("name", "function", "phone", "email", "reachable", "version")
    return filled(contact.territories) | {name: getattr(contact, name) for name in same}
