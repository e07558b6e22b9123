"""The forms of the five steps. A draft needs a title and a commune; a published experience its story too."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, ValidationError

from club import text
from club.experiences import money, writing
from club.experiences.models import Experience
from club.experiences.states import KINDS, STAGES
from club.forms import Needed, Versioned, most, readable
from club.members import queries as members
from club.members.forms import Checkboxes, CommunesField, line
from club.territories import choosing, names
from club.territories.models import Commune
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

LONGEST = 20_000
ROWS, MOST_ROWS = 4, 20
CHOSEN = {"kind", "state", "origin"}  # of a line: lists that always have a value


def part(label: str, hint: str, *more: Any) -> TextAreaField:
    """A written part: a large field whose text is Markdown."""
    return TextAreaField(label, [*more, most(LONGEST), readable], description=hint)


class StepForm(Versioned, FlaskForm):
    """What the five have in common."""

    submission = HiddenField()

    def __init__(self, *args: Any, is_whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_whole = is_whole

    def lengthen(self) -> None:
        """Empty lines below the filled ones of each list."""
        for rows in self:
            if isinstance(rows, FieldList):
                while len(rows) < MOST_ROWS and (len(rows) < ROWS or not _is_blank(rows[-1].data)):
                    rows.append_entry()


def _is_blank(row: dict[str, Any]) -> bool:
    return not any((value or "").strip() for name, value in row.items() if name not in CHOSEN)


class EssentialsForm(StepForm):
    """First step."""

    title = StringField(
        "Titre",
        [DataRequired("Écrivez un titre."), most(Experience.TITLE_MAX)],
        description="Ce qui a été fait et où cela mène : « La halle rouverte trois soirs par semaine ».",
    )
    summary = TextAreaField("En deux phrases", [most(300)], description="Ce que le lecteur doit retenir.")
    commune_code = CommunesField(
        "Commune",
        [DataRequired("Indiquez la commune.")],
        description="Nom suivi du département, « Levroux (36) », ou code Insee.",
    )
    others = CommunesField(
        "Autres communes du projet", description="Si vous l’avez fait à plusieurs. Séparez-les par une virgule."
    )
    themes = Checkboxes("Thèmes", [Needed("Choisissez au moins un thème.")], coerce=int)
    stage = SelectField("Où en est le projet ?", [Needed("Dites où en est le projet.")])

    def __init__(self, *args: Any, communes: Sequence[Commune], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.themes.choices = vocabulary.choices(TermKind.THEME)
        self.stage.choices = [("", "Choisissez"), *STAGES]

    def validate_commune_code(self, field: Any) -> None:
        if len(field.communes) != 1:
            raise ValidationError("Indiquez une seule commune : les autres ont leur champ.")

    @property
    def place(self) -> Commune:
        """The commune that was chosen."""
        chosen: Commune = self.commune_code.communes[0]
        return chosen

    def written(self) -> writing.Essentials:
        """What was typed, ready to be kept."""
        return writing.Essentials(
            title=line(self.title.data), summary=line(self.summary.data), commune=self.place,
            others=self.others.communes, theme_ids=self.themes.data or [], stage=self.stage.data,
        )  # fmt: skip


class MemberEssentialsForm(EssentialsForm):
    """The first step of who serves communes: they are offered as choices."""

    commune_code = SelectField("Commune", [DataRequired("Choisissez une commune.")], validate_choice=False)

    def __init__(self, *args: Any, communes: Sequence[Commune], **kwargs: Any) -> None:
        super().__init__(*args, communes=communes, **kwargs)
        self.offered = {commune.code: commune for commune in communes}
        self.commune_code.choices = [(one.code, choosing.shown([one])) for one in communes]

    def validate_commune_code(self, field: SelectField) -> None:
        if field.data not in self.offered:
            raise ValidationError("Choisissez une de vos communes.")

    @property
    def place(self) -> Commune:
        return self.offered[self.commune_code.data]


class StoryForm(StepForm):
    """Second step."""

    context = part("Le problème", "La situation de départ : le lieu, ce qui n’allait pas, les contraintes.",
                   Needed("Racontez le problème de départ."))  # fmt: skip
    actions = part("Ce qui a été fait", "Les étapes, les choix, les essais.", Needed("Racontez ce qui a été fait."))
    calendar = part("Le calendrier", "Les dates qui comptent, la durée de chaque étape.")

    def written(self) -> writing.Story:
        """What was typed, ready to be kept."""
        return writing.Story(**{name: text.clean(self[name].data or "") for name in ("context", "actions", "calendar")})


class FunderForm(Form):
    """One line of the funding table."""

    name = StringField("Financeur", [most(120)])
    kind = SelectField("Nature", default="")
    amount = StringField("Montant en euros", [most(40)])
    rate = StringField("Taux en %", [most(10)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [("", "Non précisée"), *KINDS]

    def validate_name(self, field: StringField) -> None:
        if not (field.data or "").strip() and any((one.data or "").strip() for one in (self.amount, self.rate)):
            raise ValidationError("Saisissez le nom de ce financeur.")

    def validate_amount(self, field: StringField) -> None:
        has_name, has_rate = (self.name.data or "").strip(), (self.rate.data or "").strip()
        if money.euros(field.data) is None and has_name and not has_rate:
            raise ValidationError("Saisissez le montant de ce financeur, ou son taux.")

    def validate_rate(self, field: StringField) -> None:
        money.percent(field.data)


class PartnerForm(Form):
    """One line of who helped."""

    name = StringField("Partenaire", [most(160)])
    part = StringField("Son rôle", [most(200)])

    def validate_name(self, field: StringField) -> None:
        if (self.part.data or "").strip() and not (field.data or "").strip():
            raise ValidationError("Saisissez le nom de ce partenaire.")


class MoneyForm(StepForm):
    """Third step."""

    cost = StringField(
        "Coût total, en euros",
        [most(40)],
        description="Hors taxes, par exemple 38 400. Laissez vide si vous ne le connaissez pas.",
    )
    funders = FieldList(FormField(FunderForm), "Qui a payé quoi", max_entries=MOST_ROWS)
    partners = FieldList(FormField(PartnerForm), "Qui a aidé", max_entries=MOST_ROWS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = members.organisations()
        self.organisations = [one.name for one in found]
        self.known = {names.key(name): one.id for one in found for name in (one.name, one.acronym) if name}

    def validate_cost(self, field: StringField) -> None:
        cost = money.euros(field.data)
        if sentence := money.excess((one.amount for one in self.funding()), cost):
            raise ValidationError(sentence)

    def validate_funders(self, field: FieldList) -> None:
        """Each line must agree with the cost; what does not is said beside its rate."""
        cost, wrong = money.amount_or_none(self.cost.data), False
        for row in field:
            amount, rate = money.amount_or_none(row.form.amount.data), money.percent_or_none(row.form.rate.data)
            sentence = money.disagreement(amount, rate, cost)
            if amount is None and rate is not None and not cost:
                sentence = "Saisissez le montant, ou le coût total dont ce taux est la part."
            if sentence:
                row.form.rate.errors, wrong = [sentence], True
        if wrong:
            raise ValidationError("Un montant et un taux ne s’accordent pas.")

    def funding(self) -> list[writing.Funder]:
        """The filled lines of the funding table; a line in error is left out."""
        cost, found = money.amount_or_none(self.cost.data), []
        for row in (row.data for row in self.funders if (row.data["name"] or "").strip()):
            rate = money.percent_or_none(row["rate"])
            amount = money.settled(money.amount_or_none(row["amount"]), rate, cost)
            if amount is not None:
                name = line(row["name"])
                found.append(writing.Funder(name, amount, row["kind"] or "", rate, self.known.get(names.key(name))))
        return found

    def written(self) -> writing.Money:
        """What was typed, ready to be kept."""
        helped = [row.data for row in self.partners if (row.data["name"] or "").strip()]
        partners = [
            writing.Partner(line(row["name"]), line(row["part"]), self.known.get(names.key(row["name"])))
            for row in helped
        ]
        return writing.Money(cost=money.euros(self.cost.data), funders=self.funding(), partners=partners)


class FigureForm(Form):
    """One figure: its value and what it counts."""

    value = StringField("Chiffre", [most(30)])
    label = StringField("Ce qu’il mesure", [most(80)])

    def validate_label(self, field: StringField) -> None:
        if bool((field.data or "").strip()) != bool((self.value.data or "").strip()):
            raise ValidationError("Saisissez le chiffre et ce qu’il mesure.")


class ResultsForm(StepForm):
    """Fourth step."""

    figures = FieldList(FormField(FigureForm), "Les résultats en chiffres", max_entries=MOST_ROWS)
    results = part("Ce que ça a changé", "Des faits, même modestes.")
    again = part("Si c’était à refaire", "Ce que vous garderiez, ce que vous changeriez, ce qu’il faut éviter.")

    def written(self) -> writing.Results:
        """What was typed, ready to be kept."""
        rows = [row.data for row in self.figures if (row.data["value"] or "").strip()]
        return writing.Results(
            figures=[writing.Figure(line(row["value"]), line(row["label"])) for row in rows],
            results=text.clean(self.results.data or ""),
            again=text.clean(self.again.data or ""),
        )


class ClosingForm(StepForm):
    """Fifth step; documents and pictures are sent beside these fields."""

    contact = part(
        "À qui en parler",
        "La personne ou le service qui peut répondre. Votre adresse s’affiche déjà si votre profil la montre.",
    )

    def written(self) -> writing.Closing:
        """What was typed, ready to be kept."""
        return writing.Closing(contact=text.clean(self.contact.data or ""))
