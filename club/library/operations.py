"""Changes of resources. HTML is rendered here, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from club import clock, journal, storage, text
from club.access import Conflict, Refused
from club.events import emit
from club.extensions import db
from club.library.events import ResourceChanged
from club.library.models import Resource, ResourceFile, ResourceLink, ResourceTerritory, ResourceTheme
from club.members.models import Member
from club.policy import Action
from club.storage.models import StoredFile
from club.territories.scopes import Scope

MOST_FILES = 20


@dataclass(frozen=True)
class Link:
    url: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """All that is written in the form, the files apart."""

    title: str
    summary: str
    body: str
    type_id: int
    organisation_id: int | None
    theme_ids: Sequence[int]
    territories: Sequence[Scope]
    links: Sequence[Link]


def create(sheet: Sheet, *, by: Member) -> Resource:
    """A draft of a new resource."""
    resource = Resource(
        author_id=by.id,
        departement_code=by.departement_code,
        title=sheet.title,
        slug=text.slugify(sheet.title),
        type_id=sheet.type_id,
    )
    db.session.add(resource)
    db.session.flush()
    _write(resource, sheet)
    return resource


def edit(resource: Resource, sheet: Sheet, *, version: int, by: Member) -> None:
    """Replace the sheet; raises Conflict when it was changed since `version`."""
    if version != resource.version:
        raise Conflict(resource.body, sheet.body)
    resource.version += 1
    _write(resource, sheet)
    _note(resource, by, {"edited": True})
    emit(ResourceChanged(resource_id=resource.id))


def _write(resource: Resource, sheet: Sheet) -> None:
    for name in ("title", "summary", "body", "type_id", "organisation_id"):
        setattr(resource, name, getattr(sheet, name))
    resource.slug = text.slugify(sheet.title)
    resource.body_html = text.render(sheet.body)
    resource.updated_at = clock.now()
    for model in (ResourceTheme, ResourceTerritory, ResourceLink):
        db.session.execute(delete(model).where(model.resource_id == resource.id))
    rows: list[object] = [ResourceTheme(resource_id=resource.id, term_id=one) for one in dict.fromkeys(sheet.theme_ids)]
    rows += [
        ResourceTerritory(resource_id=resource.id, scope=one.scope, code=one.code, label=one.label)
        for one in dict.fromkeys(sheet.territories)
    ]
    rows += [
        ResourceLink(resource_id=resource.id, url=one.url, label=one.label, position=position)
        for position, one in enumerate(sheet.links)
    ]
    db.session.add_all(rows)
    db.session.flush()


def add_file(resource: Resource, stored: StoredFile, *, title: str) -> ResourceFile:
    """One more file; raises Refused when there are too many."""
    count, last = db.session.execute(
        select(func.count(), func.coalesce(func.max(ResourceFile.position), -1)).where(
            ResourceFile.resource_id == resource.id
        )
    ).one()
    if count >= MOST_FILES:
        raise Refused(f"{MOST_FILES} fichiers au plus pour une ressource.")
    added = ResourceFile(resource_id=resource.id, stored_id=stored.id, title=title[:160], position=last + 1)
    db.session.add(added)
    db.session.flush()
    resource.updated_at = clock.now()
    return added


def remove_file(file: ResourceFile) -> None:
    """Take a file away; its content goes with the last row that names it."""
    stored = file.stored
    db.session.delete(file)
    db.session.flush()
    storage.let_go(stored)


def publish(resource: Resource, *, by: Member, at: datetime | None = None) -> None:
    """Show it to all members. Publishing twice changes nothing."""
    if resource.published_at is None:
        resource.published_at = at or clock.now()
        _note(resource, by, {"published": True})
    emit(ResourceChanged(resource_id=resource.id))


def withdraw(resource: Resource, *, by: Member) -> None:
    """Back to a draft."""
    resource.published_at = None
    _note(resource, by, {"published": False})
    emit(ResourceChanged(resource_id=resource.id))


def _note(resource: Resource, by: Member, after: dict[str, object]) -> None:
    """What staff do to the resource of an organisation goes to the journal."""
    if by.organisation_id != resource.organisation_id:
        journal.record(Action.RESOURCE_EDIT, "resource", resource.id, label=resource.title, after=after, by=by.id)


def hide(resource: Resource, *, reason: str, by: Member) -> None:
    """Out of sight by moderation, with the reason."""
    resource.hidden_at, resource.hidden_reason = clock.now(), reason
    emit(ResourceChanged(resource_id=resource.id))


def restore(resource: Resource, *, by: Member) -> None:
    """Back in sight."""
    resource.hidden_at, resource.hidden_reason = None, ""
    emit(ResourceChanged(resource_id=resource.id))
