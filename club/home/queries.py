"""What the home pages and the search page show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, func, select, true
from sqlalchemy.orm import aliased

from club import clock
from club.experiences import queries as experiences
from club.experiences.models import Experience, ExperienceTheme
from club.extensions import db
from club.forum import queries as forum
from club.forum import waiting
from club.forum.models import Topic
from club.library.models import Resource
from club.members.models import Member, MemberTheme, Organisation, Status
from club.notifications.models import Notification
from club.paging import AnyRow, AnySelect
from club.territories.models import Commune, Departement, ProgrammeCommune
from club.vocabulary.models import Term

FEW = 4
NEW_MEMBER = timedelta(days=60)


@dataclass(frozen=True)
class Figures:
    """The counts of the visitor's home; each comes from the database."""

    communes: int
    members: int
    experiences: int
    resources: int


def figures() -> Figures:
    """Four counts in one statement."""
    counts = [
        select(func.count()).select_from(ProgrammeCommune),
        select(func.count()).where(Member.status == Status.ACTIVE),
        select(func.count()).where(experiences.listed()),
        select(func.count()).where(_published(Resource)),
    ]
    return Figures(*db.session.execute(select(*[count.scalar_subquery() for count in counts])).one())


def programme_by_departement() -> Sequence[AnyRow]:
    """(code, name, communes) of each département that has communes of the programme."""
    counted = (
        select(Departement.code, Departement.name, func.count().label("communes"))
        .join(Commune, Commune.departement_code == Departement.code)
        .join(ProgrammeCommune, ProgrammeCommune.commune_code == Commune.code)
        .group_by(Departement.code, Departement.name)
    )
    return db.session.execute(counted.order_by(Departement.name)).all()


def waiting_questions(member: Member) -> Sequence[AnyRow]:
    """Questions nobody has answered, those on the member's themes first, then the ones that wait longest."""
    return db.session.execute(_waiting().where(forum.readable_by(member)).limit(FEW), {"member": member.id}).all()


@cache  # like the next one put together once: that costs more than running it
def _waiting() -> AnySelect:
    mine = aliased(MemberTheme)
    reader: BindParameter[int] = bindparam("member")
    statement = (
        select(
            *(Topic.id, Topic.slug, Topic.title, Topic.kind, Topic.created_at, Topic.last_post_at, Topic.posts_count),
            *(
                Topic.is_locked,
                Topic.is_pinned,
                Topic.audience,
                Topic.solution_id,
                true().label("is_waiting"),
                true().label("is_unread"),
            ),
            *(Member.first_name, Member.last_name, Commune.name.label("commune"), Term.label.label("theme")),
            case((mine.term_id.is_not(None), 1), else_=0).label("is_mine"),
        )
        .join(Topic.author)
        .join(Topic.theme)
        .outerjoin(Commune, Commune.code == Topic.commune_code)
        .outerjoin(mine, and_(mine.term_id == Topic.theme_id, mine.member_id == reader))
        .where(
            *(waiting.is_waiting(), Topic.author_id != reader),
        )
    )
    return statement.order_by(case((mine.term_id.is_not(None), 0), else_=1), Topic.created_at, Topic.id)


def unread_news(member_id: int) -> Sequence[Notification]:
    """The newest things the member was told and has not read."""
    unread = select(Notification).where(Notification.member_id == member_id, Notification.read_at.is_(None))
    newest = unread.order_by(Notification.created_at.desc(), Notification.id.desc())
    return db.session.scalars(newest.limit(FEW)).all()


def new_experiences(member: Member) -> Sequence[AnyRow]:
    """The newest experiences, those on the member's themes first."""
    about = {"member": member.id, "since": clock.now() - timedelta(days=365)}
    return db.session.execute(_new_experiences(), about).all()


@cache
def _new_experiences() -> AnySelect:
    on_my_themes = (
        select(ExperienceTheme.experience_id)
        .join(MemberTheme, MemberTheme.term_id == ExperienceTheme.term_id)
        .where(MemberTheme.member_id == bindparam("member"), ExperienceTheme.experience_id == Experience.id)
        .exists()
    )
    statement = (
        select(
            *(Experience.id, Experience.slug, Experience.title, Experience.cost, Experience.published_at),
            *(Commune.name.label("commune"), Commune.population),
        )
        .join(Commune, Commune.code == Experience.commune_code)
        .where(experiences.listed(), Experience.published_at > bindparam("since"))
    )
    ordered = statement.order_by(case((on_my_themes, 0), else_=1), Experience.published_at.desc(), Experience.id.desc())
    return ordered.limit(FEW)


def new_resources() -> Sequence[AnyRow]:
    """The newest resources."""
    statement = (
        select(
            *(Resource.id, Resource.slug, Resource.title, Resource.published_at),
            *(Organisation.name.label("organisation"), Term.label.label("type")),
        )
        .join(Term, Term.id == Resource.type_id)
        .outerjoin(Organisation, Organisation.id == Resource.organisation_id)
        .where(_published(Resource))
    )
    newest = statement.order_by(Resource.published_at.desc(), Resource.id.desc())
    return db.session.execute(newest.limit(FEW)).all()


def new_members(member: Member) -> Sequence[AnyRow]:
    """Who has joined of late, the member's own département first."""
    here = Member.departement_code == (member.departement_code or "")
    statement = (
        select(
            *(Member.id, Member.slug, Member.first_name, Member.last_name, Member.admitted_at),
            *(Commune.name.label("commune"), Term.label.label("function")),
        )
        .outerjoin(Commune, Commune.code == Member.commune_code)
        .outerjoin(Term, Term.id == Member.function_id)
        .where(Member.status == Status.ACTIVE, Member.id != member.id, Member.admitted_at > _since())
    )
    return db.session.execute(
        statement.order_by(case((here, 0), else_=1), Member.admitted_at.desc(), Member.id.desc()).limit(FEW)
    ).all()


def _since() -> datetime:
    return clock.now() - NEW_MEMBER


def _published(kind: type[Resource]) -> ColumnElement[bool]:
    return and_(kind.published_at.is_not(None), kind.hidden_at.is_(None))


def is_database_up() -> bool:
    """Whether the database answers."""
    return db.session.scalar(select(1)) == 1
