"""The successive texts and details of a resource, contents of its files: who changed what, and going back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from club import clock, storage
from club.events import emit
from club.extensions import Model, db
from club.forum.versions import Version, chained
from club.library import details, noting
from club.library.events import ResourceChanged, ResourceRevised
from club.library.models import Resource, ResourceFile
from club.members.models import Member
from club.storage.models import StoredFile
from club.vocabulary.models import Term

NOTE_MAX = 300
WRITTEN = ("title", "summary", "body", "type_id", "details")  # what a version is made of


class ResourceRevision(Model):
    """A text that an edit of a published resource replaced; `note` says what that edit changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), index=True)
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(Resource.TITLE_MAX))
    summary: Mapped[str] = mapped_column(String(Resource.SUMMARY_MAX))
    body: Mapped[str] = mapped_column(Text)
    type_id: Mapped[int] = mapped_column(ForeignKey("term.id"))
    details: Mapped[dict[str, str]] = mapped_column(JSON)  # what that type asks for
    note: Mapped[str] = mapped_column(String(NOTE_MAX), default="")
    replaced_at: Mapped[datetime] = mapped_column(default=clock.now)
    replaced_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))

    replaced_by: Mapped[Member] = relationship(lazy="raise")
    type: Mapped[Term] = relationship(lazy="raise")


class ResourceFileVersion(Model):
    """A content that another one replaced in a file: its organisation and the team may still have it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("resource_file.id"), index=True)
    stored_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    note: Mapped[str] = mapped_column(String(NOTE_MAX), default="")
    replaced_at: Mapped[datetime] = mapped_column(default=clock.now)
    replaced_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))

    file: Mapped[ResourceFile] = relationship(lazy="raise")
    stored: Mapped[StoredFile] = relationship(lazy="raise")
    replaced_by: Mapped[Member] = relationship(lazy="raise")


def keep(resource: Resource, written: Mapping[str, Any], note: str, *, by: Member) -> None:
    """Keep what `written` (by the names of WRITTEN) is about to replace; those who keep the resource are told."""
    if row := replaced(resource, written, note, by=by):
        db.session.add(ResourceRevision(**row))
        emit(ResourceRevised(resource_id=resource.id, by_id=by.id, note=note))


def replaced(resource: Resource, written: Mapping[str, Any], note: str, *, by: Member) -> dict[str, Any]:
    """The revision to keep of what `written` is about to replace; empty when nothing is."""
    before = {name: getattr(resource, name) for name in WRITTEN}
    if resource.published_at is None or all(before[name] == written[name] for name in WRITTEN):
        return {}
    own = {"resource_id": resource.id, "version": resource.version, "replaced_by_id": by.id}
    return before | own | {"note": note[:NOTE_MAX]}


def versions(resource: Resource) -> list[Version]:
    """Every text of a resource since its publication, the newest first."""
    known = select(ResourceRevision).where(ResourceRevision.resource_id == resource.id)
    both = ResourceRevision.replaced_by, ResourceRevision.type
    known = known.options(*(joinedload(one, innerjoin=True) for one in both))
    older = db.session.scalars(known.order_by(ResourceRevision.id)).all()
    first = Version(resource.version, "", resource.author.full_name, resource.published_at or resource.created_at)
    return chained(older, [*(_whole(one) for one in older), _whole(resource)], first, [one.note for one in older])


def _whole(one: Resource | ResourceRevision) -> str:
    facts = f"Type\u202f: {one.type.label}\n{details.written(one.type.slug, one.details or {})}".strip()
    return "\n\n".join(filter(None, (f"# {one.title}", one.summary, facts, one.body)))


def revision(resource_id: int, number: int) -> ResourceRevision | None:
    """The text that a version was, once another has replaced it."""
    asked = ResourceRevision.resource_id == resource_id, ResourceRevision.version == number
    return db.session.scalar(select(ResourceRevision).where(*asked))


def replace_file(resource: Resource, file: ResourceFile, stored: StoredFile, note: str, *, by: Member) -> None:
    """Another content behind the same address; the one before is kept."""
    db.session.add(
        ResourceFileVersion(file_id=file.id, stored_id=file.stored_id, note=note[:NOTE_MAX], replaced_by_id=by.id)
    )
    file.stored_id, file.stored = stored.id, stored
    resource.updated_at = clock.now()
    noting.record(resource, by, {"file": file.title})
    emit(ResourceChanged(resource_id=resource.id))
    if resource.published_at is not None:
        said = note or f"Le fichier « {file.title} » est remplacé."
        emit(ResourceRevised(resource_id=resource.id, by_id=by.id, note=said))


def older_files(resource: Resource) -> Sequence[ResourceFileVersion]:
    """The contents that others replaced, the newest first."""
    of_resource = ResourceFileVersion.file_id.in_([file.id for file in resource.files])
    known = select(ResourceFileVersion).where(of_resource).options(*_loaded())
    return db.session.scalars(known.order_by(ResourceFileVersion.id.desc())).all()


def older_file(id: int) -> ResourceFileVersion | None:
    """One of them, with its resource."""
    return db.session.scalar(select(ResourceFileVersion).where(ResourceFileVersion.id == id).options(*_loaded()))


def forget(file: ResourceFile) -> None:
    """The older contents of a file that is taken away."""
    old = select(ResourceFileVersion).where(ResourceFileVersion.file_id == file.id)
    for one in db.session.scalars(old.options(joinedload(ResourceFileVersion.stored, innerjoin=True))).all():
        stored = one.stored
        db.session.delete(one)
        db.session.flush()
        storage.let_go(stored)


def _loaded() -> list[Any]:
    return [
        joinedload(ResourceFileVersion.stored, innerjoin=True),
        joinedload(ResourceFileVersion.replaced_by, innerjoin=True),
        joinedload(ResourceFileVersion.file, innerjoin=True).joinedload(ResourceFile.resource, innerjoin=True),
    ]
