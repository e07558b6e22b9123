"""Files sent while a form is open are not read yet: they are held for who sent them until the form is kept."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from club import clock, jobs, storage
from club.events import emit
from club.extensions import db
from club.library.events import ResourceChanged
from club.library.models import Resource, ResourceFile
from club.members.models import Member
from club.storage.models import StoredFile

KEPT = timedelta(days=7)


def held(resource_id: int, member_id: int) -> Sequence[ResourceFile]:
    """What this member has sent to the resource and not kept yet."""
    mine = select(ResourceFile).where(ResourceFile.resource_id == resource_id, ResourceFile.held_by_id == member_id)
    content = joinedload(ResourceFile.stored, innerjoin=True).joinedload(StoredFile.reading)
    return db.session.scalars(mine.options(content).order_by(ResourceFile.position)).all()


def release(resource: Resource, *, by: Member) -> None:
    """The form is kept: what this member has sent with it is of the resource."""
    mine = update(ResourceFile).where(ResourceFile.resource_id == resource.id, ResourceFile.held_by_id == by.id)
    released = db.session.execute(mine.values(held_by_id=None).returning(ResourceFile.id))
    if released.first() is not None:
        emit(ResourceChanged(resource_id=resource.id))


@jobs.every(hour=4)
def forget_held() -> None:
    """Drop what nobody kept, a week after it came."""
    old = ResourceFile.stored.has(StoredFile.created_at < clock.now() - KEPT)
    forgotten = select(ResourceFile).where(ResourceFile.held_by_id.is_not(None), old)
    for file in db.session.scalars(forgotten.options(joinedload(ResourceFile.stored, innerjoin=True))).all():
        stored = file.stored
        db.session.delete(file)
        db.session.flush()
        storage.let_go(stored)
    db.session.commit()
