"""What the pages of experiences show."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from club.experiences.models import (
    CoAuthor,
    Experience,
    ExperienceCommune,
    ExperienceFile,
    ExperienceFunder,
    ExperiencePartner,
    ExperienceTheme,
)
from club.experiences.states import LISTED, State
from club.extensions import db
from club.members.models import Member, MemberCommune
from club.paging import AnyRow, AnySelect
from club.policy import Viewer, moderator, referent
from club.policy import member as is_member
from club.territories.models import Commune
from club.vocabulary.models import Term


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """`experience.read` said in SQL; a test proves that it equals the rule."""
    if moderator(viewer, None):
        return true()
    if not is_member(viewer, None):
        return false()
    seen = or_(_published(), Experience.author_id == viewer.id, _has_a_part(viewer))
    if referent(viewer, None):
        return or_(seen, Experience.departement_code.in_(viewer.scope_departements))
    return seen


def _published() -> ColumnElement[bool]:
    return and_(Experience.published_at.is_not(None), Experience.hidden_at.is_(None))


def _has_a_part(viewer: Viewer) -> ColumnElement[bool]:
    mine = select(CoAuthor.experience_id).where(CoAuthor.member_id == viewer.id, CoAuthor.state != CoAuthor.REFUSED)
    return Experience.id.in_(mine)


def listed() -> ColumnElement[bool]:
    """What lists show: published, in sight, and not archived."""
    return and_(_published(), Experience.state.in_(LISTED))


def experience(id: int) -> Experience | None:
    """An experience with all that its page shows."""
    return db.session.scalar(whole().where(Experience.id == id))


def of_file(id: int) -> Experience | None:
    """The experience of a file, to judge who may have it."""
    mine = select(ExperienceFile.experience_id).where(ExperienceFile.id == id)
    return db.session.scalar(whole().where(Experience.id == mine.scalar_subquery()))


@cache  # made once: putting it together costs more than running it
def whole() -> Select[Experience]:
    """Experiences with all that is shown, searched or judged of them."""
    author = joinedload(Experience.author, innerjoin=True)
    place = joinedload(Experience.commune, innerjoin=True)
    return select(Experience).options(
        author.joinedload(Member.function),
        author.joinedload(Member.commune),
        author.joinedload(Member.organisation),
        place.joinedload(Commune.departement),
        place.joinedload(Commune.epci),
        joinedload(Experience.topic),
        joinedload(Experience.source_topic),
        selectinload(Experience.themes),
        selectinload(Experience.others),
        selectinload(Experience.funders).joinedload(ExperienceFunder.organisation),
        selectinload(Experience.partners).joinedload(ExperiencePartner.organisation),
        selectinload(Experience.figures),
        selectinload(Experience.files).joinedload(ExperienceFile.stored),
        selectinload(Experience.coauthors).joinedload(CoAuthor.member).joinedload(Member.commune),
    )


def drafts_of(member_id: int) -> Sequence[AnyRow]:
    """The drafts that a member writes, alone or with others."""
    columns: list[Any] = [Experience.id, Experience.slug, Experience.title, Experience.updated_at, Experience.state]
    joined = select(CoAuthor.experience_id).where(CoAuthor.member_id == member_id, CoAuthor.state == CoAuthor.ACCEPTED)
    mine = or_(Experience.author_id == member_id, Experience.id.in_(joined))
    drafts = select(*columns).where(mine, Experience.state.in_((State.DRAFT, State.REVIEW)))
    return db.session.execute(drafts.order_by(Experience.updated_at.desc()).limit(20)).all()


def communes_served(member_id: int) -> list[Commune]:
    """The communes that a member may tell about, the main one first."""
    served = select(Commune).join(MemberCommune, MemberCommune.commune_code == Commune.code)
    return list(db.session.scalars(served.where(MemberCommune.member_id == member_id).order_by(MemberCommune.position)))


def of_commune(code: str, limit: int = 5) -> Sequence[AnyRow]:
    """The newest published experiences of a commune."""
    return _newest(_rows().where(listed(), in_commune(code)), limit)


def in_commune(code: str) -> ColumnElement[bool]:
    """Those that a commune tells, alone or with others."""
    shared = select(ExperienceCommune.experience_id).where(ExperienceCommune.commune_code == code)
    return or_(Experience.commune_code == code, Experience.id.in_(shared))


def _newest(statement: AnySelect, limit: int) -> Sequence[AnyRow]:
    ordered = statement.order_by(Experience.published_at.desc(), Experience.id.desc())
    return db.session.execute(ordered.limit(limit)).all()


def _rows() -> AnySelect:
    return (
        select(
            *(Experience.id, Experience.slug, Experience.title, Experience.summary, Experience.cost),
            *(Experience.published_at, Commune.name.label("commune"), Commune.code.label("commune_code")),
            *(Commune.population, Commune.departement_code, first_theme().label("theme")),
        )
        .join(Commune, Commune.code == Experience.commune_code)
    )  # fmt: skip


def first_theme() -> Any:
    """The label of the first theme of an experience, beside its other columns."""
    return (
        select(Term.label)
        .join(ExperienceTheme, ExperienceTheme.term_id == Term.id)
        .where(ExperienceTheme.experience_id == Experience.id)
        .order_by(Term.position)
        .limit(1)
        .correlate(Experience)
        .scalar_subquery()
    )
