"""The life of a card: proposed by a member, listed or refused by the staff, closed when the organisation is no more."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import joinedload

from club.access import Refused
from club.directory import noting, operations
from club.directory.events import OrganisationProposed, ProposalSettled
from club.events import emit
from club.extensions import db
from club.members.models import Member, Organisation, Standing
from club.policy import Action, Viewer, moderator

FEW = 20
SETTLED = "Cette proposition a déjà reçu sa réponse."


def propose(card: operations.Card, *, by: Member) -> Organisation:
    """A card that waits for the staff; until then its proposer and the staff see it."""
    made = operations.create(card, by=by, proposed_by=by)
    emit(OrganisationProposed(organisation_id=made.id, by_id=by.id))
    return made


def settle(organisation: Organisation, *, is_accepted: bool, reason: str, by: Member, seen: str | None = None) -> None:
    """List a proposed card, be it after a refusal, or refuse it with a reason; raises Refused when that was done, or
    when somebody decided since it was `seen` as it stood."""
    db.session.refresh(organisation, ["standing"], with_for_update=True)
    is_second_thought = is_accepted and organisation.standing == Standing.REFUSED
    is_stale = bool(seen) and seen != organisation.standing
    if is_stale or (organisation.standing != Standing.PROPOSED and not is_second_thought):
        raise Refused(SETTLED)
    organisation.standing = Standing.LISTED if is_accepted else Standing.REFUSED
    organisation.decision_reason = reason
    after = {"standing": organisation.standing}
    noting.record(organisation, by, after, act=Action.ORGANISATION_SETTLE, reason=reason)
    operations.touched(organisation, by)
    emit(ProposalSettled(organisation_id=organisation.id, by_id=by.id))


def close(organisation: Organisation, on: date, successor_id: int | None, *, by: Member) -> None:
    """It is no more, another one may have taken over: the card stays and says so, nothing of it is offered."""
    with operations.changing(organisation, "Fermeture", by):
        if organisation.standing != Standing.LISTED:
            raise Refused("Seule une fiche de l’annuaire peut être fermée.")
        organisation.closed_on, organisation.successor_id = on, successor_id
        operations.touched(organisation, by)


def reopen(organisation: Organisation, *, by: Member) -> None:
    """It was an error: it is offered again."""
    with operations.changing(organisation, "Réouverture", by):
        organisation.closed_on = organisation.successor_id = None
        operations.touched(organisation, by)


def settled_by(viewer: Viewer) -> ColumnElement[bool]:
    """The proposals that this member of the staff may settle, as ORGANISATION_SETTLE says."""
    mine = Organisation.departement_code.in_(viewer.scope_departements)
    return true() if moderator(viewer, None) else mine


def proposals(viewer: Viewer) -> Sequence[Organisation]:
    """The proposals that wait for this member of the staff, the oldest first."""
    waiting = _proposals(viewer, Standing.PROPOSED).order_by(Organisation.created_at, Organisation.id)
    return db.session.scalars(waiting).all()


def turned_down(viewer: Viewer) -> Sequence[Organisation]:
    """The last ones that were refused, the newest first: their names and numbers are still taken."""
    refused = _proposals(viewer, Standing.REFUSED).order_by(Organisation.updated_at.desc(), Organisation.id.desc())
    return db.session.scalars(refused.limit(FEW)).all()


def _proposals(viewer: Viewer, standing: Standing) -> Select[Organisation]:
    asked = select(Organisation).where(Organisation.standing == standing, settled_by(viewer))
    return asked.options(joinedload(Organisation.type, innerjoin=True), joinedload(Organisation.proposed_by))
