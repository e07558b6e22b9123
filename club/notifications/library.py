"""Telling members what happens to the resources they keep. Runs in the worker; again changes nothing."""

from flask import url_for

from club import clock
from club.events import Event, Listener
from club.extensions import db
from club.library import bookmarks, care, events
from club.library.models import Resource
from club.notifications.fanout import Fact, tell


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


LISTENERS: dict[type[Event], list[Listener]] = {
    events.ResourceRevised: [revised],
    events.ResourceErrorReported: [error_reported],
}
