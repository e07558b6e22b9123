"""The day of leaving, done by the worker: things pass as chosen, the post ends, the successor comes in."""

import logging

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from club import clock, jobs
from club.access import Refused
from club.events import emit
from club.extensions import db
from club.handover import filing, successors, things
from club.handover.events import PostLeft
from club.handover.models import Fate, Handover, HandoverThing
from club.members import accounts
from club.members.events import MemberChanged
from club.members.models import Member, MemberCommune, Status
from club.passing import PARTS
from club.territories.models import Commune

WITH = joinedload(Handover.member), joinedload(Handover.successor)
log = logging.getLogger(__name__)


@jobs.every(minutes=15)
def leave_in_time() -> int:
    """Do what is due, one departure and its commit after the other; returns how many."""
    due = select(Handover.id).where(Handover.under_way(), Handover.ends_on < clock.today())
    ids = db.session.scalars(due.order_by(Handover.id)).all()
    db.session.commit()
    return sum(_leave_once(one) for one in ids)


@jobs.task
def leave_now(handover_id: int) -> None:
    """Do one departure at once, if it is due."""
    due = select(Handover.id).where(Handover.id == handover_id, Handover.ends_on < clock.today())
    is_due = db.session.scalar(due) is not None
    db.session.commit()
    if is_due:
        _leave_once(handover_id)


def _leave_once(handover_id: int) -> bool:
    """Another run may be at the same, and trouble with one must not stop the others."""
    try:
        due = select(Handover).where(Handover.id == handover_id, Handover.under_way())
        handover = db.session.scalar(due.options(*WITH).with_for_update(skip_locked=True, of=Handover))
        if handover is not None:
            leave(handover)
        db.session.commit()
    except Exception:  # whatever it is: those after it leave all the same
        db.session.rollback()
        log.exception("the departure %s is not done: the next run tries again", handover_id)
        return False
    return handover is not None


def leave(handover: Handover) -> None:
    """All of it, in one transaction; `handover` comes with its member and its successor."""
    member = handover.member
    handover.left_at = clock.now()
    for thing in things.of_handover(handover.id):
        _part_with(thing, member)
    _end_post(member, handover.commune_code)
    if handover.successor is not None:
        successors.settle_in(handover, handover.successor, by_id=handover.declared_by_id)
    filing.ask(handover)
    if handover.closes_account and member.status == Status.ACTIVE:
        _close(member)
    emit(MemberChanged(member_id=member.id))
    emit(PostLeft(handover_id=handover.id))


def _part_with(thing: HandoverThing, member: Member) -> None:
    part = PARTS.get(thing.kind)
    if part is not None and thing.fate == Fate.GIVEN:
        taken = part.take(member, thing.key)
        thing.facts = dict(taken) if taken is not None else None
    elif part is not None and part.let_go is not None and thing.fate == Fate.LEFT:
        part.let_go(member, thing.key)


def _end_post(member: Member, code: str) -> None:
    """The commune leaves the card: its papers close. The others stay, confirmed or not as they were."""
    served = select(Commune).join(MemberCommune, MemberCommune.commune_code == Commune.code)
    others = served.where(MemberCommune.member_id == member.id, Commune.code != code).order_by(MemberCommune.position)
    accounts.serve_communes(member, db.session.scalars(others).all(), is_vouched=False)


def _close(member: Member) -> None:
    try:
        accounts.close(member)
    except Refused as why:  # the last administrator: the post ends, the account stays
        log.warning("account %s stays open: %s", member.id, why)


def member_closed(event: MemberChanged) -> None:
    """Who closes the account leaves at once: what was given still passes."""
    gone = exists().where(Member.id == event.member_id, Member.status == Status.CLOSED)
    theirs = select(Handover).where(Handover.member_id == event.member_id, Handover.under_way(), gone)
    for handover in db.session.scalars(theirs.options(*WITH)).all():
        leave(handover)
