"""The guided form of an experience."""

import re
from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from club import text
from club.experiences.models import Experience
from club.experiences.operations import Funder, WriteUp
from club.members.forms import Checkboxes, CommunesField, line
from club.territories import choosing
from club.territories.models import Commune
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

# The parts as the page titles them, in its order; the funding table comes after « calendar ».
SHOWN = (
    ("context", "Le point de départ"),
    ("actions", "Ce que nous avons fait"),
    ("calendar", "Le calendrier"),
    ("results", "Ce que ça a changé"),
    ("again", "Si c’était à refaire"),
    ("contact", "À qui en parler"),
)
FUNDER_ROWS = 5
MOST_FUNDERS = 20
LONGEST = 20_000
MOST_EUROS = 2_000_000_000
AMOUNT = re.compile(r"(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:[.,]\d{1,2})?(?:€|euros?)?", re.IGNORECASE | re.ASCII)


def euros(value: str | None) -> int | None:
    """« 38 400 € », « 38.400,50 » or « 38400 » as whole euros; raises ValidationError."""
    typed = "".join((value or "").split())
    if not typed:
        return None
    found = AMOUNT.fullmatch(typed)
    digits = found["whole"].replace(".", "") if found else ""
    if not digits or len(digits) > 10 or int(digits) > MOST_EUROS:
        raise ValidationError("Saisissez un montant en euros, par exemple 38 400.")
    return int(digits)


def amount_or_none(value: str | None) -> int | None:
    """The same, None when the amount cannot be read."""
    try:
        return euros(value)
    except ValidationError:
        return None


def check_text(form: Any, field: TextAreaField) -> None:
    """A text that can be rendered."""
    try:
        text.render(text.clean(field.data or ""))
    except text.TooComplex as why:
        raise ValidationError(str(why)) from why


class Needed:
    """A field that a draft may leave empty, and that publication asks for."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, form: Any, field: Any) -> None:
        if form.is_whole and not (field.data.strip() if isinstance(field.data, str) else field.data):
            raise ValidationError(self.sentence)


def part(label: str, hint: str, *more: Any) -> TextAreaField:
    """A written part: a large field whose text is Markdown."""
    limit = Length(max=LONGEST, message="20 000 caractères au plus.")
    return TextAreaField(label, [*more, limit, check_text], description=hint)


class FunderForm(Form):
    """One line of the funding table."""

    name = StringField("Financeur", [Length(max=120, message="120 caractères au plus.")])
    amount = StringField("Montant en euros", [Length(max=40, message="Saisissez un montant en euros.")])

    def validate_amount(self, field: StringField) -> None:
        amount = euros(field.data)
        if (self.name.data or "").strip() and amount is None:
            raise ValidationError("Saisissez le montant de ce financeur.")
        if amount is not None and not (self.name.data or "").strip():
            raise ValidationError("Saisissez le nom de ce financeur.")


class ExperienceForm(FlaskForm):
    """All the parts; a draft needs a title and a commune, a published experience its story too."""

    title = StringField(
        "Titre",
        [
            DataRequired("Écrivez un titre."),
            Length(max=Experience.TITLE_MAX, message="140 caractères au plus."),
        ],
        description="Ce qui a été fait et où cela mène : « La halle rouverte trois soirs par semaine ».",
    )
    summary = TextAreaField(
        "En deux phrases",
        [Length(max=300, message="300 caractères au plus.")],
        description="Ce que le lecteur doit retenir. 300 caractères au plus.",
    )
    commune_code = CommunesField(
        "Commune",
        [DataRequired("Indiquez la commune.")],
        description="Nom suivi du département, « Levroux (36) », ou code Insee.",
    )
    themes = Checkboxes("Thèmes", [Needed("Choisissez au moins un thème.")], coerce=int)
    context = part(
        "Le contexte",
        "La situation de départ : le lieu, le problème, les contraintes.",
        Needed("Racontez le contexte."),
    )
    actions = part(
        "Ce qui a été fait", "Les étapes, les partenaires, les choix.", Needed("Racontez ce qui a été fait.")
    )
    calendar = part("Le calendrier", "Les dates qui comptent, la durée de chaque étape.")
    cost = StringField(
        "Coût total, en euros",
        [Length(max=40, message="Saisissez un montant en euros.")],
        description="Hors taxes, par exemple 38 400. Laissez vide si vous ne le connaissez pas.",
    )
    funders = FieldList(FormField(FunderForm), "Qui a payé quoi", min_entries=FUNDER_ROWS, max_entries=MOST_FUNDERS)
    results = part("Les résultats", "Des faits et des chiffres, même modestes.")
    again = part("Si c’était à refaire", "Ce que vous garderiez, ce que vous changeriez, ce qu’il faut éviter.")
    contact = part(
        "À qui en parler",
        "La personne ou le service qui peut répondre. Votre adresse s’affiche déjà si votre profil la montre.",
    )
    submission = HiddenField()
    version = HiddenField()

    def __init__(self, *args: Any, is_whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_whole = is_whole
        self.themes.choices = vocabulary.choices(TermKind.THEME)

    def validate_commune_code(self, field: Any) -> None:
        if len(field.communes) != 1:
            raise ValidationError("Indiquez une seule commune.")

    def validate_cost(self, field: StringField) -> None:
        cost = euros(field.data)
        total = sum(one.amount for one in self.funding())
        if cost is not None and total > cost:
            raise ValidationError("La somme des financements dépasse ce coût. Vérifiez les montants.")

    @property
    def place(self) -> Commune:
        """The commune that was chosen."""
        chosen: Commune = self.commune_code.communes[0]
        return chosen

    def funding(self) -> list[Funder]:
        """The filled lines of the funding table; a line in error is left out."""
        rows = [row.data for row in self.funders if (row.data["name"] or "").strip()]
        known = [(row["name"], amount_or_none(row["amount"])) for row in rows]
        return [Funder(line(name), amount) for name, amount in known if amount is not None]

    def add_row(self) -> None:
        """One more line in the funding table."""
        if len(self.funders) < MOST_FUNDERS:
            self.funders.append_entry()

    @property
    def stale_from(self) -> int:
        """The version the author started from."""
        typed = str(self.version.data)
        return int(typed) if typed.isdecimal() and len(typed) < 9 else 0

    def written(self) -> WriteUp:
        """What was typed, ready to be kept."""
        return WriteUp(
            title=line(self.title.data),
            summary=line(self.summary.data),
            commune=self.place,
            theme_ids=self.themes.data or [],
            parts={name: text.clean(self[name].data or "") for name in Experience.PARTS},
            cost=euros(self.cost.data),
            funders=self.funding(),
        )

    def preview(self) -> dict[str, Any]:
        """What the page would show, named like the columns of an experience."""
        typed = self.written()
        html = {f"{name}_html": text.render(source) for name, source in typed.parts.items()}
        return html | {
            "title": typed.title,
            "summary": typed.summary,
            "cost": typed.cost,
            "funders": typed.funders,
            "commune": typed.commune,
        }


class MemberExperienceForm(ExperienceForm):
    """The form of who serves communes: they are offered as choices."""

    commune_code = SelectField("Commune", [DataRequired("Choisissez une commune.")], validate_choice=False)

    def __init__(self, *args: Any, communes: Sequence[Commune], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {commune.code: commune for commune in communes}
        self.commune_code.choices = [(one.code, choosing.shown([one])) for one in communes]

    def validate_commune_code(self, field: SelectField) -> None:
        if field.data not in self.offered:
            raise ValidationError("Choisissez une de vos communes.")

    @property
    def place(self) -> Commune:
        return self.offered[self.commune_code.data]


def filled(experience: Experience) -> dict[str, Any]:
    """What the form starts with when an experience is edited."""
    start = {name: getattr(experience, name) for name in ("title", "summary", "version", *Experience.PARTS)}
    return start | {
        "themes": [theme.id for theme in experience.themes],
        "cost": "" if experience.cost is None else str(experience.cost),
        "funders": [{"name": one.name, "amount": str(one.amount)} for one in experience.funders],
    }
