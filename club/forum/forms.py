"""The forms of the forum."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import HiddenField, MultipleFileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import DataRequired, Length, ValidationError

from club import text
from club.extensions import db
from club.forms import Versioned, whole
from club.forum import audience, mentions, tags
from club.forum.attachments import Attachment
from club.forum.models import Post, Topic, TopicKind
from club.forum.tags import TagProposal
from club.members.forms import Checkboxes
from club.members.models import Member, MemberCommune
from club.territories import queries as territories
from club.territories.models import Commune
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

TRIED = "Ce que j’ai déjà essayé"
KINDS = {
    TopicKind.QUESTION: "Une question : j’attends une réponse",
    TopicKind.DISCUSSION: "Une discussion : je partage une idée ou une nouvelle",
    TopicKind.ANNOUNCEMENT: "Une annonce : j’informe tout le club",
}


def _cleaned(value: str | None) -> str | None:
    return text.clean(value) if value else value


def _one_line(value: str | None) -> str | None:
    return " ".join(text.clean(value).split()) if value else value


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


def places(author: Member) -> list[tuple[str, str]]:
    """Where a topic may be about: the author's communes, then the départements, the author's own first."""
    served = select(Commune.code, Commune.name).join(MemberCommune, MemberCommune.commune_code == Commune.code)
    rows = db.session.execute(served.where(MemberCommune.member_id == author.id).order_by(MemberCommune.position))
    own = [(f"commune-{code}", name) for code, name in rows]
    every = sorted(territories.departements(), key=lambda one: one.code != author.departement_code)
    nowhere = [] if author.departement_code else [("", "Aucun territoire en particulier")]
    return nowhere + own + [(f"departement-{one.code}", f"{one.name} ({one.code})") for one in every]


class Attaching(FlaskForm):
    """A form of a message: its files are stored as soon as they are sent."""

    files = MultipleFileField(
        "Ajouter des fichiers",
        description="Images, PDF, textes et tableurs, dix au plus. Ils sont gardés un jour tant que rien n’est publié.",
    )
    attached: Sequence[Attachment] = ()


class ReplyForm(Attaching):
    class Meta(FlaskForm.Meta):
        csrf = False  # the token is on the page and asked of every POST (club/extensions.py): not looked at twice

    body = TextAreaField("Votre réponse", BODY, filters=[_cleaned])
    submission = HiddenField()
    seen = HiddenField()
    reply_to = HiddenField()

    @property
    def reply_to_id(self) -> int:
        """The message that is answered; 0 for the whole topic."""
        return whole(self.reply_to.data) or 0

    @property
    def seen_number(self) -> int:
        """The last message that was there when the page was opened."""
        return whole(self.seen.data) or 0


class TopicForm(Attaching):
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
        "Thème", [DataRequired("Choisissez un thème."), _listed], coerce=whole, validate_choice=False
    )
    place = SelectField("Territoire", [_listed], validate_choice=False)
    body = TextAreaField(
        "Votre message",
        BODY,
        filters=[_cleaned],
        description="Dites le contexte, et pour quand il vous faut une réponse.",
    )
    tried = TextAreaField("Ce que j’ai déjà essayé (facultatif)", filters=[_cleaned])
    tags = Checkboxes("Étiquettes (facultatif, cinq au plus)", coerce=whole, validate_choice=False)
    proposal = StringField(
        "Proposer une étiquette (facultatif)",
        [Length(0, TagProposal.LABEL_MAX, "Une étiquette compte 40 caractères au plus.")],
        filters=[_one_line],
        description="Un mot qui manque à la liste. L’équipe le relit avant de l’ajouter.",
    )
    submission = HiddenField()

    def validate_tags(self, field: Field) -> None:
        known = {value for value, _ in field.choices}
        if len(field.data or []) > tags.MOST or not known.issuperset(field.data or []):
            raise ValidationError("Choisissez cinq étiquettes au plus dans la liste.")

    def validate_tried(self, field: Field) -> None:
        """It joins the message: both together are bounded and shown as one text."""
        if field.data and not self.body.errors:
            if len(self.message) > Post.BODY_MAX:
                raise ValidationError("Avec votre message, ce texte dépasse 32 000 caractères.")
            _renders(self, SimpleNamespace(data=self.message))
            _few_names(self, SimpleNamespace(data=self.message))

    @property
    def message(self) -> str:
        """The first message, with what was tried under its own title."""
        parts = [self.body.data or "", f"## {TRIED}\n\n{self.tried.data}" if self.tried.data else ""]
        return "\n\n".join(filter(None, parts))

    @property
    def asked(self) -> dict[str, Any]:
        """What opening the topic needs beside the title and the text."""
        known = {"kind": self.kind.data, "theme_id": self.theme_id.data, "audience": self.audience.data}
        return known | {"place": self.place.data, "tag_ids": self.tags.data or [], "proposal": self.proposal.data or ""}

    def __init__(self, *args: Any, can_announce: bool, author: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind for kind in TopicKind if can_announce or kind is not TopicKind.ANNOUNCEMENT]
        self.kind.choices = [(kind.value, KINDS[kind]) for kind in kinds]
        self.audience.choices = audience.choices(author)
        self.place.choices = places(author)
        self.tags.choices = vocabulary.choices(TermKind.TAG)
        self.theme_id.choices = [("", "Choisissez un thème"), *vocabulary.choices(TermKind.THEME)]


class EditForm(Versioned, Attaching):
    title = StringField("Titre", TITLE, filters=[_one_line])
    body = TextAreaField("Votre message", BODY, filters=[_cleaned])
