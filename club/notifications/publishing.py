"""Telling who has to do with a resource that changes state. Runs in the worker; again changes nothing."""

from flask import url_for
from sqlalchemy import String, cast, select

from club import clock
from club.events import Event, Listener
from club.extensions import db
from club.forum.models import Level, Watch
from club.library import care, events
from club.library.models import Resource, ResourceTheme
from club.library.states import LISTED, State
from club.members import queries as members
from club.members.models import Member
from club.notifications.fanout import Fact, tell


def published(event: events.ResourcePublished) -> None:
    """Those who follow one of its themes learn of it, once."""
    resource = db.session.get(Resource, event.resource_id)
    if resource is None or resource.hidden_at is not None or resource.state not in LISTED:
        return
    themes = select(cast(ResourceTheme.term_id, String)).where(ResourceTheme.resource_id == resource.id)
    on_theme = Watch.kind == "theme", Watch.reference.in_(themes), Watch.level >= Level.FOLLOW
    fact = _fact(resource, "published", f"Nouvelle ressource : « {resource.title} »", event.by_id)
    tell(fact, select(Watch.member_id).where(*on_theme), why="theme", is_mailed=True)


def submitted(event: events.ResourceSubmitted) -> None:
    """Who keeps the territory is asked to read it."""
    resource = db.session.get(Resource, event.resource_id)
    if resource is not None and resource.state == State.REVIEW:
        keepers = select(Member.id).where(Member.id.in_(members.keepers_of(resource.departement_code)))
        fact = _fact(resource, f"review-{_today()}", f"À relire : « {resource.title} »", event.by_id)
        tell(fact, keepers, why="keeper", is_mailed=True)


def given_back(event: events.ResourceGivenBack) -> None:
    """Its organisation learns what to change."""
    resource = db.session.get(Resource, event.resource_id)
    if resource is not None:
        title = f"« {resource.title} » vous est rendue avant publication"
        fact = _fact(resource, f"back-{_today()}-{resource.version}", title, event.by_id, event.word)
        tell(fact, care.owners_of(resource), why="owner", is_mailed=True)


def expired(event: events.ResourceExpired) -> None:
    """Its organisation is asked to check it."""
    resource = db.session.get(Resource, event.resource_id)
    if resource is not None and resource.state == State.CHECK:
        fact = _fact(resource, f"expired-{event.on}", f"« {resource.title} » est à vérifier", None)
        tell(fact, care.owners_of(resource), why="owner", is_mailed=True)


def _today() -> str:
    return f"{clock.today():%y%m%d}"


def _fact(resource: Resource, kind: str, title: str, by_id: int | None, reason: str = "") -> Fact:
    url = url_for("library.show", id=resource.id, slug=resource.slug, _external=False)
    words = {"title": title, "url": url} | ({"reason": reason} if reason else {})
    return Fact(kind=kind, subject_kind="resource", subject_id=resource.id, actor_id=by_id, words=words)


LISTENERS: dict[type[Event], list[Listener]] = {
    events.ResourcePublished: [published],
    events.ResourceSubmitted: [submitted],
    events.ResourceGivenBack: [given_back],
    events.ResourceExpired: [expired],
}
