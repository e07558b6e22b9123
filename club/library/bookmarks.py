"""What a member keeps of the library: resources with a note of one's own, in folders. Nobody else sees any of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, delete, exists, func, select, update
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from club import clock
from club.access import Refused
from club.extensions import Model, db
from club.library import queries
from club.library.models import Resource
from club.members.events import MemberChanged
from club.members.models import Member, Status
from club.paging import AnyRow, AnySelect, Page, newest_first
from club.policy import Viewer
from club.rows import insert

MOST_FOLDERS = 30
UNFILED = 0  # the number that stands for « sans dossier » in an address


class ResourceFolder(Model):
    """A name under which a member keeps resources."""

    NAME_MAX = 60

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    name: Mapped[str] = mapped_column(String(NAME_MAX))

    __table_args__ = (UniqueConstraint("member_id", "name"),)


class Bookmark(Model):
    """A resource that a member keeps, and why."""

    NOTE_MAX = 500

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), index=True)
    folder_id: Mapped[int | None] = mapped_column(ForeignKey("resource_folder.id"), index=True)
    note: Mapped[str] = mapped_column(String(NOTE_MAX), default="")
    kept_at: Mapped[datetime] = mapped_column(default=clock.now)

    resource: Mapped[Resource] = relationship(lazy="raise")
    folder: Mapped[ResourceFolder | None] = relationship(lazy="raise")

    __table_args__ = (
        UniqueConstraint("member_id", "resource_id"),
        Index("ix_bookmark_newest", "member_id", "kept_at", "id"),
    )


def keep(resource: Resource, *, by: Member, note: str = "", folder_id: int | None = None) -> None:
    """Keep a resource, or change the note and the folder of what is kept already."""
    row = {"member_id": by.id, "resource_id": resource.id, "kept_at": clock.now(), "note": note, "folder_id": folder_id}
    changed = {"note": note, "folder_id": folder_id}
    key = ["member_id", "resource_id"]
    db.session.execute(insert(Bookmark).values(row).on_conflict_do_update(index_elements=key, set_=changed))


def keep_at_once(resource: Resource, *, by: Member, note: str = "") -> None:
    """Keep a resource in one gesture; what is kept already is left as it is."""
    row = {"member_id": by.id, "resource_id": resource.id, "kept_at": clock.now(), "note": note}
    db.session.execute(insert(Bookmark).values(row).on_conflict_do_nothing())


def drop(resource_id: int, *, by: Member) -> None:
    """Keep it no longer."""
    mine = Bookmark.member_id == by.id, Bookmark.resource_id == resource_id
    db.session.execute(delete(Bookmark).where(*mine))


def folder_named(name: str, *, of: Member) -> int:
    """The folder of this name, made if there is none; raises Refused when there are too many."""
    known = select(ResourceFolder.id).where(ResourceFolder.member_id == of.id, ResourceFolder.name == name)
    if found := db.session.scalar(known):
        return found
    if (db.session.scalar(select(func.count()).where(ResourceFolder.member_id == of.id)) or 0) >= MOST_FOLDERS:
        raise Refused(f"{MOST_FOLDERS} dossiers au plus. Rangez la ressource dans un dossier qui existe.")
    db.session.execute(insert(ResourceFolder).values(member_id=of.id, name=name).on_conflict_do_nothing())
    return db.session.scalars(known).one()


def rename(folder: ResourceFolder, name: str) -> None:
    """Another name; raises Refused when the member has a folder of that name already."""
    double = ResourceFolder.member_id == folder.member_id, ResourceFolder.name == name, ResourceFolder.id != folder.id
    if db.session.scalar(select(exists().where(*double))):
        raise Refused("Vous avez déjà un dossier de ce nom.")
    folder.name = name


def remove(folder: ResourceFolder) -> None:
    """Take the folder away; what was in it is still kept, without folder."""
    db.session.execute(update(Bookmark).where(Bookmark.folder_id == folder.id).values(folder_id=None))
    db.session.delete(folder)


def member_changed(event: MemberChanged) -> None:
    """Whoever closes the account leaves nothing of this behind."""
    gone = exists().where(Member.id == event.member_id, Member.status == Status.CLOSED)
    for model in (Bookmark, ResourceFolder):
        db.session.execute(delete(model).where(model.member_id == event.member_id, gone))


def folder(id: int) -> ResourceFolder | None:
    """A folder."""
    return db.session.get(ResourceFolder, id)


def own(resource_id: int, member_id: int) -> Bookmark | None:
    """How this member keeps a resource."""
    mine = Bookmark.member_id == member_id, Bookmark.resource_id == resource_id
    return db.session.scalar(select(Bookmark).where(*mine).options(joinedload(Bookmark.folder)))


def folders(member_id: int) -> Sequence[AnyRow]:
    """The folders of a member by name, with how many resources are in each."""
    held = select(func.count()).where(Bookmark.folder_id == ResourceFolder.id).scalar_subquery()
    columns: list[Any] = [ResourceFolder.id, ResourceFolder.name, held.label("number")]
    mine = select(*columns).where(ResourceFolder.member_id == member_id)
    return db.session.execute(mine.order_by(func.lower(ResourceFolder.name), ResourceFolder.id)).all()


def kept_by(viewer: Viewer, *, folder_id: int | None, after: str | None) -> Page[AnyRow]:
    """What a member keeps and may still read, the last kept first; of one folder, or of none (UNFILED)."""
    statement = _of(viewer.id or 0).where(queries.readable_by(viewer))
    if folder_id is not None:
        statement = statement.where(Bookmark.folder_id == folder_id if folder_id else Bookmark.folder_id.is_(None))
    return newest_first(statement, Bookmark.kept_at, Bookmark.id, after=after, rows=True)


def _of(member_id: int) -> AnySelect:
    columns: list[Any] = [Bookmark.id, Bookmark.kept_at, Bookmark.note, Resource.id.label("resource_id")]
    columns += [Resource.slug, Resource.title, Resource.summary, Resource.updated_at, ResourceFolder.name]
    statement = select(*columns).join(Resource, Resource.id == Bookmark.resource_id)
    statement = statement.outerjoin(ResourceFolder, ResourceFolder.id == Bookmark.folder_id)
    return statement.where(Bookmark.member_id == member_id)


def exported(member: Member) -> list[dict[str, str | None]]:
    """All that a member keeps, for the copy of one's own data."""
    return [
        {"ressource": row.title, "note": row.note, "dossier": row.name, "gardee": row.kept_at.isoformat()}
        for row in db.session.execute(_of(member.id).order_by(Bookmark.id))
    ]


def keepers_of(resource_id: int) -> AnySelect:
    """The ids of those who keep a resource that is shown to members."""
    kept = select(Bookmark.member_id).join(Resource, Resource.id == Bookmark.resource_id)
    return kept.where(Resource.id == resource_id, queries.published())
