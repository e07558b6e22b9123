"""The form of a funding sheet. A draft needs a title only; publication asks for what readers need."""

from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)  # fmt: skip
from wtforms.validators import DataRequired, Optional, ValidationError

from club import french, text
from club.experiences import money
from club.forms import Needed, Versioned, most, readable, web_address
from club.forum.citing import number_of
from club.funding import queries
from club.funding.models import Aid
from club.funding.operations import Sheet
from club.members import queries as members
from club.members.forms import Checkboxes, OrganisationsField, line
from club.territories import coverage, scopes
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

LONGEST = 20_000
MOST_LINES = 40
FLAGS = ("is_permanent", "is_call", "is_for_investment", "is_for_running")
NOBODY = (0, "Aucune : l’équipe du club la tient")


def _day(label: str, hint: str = "") -> DateField:
    return DateField(label, [Optional()], description=hint)


class AidForm(coverage.CoverageFields, Versioned, FlaskForm):
    """All that a sheet says."""

    title = StringField("Titre", [DataRequired("Écrivez un titre."), most(Aid.TITLE_MAX)])
    summary = TextAreaField(
        "Résumé",
        [Needed("Résumez l’aide en une ou deux phrases."), most(Aid.SUMMARY_MAX)],
        description="Il s’affiche dans les listes : ce que l’aide paie, à qui, à quelle condition.",
    )
    organisation_id = SelectField("Organisation qui tient la fiche", coerce=int)
    funders = OrganisationsField(
        "Qui finance", [most(2000)], description="Un par ligne : nom ou sigle d’une organisation de l’annuaire."
    )
    kinds = Checkboxes("Nature", [Needed("Choisissez au moins une nature.")], coerce=int)
    themes = Checkboxes("Thèmes", [Needed("Choisissez au moins un thème.")], coerce=int)
    stages = Checkboxes("Étapes du projet", coerce=int)
    body = TextAreaField("Présentation", [most(LONGEST), readable])
    beneficiaries = TextAreaField("Bénéficiaires", [most(1000)], description="Communes, EPCI, associations…")
    is_for_investment = BooleanField("Dépenses d’investissement")
    is_for_running = BooleanField("Dépenses de fonctionnement")
    expenses = TextAreaField("Précisions sur les dépenses éligibles", [most(1000)])
    rate_min = StringField("Taux minimum, en %", [most(10)])
    rate_max = StringField("Taux maximum, en %", [most(10)])
    ceiling = StringField("Plafond, en euros", [most(40)], description="Par exemple 150 000. Vide s’il n’y en a pas.")
    is_permanent = BooleanField("Aide permanente, sans date de clôture")
    is_call = BooleanField("Appel à projets")
    opens_on = _day("Ouverture")
    prefile_on = _day("Pré-dépôt", "Le dernier jour du premier dossier, s’il y en a deux.")
    closes_on = _day("Clôture", "Le dernier jour pour déposer, à l’heure du territoire où l’aide s’applique.")
    closes_time = TimeField("Heure de clôture", [Optional()], description="Vide : jusqu’à la fin de la journée.")
    national = StringField(
        "Fiche nationale", [most(200)], description="Pour une déclinaison locale : le numéro ou l’adresse de la fiche."
    )
    how_to = TextAreaField("Comment la demander", [most(LONGEST), readable])
    documents = TextAreaField("Pièces à réunir", [most(4000)], description="Une par ligne.")
    contact = TextAreaField("Contact", [most(500)], description="Un service, une adresse, un numéro.")
    url = StringField("Page du financeur", [most(500), web_address])
    apply_url = StringField("Adresse où déposer la demande", [most(500), web_address])
    submission = HiddenField()

    def __init__(
        self, *args: Any, aid: Aid | None, is_whole: bool, can_choose: bool, within: set[str] | None, **kwargs: Any
    ) -> None:
        """`within`: the départements beyond which this writer may not go."""
        super().__init__(*args, **kwargs)
        self.aid, self.is_whole, self.within = aid, is_whole, within
        self.national_id: int | None = None
        self.offer_places()
        self.kinds.choices = vocabulary.choices(TermKind.FUNDING_KIND)
        self.themes.choices = vocabulary.choices(TermKind.THEME)
        self.stages.choices = vocabulary.choices(TermKind.ACTION_STAGE)
        if can_choose:
            self.organisation_id.choices = [NOBODY, *((one.id, one.name) for one in members.organisations())]
        else:
            del self.organisation_id

    def validate_rate_min(self, field: StringField) -> None:
        money.percent(field.data)

    def validate_rate_max(self, field: StringField) -> None:
        high, low = money.percent(field.data), money.percent_or_none(self.rate_min.data)
        if high is not None and low is not None and high < low:
            raise ValidationError("Le taux maximum est plus petit que le taux minimum.")

    def validate_ceiling(self, field: StringField) -> None:
        money.euros(field.data)

    def validate_is_permanent(self, field: BooleanField) -> None:
        if field.data and self.closes_on.raw_data and any(self.closes_on.raw_data):
            raise ValidationError("Une aide permanente n’a pas de date de clôture : choisissez l’une ou l’autre.")
        if self.is_whole and not field.data and not any(self.closes_on.raw_data or ()):
            raise ValidationError("Indiquez la date de clôture, ou cochez « Aide permanente ».")

    def validate_prefile_on(self, field: DateField) -> None:
        if field.data and self.closes_on.data and field.data > self.closes_on.data:
            raise ValidationError("Le pré-dépôt vient après la clôture.")

    def validate_closes_on(self, field: DateField) -> None:
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError("La clôture vient avant l’ouverture.")

    def validate_closes_time(self, field: TimeField) -> None:
        if field.data and not self.closes_on.data:
            raise ValidationError("Indiquez d’abord le jour de la clôture.")

    def validate_national(self, field: StringField) -> None:
        typed = (field.data or "").strip()
        self.national_id = number_of(typed, "aid")
        if typed and not queries.may_have_variants(self.national_id, self.aid):
            raise ValidationError("Aucune fiche nationale à cette adresse, ou la vôtre a des déclinaisons.")

    def validate_covers_france(self, field: BooleanField) -> None:
        if self.is_whole and not self.is_anywhere:
            raise ValidationError(
                "Dites où l’aide s’applique : France entière, régions, départements, EPCI ou communes."
            )

    def validate_places(self, field: TextAreaField) -> None:
        super().validate_places(field)
        if self.within is not None:
            touched = scopes.departements_of(self.covered)
            if touched is None or not touched <= self.within:
                kept = french.listed(sorted(self.within))
                raise ValidationError(f"Vous tenez les aides de votre territoire ({kept}) : cette zone en sort.")

    @staticmethod
    def _lines(field: TextAreaField) -> list[str]:
        return [one for one in map(line, (field.data or "").splitlines()) if one][:MOST_LINES]

    def sheet(self, organisation_id: int | None) -> Sheet:
        """What was typed, ready to be kept."""
        said: dict[str, Any] = {
            name: text.clean(self[name].data or "") for name in ("body", "how_to", "beneficiaries", "expenses")
        }
        said |= {name: line(self[name].data) for name in ("title", "summary", "contact", "url", "apply_url")}
        said |= {name: self[name].data for name in ("opens_on", "prefile_on", "closes_on", "closes_time")}
        said |= {name: self[name].data for name in FLAGS}
        return Sheet(
            **said, documents="\n".join(self._lines(self.documents)), national_id=self.national_id,
            rate_min=money.percent_or_none(self.rate_min.data), rate_max=money.percent_or_none(self.rate_max.data),
            ceiling=money.amount_or_none(self.ceiling.data),
            organisation_id=(self.organisation_id.data or None) if "organisation_id" in self else organisation_id,
            term_ids=[*(self.kinds.data or ()), *(self.themes.data or ()), *(self.stages.data or ())],
            funder_ids=self.funders.ids,
            territories=self.covered,
        )  # fmt: skip


def filled(aid: Aid) -> dict[str, Any]:
    """What the form starts with when a sheet is edited."""
    zone = ZoneInfo(aid.zone)
    same = ("title", "summary", "body", "how_to", "beneficiaries", "expenses", "documents", "contact", "url",
            "apply_url", "organisation_id", "version", *FLAGS)  # fmt: skip
    days = {name: at.astimezone(zone) for name in ("opens", "prefile", "closes") if (at := getattr(aid, f"{name}_at"))}
    terms = {name: [term.id for term in getattr(aid, name)] for name in ("kinds", "themes", "stages")}
    return {name: getattr(aid, name) for name in same} | terms | coverage.filled(aid.territories) | {
        **{f"{name}_on": at.date() for name, at in days.items()},
        "closes_time": days["closes"].time() if "closes" in days else None,
        "funders": "\n".join(one.name for one in aid.funders),
        "national": str(aid.national_id or ""),
        "ceiling": "" if aid.ceiling is None else french.number(aid.ceiling),
        "rate_min": money.rate_shown(aid.rate_min),
        "rate_max": money.rate_shown(aid.rate_max),
    }  # fmt: skip


def localised(national: Aid) -> dict[str, Any]:
    """What the form of a new local variant starts with: all that the national sheet says, save where and until when."""
    start = filled(national)
    left_out = ("covers_france", "regions", "departements", "places", "version", "organisation_id", "opens_on",
                "prefile_on", "closes_on", "closes_time", "is_permanent")  # fmt: skip
    return {name: value for name, value in start.items() if name not in left_out} | {"national": str(national.id)}
