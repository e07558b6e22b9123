"""The guided form of an experience."""

import re
from typing import Any

from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from club import text
from club.experiences.models import Experience
from club.experiences.operations import Funder, WriteUp
from club.members.forms import Checkboxes, CommunesField, line
from club.territories import choosing
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

FUNDER_ROWS = 5
LONGEST = 20_000
MOST_EUROS = 2_000_000_000
AMOUNT = re.compile(r"^[\d\s.]+(?:,\d{1,2})?\s*(?:€|euros?)?$", re.IGNORECASE)


def euros(value: str | None) -> int | None:
    """« 38 400 € », « 38.400,50 » or « 38400 » as whole euros; raises ValidationError."""
    typed = (value or "").strip()
    if not typed:
        return None
    digits = re.sub(r"\D", "", typed.partition(",")[0])
    if not AMOUNT.match(typed) or not digits or len(digits) > 10 or int(digits) > MOST_EUROS:
        raise ValidationError("Saisissez un montant en euros, par exemple 38 400.")
    return int(digits)


def check_text(form: Any, field: TextAreaField) -> None:
    """A text that can be rendered."""
    try:
        text.render(text.clean(field.data or ""))
    except text.TooComplex as why:
        raise ValidationError(str(why)) from why


def part(label: str, hint: str, *more: Any) -> TextAreaField:
    return TextAreaField(label, [*more, Length(max=LONGEST, message="20 000 caractères au plus."), check_text], description=hint)


class FunderForm(Form):
    """One line of the funding table."""

    name = StringField("Financeur", [Length(max=120, message="120 caractères au plus.")])
    amount = StringField("Montant en euros")

    def validate_amount(self, field: StringField) -> None:
        amount = euros(field.data)
        if (self.name.data or "").strip() and amount is None:
            raise ValidationError("Saisissez le montant de ce financeur.")
        if amount is not None and not (self.name.data or "").strip():
            raise ValidationError("Saisissez le nom de ce financeur.")


class ExperienceForm(FlaskForm):
    title = StringField(
        "Titre",
        [InputRequired("Écrivez un titre."), Length(max=Experience.TITLE_MAX, message="140 caractères au plus.")],
        description="Ce qui a été fait et où cela mène : « La halle rouverte trois soirs par semaine ».",
    )
    summary = TextAreaField("En deux phrases", [Length(max=300, message="300 caractères au plus.")], description="Ce que le lecteur doit retenir.")
    commune = CommunesField("Commune", [InputRequired("Indiquez la commune.")], description="Nom suivi du département, « Levroux (36) », ou code Insee.")
    themes = Checkboxes("Thèmes", coerce=int)
    context = part("Le contexte", "La situation de départ : le lieu, le problème, les contraintes.", InputRequired("Racontez le contexte."))
    actions = part("Ce qui a été fait", "Les étapes, les partenaires, les choix.", InputRequired("Racontez ce qui a été fait."))
    calendar = part("Le calendrier", "Les dates qui comptent, la durée de chaque étape.")
    cost = StringField("Coût total, en euros", description="Hors taxes, en chiffres. Laissez vide si vous ne le connaissez pas.")
    funders = FieldList(FormField(FunderForm), min_entries=FUNDER_ROWS, max_entries=FUNDER_ROWS)
    results = part("Les résultats", "Des faits et des chiffres, même modestes.")
    again = part("Si c’était à refaire", "Ce que vous garderiez, ce que vous changeriez, ce qu’il faut éviter.")
    contact = part("À qui en parler", "La personne ou le service qui peut répondre.")
    submission = HiddenField()
    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.themes.choices = vocabulary.choices(TermKind.THEME)

    def validate_themes(self, field: Checkboxes) -> None:
        if not field.data:
            raise ValidationError("Choisissez au moins un thème.")

    def validate_commune(self, field: CommunesField) -> None:
        if len(field.communes) != 1:
            raise ValidationError("Indiquez une seule commune.")

    def validate_cost(self, field: StringField) -> None:
        cost = euros(field.data)
        total = sum(one.amount for one in self.funding())
        if cost is not None and total > cost:
            raise ValidationError("La somme des financements dépasse ce coût. Vérifiez les montants.")

    def funding(self) -> list[Funder]:
        """The filled lines of the funding table; a line in error is left out."""
        rows = [row.data for row in self.funders if (row.data["name"] or "").strip()]
        return [Funder(line(row["name"]), amount) for row in rows if (amount := _amount(row["amount"])) is not None]

    @property
    def stale_from(self) -> int:
        """The version the author started from."""
        return int(self.version.data) if str(self.version.data).isdecimal() and len(self.version.data) < 9 else 0

    def written(self) -> WriteUp:
        """What was typed, ready to be kept."""
        return WriteUp(
            title=line(self.title.data),
            summary=line(self.summary.data),
            commune=self.commune.communes[0],
            theme_ids=self.themes.data or [],
            parts={name: text.clean(self[name].data or "") for name in Experience.PARTS},
            cost=euros(self.cost.data),
            funders=self.funding(),
        )


def _amount(value: str | None) -> int | None:
    try:
        return euros(value)
    except ValidationError:
        return None


def filled(experience: Experience) -> dict[str, Any]:
    """What the form starts with when an experience is edited."""
    start = {name: getattr(experience, name) for name in ("title", "summary", "version", *Experience.PARTS)}
    rows = [{"name": one.name, "amount": str(one.amount)} for one in experience.funders]
    return start | {
        "commune": choosing.shown([experience.commune]),
        "themes": [theme.id for theme in experience.themes],
        "cost": "" if experience.cost is None else str(experience.cost),
        "funders": rows,
    }
