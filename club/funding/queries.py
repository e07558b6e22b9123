"""What the pages of funding sheets read, the list apart."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from club.extensions import db
from club.funding.models import Aid
from club.members.models import Organisation
from club.paging import AnyRow
from club.policy import Viewer, moderator, partner, referent
from club.policy import member as is_member


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """`aid.read` said in SQL; a test proves that it equals the rule."""
    if moderator(viewer, None):
        return true()
    if not is_member(viewer, None):
        return false()
    if partner(viewer, None):
        return or_(published(), Aid.organisation_id == viewer.organisation_id)
    if referent(viewer, None):
        kept = Aid.departement_code.in_(viewer.scope_departements)
        return or_(published(), kept, Aid.author_id == viewer.id)
    return published()


def editable_by(viewer: Viewer) -> ColumnElement[bool]:
    """`aid.edit` said in SQL; a test proves that it equals the rule."""
    if moderator(viewer, None):
        return true()
    if partner(viewer, None):
        return Aid.organisation_id == viewer.organisation_id
    if referent(viewer, None):
        return or_(Aid.departement_code.in_(viewer.scope_departements), Aid.author_id == viewer.id)
    return false()


def published() -> ColumnElement[bool]:
    """Shown to all members."""
    return and_(Aid.hidden_at.is_(None), Aid.published_at.is_not(None))


def aid(id: int) -> Aid | None:
    """A sheet with all that its page shows."""
    return db.session.scalar(
        select(Aid)
        .where(Aid.id == id)
        .execution_options(populate_existing=True)
        .options(
            joinedload(Aid.organisation),
            joinedload(Aid.author, innerjoin=True),
            joinedload(Aid.verified_by),
            joinedload(Aid.national),
            selectinload(Aid.terms),
            selectinload(Aid.funders),
            selectinload(Aid.territories),
        )
    )


def variants_of(aid: Aid) -> Sequence[AnyRow]:
    """The published local variants of a national sheet, or the others beside a variant, by title."""
    family = Aid.national_id == (aid.national_id or aid.id)
    statement = select(Aid.id, Aid.slug, Aid.title).where(family, Aid.id != aid.id, published())
    return db.session.execute(statement.order_by(Aid.title, Aid.id).limit(50)).all()


def may_have_variants(id: int | None, variant: Aid | None) -> bool:
    """Whether this sheet may have that one as a local variant: families have two floors."""
    if id is None or (variant is not None and variant.id == id):
        return False
    found = select(Aid.id).where(Aid.id == id, Aid.national_id.is_(None))
    below = select(Aid.id).where(Aid.national_id == (variant.id if variant else None)).limit(1)
    return db.session.scalar(found) is not None and (variant is None or db.session.scalar(below) is None)


def drafts_of(viewer: Viewer) -> Sequence[AnyRow]:
    """The drafts that somebody may go on writing, the newest first."""
    mine = Aid.author_id == viewer.id
    if viewer.organisation_id is not None:
        mine = or_(mine, Aid.organisation_id == viewer.organisation_id)
    drafts = select(Aid.id, Aid.slug, Aid.title, Aid.updated_at).where(Aid.published_at.is_(None), mine)
    return db.session.execute(drafts.where(readable_by(viewer)).order_by(Aid.updated_at.desc()).limit(30)).all()


def organisation_name(id: int) -> str:
    """The name under which an organisation signs."""
    return db.session.scalar(select(Organisation.name).where(Organisation.id == id)) or ""
