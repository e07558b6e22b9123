"""The forms of the forum."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from club import text
from club.forum.models import Post, Topic, TopicKind
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

KINDS = {
    TopicKind.QUESTION: "Une question : j’attends une réponse",
    TopicKind.DISCUSSION: "Une discussion : je partage une idée ou une nouvelle",
    TopicKind.ANNOUNCEMENT: "Une annonce : j’informe tout le club",
}
BODY = [
    InputRequired("Écrivez votre message."),
    Length(min=2, max=Post.BODY_MAX, message="Votre message doit compter de 2 à 32 000 caractères."),
]


def _check_body(form: FlaskForm, field: TextAreaField) -> None:
    try:
        text.render(text.clean(field.data or ""))
    except text.TooComplex as why:
        raise ValidationError(str(why)) from why


class ReplyForm(FlaskForm):
    body = TextAreaField("Votre réponse", [*BODY, _check_body])
    submission = HiddenField()
    seen = HiddenField()

    @property
    def seen_number(self) -> int:
        """The last message that was there when the page was opened."""
        return int(self.seen.data) if str(self.seen.data).isdecimal() and len(self.seen.data) < 9 else 0


TITLE = [
    InputRequired("Écrivez un titre."),
    Length(Topic.TITLE_MIN, Topic.TITLE_MAX, "Le titre doit compter de 15 à 150 caractères."),
]


class TopicForm(FlaskForm):
    kind = RadioField("Que voulez-vous publier ?", [InputRequired("Choisissez.")], default=TopicKind.QUESTION)
    title = StringField("Titre", TITLE, description="Une phrase précise : « Qui a un modèle de bail dérogatoire ? »")
    theme_id = SelectField("Thème", coerce=int)
    body = TextAreaField(
        "Votre message",
        [*BODY, _check_body],
        description="Dites le contexte, ce que vous avez déjà essayé, et pour quand il vous faut une réponse.",
    )
    submission = HiddenField()

    def __init__(self, *args: Any, can_announce: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind for kind in TopicKind if can_announce or kind is not TopicKind.ANNOUNCEMENT]
        self.kind.choices = [(kind.value, KINDS[kind]) for kind in kinds]
        self.theme_id.choices = vocabulary.choices(TermKind.THEME)


class EditForm(FlaskForm):
    title = StringField("Titre", TITLE)
    body = TextAreaField("Votre message", [*BODY, _check_body])
    version = HiddenField()

    @property
    def stale_from(self) -> int:
        """The version the edit started from."""
        return int(self.version.data) if str(self.version.data).isdecimal() and len(self.version.data) < 9 else 0
