"""The forms of the forum."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import DataRequired, Length, ValidationError

from club import text
from club.forum import audience, mentions
from club.forum.models import Post, Topic, TopicKind
from club.members.models import Member
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

KINDS = {
    TopicKind.QUESTION: "Une question : j’attends une réponse",
    TopicKind.DISCUSSION: "Une discussion : je partage une idée ou une nouvelle",
    TopicKind.ANNOUNCEMENT: "Une annonce : j’informe tout le club",
}


def _cleaned(value: str | None) -> str | None:
    return text.clean(value) if value else value


def _one_line(value: str | None) -> str | None:
    return " ".join(text.clean(value).split()) if value else value


def _whole(value: object) -> int | None:
    """A number sent by a form; None for whatever else."""
    typed = str(value)
    return int(typed) if typed.isdecimal() and len(typed) < 9 else None


def _renders(form: FlaskForm, field: Field) -> None:
    """What is too tangled to be shown, or shows nothing, is said beside the field."""
    try:
        html = text.render(field.data or "")
    except text.TooComplex as why:
        raise ValidationError(str(why)) from why
    if not text.plain(html):
        raise ValidationError("Votre message ne contient aucun texte à lire.")


def _listed(form: FlaskForm, field: Field) -> None:
    if field.data not in [value for value, _ in field.choices]:
        raise ValidationError("Choisissez dans la liste.")


def _few_names(form: FlaskForm, field: Field) -> None:
    if len(text.mentions(field.data or "")) > mentions.MOST:
        raise ValidationError(f"Un message peut mentionner {mentions.MOST} personnes au plus.")


BODY = [
    DataRequired("Écrivez votre message."),
    Length(2, Post.BODY_MAX, "Votre message doit compter de 2 à 32 000 caractères."),
    _renders,
    _few_names,
]
TITLE = [
    DataRequired("Écrivez un titre."),
    Length(Topic.TITLE_MIN, Topic.TITLE_MAX, "Le titre doit compter de 15 à 150 caractères."),
]


class ReplyForm(FlaskForm):
    body = TextAreaField("Votre réponse", BODY, filters=[_cleaned])
    submission = HiddenField()
    seen = HiddenField()
    reply_to = HiddenField()

    @property
    def reply_to_id(self) -> int:
        """The message that is answered; 0 for the whole topic."""
        return _whole(self.reply_to.data) or 0

    @property
    def seen_number(self) -> int:
        """The last message that was there when the page was opened."""
        return _whole(self.seen.data) or 0


class TopicForm(FlaskForm):
    kind = RadioField(
        "Que voulez-vous publier ?", [DataRequired("Choisissez ce que vous publiez."), _listed], validate_choice=False
    )
    title = StringField(
        "Titre",
        TITLE,
        filters=[_one_line],
        description="Une phrase précise : « Qui a un modèle de bail dérogatoire ? »",
    )
    audience = RadioField(
        "Qui peut le lire ?", [DataRequired("Choisissez qui peut le lire."), _listed], validate_choice=False
    )
    theme_id = SelectField(
        "Thème", [DataRequired("Choisissez un thème."), _listed], coerce=_whole, validate_choice=False
    )
    body = TextAreaField(
        "Votre message",
        BODY,
        filters=[_cleaned],
        description="Dites le contexte, ce que vous avez déjà essayé, et pour quand il vous faut une réponse.",
    )
    submission = HiddenField()

    def __init__(self, *args: Any, can_announce: bool, author: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind for kind in TopicKind if can_announce or kind is not TopicKind.ANNOUNCEMENT]
        self.kind.choices = [(kind.value, KINDS[kind]) for kind in kinds]
        self.audience.choices = audience.choices(author)
        self.theme_id.choices = [("", "Choisissez un thème"), *vocabulary.choices(TermKind.THEME)]


class EditForm(FlaskForm):
    title = StringField("Titre", TITLE, filters=[_one_line])
    body = TextAreaField("Votre message", BODY, filters=[_cleaned])
    version = HiddenField()

    @property
    def stale_from(self) -> int:
        """The version the edit started from."""
        return _whole(self.version.data) or 0


class RestoreForm(FlaskForm):
    wanted = HiddenField()
    version = HiddenField()

    @property
    def number(self) -> int:
        """The version to go back to."""
        return _whole(self.wanted.data) or 0

    @property
    def stale_from(self) -> int:
        """The version that was shown as the newest."""
        return _whole(self.version.data) or 0
