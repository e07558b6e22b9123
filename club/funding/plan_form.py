"""The form of a funding plan: the project, its cost, its funders line by line, the least share of the commune."""

from collections.abc import Sequence
from typing import Any

from wtforms import FieldList, Form, FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, ValidationError

from club.access import me
from club.experiences import money
from club.experiences.forms import StepForm
from club.forms import most, whole
from club.forum.citing import number_of
from club.funding import balance, proofs, queries
from club.funding.declaring import of_the_commune
from club.funding.models import Aid, FundingPlan, PlanLine
from club.funding.plans import Line, Plan
from club.funding.progress import LABELS, Progress
from club.members import queries as members
from club.members.forms import line
from club.policy import Action, can
from club.territories import choosing, names
from club.territories.models import Commune

MOST_LINES = 30
PUBLIC, PRIVATE = "public", "private"
ORIGINS = ((PUBLIC, "Public"), (PRIVATE, "Privé"))
OWN_WORDS = {"commune", "la commune", "autofinancement", "fonds propres", "part de la commune", "emprunt"}


class LineForm(Form):
    """One funder."""

    name = StringField("Financeur", [most(PlanLine.NAME_MAX)])
    amount = StringField("Montant en euros", [most(40)])
    origin = SelectField("Argent")
    state = SelectField("État")
    aid_id = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.origin.choices = list(ORIGINS)
        self.state.choices = [(one.value, label) for one, label in LABELS.items()]

    def validate_name(self, field: StringField) -> None:
        if not line(field.data) and line(self.amount.data):
            raise ValidationError("Saisissez le nom de ce financeur.")
        if names.key(line(field.data)) in OWN_WORDS:
            raise ValidationError("La part de la commune se calcule toute seule : retirez cette ligne.")

    def validate_amount(self, field: StringField) -> None:
        if money.euros(field.data) is None and line(self.name.data):
            raise ValidationError("Saisissez le montant de ce financeur.")


class PlanForm(StepForm):
    """All that a plan says."""

    title = StringField("Projet", [DataRequired("Nommez le projet."), most(FundingPlan.TITLE_MAX)])
    commune_code = SelectField("Commune")
    experience_id = SelectField(
        "L’expérience qui le raconte",
        [of_the_commune],
        coerce=int,
        description="Si votre commune l’a déjà partagée dans le club.",
    )
    cost = StringField(
        "Coût du projet, en euros hors taxes",
        [most(40)],
        description="Vide si vous ne le connaissez pas encore.",
    )
    lines = FieldList(FormField(LineForm), "Les financeurs", max_entries=MOST_LINES)
    least = StringField(
        "Part minimale de la commune, en % des financements publics",
        [most(10)],
        description="20 pour une opération d’investissement, sauf outre-mer et dérogation (CGCT, art. L. 1111-10).",
    )
    least_reason = TextAreaField(
        "Pourquoi un autre taux",
        [most(FundingPlan.REASON_MAX)],
        description="La dérogation obtenue du préfet, par exemple, avec sa date.",
    )

    def __init__(self, *args: Any, communes: Sequence[Commune], **kwargs: Any) -> None:
        super().__init__(*args, is_whole=True, **kwargs)
        self.places = {one.code: one for one in communes}
        self.commune_code.choices = [(one.code, choosing.shown([one])) for one in communes]
        told = proofs.write_ups(list(self.places))
        self.experience_id.choices = [(0, "Aucune"), *((one.id, one.title) for one in told)]
        found = members.organisations()
        self.organisations = [one.name for one in found]
        self.known = {names.key(name): one.id for one in found for name in (one.acronym, one.name) if name}

    def validate_cost(self, field: StringField) -> None:
        counted = (one.amount for one in self._lines() if one.state != Progress.REFUSED)
        if sentence := money.excess(counted, money.euros(field.data)):
            raise ValidationError(sentence)

    def validate_least(self, field: StringField) -> None:
        if line(field.data):
            share_of(field.data)

    def validate_least_reason(self, field: TextAreaField) -> None:
        if self._least() != self._usual() and not line(field.data):
            raise ValidationError("Dites pourquoi ce taux n’est pas celui de la loi.")

    def _usual(self) -> int:
        place = self.places.get(self.commune_code.data)
        return balance.usual_share(place.departement_code if place else "")

    def _least(self) -> int:
        try:
            return share_of(self.least.data) if line(self.least.data) else self._usual()
        except ValidationError:
            return self._usual()

    def _lines(self) -> list[Line]:
        """The filled lines; one in error is left out."""
        return [found for row in self.lines if (found := self._line(row.data)) is not None]

    def _line(self, row: dict[str, Any]) -> Line | None:
        name, amount = line(row["name"]), money.amount_or_none(row["amount"])
        if not name or amount is None:
            return None
        aid = _aid(whole(row["aid_id"] or "") or number_of(name, "aid"))
        shown = aid.title[: PlanLine.NAME_MAX] if aid and number_of(name, "aid") == aid.id else name
        return Line(
            name=shown, amount=amount, state=row["state"], is_public=row["origin"] != PRIVATE,
            organisation_id=self.known.get(names.key(shown)), aid_id=aid.id if aid else None,
        )  # fmt: skip

    def plan(self) -> Plan:
        """What was typed, ready to be kept."""
        return Plan(
            title=line(self.title.data), commune_code=self.commune_code.data, cost=money.euros(self.cost.data),
            least_share=self._least(), least_reason=line(self.least_reason.data),
            experience_id=self.experience_id.data or None, lines=self._lines(),
        )  # fmt: skip


def _aid(id: int | None) -> Aid | None:
    """A sheet that whoever writes may read."""
    aid = queries.aid(id) if id is not None else None
    return aid if aid and can(me(), Action.AID_READ, aid) else None


def share_of(typed: str | None) -> int:
    """« 20 », « 12,5 % » or « 0 » in hundredths of per cent; raises ValidationError."""
    said = "".join((typed or "").split()).removesuffix("%")
    if said and not said.strip("0,."):
        return 0
    return round((money.percent(said) or 0) * 100)


def asked_for(aid: Aid) -> dict[str, Any]:
    """The line of a sheet that is added to a plan: its amount is still to be typed."""
    return {"name": aid.title, "amount": "", "origin": PUBLIC, "state": Progress.PLANNED.value, "aid_id": str(aid.id)}


def filled(plan: FundingPlan) -> dict[str, Any]:
    """What the form starts with when a plan is edited."""
    lines = [
        {
            "name": one.name,
            "amount": str(one.amount),
            "origin": PUBLIC if one.is_public else PRIVATE,
            "state": one.state,
            "aid_id": str(one.aid_id or ""),
        }
        for one in plan.lines
    ]
    return {name: getattr(plan, name) for name in ("title", "commune_code", "least_reason", "version")} | {
        "experience_id": plan.experience_id or 0,
        "cost": "" if plan.cost is None else str(plan.cost),
        "least": money.rate_shown(plan.least_share / 100),
        "lines": lines,
    }
