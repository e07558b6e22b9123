"""Telling members what happens to the resources they keep. Runs in the worker; again changes nothing."""

from flask import url_for

from club import clock
from club.events import Event, Listener
from club.extensions import db
from club.library import bookmarks, events
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


LISTENERS: dict[type[Event], list[Listener]] = {
    events.ResourceRevised: [revised],
}
