"""Communes that members say they serve: what a commune keeps to itself opens once the staff has confirmed it."""

from collections.abc import Sequence

from sqlalchemy import Select, select, update

from club import journal
from club.extensions import db
from club.members.models import Member, MemberCommune
from club.policy import Action, Viewer, can
from club.territories.models import Commune


def waiting_codes(member_id: int) -> list[str]:
    """The codes of the communes of a member that wait."""
    return [one.code for one in waiting(member_id)]


def waiting(member_id: int, *, by: Viewer | None = None) -> Sequence[Commune]:
    """The communes of a member that wait to be confirmed; for somebody of the staff, where they keep people."""
    found = _served(member_id, is_vouched=False)
    return [one for one in found if by is None or can(by, Action.MEMBER_KEEP, one)]


def vouched(member_id: int) -> Sequence[Commune]:
    """The communes in whose name a member may speak of money, the main one first."""
    return _served(member_id, is_vouched=True)


def _served(member_id: int, *, is_vouched: bool) -> Sequence[Commune]:
    served = select(Commune).join(MemberCommune, MemberCommune.commune_code == Commune.code)
    mine = served.where(MemberCommune.member_id == member_id, MemberCommune.is_vouched.is_(is_vouched))
    return db.session.scalars(mine.order_by(MemberCommune.position)).all()


def served_by(member_id: int | None) -> Select[str]:
    """The codes of those communes, as a part of a statement."""
    return select(MemberCommune.commune_code).where(MemberCommune.member_id == member_id, MemberCommune.is_vouched)


def vouch(member: Member, *, by: Member) -> None:
    """Confirm that a member serves the communes that wait and that this person keeps; nothing happens without any."""
    communes = waiting(member.id, by=by)
    if communes:
        mine = MemberCommune.member_id == member.id, MemberCommune.commune_code.in_([one.code for one in communes])
        db.session.execute(update(MemberCommune).where(*mine).values(is_vouched=True))
        after = {"communes": ", ".join(one.name for one in communes)}
        journal.record(Action.MEMBER_VOUCH, "member", member.id, label=member.full_name, after=after, by=by.id)
