"""What the pages of the library show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select, true, union_all
from sqlalchemy.orm import joinedload, selectinload

from club.extensions import db
from club.library.models import Resource, ResourceCover, ResourceFile, ResourceTerritory, ResourceTheme
from club.library.states import State
from club.members.models import Member, Organisation
from club.paging import AnyRow, AnySelect, Page, newest_first
from club.policy import Viewer, moderator, partner, referent
from club.policy import member as is_member
from club.storage.models import ContentReading, StoredFile
from club.territories import scopes
from club.territories.models import Commune, Departement
from club.vocabulary.models import Term

SETTLED = (State.PUBLISHED, State.ARCHIVED)


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """`resource.read` said in SQL; a test proves that it equals the rule."""
    if not is_member(viewer, None):
        return false()
    return or_(public(), editable_by(viewer))


def public() -> ColumnElement[bool]:
    """All members may read it, archived ones included."""
    return and_(Resource.published_at.is_not(None), Resource.hidden_at.is_(None))


def editable_by(viewer: Viewer) -> ColumnElement[bool]:
    """`resource.edit` said in SQL; a test proves that it equals the rule."""
    if moderator(viewer, None):
        return true()
    if partner(viewer, None):
        return Resource.organisation_id == viewer.organisation_id
    if referent(viewer, None):
        return Resource.departement_code.in_(viewer.scope_departements)
    return false()


def published() -> ColumnElement[bool]:
    """Shown to all members in the lists and the search."""
    return and_(public(), Resource.state != State.ARCHIVED)


@dataclass(frozen=True)
class Facets:
    """What the list is narrowed by; empty means all."""

    type_ids: Sequence[int] = ()
    theme_ids: Sequence[int] = ()
    organisation_id: int | None = None
    departement: str = ""
    region: str = ""
    is_national: bool = False


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
        .where(ResourceFile.id == id)
        .options(
            selectinload(Resource.files)
            .joinedload(ResourceFile.stored, innerjoin=True)
            .joinedload(StoredFile.reading)
            .joinedload(ContentReading.thumbnail)
        )
    )


def newest(wanted: Facets, *, after: str | None, size: int = 20) -> Page[AnyRow]:
    """One page of published resources, newest first."""
    statement = _rows().where(published(), *_conditions(wanted))
    return newest_first(statement, Resource.published_at, Resource.id, after=after, size=size, rows=True)


def unsettled_of(organisation_id: int | None) -> Sequence[AnyRow]:
    """The resources of an organisation that wait for it: drafts, those being read, those to check."""
    if organisation_id is None:
        return []
    mine = _brief().where(Resource.organisation_id == organisation_id, Resource.state.not_in(SETTLED))
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
    return _newest(_rows().where(published(), Resource.id.in_(here)), limit)


def _newest(statement: AnySelect, limit: int) -> Sequence[AnyRow]:
    ordered = statement.order_by(Resource.published_at.desc(), Resource.id.desc())
    return db.session.execute(ordered.limit(limit)).all()


def counts() -> dict[str, list[AnyRow]]:
    """How many published resources each type, theme and organisation has, in one statement."""
    of_type = _count("type", Term).join(Resource, Resource.type_id == Term.id)
    of_theme = (
        _count("theme", Term)
        .join(ResourceTheme, ResourceTheme.term_id == Term.id)
        .join(Resource, Resource.id == ResourceTheme.resource_id)
    )
    named = _count("organisation", Organisation).join(Resource, Resource.organisation_id == Organisation.id)
    parts = [
        of_type.where(published()).group_by(Term.id, Term.label),
        of_theme.where(published()).group_by(Term.id, Term.label),
        named.where(published()).group_by(Organisation.id, Organisation.name),
    ]
    found: dict[str, list[AnyRow]] = {"type": [], "theme": [], "organisation": []}
    for row in db.session.execute(union_all(*parts)):
        found[row.facet].append(row)
    return {facet: sorted(rows, key=lambda row: (-row.number, row.label)) for facet, rows in found.items()}


def _count(facet: str, model: type[Term] | type[Organisation]) -> AnySelect:
    label = Term.label if model is Term else Organisation.name
    number = func.count().label("number")
    columns: list[Any] = [literal(facet).label("facet"), model.id.label("id"), label.label("label"), number]
    return select(*columns).select_from(model)


def _conditions(wanted: Facets) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.type_ids:
        conditions.append(Resource.type_id.in_(wanted.type_ids))
    if wanted.theme_ids:
        on_theme = select(ResourceTheme.resource_id).where(ResourceTheme.term_id.in_(wanted.theme_ids))
        conditions.append(Resource.id.in_(on_theme))
    if wanted.organisation_id:
        conditions.append(Resource.organisation_id == wanted.organisation_id)
    if applies := _applies(wanted):
        conditions.append(Resource.id.in_(select(ResourceTerritory.resource_id).where(or_(*applies))))
    return conditions


def _applies(wanted: Facets) -> list[ColumnElement[bool]]:
    """What holds in a place holds there whatever the width of its territory: all France, région, département."""
    france = ResourceTerritory.scope == "france"
    inside = select(Departement.code).where(Departement.region_code == wanted.region)
    around = select(Departement.region_code).where(Departement.code == wanted.departement).scalar_subquery()
    if wanted.is_national:
        return [france]
    if wanted.departement:
        return [france, _covers("region", around), _covers("departement", wanted.departement)]
    if wanted.region:
        within = and_(ResourceTerritory.scope == "departement", ResourceTerritory.code.in_(inside))
        return [france, _covers("region", wanted.region), within]
    return []


def _covers(scope: str, code: Any) -> ColumnElement[bool]:
    return and_(ResourceTerritory.scope == scope, ResourceTerritory.code == code)


def _rows() -> AnySelect:
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
    held = select(func.count()).where(ResourceFile.resource_id == Resource.id)
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
    mine = files.where(ResourceFile.resource_id == Resource.id).order_by(ResourceFile.position)
    return mine.limit(1).correlate(Resource).scalar_subquery()
