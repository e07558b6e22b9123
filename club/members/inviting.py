"""Invitations: sent, sent again, taken back."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from club import clock, journal, mail
from club.access import Refused
from club.extensions import db
from club.members import queries as members
from club.members import sessions
from club.members.models import Invitation, Member, Role
from club.policy import Action
from club.territories.models import Commune


@dataclass(frozen=True, kw_only=True)
class Invited:
    """Whom to invite, as what, for where."""

    email: str
    role: Role
    communes: Sequence[Commune]
    organisation_id: int | None = None
    scope_kind: str | None = None
    scope_code: str | None = None
    departement_code: str | None
    message: str = ""


def invite(asked: Invited, *, by: Member) -> Invitation:
    """Send an invitation; raises Refused when the address has an account."""
    known = members.by_email(asked.email)
    if known is not None and known.status in members.SETTLED:
        raise Refused("Un compte existe déjà pour cette adresse.")
    if members.open_invitation(asked.email) is not None:
        raise Refused("Une invitation est déjà en cours pour cette adresse. Renvoyez-la depuis la liste.")
    made = Invitation(
        email=members.normal(asked.email),
        token_hash="",
        role=asked.role,
        commune_codes=[commune.code for commune in asked.communes],
        organisation_id=asked.organisation_id,
        scope_kind=asked.scope_kind,
        scope_code=asked.scope_code,
        departement_code=asked.departement_code,
        message=asked.message,
        invited_by_id=by.id,
        expires_at=clock.now(),
    )
    send(made, by=by)
    journal.record(
        Action.INVITATION_CREATE, "invitation", made.id, label=made.email, after={"role": made.role}, by=by.id
    )
    return made


def send(invitation: Invitation, *, by: Member) -> None:
    """Mail an invitation, for thirty more days; the earlier link stops working. Raises Refused when it is over."""
    if invitation.accepted_at is not None or invitation.revoked_at is not None:
        raise Refused("Cette invitation a déjà servi ou a été annulée.")
    token = secrets.token_urlsafe(32)
    invitation.token_hash = sessions.hashed(token)
    invitation.expires_at = clock.now() + timedelta(days=Invitation.DAYS)
    db.session.add(invitation)
    db.session.flush()
    mail.write(
        "invitation",
        to=invitation.email,
        key=f"invitation-{invitation.token_hash[:24]}",
        who=by.full_name,
        message=invitation.message,
        link=mail.absolute("members.invitation", token=token),
    )


def revoke(invitation: Invitation, *, by: Member) -> None:
    """Cancel an invitation that was not accepted."""
    if invitation.accepted_at is not None:
        raise Refused("Cette invitation a déjà été acceptée.")
    invitation.revoked_at = invitation.revoked_at or clock.now()
    journal.record(Action.INVITATION_REVOKE, "invitation", invitation.id, label=invitation.email, by=by.id)
