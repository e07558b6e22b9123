"""What the pages of the library show."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from club.extensions import db
from club.library.models import Resource, ResourceCover, ResourceFile, ResourcePartner, ResourceTerritory
from club.library.states import State
from club.members.models import Member, Organisation
from club.paging import AnyRow, AnySelect
from club.policy import Viewer, moderator, partner, referent
from club.policy import member as is_member
from club.storage.models import ContentReading, StoredFile
from club.territories import scopes
from club.territories.models import Commune
from club.vocabulary.models import Term

SETTLED = (State.PUBLISHED, State.ARCHIVED)


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """`resource.read` said in SQL; a test proves that it equals the rule."""
    if not is_member(viewer, None):
        return false()
    named = partnered(viewer, ResourcePartner.accepted_at.is_(None)) if partner(viewer, None) else false()
    return or_(public(), editable_by(viewer), named)


def partnered(viewer: Viewer, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Their organisation is named beside the one that publishes it first."""
    beside = select(ResourcePartner.resource_id).where(ResourcePartner.organisation_id == viewer.organisation_id)
    return Resource.id.in_(beside.where(*conditions))


def public() -> ColumnElement[bool]:
    """All members may read it, archived ones included."""
    return and_(Resource.published_at.is_not(None), Resource.hidden_at.is_(None))


def editable_by(viewer: Viewer) -> ColumnElement[bool]:
    """`resource.edit` said in SQL; a test proves that it equals the rule."""
    if moderator(viewer, None):
        return true()
    if partner(viewer, None):
        own = Resource.organisation_id == viewer.organisation_id
        return or_(own, partnered(viewer, ResourcePartner.accepted_at.is_not(None)))
    if referent(viewer, None):
        return Resource.departement_code.in_(viewer.scope_departements)
    return false()


def published() -> ColumnElement[bool]:
    """Shown to all members in the lists and the search."""
    return and_(public(), Resource.state != State.ARCHIVED)


def resource(id: int) -> Resource | None:
    """A resource with all that its page shows."""
    found = db.session.scalars(
        select(Resource)
        .where(Resource.id == id)
        .execution_options(populate_existing=True)
        .options(
            joinedload(Resource.type, innerjoin=True),
            joinedload(Resource.organisation),
            joinedload(Resource.author, innerjoin=True).joinedload(Member.function),
            joinedload(Resource.replaced_by),
            selectinload(Resource.themes),
            selectinload(Resource.stages),
            joinedload(Resource.partners),
            joinedload(Resource.cover).joinedload(ResourceCover.stored, innerjoin=True),
            selectinload(Resource.territories),
            selectinload(Resource.links),
            selectinload(Resource.files).joinedload(ResourceFile.stored, innerjoin=True).joinedload(StoredFile.reading),
        )
    )
    return found.unique().one_or_none()


def of_cover(id: int) -> Resource | None:
    """The resource whose cover is asked for, with it alone."""
    asked = select(Resource).join(Resource.cover).where(Resource.id == id)
    return db.session.scalar(asked.options(joinedload(Resource.cover).joinedload(ResourceCover.stored, innerjoin=True)))


def of_file(id: int) -> Resource | None:
    """The resource that a file belongs to, with its files."""
    return db.session.scalar(
        select(Resource)
        .join(ResourceFile, ResourceFile.resource_id == Resource.id)
        .where(ResourceFile.id == id, ResourceFile.held_by_id.is_(None))
        .options(
            selectinload(Resource.files)
            .joinedload(ResourceFile.stored, innerjoin=True)
            .joinedload(StoredFile.reading)
            .joinedload(ContentReading.thumbnail)
        )
    )


def unsettled_of(organisation_id: int | None) -> Sequence[AnyRow]:
    """The resources that wait for an organisation, first or with others: drafts, those being read, those to check."""
    if organisation_id is None:
        return []
    with_others = select(ResourcePartner.resource_id).where(
        ResourcePartner.organisation_id == organisation_id, ResourcePartner.accepted_at.is_not(None)
    )
    ours = or_(Resource.organisation_id == organisation_id, Resource.id.in_(with_others))
    mine = _brief().where(ours, Resource.state.not_in(SETTLED))
    return db.session.execute(mine.order_by(Resource.updated_at.desc()).limit(50)).all()


def to_review(viewer: Viewer) -> Sequence[AnyRow]:
    """The resources that this keeper is asked to read before they are published, the oldest first."""
    waiting = _brief().outerjoin(Organisation, Organisation.id == Resource.organisation_id)
    waiting = waiting.add_columns(Organisation.name.label("organisation"))
    waiting = waiting.where(Resource.state == State.REVIEW, editable_by(viewer))
    return db.session.execute(waiting.order_by(Resource.updated_at, Resource.id).limit(100)).all()


def _brief() -> AnySelect:
    known = (Resource.id, Resource.slug, Resource.title, Resource.state, Resource.updated_at, Resource.publish_at)
    return select(*known)


def of_territory(commune: Commune, limit: int = 10) -> Sequence[AnyRow]:
    """The newest published resources that apply to a commune, from its own to those of all France."""
    here = select(ResourceTerritory.resource_id).where(scopes.covers(ResourceTerritory, commune))
    return _newest(cards().where(published(), Resource.id.in_(here)), limit)


def _newest(statement: AnySelect, limit: int) -> Sequence[AnyRow]:
    ordered = statement.order_by(Resource.published_at.desc(), Resource.id.desc())
    return db.session.execute(ordered.limit(limit)).all()


def cards() -> AnySelect:
    """What a list says of each resource."""
    return (
        select(
            *(Resource.id, Resource.slug, Resource.title, Resource.summary, Resource.published_at),
            *(Resource.updated_at, Term.label.label("type"), Term.slug.label("type_slug")),
            *(Organisation.name.label("organisation"), _territory().label("territory"), _files().label("files")),
            *(_first_file(StoredFile.kind_label).label("format"), _first_file(StoredFile.size).label("size")),
            *(Resource.details, ResourceCover.alt.label("cover_alt")),
            *(_pictured(ResourceFile.id).label("pictured_id"), _pictured(ResourceFile.title).label("pictured")),
        )
        .join(Term, Term.id == Resource.type_id)
        .outerjoin(Organisation, Organisation.id == Resource.organisation_id)
        .outerjoin(ResourceCover, ResourceCover.resource_id == Resource.id)
    )


def _territory() -> Any:
    return (
        select(ResourceTerritory.label)
        .where(ResourceTerritory.resource_id == Resource.id)
        .order_by(ResourceTerritory.id)
        .limit(1)
        .correlate(Resource)
        .scalar_subquery()
    )


def _files() -> Any:
    held = select(func.count()).where(ResourceFile.resource_id == Resource.id, ResourceFile.held_by_id.is_(None))
    return held.correlate(Resource).scalar_subquery()


def _first_file(column: Any) -> Any:
    """What is said of the first file, such as its format « PDF »."""
    return _of_first(select(column).join(ResourceFile, ResourceFile.stored_id == StoredFile.id))


def _pictured(column: Any) -> Any:
    """What is said of the first file whose first page is shown."""
    seen = select(column).join(StoredFile, StoredFile.id == ResourceFile.stored_id)
    return _of_first(
        seen.join(ContentReading, ContentReading.key == StoredFile.key).where(ContentReading.thumbnail_id.is_not(None))
    )


def _of_first(files: AnySelect) -> Any:
    mine = files.where(ResourceFile.resource_id == Resource.id, ResourceFile.held_by_id.is_(None))
    return mine.order_by(ResourceFile.position).limit(1).correlate(Resource).scalar_subquery()
