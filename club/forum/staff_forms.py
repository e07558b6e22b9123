"""The forms with which staff keep the forum in order."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField, TimeField
from wtforms.fields import Field
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from club import clock, french, text
from club.forms import Versioned, whole
from club.forum import forms
from club.forum.announcing import Text
from club.forum.audience import LABELS
from club.forum.keeping import PINS, Wish, pin_of
from club.forum.ledger import Announcement
from club.forum.models import Topic, TopicKind
from club.forum.tags import TagProposal
from club.members.forms import Checkboxes
from club.paging import AnyRow
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

LONGEST = 500
KINDS = {
    TopicKind.QUESTION: "Une question",
    TopicKind.DISCUSSION: "Une discussion",
    TopicKind.ANNOUNCEMENT: "Une annonce",
}


def reason_field() -> StringField:
    """The reason of a gesture, as its author reads it."""
    return StringField(
        "Raison",
        [
            InputRequired("Écrivez la raison : elle est envoyée à l’auteur du sujet."),
            Length(max=LONGEST, message="500 caractères au plus."),
        ],
        filters=[forms._one_line],
        description="Une phrase, envoyée à l’auteur et montrée dans le fil.",
    )


class KeepForm(Versioned, FlaskForm):
    title = StringField("Titre", forms.TITLE, filters=[forms._one_line])
    theme_id = SelectField(
        "Thème", [DataRequired("Choisissez un thème."), forms._listed], coerce=whole, validate_choice=False
    )
    kind = RadioField("Genre", [InputRequired("Choisissez le genre."), forms._listed], validate_choice=False)
    audience = RadioField(
        "Qui peut le lire ?",
        [forms._listed],
        validate_choice=False,
        description="Ceux que vous choisissez liront aussi les messages déjà écrits.",
    )
    pin = RadioField("Épingler", [forms._listed], validate_choice=False)
    pinned_until = DateField("Épinglé jusqu’au", [Optional()], description="Laissez vide pour une durée sans terme.")
    is_locked = BooleanField("Fermer aux réponses")
    reason = reason_field()

    def __init__(self, topic: Topic, *args: Any, **kwargs: Any) -> None:
        until = topic.pinned_until
        last = (until - timedelta(seconds=1)).astimezone(clock.PARIS).date() if until else None
        start = {"title": topic.title, "theme_id": topic.theme_id, "kind": topic.kind, "pin": pin_of(topic)}
        start |= {
            "audience": topic.audience,
            "pinned_until": last,
            "is_locked": topic.is_locked,
            "version": topic.version,
        }
        super().__init__(*args, data=start, **kwargs)
        self.topic = topic
        self.kind.choices = [(kind.value, label) for kind, label in KINDS.items()]
        self.audience.choices = [(one.value, label) for one, label in LABELS.items()]
        self.pin.choices = [(pin, label.capitalize()) for pin, label in PINS.items()]
        self.theme_id.choices = list(vocabulary.choices(TermKind.THEME))
        if topic.about_kind is not None:  # it is named and placed by what it is about
            del self.title, self.theme_id, self.kind, self.audience

    def validate_pinned_until(self, field: Field) -> None:
        if field.data and self.pin.data and field.data < clock.today():
            raise ValidationError("Choisissez un jour à venir.")

    def _title(self) -> str:
        """A form gives plain spaces back for the narrow ones of a title: that is no change."""
        old: str = self.topic.title
        return old if "title" not in self or self.title.data == forms._one_line(old) else self.title.data

    @property
    def wish(self) -> Wish:
        """What the form asks for."""
        topic, day = self.topic, self.pinned_until.data
        midnight = datetime(day.year, day.month, day.day, tzinfo=clock.PARIS) + timedelta(days=1) if day else None
        return Wish(
            title=self._title(),
            theme_id=self.theme_id.data if "theme_id" in self else topic.theme_id,
            kind=self.kind.data if "kind" in self else topic.kind,
            audience=self.audience.data if "audience" in self else topic.audience,
            is_locked=self.is_locked.data,
            pin=self.pin.data,
            pinned_until=midnight,
            version=self.stale_from,
        )


class MergeForm(FlaskForm):
    into = HiddenField()
    reason = reason_field()

    @property
    def into_id(self) -> int:
        """The number of the topic that was shown."""
        return whole(self.into.data) or 0


class SplitForm(FlaskForm):
    posts = Checkboxes("Messages à détacher", coerce=int)
    title = StringField("Titre du nouveau sujet", forms.TITLE, filters=[forms._one_line])
    theme_id = SelectField(
        "Thème", [DataRequired("Choisissez un thème."), forms._listed], coerce=whole, validate_choice=False
    )
    kind = RadioField("Genre", [InputRequired("Choisissez le genre."), forms._listed], validate_choice=False)
    reason = reason_field()

    def __init__(self, topic: Topic, posts: Sequence[AnyRow], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, data={"theme_id": topic.theme_id, "kind": TopicKind.DISCUSSION}, **kwargs)
        self.posts.choices = [(post.id, _in_few_words(post)) for post in posts]
        self.theme_id.choices = list(vocabulary.choices(TermKind.THEME))
        self.kind.choices = [(kind.value, KINDS[kind]) for kind in (TopicKind.QUESTION, TopicKind.DISCUSSION)]

    def validate_posts(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("Choisissez au moins un message.")


def _in_few_words(post: AnyRow) -> str:
    said = text.excerpt(text.plain(post.body_html), 120)
    return f"{post.number}. {post.first_name} {post.last_name}, {french.moment(post.created_at)} : {said}"


class AnnouncementForm(Versioned, FlaskForm):
    title = StringField("Titre", forms.TITLE, filters=[forms._one_line])
    theme_id = SelectField(
        "Thème", [DataRequired("Choisissez un thème."), forms._listed], coerce=whole, validate_choice=False
    )
    audience = RadioField("Qui peut la lire ?", [forms._listed], validate_choice=False)
    body = TextAreaField("L’annonce", forms.BODY, filters=[forms._cleaned])
    moment = RadioField("Quand la publier ?", [forms._listed], validate_choice=False)
    day = DateField("Le jour", [Optional()])
    hour = TimeField("L’heure de Paris", [Optional()])
    submission = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theme_id.choices = [("", "Choisissez un thème"), *vocabulary.choices(TermKind.THEME)]
        self.audience.choices = [(one.value, label) for one, label in LABELS.items()]
        self.moment.choices = [("now", "Tout de suite"), ("later", "À un moment choisi")]

    @property
    def publish_at(self) -> datetime | None:
        """The moment chosen; None for now, or while it is not complete."""
        if ("moment" in self and self.moment.data != "later") or not (self.day.data and self.hour.data):
            return None
        return datetime.combine(self.day.data, self.hour.data, tzinfo=clock.PARIS)

    def validate(self, extra_validators: Any = None) -> bool:
        """A later moment needs its day and its hour, both to come."""
        is_right = super().validate(extra_validators)
        return self._has_moment() and is_right

    def _has_moment(self) -> bool:
        if "moment" in self and self.moment.data != "later":
            return True
        for field, sentence in ((self.day, "Choisissez le jour."), (self.hour, "Choisissez l’heure.")):
            if field.data is None and not field.errors:
                field.errors = [sentence]
        if self.publish_at and self.publish_at <= clock.now():
            self.day.errors = ["Choisissez un moment à venir."]
        return not (self.day.errors or self.hour.errors)

    @property
    def said(self) -> Text:
        """What the form asks for."""
        words = {"title": self.title.data, "body": self.body.data}
        return Text(**words, audience=self.audience.data, theme_id=self.theme_id.data, publish_at=self.publish_at)


def announcement_data(one: Announcement) -> dict[str, Any]:
    """A scheduled announcement as its form shows it."""
    at = one.publish_at.astimezone(clock.PARIS)
    words = {"title": one.title, "body": one.body, "theme_id": one.theme_id, "version": one.version}
    return words | {"audience": one.audience, "day": at.date(), "hour": at.time()}


class TagForm(FlaskForm):
    """A proposed tag, under the spelling that staff give it."""

    label = StringField("Étiquette", [InputRequired(), Length(2, TagProposal.LABEL_MAX)], filters=[forms._one_line])
