"""The form by which a commune says what it asked for and what came of it."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField
from wtforms.validators import Optional, ValidationError

from club import clock, french
from club.experiences import money
from club.forms import Versioned, most
from club.funding import proofs
from club.funding.models import AidProof
from club.funding.progress import DECLARED, GRANTED, LABELS, Progress
from club.funding.proofs import Declaration
from club.territories import choosing
from club.territories.models import Commune

SAME = ("commune_code", "state", "asked_on", "answered_on", "paid_on", "is_contactable", "version")


def of_the_commune(form: Any, field: SelectField) -> None:
    """The write-up is one of the commune that the form is for; a choice that was refused already is not looked for."""
    if field.data and not field.errors and not proofs.is_told_by(field.data, form.commune_code.data):
        raise ValidationError("Cette expérience n’est pas celle de cette commune.")


class ProofForm(Versioned, FlaskForm):
    """Where the request stands, how much, when, and who may be asked about it."""

    commune_code = SelectField("Commune")
    state = SelectField("Où en est la demande ?")
    amount = StringField(
        "Montant, en euros", [most(40)], description="Celui que vous demandez ; une fois l’aide obtenue, celui-ci."
    )
    cost = StringField(
        "Coût total du projet, en euros",
        [most(40)],
        description="Hors taxes. Facultatif : il sert au taux médian, que la fiche montre à partir de trois communes.",
    )
    asked_on = DateField("Date de la demande", [Optional()])
    answered_on = DateField("Date de la réponse", [Optional()])
    paid_on = DateField("Date du versement", [Optional()])
    experience_id = SelectField(
        "L’expérience que cette aide a payée",
        [of_the_commune],
        coerce=int,
        description="Si votre commune l’a racontée dans le club.",
    )
    is_contactable = BooleanField(
        "J’accepte d’être contacté(e) par les membres du club au sujet de cette aide",
        description="Votre nom et votre commune s’affichent alors sur la fiche, sans montant ni réponse.",
    )
    submission = HiddenField()

    def __init__(self, *args: Any, communes: Sequence[Commune], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commune_code.choices = [(one.code, choosing.shown([one])) for one in communes]
        self.state.choices = [(one.value, LABELS[one]) for one in DECLARED]
        told = proofs.write_ups([one.code for one in communes])
        self.experience_id.choices = [(0, "Aucune"), *((one.id, one.title) for one in told)]

    def validate_amount(self, field: StringField) -> None:
        if money.euros(field.data) is None and self.state.data in GRANTED:
            raise ValidationError("Saisissez le montant obtenu.")

    def validate_cost(self, field: StringField) -> None:
        cost, amount = money.euros(field.data), money.amount_or_none(self.amount.data)
        if cost is not None and amount is not None and cost < amount:
            raise ValidationError(f"Ce coût est plus petit que le montant, {french.euros(amount)}.")

    def validate_asked_on(self, field: DateField) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError("Cette date est à venir : déclarez la demande quand elle est partie.")

    def validate_answered_on(self, field: DateField) -> None:
        self._judge(field, self.asked_on, "La réponse vient avant la demande.")
        if field.data and self.state.data == Progress.ASKED:
            raise ValidationError("Une réponse est arrivée ? Dites au-dessus si l’aide est obtenue ou refusée.")

    def validate_paid_on(self, field: DateField) -> None:
        self._judge(field, self.answered_on, "Le versement vient avant la réponse.")
        self._judge(field, self.asked_on, "Le versement vient avant la demande.")
        if field.data and self.state.data != Progress.PAID:
            raise ValidationError("L’aide est versée ? Choisissez « Versé » au-dessus.")

    @staticmethod
    def _judge(field: DateField, earlier: DateField, sentence: str) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError("Cette date est à venir.")
        if field.data and earlier.data and field.data < earlier.data:
            raise ValidationError(sentence)

    def declaration(self) -> Declaration:
        """What was typed, ready to be kept."""
        return Declaration(
            **{name: self[name].data for name in SAME if name != "version"},
            amount=money.euros(self.amount.data), cost=money.euros(self.cost.data),
            experience_id=self.experience_id.data or None,
        )  # fmt: skip


def filled(proof: AidProof, reader_id: int) -> dict[str, Any]:
    """What the form starts with; nobody agrees to be asked in another's stead."""
    amounts = {
        name: "" if (value := getattr(proof, name)) is None else french.number(value) for name in ("amount", "cost")
    }
    return {name: getattr(proof, name) for name in SAME} | amounts | {
        "experience_id": proof.experience_id or 0,
        "is_contactable": proof.is_contactable and proof.member_id == reader_id,
    }  # fmt: skip
