"""What the pages of collections show."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from club.collections.models import Collection, CollectionStep
from club.extensions import db
from club.library import queries as library
from club.library.models import Resource
from club.members.models import Member, Organisation
from club.paging import AnyRow, AnySelect, Page, newest_first
from club.policy import Viewer, moderator, referent
from club.policy import member as is_member
from club.vocabulary.models import Term

MOST_OWN = 100  # proposed when a resource is added


class Step(NamedTuple):
    """A step as one reader sees it: of a resource that they may not read nothing is told but its place."""

    id: int
    number: int
    why: str
    resource_id: int | None = None
    slug: str = ""
    title: str = ""
    summary: str = ""
    source: str = ""

    @property
    def is_readable(self) -> bool:
        return self.resource_id is not None


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """`collection.read` said in SQL; a test proves that it equals the rule."""
    if not is_member(viewer, None):
        return false()
    mine, shared = Collection.author_id == viewer.id, Collection.shared_at.is_not(None)
    if moderator(viewer, None):
        return or_(mine, shared)
    seen = or_(mine, and_(shared, Collection.hidden_at.is_(None)))
    if referent(viewer, None):
        return or_(seen, and_(shared, Collection.departement_code.in_(viewer.scope_departements)))
    return seen


def listed() -> ColumnElement[bool]:
    """Shown to all members in the list, and found by the search."""
    return and_(Collection.recommended_at.is_not(None), Collection.hidden_at.is_(None))


def collection(id: int) -> Collection | None:
    """A collection and its author."""
    author = joinedload(Collection.author, innerjoin=True).joinedload(Member.function)
    return db.session.scalar(select(Collection).where(Collection.id == id).options(author))


def steps(collection_id: int, viewer: Viewer) -> list[Step]:
    """The steps in their order, as this reader may see them."""
    may_read = library.readable_by(viewer).label("may_read")
    statement = (
        select(
            *(CollectionStep.id, CollectionStep.why, Resource.id.label("resource_id"), Resource.slug, Resource.title),
            *(Resource.summary, Term.label.label("type"), Organisation.name.label("organisation"), may_read),
        )
        .join(Resource, Resource.id == CollectionStep.resource_id)
        .join(Term, Term.id == Resource.type_id)
        .outerjoin(Organisation, Organisation.id == Resource.organisation_id)
        .where(CollectionStep.collection_id == collection_id)
        .order_by(CollectionStep.position, CollectionStep.id)
    )
    return [_step(row, number) for number, row in enumerate(db.session.execute(statement), 1)]


def _step(row: AnyRow, number: int) -> Step:
    if not row.may_read:
        return Step(row.id, number, row.why)
    source = " · ".join(filter(None, [row.type, row.organisation]))
    return Step(row.id, number, row.why, row.resource_id, row.slug, row.title, row.summary, source)


def recommended(*, after: str | None) -> Page[AnyRow]:
    """One page of what is recommended to all, the newest first."""
    return newest_first(_rows().where(listed()), Collection.recommended_at, Collection.id, after=after, rows=True)


def mine(member_id: int, *, after: str | None) -> Page[AnyRow]:
    """One page of a member's own, the last written first."""
    own = _rows().where(Collection.author_id == member_id)
    return newest_first(own, Collection.updated_at, Collection.id, after=after, rows=True)


def own_titles(member_id: int, resource_id: int) -> Sequence[AnyRow]:
    """A member's own collections, and whether each has this resource already."""
    there = select(CollectionStep.id).where(
        CollectionStep.collection_id == Collection.id, CollectionStep.resource_id == resource_id
    )
    own = select(Collection.id, Collection.title, there.exists().label("has_it"))
    ordered = own.where(Collection.author_id == member_id).order_by(Collection.updated_at.desc(), Collection.id.desc())
    return db.session.execute(ordered.limit(MOST_OWN)).all()


def _rows() -> AnySelect:
    return select(
        *(Collection.id, Collection.slug, Collection.title, Collection.intro_html, Collection.updated_at),
        *(Collection.shared_at, Collection.recommended_at, Collection.hidden_at),
        *(Member.first_name, Member.last_name, _steps().label("steps")),
    ).join(Member, Member.id == Collection.author_id)


def _steps() -> Any:
    counted = select(func.count()).where(CollectionStep.collection_id == Collection.id)
    return counted.correlate(Collection).scalar_subquery()
