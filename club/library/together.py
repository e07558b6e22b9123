"""Organisations that publish a resource with the first one: named, then they accept to keep it too, or refuse."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, select, update

from club import clock
from club.access import Refused
from club.events import emit
from club.extensions import db
from club.library.events import CoPublishersAsked, ResourceChanged
from club.library.models import Resource, ResourcePartner
from club.members.models import Member

ANSWERED = "Votre organisation a déjà répondu, ou n’est plus nommée dans cette ressource."


def name(resource: Resource, organisation_ids: Collection[int], *, by: Member) -> None:
    """These and no others; who had accepted stays so, who is new is asked."""
    wanted = {one for one in organisation_ids if one != resource.organisation_id}
    mine = ResourcePartner.resource_id == resource.id
    known = set(db.session.scalars(select(ResourcePartner.organisation_id).where(mine)))
    db.session.execute(delete(ResourcePartner).where(mine, ResourcePartner.organisation_id.in_(known - wanted)))
    new = sorted(wanted - known)
    db.session.add_all(ResourcePartner(resource_id=resource.id, organisation_id=one) for one in new)
    if new:
        emit(CoPublishersAsked(resource_id=resource.id, organisation_ids=new, by_id=by.id))
    _read_again(resource)


def join(resource: Resource, *, by: Member) -> None:
    """Their organisation keeps it too."""
    accepted = update(ResourcePartner).where(*_waiting(resource, by)).values(accepted_at=clock.now())
    if not db.session.execute(accepted.returning(ResourcePartner.resource_id)).all():
        raise Refused(ANSWERED)
    _read_again(resource)


def decline(resource: Resource, *, by: Member) -> None:
    """Their organisation is named no more."""
    named = delete(ResourcePartner).where(*_waiting(resource, by))
    if not db.session.execute(named.returning(ResourcePartner.resource_id)).all():
        raise Refused(ANSWERED)
    _read_again(resource)
    emit(ResourceChanged(resource_id=resource.id))


def _waiting(resource: Resource, by: Member) -> tuple[ColumnElement[bool], ...]:
    ours = ResourcePartner.resource_id == resource.id, ResourcePartner.organisation_id == by.organisation_id
    return *ours, ResourcePartner.accepted_at.is_(None)


def _read_again(resource: Resource) -> None:
    """The rules ask the resource who publishes it."""
    db.session.flush()
    db.session.expire(resource, ["accepted_partners", "asked_partners"])
