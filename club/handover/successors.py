"""Who comes after: a member who is named, or somebody invited; they serve the commune from their first day."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from club import clock, journal
from club.access import Refused
from club.events import emit
from club.extensions import db
from club.handover.events import SuccessorDeclined, SuccessorInvited, SuccessorNamed, SuccessorSettled
from club.handover.models import Handover
from club.members import accounts, inviting
from club.members.events import MemberAdmitted, MemberChanged
from club.members.models import PROJECT_LEADER, Invitation, Member, MemberCommune, Role
from club.policy import Action, of_the_communes
from club.territories.models import Commune
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind


def name(handover: Handover, successor: Member, *, by: Member) -> None:
    """A member takes over. Raises Refused for who leaves, and for who works for no commune."""
    _refuse_settled(handover)
    if successor.id == handover.member_id:
        raise Refused("C’est la personne qui part. Choisissez quelqu’un d’autre.")
    if not of_the_communes(successor, None):
        raise Refused(f"{successor.full_name} n’est pas membre au titre d’une commune. Invitez une autre personne.")
    handover.successor = successor
    db.session.flush()
    if handover.left_at is not None:
        settle_in(handover, successor, by_id=by.id)
    else:
        emit(SuccessorNamed(handover_id=handover.id, by_id=by.id))


def invite(handover: Handover, email: str, message: str, *, by: Member) -> None:
    """An invitation as a member, for the same commune; raises Refused when the address has an account."""
    _refuse_settled(handover)
    commune = handover.commune
    asked = inviting.Invited(
        email=email, role=Role.MEMBER, communes=[commune], departement_code=commune.departement_code, message=message
    )
    handover.invitation_id = inviting.invite(asked, by=by).id
    emit(SuccessorInvited(handover_id=handover.id, by_id=by.id))


def _refuse_settled(handover: Handover) -> None:
    """One successor at a time; past departures may still find theirs, or another when the first one has gone."""
    if handover.cancelled_at is not None:
        raise Refused("Ce départ a été annulé.")
    if handover.is_taken_over or is_invited(handover):
        raise Refused("Un successeur est déjà indiqué. Retirez-le d’abord.")


def is_invited(handover: Handover) -> bool:
    """Whether somebody may still accept to come after."""
    asked = db.session.get(Invitation, handover.invitation_id) if handover.invitation_id else None
    return asked is not None and asked.revoked_at is asked.accepted_at is None and asked.expires_at > clock.now()


def drop(handover: Handover, *, by: Member) -> None:
    """Somebody else, or nobody yet; raises Refused when things were passed on to them already."""
    if handover.left_at is not None and handover.successor_id is not None:
        raise Refused("Ce qui a été transmis est déjà chez cette personne.")
    handover.successor = None
    forget_invitation(handover, by)


def decline(handover: Handover, *, by: Member) -> None:
    """Whoever was named does not come after; raises Refused once the day has come."""
    drop(handover, by=by)
    emit(SuccessorDeclined(handover_id=handover.id, by_id=by.id))


def forget_invitation(handover: Handover, by: Member) -> None:
    """An invitation that nobody has accepted is cancelled."""
    asked = db.session.get(Invitation, handover.invitation_id) if handover.invitation_id else None
    if asked is not None and asked.accepted_at is None and asked.revoked_at is None:
        inviting.revoke(asked, by=by)
    handover.invitation_id = None


def settle_in(handover: Handover, successor: Member, *, by_id: int) -> None:
    """The successor serves the commune, known to the others, and leads its project unless their card says else."""
    commune = db.session.get_one(Commune, handover.commune_code)
    mine = db.session.get(MemberCommune, (successor.id, commune.code))
    if mine is None or not mine.is_vouched:
        _serve_too(successor, commune)
        after = {"communes": commune.name}
        act = Action.MEMBER_VOUCH
        journal.record(act, "member", successor.id, label=successor.full_name, after=after, by=by_id)
    leader = vocabulary.term(TermKind.FUNCTION, PROJECT_LEADER)
    successor.function_id = successor.function_id or (leader.id if leader else None)
    emit(MemberChanged(member_id=successor.id))
    emit(SuccessorSettled(handover_id=handover.id))


def _serve_too(member: Member, commune: Commune) -> None:
    """One commune more, confirmed; the others stay as they were."""
    served = select(Commune).join(MemberCommune, MemberCommune.commune_code == Commune.code)
    known = served.where(MemberCommune.member_id == member.id, Commune.code != commune.code)
    others = db.session.scalars(known.order_by(MemberCommune.position)).all()
    accounts.serve_communes(member, [*others, commune], is_vouched=False)
    db.session.flush()
    db.session.get_one(MemberCommune, (member.id, commune.code)).is_vouched = True


def arrived(event: MemberAdmitted) -> None:
    """Whoever accepts the invitation of a handover is the successor."""
    invited = select(Handover).join(Invitation, Invitation.id == Handover.invitation_id)
    mine = invited.where(Invitation.accepted_by_id == event.member_id, Handover.cancelled_at.is_(None))
    for handover in db.session.scalars(mine.options(joinedload(Handover.commune))).all():
        handover.successor_id = event.member_id
        successor = db.session.get_one(Member, event.member_id)
        settle_in(handover, successor, by_id=handover.declared_by_id)
