"""The forms of Entraide."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from club import clock, text
from club.forms import Versioned, most, readable
from club.helping import queries
from club.helping.models import HelpOffer, HelpRequest
from club.helping.operations import Sheet
from club.helping.requests import Meeting
from club.members.forms import Checkboxes, line
from club.territories.models import Commune
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

MOST_AT_ONCE = 50  # requests followed
FARTHEST = timedelta(days=2 * 366)  # of a meeting


class OfferForm(Versioned, FlaskForm):
    """What is offered, on what, when and how much."""

    kind = RadioField("Ce que je propose", [InputRequired("Choisissez ce que vous proposez.")])
    title = StringField(
        "En une ligne",
        [DataRequired("Dites en une ligne ce que vous proposez."), most(HelpOffer.TITLE_MAX)],
        description="Par exemple « Une halle rouverte, du diagnostic au marché ».",
    )
    themes = Checkboxes("Thèmes", coerce=int)
    body = TextAreaField(
        "Ce qu’on y trouvera",
        [most(HelpOffer.BODY_MAX), readable],
        description="Ce que vous montrez ou relisez, pour qui, ce qu’il faut préparer.",
    )
    availability = StringField(
        "Disponibilités", [most(HelpOffer.LINE_MAX)], description="Par exemple « le vendredi, sauf en août »."
    )
    capacity = IntegerField(
        "Demandes suivies à la fois",
        [Optional()],
        description="Facultatif. Au-delà, les membres sont invités à revenir plus tard.",
    )
    submission = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = list(queries.kinds().items())
        self.themes.choices = vocabulary.choices(TermKind.THEME)

    def validate_capacity(self, field: IntegerField) -> None:
        """NumberRange cannot judge a number of four hundred digits."""
        if field.data is not None and not 1 <= field.data <= MOST_AT_ONCE:
            raise ValidationError(f"Entre 1 et {MOST_AT_ONCE}.")

    def sheet(self) -> Sheet:
        """What was typed, ready to be written."""
        return Sheet(
            kind=self.kind.data, title=line(self.title.data), body=text.clean(self.body.data or "").strip(),
            availability=line(self.availability.data), capacity=self.capacity.data, theme_ids=self.themes.data or [],
        )  # fmt: skip


class AskForm(FlaskForm):
    """What somebody asks of whoever offers."""

    message = TextAreaField(
        "Votre message",
        [DataRequired("Dites en quelques mots ce que vous cherchez."), most(HelpRequest.MESSAGE_MAX)],
        description="Votre projet, votre question, vos dates possibles. Seule la personne qui propose le lira.",
    )
    commune_code = SelectField("Pour la commune")
    submission = HiddenField()

    def __init__(self, communes: Sequence[Commune], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commune_code.choices = [(one.code, f"{one.name} ({one.departement_code})") for one in communes]
        if not communes:
            del self.commune_code

    @property
    def commune(self) -> str | None:
        """The commune it is for; nobody's when one serves none."""
        return self.commune_code.data if self.commune_code else None


class WordForm(FlaskForm):
    """A gesture with a word."""

    word = TextAreaField("Un mot", [most(HelpRequest.WORD_MAX)], description="Facultatif.")


class MeetingForm(WordForm, Versioned):
    """A day, an hour, a place, on the clock of whoever types."""

    day = DateField("Le jour", [Optional()])
    hour = TimeField("L’heure", [Optional()])
    place = StringField(
        "Le lieu", [most(HelpRequest.PLACE_MAX)], description="Une adresse, ou un lien de visioconférence."
    )
    needs_date = True

    @property
    def meeting(self) -> Meeting | None:
        """What was chosen; None while it is not complete."""
        if not (self.day.data and self.hour.data):
            return None
        return Meeting(datetime.combine(self.day.data, self.hour.data, tzinfo=clock.zone()), line(self.place.data))

    def validate(self, extra_validators: Any = None) -> bool:
        """A date is whole or absent, and to come."""
        is_right = super().validate(extra_validators)
        is_begun = self.needs_date or self.day.data or self.hour.data
        for field, sentence in ((self.day, "Choisissez le jour."), (self.hour, "Choisissez l’heure.")):
            if is_begun and field.data is None and not field.errors:
                field.errors = [sentence]
        if self.meeting and not clock.now() < self.meeting.at < clock.now() + FARTHEST:
            self.day.errors = ["Choisissez un moment à venir, dans les deux ans."]
        return is_right and not (self.day.errors or self.hour.errors)


class AnswerForm(MeetingForm):
    """Yes or no, and a date if there is one already."""

    needs_date = False
    decision = RadioField("Votre réponse", [InputRequired("Choisissez votre réponse.")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision.choices = [("oui", "J’accepte"), ("non", "Je ne peux pas")]


class NoteForm(FlaskForm):
    """What came of it."""

    note = TextAreaField(
        "Ce que j’en retiens",
        [DataRequired("Racontez en quelques phrases ce que vous en retenez."), most(HelpRequest.NOTE_MAX), readable],
        description="Tous les membres le liront sur la page de l’offre, avec votre merci.",
    )
