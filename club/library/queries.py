"""What the pages of the library show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from club.extensions import db
from club.library.models import Resource, ResourceFile, ResourceTerritory, ResourceTheme
from club.members.models import Organisation
from club.paging import Page, newest_first
from club.policy import Viewer, moderator, partner, referent
from club.policy import member as is_member
from club.storage.models import StoredFile
from club.territories.models import Departement
from club.vocabulary.models import Term


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """`resource.read` said in SQL; a test proves that it equals the rule."""
    if moderator(viewer, None):
        return true()
    if not is_member(viewer, None):
        return false()
    if partner(viewer, None):
        return or_(published(), Resource.organisation_id == viewer.organisation_id)
    if referent(viewer, None):
        return or_(published(), Resource.departement_code.in_(viewer.scope_departements))
    return published()


def published() -> ColumnElement[bool]:
    """Shown to all members."""
    return and_(Resource.published_at.is_not(None), Resource.hidden_at.is_(None))


@dataclass(frozen=True)
class Facets:
    """What the list is narrowed by; empty means all."""

    type_ids: Sequence[int] = ()
    theme_ids: Sequence[int] = ()
    organisation_id: int | None = None
    departement: str = ""


def resource(id: int) -> Resource | None:
    """A resource with all that its page shows."""
    return db.session.scalar(
        select(Resource)
        .where(Resource.id == id)
        .options(
            joinedload(Resource.type, innerjoin=True),
            joinedload(Resource.organisation),
            joinedload(Resource.author, innerjoin=True),
            selectinload(Resource.themes),
            selectinload(Resource.territories),
            selectinload(Resource.links),
            selectinload(Resource.files).joinedload(ResourceFile.stored, innerjoin=True),
        )
    )


def of_file(id: int) -> Resource | None:
    """The resource that a file belongs to, with its files."""
    return db.session.scalar(
        select(Resource)
        .join(ResourceFile, ResourceFile.resource_id == Resource.id)
        .where(ResourceFile.id == id)
        .options(selectinload(Resource.files).joinedload(ResourceFile.stored, innerjoin=True))
    )


def newest(wanted: Facets, *, after: str | None) -> Page[Row[Any]]:
    """One page of published resources, newest first."""
    statement = _rows().where(published(), *_conditions(wanted))
    return newest_first(statement, Resource.published_at, Resource.id, after=after, rows=True)


def drafts_of(organisation_id: int | None) -> Sequence[Row[Any]]:
    """The drafts of an organisation."""
    if organisation_id is None:
        return []
    mine = select(Resource.id, Resource.slug, Resource.title, Resource.updated_at).where(
        Resource.organisation_id == organisation_id, Resource.published_at.is_(None)
    )
    return db.session.execute(mine.order_by(Resource.updated_at.desc()).limit(20)).all()


def publishers() -> Sequence[Row[Any]]:
    """The organisations that have published something."""
    has_published = select(Resource.organisation_id).where(published())
    named = select(Organisation.id, Organisation.name).where(Organisation.id.in_(has_published))
    return db.session.execute(named.order_by(Organisation.name)).all()


def _conditions(wanted: Facets) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.type_ids:
        conditions.append(Resource.type_id.in_(wanted.type_ids))
    if wanted.theme_ids:
        on_theme = select(ResourceTheme.resource_id).where(ResourceTheme.term_id.in_(wanted.theme_ids))
        conditions.append(Resource.id.in_(on_theme))
    if wanted.organisation_id:
        conditions.append(Resource.organisation_id == wanted.organisation_id)
    if wanted.departement:
        conditions.append(Resource.id.in_(_applies_in(wanted.departement)))
    return conditions


def _applies_in(departement: str) -> Select[Any]:
    """Resources of the département, of its région, and of all France."""
    region = select(Departement.region_code).where(Departement.code == departement).scalar_subquery()
    return select(ResourceTerritory.resource_id).where(
        or_(
            ResourceTerritory.scope == "france",
            and_(ResourceTerritory.scope == "region", ResourceTerritory.code == region),
            and_(ResourceTerritory.scope == "departement", ResourceTerritory.code == departement),
        )
    )


def _rows() -> Select[Any]:
    return (
        select(
            *(Resource.id, Resource.slug, Resource.title, Resource.summary, Resource.published_at),
            *(Resource.updated_at, Term.label.label("type"), Term.slug.label("type_slug")),
            *(Organisation.name.label("organisation"), _territory().label("territory"), _format().label("format")),
        )
        .join(Term, Term.id == Resource.type_id)
        .outerjoin(Organisation, Organisation.id == Resource.organisation_id)
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


def _format() -> Any:
    """The format of the first file, such as « PDF »."""
    return (
        select(StoredFile.kind_label)
        .join(ResourceFile, ResourceFile.stored_id == StoredFile.id)
        .where(ResourceFile.resource_id == Resource.id)
        .order_by(ResourceFile.position)
        .limit(1)
        .correlate(Resource)
        .scalar_subquery()
    )
