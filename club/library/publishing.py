"""From one state to another, by a gesture or at a date. Each way is a named transition."""

from datetime import datetime

from flask import current_app
from sqlalchemy import select

from club import clock, jobs
from club.access import Refused
from club.config import Settings
from club.events import emit
from club.extensions import db
from club.library import events, noting, operations, queries
from club.library.models import Resource
from club.library.states import BEFORE, LISTED, TRANSITIONS, State
from club.members.models import Member
from club.policy import Action, can
from club.transitions import target


def is_reviewed() -> bool:
    """Whether this club reads resources before they are published."""
    settings: Settings = current_app.config["CLUB"]
    return settings.review_resources == "on"


def may_publish(by: Member, resource: Resource) -> bool:
    """Whether who may edit it may publish it too."""
    return not is_reviewed() or can(by, Action.RESOURCE_REVIEW, resource)


def move(resource: Resource, name: str, by: Member | None, reason: str = "") -> None:
    """One named transition; raises Refused when the state does not allow it. None: the calendar does it."""
    resource.state = target(TRANSITIONS, name, resource.state)
    resource.publish_at = None
    if by is not None:
        noting.record(resource, by, {"state": resource.state_label}, reason)


def submit(resource: Resource, *, by: Member) -> None:
    """Ask for a second look before publication."""
    operations.refuse_incomplete(resource)
    move(resource, "submit", by)
    resource.review_word = ""
    emit(events.ResourceSubmitted(resource_id=resource.id, by_id=by.id))


def give_back(resource: Resource, *, word: str, by: Member) -> None:
    """Back to its organisation, with what to change; raises Refused without a word."""
    if not word:
        raise Refused("Dites ce qui est à changer : son auteur le lira.")
    move(resource, "give_back", by, word)
    resource.review_word = word
    emit(events.ResourceGivenBack(resource_id=resource.id, by_id=by.id, word=word))


def publish(resource: Resource, *, by: Member, at: datetime | None = None) -> None:
    """Show it to all members; raises Refused when something is missing. Publishing twice changes nothing."""
    if resource.state in LISTED:
        return
    if not may_publish(by, resource):
        raise Refused("Ici, une ressource est relue avant d’être publiée : demandez sa relecture.")
    _publish(resource, by, at)


def _publish(resource: Resource, by: Member | None, at: datetime | None = None) -> None:
    operations.refuse_incomplete(resource)
    move(resource, "publish", by)
    resource.published_at = resource.published_at or at or clock.now()
    resource.replaced_by_id, resource.review_word = None, ""
    emit(events.ResourcePublished(resource_id=resource.id, by_id=by.id if by else resource.author_id))


def schedule(resource: Resource, at: datetime | None, *, by: Member) -> None:
    """Publish it by itself at a moment to come; None forgets that."""
    if at is not None:
        if resource.state not in BEFORE:
            raise Refused("Cette ressource est déjà publiée.")
        if at <= clock.now():
            raise Refused("Choisissez un moment à venir.")
        if not may_publish(by, resource):
            raise Refused("Ici, une ressource est relue avant d’être publiée : demandez sa relecture.")
        operations.refuse_incomplete(resource)
    resource.publish_at = at


def flag(resource: Resource, *, by: Member | None) -> None:
    """Say that it has to be checked; its organisation is told when the calendar does it."""
    move(resource, "flag", by)
    emit(events.ResourceChanged(resource_id=resource.id))


def confirm(resource: Resource, *, by: Member) -> None:
    """It still holds: a date that has passed is forgotten."""
    move(resource, "confirm", by)
    if resource.expires_on is not None and resource.expires_on <= clock.today():
        resource.expires_on = None
    emit(events.ResourceChanged(resource_id=resource.id))


def archive(resource: Resource, *, replaced_by: Resource | None, by: Member) -> None:
    """Out of the lists and of the search; its address stays, and leads to what replaces it."""
    if replaced_by is not None and (replaced_by.id == resource.id or replaced_by.published_at is None):
        raise Refused("La ressource qui la remplace doit être une autre, déjà publiée.")
    move(resource, "archive", by)
    resource.replaced_by_id = replaced_by.id if replaced_by else None
    emit(events.ResourceChanged(resource_id=resource.id))


def withdraw(resource: Resource, *, by: Member) -> None:
    """Back to a draft."""
    move(resource, "withdraw", by)
    resource.published_at = None
    emit(events.ResourceChanged(resource_id=resource.id))


@jobs.every(minutes=5)
def publish_scheduled() -> None:
    """What was to be published by now is; what is no longer complete goes back to its organisation, with the reason."""
    due = select(Resource.id).where(Resource.publish_at <= clock.now(), Resource.state.in_(BEFORE))
    for id in db.session.scalars(due.order_by(Resource.publish_at).limit(100)).all():
        resource = queries.resource(id)
        if resource is not None and resource.publish_at is not None:
            _publish_or_tell(resource)
        db.session.commit()


def _publish_or_tell(resource: Resource) -> None:
    try:
        _publish(resource, None)
    except Refused as why:
        resource.publish_at, resource.state, resource.review_word = None, State.DRAFT, str(why)
        emit(events.ResourceGivenBack(resource_id=resource.id, by_id=None, word=str(why)))


@jobs.every(hour=4)
def check_expired() -> None:
    """What has passed its date has to be checked, and its organisation is told."""
    passed = select(Resource).where(Resource.state == State.PUBLISHED, Resource.expires_on <= clock.today())
    for resource in db.session.scalars(passed.limit(500)).all():
        flag(resource, by=None)
        emit(events.ResourceExpired(resource_id=resource.id, on=str(resource.expires_on)))
    db.session.commit()
