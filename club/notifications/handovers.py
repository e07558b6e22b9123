"""Telling what somebody's departure means for others, on the bell and in the day's mail. Again changes nothing."""

from collections.abc import Callable
from typing import Any

from flask import url_for
from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from club import french
from club.extensions import db
from club.handover import queries as handovers
from club.handover import receiving
from club.handover.events import (
    DepartureDeclared,
    DepartureTakenBack,
    PostLeft,
    SuccessorDeclined,
    SuccessorInvited,
    SuccessorNamed,
    SuccessorSettled,
)
from club.handover.models import Handover
from club.members import queries as members
from club.members.events import MemberUnreachable
from club.members.models import Member, Status
from club.notifications.fanout import Fact, tell
from club.notifications.models import Notification
from club.paging import AnySelect


def _handover(id: int) -> Handover | None:
    named = joinedload(Handover.commune), joinedload(Handover.member)
    return db.session.scalar(select(Handover).where(Handover.id == id).options(*named))


def _fact(one: Handover, kind: str, title: str, endpoint: str, by: int | None) -> Fact:
    words = {"title": title, "url": url_for(f"handover.{endpoint}", id=one.id, _external=False)}
    return Fact(kind=kind, subject_kind="handover", subject_id=one.id, actor_id=by, words=words)


def _keepers(one: Handover) -> AnySelect:
    return _these(members.keepers_of(one.departement_code))


def _these(ids: list[int]) -> AnySelect:
    return select(Member.id).where(Member.id.in_(ids))


def _only(member_id: int) -> AnySelect:
    return select(Member.id).where(Member.id == member_id)


def declared(event: DepartureDeclared) -> None:
    """The référent; and whoever is said to leave, when somebody else says it: it may be a mistake."""
    one = _handover(event.handover_id)
    if one is None or not one.is_open:
        return
    title = f"{one.member.full_name} quitte {one.commune.name} le {french.day(one.leaves_on)}"
    tell(_fact(one, "departure", title, "show", event.by_id), _keepers(one), why="keeper-post", is_mailed=True)
    if event.by_id != one.member_id:
        title = f"Votre départ de {one.commune.name} est déclaré. Si c’est une erreur, dites-le en un geste."
        said = _fact(one, "departure-said", title, "show", event.by_id)
        tell(said, _only(one.member_id), why="leaver", is_mailed=True)


def taken_back(event: DepartureTakenBack) -> None:
    """Those who were told that somebody leaves."""
    one = _handover(event.handover_id)
    if one is None:
        return
    title = f"{one.member.full_name} ne quitte pas {one.commune.name}"
    tell(_fact(one, "departure-not", title, "show", event.by_id), _keepers(one), why="keeper-post")
    tell(_fact(one, "departure-not", title, "show", event.by_id), _only(one.member_id), why="leaver")


def invited(event: SuccessorInvited) -> None:
    """The référent may cancel an invitation that a member has sent."""
    one = _handover(event.handover_id)
    if one is None or one.invitation_id is None:
        return
    title = f"Un successeur est invité pour {one.commune.name}"
    tell(_fact(one, f"successor-{one.invitation_id}", title, "show", event.by_id), _keepers(one), why="keeper-post")


def named(event: SuccessorNamed) -> None:
    """Before the day: whoever was named may say that they do not come after."""
    one = _handover(event.handover_id)
    if one is None or not one.is_open or one.successor_id is None:
        return
    title = f"Vous prendrez la suite à {one.commune.name} le {french.day(one.leaves_on)}, à moins de dire non"
    tell(_fact(one, "named", title, "received", event.by_id), _only(one.successor_id), why="successor", is_mailed=True)


def declined(event: SuccessorDeclined) -> None:
    """Who leaves and who keeps the territory look for somebody else."""
    one, who = _handover(event.handover_id), db.session.get(Member, event.by_id)
    if one is None or who is None:
        return
    title = f"{who.full_name} ne prendra pas la suite à {one.commune.name}"
    fact = _fact(one, f"declined-{who.id}", title, "show", who.id)
    tell(fact, _keepers(one), why="keeper-post", is_mailed=True)
    tell(fact, _only(one.member_id), why="leaver", is_mailed=True)


def left(event: PostLeft) -> None:
    """A post that is vacant is told to who keeps the territory; who comes after finds what was given."""
    one = _handover(event.handover_id)
    if one is None:
        return
    if handovers.vacancy(one.commune) is not None:
        title = f"{one.commune.name} : le poste de chef de projet est vacant"
        tell(_fact(one, "vacant", title, "show", None), _keepers(one), why="keeper-post", is_mailed=True)


def settled(event: SuccessorSettled) -> None:
    """Once the other one has left."""
    one = _handover(event.handover_id)
    if one is None or one.successor_id is None or one.left_at is None:
        return
    number = len(db.session.scalars(receiving.waiting(one.id)).all())
    given = french.plural(number, "chose vous est transmise", "choses vous sont transmises")
    title = f"{one.commune.name} : {given}" if number else f"{one.commune.name} : vous prenez la suite"
    tell(_fact(one, "given", title, "received", None), _only(one.successor_id), why="successor", is_mailed=True)


def unreachable(event: MemberUnreachable) -> None:
    """Whoever keeps the territory may know that this person left."""
    member = db.session.get(Member, event.member_id)
    if member is None or member.status != Status.ACTIVE or member.mail_failed_at is None:
        return
    title = f"Les courriels de {member.full_name} reviennent : peut-être un départ"
    words = {"title": title, "url": url_for("admin.member", id=member.id, _external=False)}
    fact = Fact(kind="unreachable", subject_kind="member", subject_id=member.id, actor_id=member.id, words=words)
    same = Notification.kind == fact.kind, Notification.subject_id == member.id, Notification.read_at.is_not(None)
    db.session.execute(delete(Notification).where(*same))  # it may happen again, years later
    tell(fact, _these(members.keepers_of(member.departement_code)), why="keeper-post", is_mailed=True)


LISTENERS: dict[type, list[Callable[[Any], None]]] = {
    DepartureDeclared: [declared],
    DepartureTakenBack: [taken_back],
    SuccessorInvited: [invited],
    SuccessorNamed: [named],
    SuccessorDeclined: [declined],
    PostLeft: [left],
    SuccessorSettled: [settled],
}
