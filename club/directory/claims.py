"""The people of an organisation ask to keep its card: with their function and a proof, accepted or refused."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from club import clock, storage, uploads
from club.access import Refused
from club.directory import noting
from club.directory.events import ClaimSettled, OrganisationClaimed
from club.events import emit
from club.extensions import Model, db
from club.members import operations as members
from club.members.events import MemberChanged
from club.members.models import Member, Organisation, Role, Standing, Status
from club.policy import Action, can
from club.storage.models import StoredFile


class State(StrEnum):
    """Where a claim stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class OrganisationClaim(Model):
    """Somebody says to work for an organisation, and asks to keep its card. The proof is for the staff only."""

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    function: Mapped[str] = mapped_column(String(120))
    proof: Mapped[str] = mapped_column(Text)
    stored_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    state: Mapped[str] = mapped_column(String(10), default=State.WAITING)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    author: Mapped[Member] = relationship(foreign_keys=author_id, lazy="raise")
    stored: Mapped[StoredFile | None] = relationship(lazy="raise")

    __table_args__ = (Index("ix_organisation_claim_state", "state", "created_at"),)


def ask(
    organisation: Organisation, function: str, proof: str, file: uploads.Judged | None, name: str, *, by: Member
) -> OrganisationClaim:
    """A claim that waits for the staff; raises Refused when one of this member waits already."""
    if organisation.standing != Standing.LISTED or organisation.closed_on:
        raise Refused("Cette fiche n’est plus tenue : voyez celle qui l’a remplacée.")
    if waiting_of(by.id):
        raise Refused("Une de vos demandes attend déjà sa réponse. Vous pouvez la retirer.")
    claim = OrganisationClaim(organisation_id=organisation.id, author_id=by.id, function=function, proof=proof)
    claim.stored_id = uploads.store(file, name).id if file else None
    db.session.add(claim)
    db.session.flush()
    emit(OrganisationClaimed(claim_id=claim.id, by_id=by.id))
    return claim


def settle(claim: OrganisationClaim, *, is_accepted: bool, reason: str, by: Member) -> None:
    """Make its author an editor of the card, or say why not; raises Refused when it was settled."""
    _refuse_settled(claim)
    if is_accepted and not can(claim.author, Action.ORGANISATION_CLAIM, claim.organisation):
        raise Refused("Cette personne ne peut plus tenir cette fiche : son rôle a changé, ou son compte est suspendu.")
    claim.state = State.ACCEPTED if is_accepted else State.REFUSED
    claim.settled_at, claim.settled_by_id, claim.reason = clock.now(), by.id, reason
    after = {"claim": claim.state, "member": claim.author_id}
    noting.record(claim.organisation, by, after, act=Action.CLAIM_SETTLE, reason=reason)
    if is_accepted:
        place = members.Place(role=Role.PARTNER, organisation_id=claim.organisation_id)
        members.change_role(claim.author, place, by=by)
    emit(ClaimSettled(claim_id=claim.id, by_id=by.id))


def withdraw(claim: OrganisationClaim) -> None:
    """Its author asks no more; raises Refused when it was settled."""
    _refuse_settled(claim)
    claim.state, claim.settled_at = State.WITHDRAWN, clock.now()


def _refuse_settled(claim: OrganisationClaim) -> None:
    """Two may answer at once: the second one sees what the first one did."""
    db.session.refresh(claim, ["state"], with_for_update=True)
    if claim.state != State.WAITING:
        raise Refused("Cette demande a déjà reçu sa réponse.")


def member_changed(event: MemberChanged) -> None:
    """Whoever closes the account asks no more, and what was given as a proof is erased."""
    gone = select(Member.id).where(Member.id == event.member_id, Member.status == Status.CLOSED)
    for one in db.session.scalars(
        select(OrganisationClaim).where(OrganisationClaim.author_id.in_(gone)).options(*_loaded())
    ):
        if one.state == State.WAITING:
            withdraw(one)
        stored, one.stored_id, one.function, one.proof = one.stored, None, "", ""
        if stored is not None:
            storage.let_go(stored)


def exported(member: Member) -> list[dict[str, Any]]:
    """The cards that a member asked to keep, for the copy of one's own data."""
    asked = select(OrganisationClaim).where(OrganisationClaim.author_id == member.id).options(*_loaded())
    return [
        {
            **{"organisation": one.organisation.name, "fonction": one.function, "preuve": one.proof},
            **{"piece": one.stored.name if one.stored else "", "date": one.created_at.isoformat()},
        }
        for one in db.session.scalars(asked.order_by(OrganisationClaim.id))
    ]


def claim(id: int) -> OrganisationClaim | None:
    """One claim with its author, its organisation and its proof."""
    return db.session.scalar(select(OrganisationClaim).where(OrganisationClaim.id == id).options(*_loaded()))


def waiting() -> Sequence[OrganisationClaim]:
    """The claims that wait, the oldest first."""
    asked = select(OrganisationClaim).where(OrganisationClaim.state == State.WAITING).options(*_loaded())
    return db.session.scalars(asked.order_by(OrganisationClaim.created_at, OrganisationClaim.id)).all()


def waiting_of(member_id: int) -> OrganisationClaim | None:
    """The claim of a member that waits."""
    mine = OrganisationClaim.author_id == member_id, OrganisationClaim.state == State.WAITING
    return db.session.scalar(select(OrganisationClaim).where(*mine).limit(1))


def _loaded() -> list[Any]:
    return [
        joinedload(OrganisationClaim.author, innerjoin=True).joinedload(Member.commune),
        joinedload(OrganisationClaim.organisation, innerjoin=True),
        joinedload(OrganisationClaim.stored),
    ]
