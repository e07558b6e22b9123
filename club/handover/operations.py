"""Declaring a departure, changing it, taking it back."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

from club import clock, jobs, journal, text
from club.access import Conflict, Refused
from club.events import emit
from club.extensions import db
from club.handover import filing, successors
from club.handover.events import DepartureDeclared, DepartureTakenBack
from club.handover.models import Handover
from club.members import vouching
from club.members.models import Member
from club.policy import Action
from club.rows import awaited, insert
from club.territories.models import Commune

TIME_TO_OBJECT = timedelta(days=3)


class Plan(NamedTuple):
    """What the form of a departure says."""

    leaves_on: date
    word: str = ""
    closes_account: bool = False
    reason: str = ""


def declare(member: Member, commune: Commune, plan: Plan, *, by: Member) -> tuple[Handover, bool]:
    """A departure to prepare, and whether it is new: the one that is under way already is given back as it is.

    Raises Refused when the member does not serve the commune.
    """
    if commune.code not in {one.code for one in vouching.vouched(member.id)}:
        raise Refused(f"{member.full_name} ne suit pas {commune.name}, ou n’y a pas encore été confirmé.")
    row = {
        "commune_code": commune.code, "departement_code": commune.departement_code, "member_id": member.id,
        "declared_by_id": by.id, "leaves_on": plan.leaves_on, "ends_on": plan.leaves_on, "created_at": clock.now(),
    }  # fmt: skip
    made: Handover | None = db.session.scalar(insert(Handover).values(row).on_conflict_do_nothing().returning(Handover))
    if made is None:
        same = Handover.member_id == member.id, Handover.commune_code == commune.code
        return db.session.scalars(select(Handover).where(*same, Handover.under_way())).one(), False
    _write(made, plan)
    if by.id != member.id:
        made.reason, made.ends_on = plan.reason, max(plan.leaves_on, clock.today() + TIME_TO_OBJECT)
        _note(Action.HANDOVER_DECLARE, made, member, commune, by, reason=plan.reason)
    emit(DepartureDeclared(handover_id=made.id, by_id=by.id))
    return made, True


def _write(handover: Handover, plan: Plan) -> None:
    handover.leaves_on = handover.ends_on = plan.leaves_on
    handover.closes_account = plan.closes_account
    handover.word, handover.word_html = plan.word, text.render(plan.word)


def _note(act: Action, one: Handover, member: Member, commune: Commune, by: Member, *, reason: str = "") -> None:
    label = f"{member.full_name}, {commune.name}"
    after = {"leaves_on": one.leaves_on.isoformat(), "cancelled": one.cancelled_at is not None}
    journal.record(act, "handover", one.id, label=label, after=after, reason=reason, by=by.id)


def change(handover: Handover, plan: Plan, *, version: int) -> None:
    """Another day or word; raises Conflict when they were changed since `version`, Refused once it is over."""
    _refuse_over(handover)
    awaited(handover)
    if version != handover.version:
        raise Conflict(_said(handover), _said(plan))
    handover.version += 1
    _write(handover, plan)


def _said(one: Handover | Plan) -> str:
    return f"{one.leaves_on:%d/%m/%Y}\n\n{one.word}"


def _refuse_over(handover: Handover) -> None:
    if not handover.is_open:
        raise Refused("Cette passation est terminée : elle ne se change plus.")


def leave_now(handover: Handover) -> None:
    """All is ready: nobody waits for the day. Raises Refused once it is over."""
    _refuse_over(handover)
    handover.leaves_on = min(handover.leaves_on, clock.today())
    handover.ends_on = clock.today() - timedelta(days=1)
    jobs.after_commit("leave_now", handover.id)


def take_back(handover: Handover, *, by: Member) -> None:
    """Nobody leaves: an invitation that waits and the file go with it. Raises Refused once it is over."""
    _refuse_over(handover)
    handover.cancelled_at = clock.now()
    successors.forget_invitation(handover, by)
    filing.forget(handover)
    if by.id != handover.member_id:
        _note(Action.HANDOVER_DECLARE, handover, handover.member, handover.commune, by)
    emit(DepartureTakenBack(handover_id=handover.id, by_id=by.id))
