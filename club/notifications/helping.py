"""Telling the two people of a request what became of it. Runs in the worker; again changes nothing."""

from flask import url_for
from sqlalchemy import select

from club import clock, french
from club.events import Event, Listener
from club.helping import queries
from club.helping.events import HelpMoved
from club.helping.models import HelpRequest
from club.members.models import Member
from club.notifications.fanout import Fact, tell


def moved(event: HelpMoved) -> None:
    """A line for the other one; for both when nobody did it. Each change of date is told."""
    asked = queries.request(event.request_id)
    if asked is None:
        return
    who = asked.author if event.by_id == asked.author_id else asked.offer.author
    title = _sentence(asked, event.step, who.full_name)
    url = url_for("helping.exchange", id=asked.id, _external=False)
    fact = Fact(
        kind=f"help-{event.step}-{event.version}"[:30],
        subject_kind="help_request",
        subject_id=asked.id,
        actor_id=event.by_id,
        words={"title": title, "url": url, "reason": asked.word},
    )
    both = select(Member.id).where(Member.id.in_((asked.author_id, asked.offer.author_id)))
    tell(fact, both, why="help", is_mailed=True)


def _sentence(asked: HelpRequest, step: str, who: str) -> str:
    offer = f"« {asked.offer.title} »"
    at = french.fulldate(asked.meeting_at, clock.PARIS) if asked.meeting_at else ""
    said = {
        "ask": f"{who} vous fait une demande : {offer}",
        "accepted": f"{who} accepte votre demande : {offer}",
        "declined": f"{who} ne peut pas répondre à votre demande : {offer}",
        "plan": f"Rendez-vous fixé le {at} (heure de Paris) : {offer}",
        "cancel": f"Demande annulée : {offer}",
        "tell": f"{who} vous remercie et raconte : {offer}",
        "host": f"{who} prend la suite, et répond désormais à votre demande : {offer}",
        "guest": f"{who} prend la suite de la demande : {offer}",
        "eve": f"Rappel : rendez-vous le {at} (heure de Paris), {offer}",
    }
    return said[step]


LISTENERS: dict[type[Event], list[Listener]] = {HelpMoved: [moved]}
