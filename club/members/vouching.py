"""Communes that members say they serve: what a commune keeps to itself opens once the staff has confirmed it."""

from collections.abc import Sequence

from sqlalchemy import Select, select, update

from club import journal
from club.extensions import db
from club.members.models import Member, MemberCommune
from club.policy import Action
from club.territories.models import Commune


def waiting_codes(member_id: int) -> list[str]:
    """The codes of the communes of a member that wait."""
    return [one.code for one in waiting(member_id)]


def waiting(member_id: int) -> Sequence[Commune]:
    """The communes of a member that wait to be confirmed."""
    return _served(member_id, is_vouched=False)


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
    """Confirm that a member serves the communes of their card; nothing happens when none waits."""
    names = [one.name for one in waiting(member.id)]
    if names:
        db.session.execute(update(MemberCommune).where(MemberCommune.member_id == member.id).values(is_vouched=True))
        after = {"communes": ", ".join(names)}
        journal.record(Action.MEMBER_VOUCH, "member", member.id, label=member.full_name, after=after, by=by.id)
