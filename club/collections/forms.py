"""The forms of collections."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, ValidationError

from club import text
from club.collections.models import Collection
from club.collections.operations import MOST_STEPS, Sheet
from club.collections.queries import Step
from club.forms import Versioned, most, readable
from club.members.forms import line
from club.paging import AnyRow

SHARING = [
    ("prive", "Pour moi seulement"),
    ("partage", "Partagé par son lien : tout membre du club qui a l’adresse peut le lire"),
]
TITLE = most(Collection.TITLE_MAX)
WHY = most(Collection.WHY_MAX)
WHY_HELP = "Facultatif : ce qu’on y trouve, dans quel cas la lire."


class StepForm(Form):
    """The word on a step, and which step it is."""

    number = HiddenField()
    why = TextAreaField("Pourquoi cette ressource", [WHY])


class CollectionForm(Versioned, FlaskForm):
    """The words of a collection and, once it has some, those on its steps."""

    title = StringField(
        "Titre",
        [DataRequired("Donnez un titre à ce parcours."), TITLE],
        description="Par exemple « Ma première semaine ».",
    )
    intro = TextAreaField(
        "Introduction",
        [most(Collection.INTRO_MAX), readable],
        description="À qui sert ce parcours, dans quel ordre le lire.",
    )
    sharing = RadioField("Qui peut le lire")
    steps = FieldList(FormField(StepForm), "Étapes", max_entries=MOST_STEPS)
    submission = HiddenField()

    def __init__(self, *args: Any, can_share: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sharing.choices = SHARING
        if not can_share:
            del self.sharing

    def rows(self, steps: Sequence[Step]) -> list[tuple[Step, Any]]:
        """Each step with its part of the form; what is gone meanwhile, or never was there, is left out."""
        known = {str(step.id): step for step in steps}
        return [(known[one.form.number.data], one.form) for one in self.steps if one.form.number.data in known]

    def sheet(self) -> Sheet:
        """What was typed, ready to be kept."""
        said = [one.form for one in self.steps]
        return Sheet(
            title=line(self.title.data),
            intro=text.clean(self.intro.data or ""),
            is_shared="sharing" not in self or self.sharing.data == "partage",
            whys={int(one.number.data): line(one.why.data) for one in said if _is_number(one.number.data)},
        )


def _is_number(typed: str | None) -> bool:
    return bool(typed) and str(typed).isdecimal() and len(str(typed)) < 10


def filled(collection: Collection, steps: Sequence[Step]) -> dict[str, Any]:
    """What the form starts with when a collection is edited."""
    return {
        "title": collection.title,
        "intro": collection.intro,
        "sharing": "partage" if collection.shared_at else "prive",
        "version": collection.version,
        "steps": [{"number": str(step.id), "why": step.why} for step in steps],
    }


class AddForm(FlaskForm):
    """Which of one's collections a resource joins, and why."""

    NEW = 0
    collection_id = SelectField("Parcours", coerce=int)
    title = StringField("Titre du nouveau parcours", [TITLE], description="Seulement pour un nouveau parcours.")
    why = TextAreaField("Pourquoi cette ressource", [WHY], description=WHY_HELP)
    submission = HiddenField()

    def __init__(self, *args: Any, own: Sequence[AnyRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = {row.id: row for row in own}
        self.collection_id.choices = [
            *((row.id, f"{row.title} (elle y est déjà)" if row.has_it else row.title) for row in own),
            (self.NEW, "Un nouveau parcours"),
        ]

    def validate_collection_id(self, field: SelectField) -> None:
        chosen = self.own.get(field.data)
        if chosen is not None and chosen.has_it:
            raise ValidationError("Cette ressource est déjà dans ce parcours.")

    def validate_title(self, field: StringField) -> None:
        if self.collection_id.data == self.NEW and not line(field.data):
            raise ValidationError("Donnez un titre à ce nouveau parcours.")

    def sheet(self) -> Sheet:
        """The collection that begins with this resource."""
        return Sheet(title=line(self.title.data), intro="", is_shared=False)
