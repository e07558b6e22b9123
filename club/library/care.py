"""Keeping resources true: who verified them, what readers say of them, and the score that lists are sorted by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, UniqueConstraint, and_, func, or_, select
from sqlalchemy import update as change
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from club import clock, jobs
from club.access import Refused
from club.events import emit
from club.extensions import Model, db
from club.library import corrections, linking, noting, publishing, queries, states
from club.library.bookmarks import Bookmark, ResourceFolder
from club.library.events import (
    ResourceChanged,
    ResourceErrorReported,
    ResourceHidden,
    ResourcePublished,
    ResourcesImported,
)
from club.library.freshness import Facts, Freshness, freshness
from club.library.models import Resource
from club.members.models import Member, Organisation, Role
from club.paging import AnyRow, AnySelect, Page, newest_first
from club.policy import Viewer
from club.rows import insert
from club.weblinks import checking
from club.weblinks.events import LinkDied, LinkRevived

STEP = 500  # resources weighed in one transaction


class ResourceCare(Model):
    """When a resource was last verified, when its owner was last asked, how fresh it is and how much it is used."""

    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    asked_at: Mapped[datetime | None]
    score: Mapped[int] = mapped_column(default=0, index=True)
    used: Mapped[int] = mapped_column(default=0)  # who keeps it, and how often it was said to hold


class ResourceWord(Model):
    """What a reader says of a resource: still valid, or an error. Once a month; saying it again replaces it."""

    VALID, ERROR = "valid", "error"
    WORD_MAX = 500

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    month: Mapped[str] = mapped_column(String(7))
    kind: Mapped[str] = mapped_column(String(5))
    word: Mapped[str] = mapped_column(String(WORD_MAX), default="")
    said_at: Mapped[datetime] = mapped_column(default=clock.now)
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    member: Mapped[Member] = relationship(foreign_keys=member_id, lazy="raise")
    resource: Mapped[Resource] = relationship(lazy="raise")

    __table_args__ = (
        UniqueConstraint("resource_id", "member_id", "month"),
        Index("ix_resource_word_newest", "said_at", "id"),
    )


@dataclass(frozen=True)
class Kept:
    """How the reader of a page keeps its resource."""

    note: str
    folder_id: int | None
    folder: str | None


@dataclass(frozen=True)
class Standing:
    """What a page says of its resource: its freshness, what its reader said this month (`mine`), how they keep it."""

    freshness: Freshness
    verified_on: date | None
    verified_by: str
    mine: str | None
    kept: Kept | None
    helpers: Sequence[str] = ()
    errors: Sequence[ResourceWord] = ()
    dead_links: Mapping[str, datetime] = field(default_factory=dict)  # addresses, and since when


def owners_of(resource: Resource) -> AnySelect:
    """The ids of those who answer for a resource: the partners of its organisation and of those that accepted to
    publish it too; its author when it has no organisation."""
    ours = {resource.organisation_id, *resource.co_editor_ids} - {None}
    owner = and_(Member.role == Role.PARTNER, Member.organisation_id.in_(ours))
    return select(Member.id).where(owner if resource.organisation_id else or_(owner, Member.id == resource.author_id))


def verify(resource: Resource, *, by: Member) -> None:
    """Who answers for it says that it is true today; the errors that waited are answered by it."""
    _refuse_unpublished(resource)
    if resource.state == states.State.CHECK:
        publishing.confirm(resource, by=by)
    changed = {"verified_at": clock.now(), "verified_by_id": by.id}
    row = changed | {"resource_id": resource.id, "score": 0}
    key = ["resource_id"]
    db.session.execute(insert(ResourceCare).values(row).on_conflict_do_update(index_elements=key, set_=changed))
    waiting = change(ResourceWord).where(*_open_errors(resource.id))
    db.session.execute(waiting.values(settled_at=clock.now(), settled_by_id=by.id))
    noting.record(resource, by, {"verified_on": clock.today().isoformat()})
    weigh(Resource.id == resource.id)


def say_valid(resource: Resource, *, by: Member) -> None:
    """A reader says that it still holds."""
    _say(resource, ResourceWord.VALID, "", by)


def report_error(resource: Resource, word: str, *, by: Member) -> None:
    """A reader says what is wrong; who answers for the resource is told."""
    _say(resource, ResourceWord.ERROR, word, by)
    emit(ResourceErrorReported(resource_id=resource.id, by_id=by.id, word=word))


def settle(word: ResourceWord, *, by: Member) -> None:
    """An error was put right, or was none."""
    word.settled_at, word.settled_by_id = clock.now(), by.id
    db.session.flush()
    weigh(Resource.id == word.resource_id)


def _say(resource: Resource, kind: str, word: str, by: Member) -> None:
    _refuse_unpublished(resource)
    said = {"kind": kind, "word": word, "said_at": clock.now(), "settled_at": None, "settled_by_id": None}
    row = said | {"resource_id": resource.id, "member_id": by.id, "month": _month()}
    key = ["resource_id", "member_id", "month"]
    db.session.execute(insert(ResourceWord).values(row).on_conflict_do_update(index_elements=key, set_=said))
    weigh(Resource.id == resource.id)


def _refuse_unpublished(resource: Resource) -> None:
    if resource.published_at is None:
        raise Refused("Cette ressource n’est pas publiée.")


def _month() -> str:
    return f"{clock.today():%Y-%m}"


def _open_errors(resource_id: Any) -> tuple[ColumnElement[bool], ...]:
    is_error = ResourceWord.kind == ResourceWord.ERROR
    return ResourceWord.resource_id == resource_id, is_error, ResourceWord.settled_at.is_(None)


def weigh(*conditions: ColumnElement[bool]) -> int:
    """Write down the score of the published resources that fulfil this, and how much they are used."""
    today = clock.today()
    statement = _facts().add_columns(_used().label("used")).where(queries.published(), *conditions)
    rows = db.session.execute(statement).all()
    scores = [{"resource_id": row.id, "score": freshness(facts_of(row), today).score, "used": row.used} for row in rows]
    if scores:
        weighed = insert(ResourceCare).values(scores)
        known = {"score": weighed.excluded.score, "used": weighed.excluded.used}
        db.session.execute(weighed.on_conflict_do_update(index_elements=["resource_id"], set_=known))
    return len(scores)


def _used() -> Any:
    """How many members keep a resource, and how many times one said that it holds."""
    kept = select(func.count()).where(Bookmark.resource_id == Resource.id)
    said = select(func.count()).where(ResourceWord.resource_id == Resource.id, ResourceWord.kind == ResourceWord.VALID)
    return kept.correlate(Resource).scalar_subquery() + said.correlate(Resource).scalar_subquery()


def link_changed(event: LinkDied | LinkRevived) -> None:
    """A link of it answers no more, or again."""
    if event.kind == linking.KIND:
        weigh(Resource.id == event.thing_id)


def resource_changed(event: ResourceChanged | ResourcePublished | ResourceHidden) -> None:
    """Its links may be others."""
    linking.follow(event.resource_id)
    weigh(Resource.id == event.resource_id)


def imported(event: ResourcesImported) -> None:
    """The same of many."""
    linking.follow(*event.resource_ids)
    weigh(Resource.id.in_(event.resource_ids))


@jobs.every(hour=4)
def weigh_all() -> int:
    """Every score as of today: time alone changes them."""
    done = last = 0
    some = select(Resource.id).order_by(Resource.id).limit(STEP)
    while ids := db.session.scalars(some.where(Resource.id > last)).all():
        done += weigh(Resource.id.in_(ids))
        db.session.commit()
        last = ids[-1]
    return done


def facts_of(row: Any) -> Facts:
    """What is known, from a row of `_facts`."""
    checked_at = row.verified_at or row.published_at
    checked_on = checked_at.astimezone(clock.PARIS).date()
    return Facts(
        checked_on=checked_on,
        is_verified=bool(row.verified_at),
        valid=row.valid,
        errors=row.errors,
        dead_links=row.dead_links,
        expires_on=row.expires_on,
    )


def _facts() -> AnySelect:
    since = ResourceWord.said_at >= func.coalesce(ResourceCare.verified_at, Resource.published_at)
    is_valid = ResourceWord.resource_id == Resource.id, ResourceWord.kind == ResourceWord.VALID
    valid = select(func.count()).where(*is_valid, since).correlate(Resource, ResourceCare).scalar_subquery()
    errors = select(func.count()).where(*_open_errors(Resource.id)).correlate(Resource).scalar_subquery()
    columns: list[Any] = [Resource.id, Resource.published_at, ResourceCare.verified_at]
    dead = checking.dead_count(linking.KIND, Resource.id).correlate(Resource).scalar_subquery()
    columns += [valid.label("valid"), errors.label("errors"), dead.label("dead_links"), Resource.expires_on]
    return select(*columns).outerjoin(ResourceCare, ResourceCare.resource_id == Resource.id)


def state_of(resource: Resource, viewer: Viewer, *, is_kept: bool) -> Standing:
    """What the page says; `is_kept` by its reader, who then sees the errors that wait."""
    mine = and_(ResourceWord.resource_id == Resource.id, ResourceWord.member_id == (viewer.id or 0))
    said = select(ResourceWord.kind).where(mine, ResourceWord.month == _month()).correlate(Resource).scalar_subquery()
    names: list[Any] = [Member.first_name, Member.last_name, Organisation.name.label("organisation")]
    names += [Bookmark.id.label("bookmark_id"), Bookmark.note, Bookmark.folder_id, ResourceFolder.name.label("folder")]
    own = and_(Bookmark.resource_id == Resource.id, Bookmark.member_id == (viewer.id or 0))
    statement = _facts().add_columns(*names, said.label("mine"), corrections.helpers_of(resource.id).label("helpers"))
    statement = statement.outerjoin(Bookmark, own).outerjoin(ResourceFolder, ResourceFolder.id == Bookmark.folder_id)
    statement = statement.outerjoin(Member, Member.id == ResourceCare.verified_by_id)
    statement = statement.outerjoin(Organisation, Organisation.id == Member.organisation_id)
    row = db.session.execute(statement.where(Resource.id == resource.id)).one()
    who = " ".join(filter(None, [row.first_name, row.last_name]))
    facts = facts_of(row)
    return Standing(
        freshness=freshness(facts, clock.today()),
        verified_on=facts.checked_on if facts.is_verified else None,
        verified_by=f"{who} ({row.organisation})" if row.organisation else who,
        mine=row.mine,
        kept=Kept(row.note, row.folder_id, row.folder) if row.bookmark_id else None,
        helpers=sorted((row.helpers or "").splitlines()),
        errors=open_errors(resource.id) if is_kept and row.errors else (),
        dead_links=checking.dead_of(linking.KIND, resource.id) if row.dead_links else {},
    )


def open_errors(resource_id: int) -> Sequence[ResourceWord]:
    """The errors of a resource that wait, the oldest first."""
    waiting = select(ResourceWord).where(*_open_errors(resource_id)).options(joinedload(ResourceWord.member))
    return db.session.scalars(waiting.order_by(ResourceWord.id).limit(20)).all()


def errors_for(viewer: Viewer, *, after: str | None) -> Page[AnyRow]:
    """The errors that wait on the resources which a member may edit, the newest first."""
    columns: list[Any] = [ResourceWord.id, ResourceWord.said_at, ResourceWord.word, Resource.slug, Resource.title]
    columns += [Resource.id.label("resource_id"), Member.first_name, Member.last_name, Organisation.name]
    statement = select(*columns).join(Resource, Resource.id == ResourceWord.resource_id)
    statement = statement.join(Member, Member.id == ResourceWord.member_id)
    statement = statement.outerjoin(Organisation, Organisation.id == Resource.organisation_id)
    statement = statement.where(*_open_errors(Resource.id), queries.editable_by(viewer), queries.published())
    return newest_first(statement, ResourceWord.said_at, ResourceWord.id, after=after, rows=True)


def word(id: int) -> ResourceWord | None:
    """What a reader said, with the resource that it is about."""
    with_resource = joinedload(ResourceWord.resource, innerjoin=True)
    return db.session.scalar(select(ResourceWord).where(ResourceWord.id == id).options(with_resource))
