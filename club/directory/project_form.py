"""The small forms by which a commune tells its project: each one is a page that a phone can show."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DateField, FieldList, Form, FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional, StopValidation, ValidationError

from club import clock, french, text
from club.communes.models import Project, ProjectAction, ProjectAxis, ProjectFile
from club.communes.operations import MOST_AXES, Axis, Presentation, Steps, Work
from club.communes.telling import DROPPED
from club.experiences import money
from club.forms import Versioned, most, readable, whole
from club.members.forms import line
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import Term, TermKind

LONGEST = 5_000
GIVEN_UP = -1
SOURCE = "Le document qui le dit : « délibération du 12 mars », « convention-cadre »…"
NO_SOURCE = "Dites d’où vient ce chiffre."
NO_DAY = "Dites de quand date ce chiffre."


class PartForm(Versioned, FlaskForm):
    """What the forms have in common: two who write at once, and a button pressed twice."""

    submission = HiddenField()


def dated(form: Any, field: DateField) -> None:
    """A day, which an amount asks for; nothing where there is none."""
    if not (field.raw_data and field.raw_data[0].strip()):
        field.errors = []
        raise StopValidation(NO_DAY if line(form.budget.data) else "")


class Money:
    """Mixed into a form: an amount with its source and its date, for no figure goes without."""

    budget = StringField("Budget, en euros", [most(40)], description="Hors taxes. Vide s’il n’est pas connu.")
    budget_source = StringField("Source du budget", [most(200)], description=SOURCE)
    budget_on = DateField("Date de ce chiffre", [dated])

    def validate_budget(self, field: StringField) -> None:
        money.euros(field.data)

    def validate_budget_source(self, field: StringField) -> None:
        if line(self.budget.data) and not line(field.data):
            raise ValidationError(NO_SOURCE)

    def validate_budget_on(self, field: DateField) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError("Cette date est à venir.")

    def figures(self) -> dict[str, Any]:
        """The amount with its source and date; nothing without an amount."""
        amount = money.euros(self.budget.data)
        known = amount is not None
        return {
            "budget": amount,
            "budget_source": line(self.budget_source.data) if known else "",
            "budget_on": self.budget_on.data if known else None,
        }


class PresentationForm(Money, PartForm):
    """What a commune says of itself, looks for and can show."""

    summary = TextAreaField(
        "En une phrase",
        [most(Project.SUMMARY_MAX)],
        description="Votre projet, dit à un voisin : « Une halle, deux places, un bourg à remettre en marche. »",
    )
    seeks = TextAreaField(
        "Ce que nous cherchons",
        [most(LONGEST), readable],
        description="Un retour d’expérience, un modèle de cahier des charges, un financeur, une visite à faire…",
    )
    shows = TextAreaField(
        "Ce que nous pouvons montrer",
        [most(LONGEST), readable],
        description="Un lieu à visiter, une étude, une méthode que vous referiez.",
    )

    def presentation(self) -> Presentation:
        """What was typed, ready to be kept."""
        return Presentation(
            summary=line(self.summary.data), seeks=text.clean(self.seeks.data or ""),
            shows=text.clean(self.shows.data or ""), **self.figures(),
        )  # fmt: skip


class DayForm(Form):
    """The day of one step."""

    term_id = HiddenField()
    on = DateField("Date", [Optional()])


class StepsForm(PartForm):
    """Where the project stands, and when each step was or will be."""

    stage_id = SelectField("Étape où vous en êtes", coerce=int)
    days = FieldList(FormField(DayForm))

    def __init__(self, *args: Any, terms: Sequence[Term], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = {one.id: one.label for one in terms}
        self.stage_id.choices = [(0, "Non précisée"), *self.terms.items()]

    def label_of(self, row: Any) -> str:
        """The step of a row."""
        return self.terms.get(whole(row["term_id"].data) or 0, "")

    def steps(self) -> Steps:
        """What was typed, ready to be kept."""
        rows = ((whole(row["term_id"].data), row["on"].data) for row in self.days)
        days = {id: on for id, on in rows if id in self.terms and on is not None}
        return Steps(stage_id=self.stage_id.data or None, days=days)


class AxisForm(Form):
    """One axis; a row without a title is left out."""

    axis_id = HiddenField()
    title = StringField("Axe", [most(ProjectAxis.TITLE_MAX)])
    theme_id = SelectField("Thème", coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theme_id.choices = [(0, "Aucun thème")]


class AxesForm(PartForm):
    """The axes, in the order of the rows."""

    axes = FieldList(FormField(AxisForm), max_entries=MOST_AXES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        while len(self.axes) < MOST_AXES:
            self.axes.append_entry()
        themes = [(0, "Aucun thème"), *vocabulary.choices(TermKind.THEME)]
        for row in self.axes:
            row.form.theme_id.choices = themes

    def written(self) -> list[Axis]:
        """What was typed, ready to be kept."""
        rows = [(line(row.form.title.data), row.form.theme_id.data, row.form.axis_id.data) for row in self.axes]
        return [Axis(title, theme or None, whole(id or "")) for title, theme, id in rows if title]


class ActionForm(Money, PartForm):
    """One action of the project."""

    title = StringField("Action", [DataRequired("Nommez l’action."), most(ProjectAction.TITLE_MAX)])
    summary = TextAreaField("En quelques mots", [most(ProjectAction.SUMMARY_MAX)])
    axis_id = SelectField("Axe", coerce=int)
    state_id = SelectField("État", coerce=int)
    why_dropped = TextAreaField(
        "Si elle est abandonnée, pourquoi", [most(300)], description="Ce que d’autres gagneraient à savoir."
    )
    starts_on = DateField("Début", [Optional()])
    ends_on = DateField("Fin", [Optional()])
    experience_id = SelectField("L’expérience qui la raconte", coerce=int)
    aid_id = SelectField("L’aide qui la finance", coerce=int)

    def __init__(
        self,
        *args: Any,
        axes: Iterable[tuple[int, str]],
        told: Iterable[tuple[int, str]],
        aids: Iterable[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        states = [(one.id, one.label) for one in vocabulary.terms(TermKind.ACTION_STAGE)]
        self.axis_id.choices = [(0, "Aucun axe"), *axes]
        self.state_id.choices = [(0, "À lancer"), *states, (GIVEN_UP, DROPPED)]
        self.experience_id.choices = [(0, "Aucune"), *told]
        self.experience_id.description = "Parmi celles que votre commune a partagées."
        self.aid_id.choices = [(0, "Aucune"), *aids]
        self.aid_id.description = "Parmi celles dont un membre de votre commune accepte de parler."

    def validate_why_dropped(self, field: TextAreaField) -> None:
        if self.state_id.data == GIVEN_UP and not line(field.data):
            raise ValidationError("Dites en quelques mots pourquoi l’action est abandonnée.")

    def validate_ends_on(self, field: DateField) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError("La fin vient avant le début.")

    def work(self) -> Work:
        """What was typed, ready to be kept."""
        is_dropped = self.state_id.data == GIVEN_UP
        return Work(
            title=line(self.title.data), summary=line(self.summary.data), axis_id=self.axis_id.data or None,
            state_id=None if is_dropped else self.state_id.data or None, is_dropped=is_dropped,
            why_dropped=line(self.why_dropped.data) if is_dropped else "", starts_on=self.starts_on.data,
            ends_on=self.ends_on.data, experience_id=self.experience_id.data or None,
            aid_id=self.aid_id.data or None, **self.figures(),
        )  # fmt: skip


class DocumentForm(FlaskForm):
    """A document to publish."""

    title = StringField(
        "Titre du document", [DataRequired("Donnez un titre au document."), most(ProjectFile.TITLE_MAX)]
    )
    file = FileField(
        "Fichier", [DataRequired("Choisissez un fichier.")], description="Tous les membres du club le liront."
    )
    submission = HiddenField()


def shown(amount: int | None) -> str:
    """An amount as a field starts with it."""
    return "" if amount is None else french.number(amount)


def presentation_of(project: Project | None) -> dict[str, Any]:
    """What the form of the presentation starts with."""
    if project is None:
        return {"version": 1}
    names = ("summary", "seeks", "shows", "budget_source", "budget_on", "version")
    return {name: getattr(project, name) for name in names} | {"budget": shown(project.budget)}


def axes_of(axes: Sequence[ProjectAxis]) -> list[dict[str, Any]]:
    """What the form of the axes starts with."""
    return [{"axis_id": str(one.id), "title": one.title, "theme_id": one.theme_id or 0} for one in axes]


def action_of(action: ProjectAction) -> dict[str, Any]:
    """What the form of an action starts with."""
    names = ("title", "summary", "why_dropped", "starts_on", "ends_on", "budget_source", "budget_on", "version")
    return {name: getattr(action, name) for name in names} | {
        "budget": shown(action.budget),
        "axis_id": action.axis_id or 0,
        "state_id": GIVEN_UP if action.is_dropped else action.state_id or 0,
        "experience_id": action.experience_id or 0,
        "aid_id": action.aid_id or 0,
    }
