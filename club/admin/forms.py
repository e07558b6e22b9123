"""The forms of the administration."""

from datetime import UTC, datetime, time
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, EmailField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import Email, InputRequired, Length, Optional, ValidationError

from club import clock, once
from club.admin.labels import ROLES
from club.members import accounts
from club.members import queries as members
from club.members.forms import PLACES, CommunesField
from club.members.inviting import Invited
from club.members.models import Member, Role
from club.members.operations import Place
from club.policy import administrator
from club.territories import queries as territories

REASON = [InputRequired("Écrivez la raison."), Length(max=1000, message="1 000 caractères au plus.")]


class PlaceForm(FlaskForm):
    """A role, and what it needs: an organisation for a partner, a territory for a référent."""

    role = RadioField("Rôle", [InputRequired("Choisissez un rôle.")])
    organisation_id = SelectField("Organisation (partenaires)", coerce=int)
    scope = SelectField("Territoire (référents)")

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [(role.value, ROLES[role]) for role in roles]
        self.organisation_id.choices = [(0, "Aucune")] + [(one.id, one.name) for one in members.organisations()]
        regions = [(f"region:{one.code}", f"Région {one.name}") for one in territories.regions()]
        departements = [(f"departement:{one.code}", f"{one.name} ({one.code})") for one in territories.departements()]
        self.scope.choices = [("", "Aucun"), *departements, *regions]
        self.organisation_id.data = self.organisation_id.data or 0
        self.scope.data = self.scope.data or ""

    def validate_organisation_id(self, field: SelectField) -> None:
        if self.role.data == Role.PARTNER and not field.data:
            raise ValidationError("Choisissez l’organisation pour laquelle cette personne publiera.")

    def validate_scope(self, field: SelectField) -> None:
        if self.role.data == Role.REFERENT and not field.data:
            raise ValidationError("Choisissez le département ou la région que cette personne suivra.")

    def territory(self) -> tuple[str | None, str | None]:
        """(kind, code) of a référent's territory."""
        kind, _, code = (self.scope.data or "").partition(":")
        is_referent = self.role.data == Role.REFERENT
        return (kind, code) if is_referent and code else (None, None)


class RoleForm(PlaceForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, roles=list(Role), **kwargs)

    def place(self) -> Place:
        """What was chosen."""
        kind, code = self.territory()
        return Place(
            role=Role(self.role.data),
            organisation_id=self.organisation_id.data or None,
            scope_kind=kind,
            scope_code=code,
            scope_departements=accounts.scope_departements(kind, code),
        )


class InviteForm(PlaceForm):
    email = EmailField(
        "Adresse de courriel",
        [
            InputRequired("Saisissez une adresse de courriel."),
            Email("Vérifiez cette adresse de courriel."),
            Length(max=254),
        ],
    )
    communes = CommunesField("Communes", description=PLACES)
    message = TextAreaField("Message personnel", [Length(max=2000, message="2 000 caractères au plus.")])
    submission = HiddenField(default=once.new_key)

    def __init__(self, viewer: Member, *args: Any, **kwargs: Any) -> None:
        self.viewer = viewer
        roles = list(Role) if administrator(viewer, None) else [Role.MEMBER, Role.PARTNER]
        super().__init__(*args, roles=roles, **kwargs)

    def validate_communes(self, field: CommunesField) -> None:
        if not field.communes and self.role.data == Role.MEMBER:
            raise ValidationError("Indiquez au moins une commune.")

    def invited(self) -> Invited:
        """What was typed, ready to be sent."""
        kind, code = self.territory()
        communes = self.communes.communes
        own = self.viewer.scope_departements[0] if self.viewer.scope_departements else None
        return Invited(
            email=self.email.data,
            role=Role(self.role.data),
            communes=communes,
            organisation_id=(self.organisation_id.data or None) if self.role.data == Role.PARTNER else None,
            scope_kind=kind,
            scope_code=code,
            departement_code=communes[0].departement_code if communes else (code if kind == "departement" else own),
            message=(self.message.data or "").strip(),
        )


class DecideForm(FlaskForm):
    decision = RadioField(
        "Décision",
        [InputRequired("Choisissez une décision.")],
        choices={"admit": "Admettre", "refuse": "Ne pas admettre"},
    )
    reason = TextAreaField(
        "Raison",
        [Length(max=1000, message="1 000 caractères au plus.")],
        description="Envoyée à la personne si vous ne l’admettez pas.",
    )

    def validate_reason(self, field: TextAreaField) -> None:
        if self.decision.data == "refuse" and not (field.data or "").strip():
            raise ValidationError("Écrivez la raison : elle est envoyée à la personne.")


class SuspendForm(FlaskForm):
    reason = TextAreaField("Raison", REASON, description="Elle est envoyée à la personne.")
    until = DateField("Jusqu’au", [Optional()], description="Laissez vide pour une durée sans terme.")

    def validate_until(self, field: DateField) -> None:
        if field.data and field.data <= clock.today():
            raise ValidationError("Choisissez un jour à venir.")

    def moment(self) -> datetime | None:
        """The end of the suspension, at the start of that day in France."""
        day = self.until.data
        return datetime.combine(day, time(), clock.PARIS).astimezone(UTC) if day else None
