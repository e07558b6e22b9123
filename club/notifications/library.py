"""Telling members what happens to the resources they keep. Runs in the worker; again changes nothing."""

from flask import url_for
from sqlalchemy import select

from club import clock
from club.events import Event, Listener
from club.extensions import db
from club.library import bookmarks, care, corrections, events
from club.library.corrections import Correction
from club.library.models import Resource
from club.members.models import Member
from club.notifications.fanout import Fact, tell
from club.paging import AnySelect


def revised(event: events.ResourceRevised) -> None:
    """Those who keep it learn what changed: one line a version and a day."""
    resource = db.session.get(Resource, event.resource_id)
    if resource is None:
        return
    url = url_for("library.show", id=resource.id, slug=resource.slug, _external=False)
    words = {"title": f"« {resource.title} » a changé", "url": url, "reason": event.note}
    fact = Fact(
        kind=f"revised-{clock.today():%y%m%d}",
        subject_kind=f"resource-{resource.version}",
        subject_id=resource.id,
        actor_id=event.by_id,
        words=words,
    )
    tell(fact, bookmarks.keepers_of(resource.id), why="kept", is_mailed=True)


def error_reported(event: events.ResourceErrorReported) -> None:
    """Who answers for it reads what is wrong: one line a reader and a month."""
    resource = db.session.get(Resource, event.resource_id)
    if resource is None:
        return
    url = url_for("library.show", id=resource.id, slug=resource.slug, _anchor="fraicheur", _external=False)
    words = {"title": f"Une erreur est signalée dans « {resource.title} »", "url": url, "reason": event.word}
    fact = Fact(
        kind=f"error-{clock.today():%y%m}-{event.by_id}",
        subject_kind="resource",
        subject_id=resource.id,
        actor_id=event.by_id,
        words=words,
    )
    tell(fact, care.owners_of(resource), why="owner", is_mailed=True)


def correction_proposed(event: events.CorrectionProposed) -> None:
    """Who answers for the resource has a difference to look at."""
    proposed = corrections.correction(event.correction_id)
    if proposed is not None:
        title = f"Une correction est proposée pour « {proposed.resource.title} »"
        _tell_correction(proposed, title, care.owners_of(proposed.resource), event.by_id, "owner", proposed.why)


def correction_settled(event: events.CorrectionSettled) -> None:
    """Its author reads the answer."""
    proposed = corrections.correction(event.correction_id)
    if proposed is not None:
        said = "est acceptée" if proposed.state == Correction.ACCEPTED else "n’est pas retenue"
        title = f"Votre correction de « {proposed.resource.title} » {said}"
        author = select(Member.id).where(Member.id == proposed.author_id)
        _tell_correction(proposed, title, author, event.by_id, "corrector", proposed.word)


def _tell_correction(proposed: Correction, title: str, whom: AnySelect, by_id: int, why: str, reason: str) -> None:
    url = url_for("library.correction", id=proposed.id, _external=False)
    words = {"title": title, "url": url, "reason": reason}
    kind = f"correction-{proposed.state}"
    fact = Fact(kind=kind, subject_kind="correction", subject_id=proposed.id, actor_id=by_id, words=words)
    tell(fact, whom, why=why, is_mailed=True)


LISTENERS: dict[type[Event], list[Listener]] = {
    events.ResourceRevised: [revised],
    events.ResourceErrorReported: [error_reported],
    events.CorrectionProposed: [correction_proposed],
    events.CorrectionSettled: [correction_settled],
}
