"""The forms with which staff keep the forum in order."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, StringField
from wtforms.fields import Field
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from club import clock, french, text
from club.forum import forms
from club.forum.keeping import PINS, Wish, pin_of
from club.forum.models import Topic, TopicKind
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


class KeepForm(FlaskForm):
    title = StringField("Titre", forms.TITLE, filters=[forms._one_line])
    theme_id = SelectField(
        "Thème", [DataRequired("Choisissez un thème."), forms._listed], coerce=forms._whole, validate_choice=False
    )
    kind = RadioField("Genre", [InputRequired("Choisissez le genre."), forms._listed], validate_choice=False)
    pin = RadioField("Épingler", [forms._listed], validate_choice=False)
    pinned_until = DateField("Épinglé jusqu’au", [Optional()], description="Laissez vide pour une durée sans terme.")
    is_locked = BooleanField("Fermer aux réponses")
    reason = reason_field()
    version = HiddenField()

    def __init__(self, topic: Topic, *args: Any, **kwargs: Any) -> None:
        until = topic.pinned_until
        last = (until - timedelta(seconds=1)).astimezone(clock.PARIS).date() if until else None
        start = {"title": topic.title, "theme_id": topic.theme_id, "kind": topic.kind, "pin": pin_of(topic)}
        start |= {"pinned_until": last, "is_locked": topic.is_locked, "version": topic.version}
        super().__init__(*args, data=start, **kwargs)
        self.topic = topic
        self.kind.choices = [(kind.value, label) for kind, label in KINDS.items()]
        self.pin.choices = [(pin, label.capitalize()) for pin, label in PINS.items()]
        self.theme_id.choices = list(vocabulary.choices(TermKind.THEME))
        if topic.about_kind is not None:  # it is named and placed by what it is about
            del self.title, self.theme_id, self.kind

    def validate_pinned_until(self, field: Field) -> None:
        if field.data and self.pin.data and field.data < clock.today():
            raise ValidationError("Choisissez un jour à venir.")

    @property
    def wish(self) -> Wish:
        """What the form asks for."""
        topic, day = self.topic, self.pinned_until.data
        midnight = datetime(day.year, day.month, day.day, tzinfo=clock.PARIS) + timedelta(days=1) if day else None
        return Wish(
            title=self.title.data if "title" in self else topic.title,
            theme_id=self.theme_id.data if "theme_id" in self else topic.theme_id,
            kind=self.kind.data if "kind" in self else topic.kind,
            is_locked=self.is_locked.data,
            pin=self.pin.data,
            pinned_until=midnight,
            version=forms._whole(self.version.data) or 0,
        )


class MergeForm(FlaskForm):
    into = HiddenField()
    reason = reason_field()

    @property
    def into_id(self) -> int:
        """The number of the topic that was shown."""
        return forms._whole(self.into.data) or 0


class SplitForm(FlaskForm):
    posts = Checkboxes("Messages à détacher", coerce=int)
    title = StringField("Titre du nouveau sujet", forms.TITLE, filters=[forms._one_line])
    theme_id = SelectField(
        "Thème", [DataRequired("Choisissez un thème."), forms._listed], coerce=forms._whole, validate_choice=False
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
