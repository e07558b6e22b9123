"""What the home pages and the search page show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, case, func, select, true, union_all

from club import clock
from club.access import Me
from club.communes import twins
from club.experiences import queries as experiences
from club.experiences.models import Experience, ExperienceTheme
from club.extensions import db
from club.forum import queries as forum
from club.forum import waiting
from club.forum.models import Topic
from club.library import queries as library
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
        select(func.count()).where(library.published()),
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


def waiting_questions(reader: Me) -> Sequence[AnyRow]:
    """Questions nobody has answered, those on the member's themes first, then the ones that wait longest."""
    on_my_themes = select(MemberTheme.term_id).where(MemberTheme.member_id == reader.member_id)
    others = waiting.is_waiting(), Topic.author_id != reader.member_id, forum.readable_by(reader)
    waits = select(Topic.id).where(*others).order_by(Topic.created_at, Topic.id).limit(FEW)
    mine = waits.where(Topic.theme_id.in_(on_my_themes))
    is_mine = case((Topic.theme_id.in_(on_my_themes), 0), else_=1)
    shown = _questions().where(Topic.id.in_(_few(mine, waits)))
    return db.session.execute(shown.order_by(is_mine, Topic.created_at, Topic.id).limit(FEW)).all()


def _few(*lists: AnySelect) -> Select[int]:
    """The few of each list: each stops at its own end instead of sorting all that there is."""
    parts = [one.subquery() for one in lists]
    return select(union_all(*(select(part.c.id) for part in parts)).subquery().c.id)


def _questions() -> AnySelect:
    return (
        select(
            *(Topic.id, Topic.slug, Topic.title, Topic.kind, Topic.created_at, Topic.last_post_at, Topic.posts_count),
            *(Topic.is_locked, Topic.is_pinned, Topic.audience, Topic.solution_id),
            *(true().label("is_waiting"), true().label("is_unread")),
            *(Member.first_name, Member.last_name, Commune.name.label("commune"), Term.label.label("theme")),
        )
        .join(Topic.author)
        .join(Topic.theme)
        .outerjoin(Commune, Commune.code == Topic.commune_code)
    )


def unread_news(member_id: int) -> Sequence[Notification]:
    """The newest things the member was told and has not read."""
    unread = select(Notification).where(Notification.member_id == member_id, Notification.read_at.is_(None))
    newest = unread.order_by(Notification.created_at.desc(), Notification.id.desc())
    return db.session.scalars(newest.limit(FEW)).all()


def new_experiences(reader: Me) -> Sequence[AnyRow]:
    """The newest experiences: those of communes like the member's first, then those on their themes."""
    mine = select(MemberTheme.term_id).where(MemberTheme.member_id == reader.member_id)
    on_them = ExperienceTheme.term_id.in_(mine)
    on_my_themes = select(ExperienceTheme).where(ExperienceTheme.experience_id == Experience.id, on_them).exists()
    newest = Experience.published_at.desc(), Experience.id.desc()
    recent = experiences.listed(), Experience.published_at > clock.now() - timedelta(days=365)
    new = select(Experience.id).where(*recent).order_by(*newest).limit(FEW)
    is_twin = Experience.commune_code.in_(twins.codes_of(reader.commune_code or ""))
    shown = (
        select(
            *(Experience.id, Experience.slug, Experience.title, Experience.cost, Experience.published_at),
            *(Commune.name.label("commune"), Commune.population, is_twin.label("is_twin")),
        )
        .join(Commune, Commune.code == Experience.commune_code)
        .where(Experience.id.in_(_few(new.where(is_twin), new.where(on_my_themes), new)))
    )
    order = case((is_twin, 0), (on_my_themes, 1), else_=2)
    return db.session.execute(shown.order_by(order, *newest).limit(FEW)).all()


def new_resources() -> Sequence[AnyRow]:
    """The newest resources."""
    statement = (
        select(
            *(Resource.id, Resource.slug, Resource.title, Resource.published_at),
            *(Organisation.name.label("organisation"), Term.label.label("type")),
        )
        .join(Term, Term.id == Resource.type_id)
        .outerjoin(Organisation, Organisation.id == Resource.organisation_id)
        .where(library.published())
    )
    newest = statement.order_by(Resource.published_at.desc(), Resource.id.desc())
    return db.session.execute(newest.limit(FEW)).all()


def new_members(reader: Me) -> Sequence[AnyRow]:
    """Who has joined of late, the member's own département first."""
    here = Member.departement_code == (reader.departement_code or "")
    statement = (
        select(
            *(Member.id, Member.slug, Member.first_name, Member.last_name, Member.admitted_at),
            *(Commune.name.label("commune"), Term.label.label("function")),
        )
        .outerjoin(Commune, Commune.code == Member.commune_code)
        .outerjoin(Term, Term.id == Member.function_id)
        .where(Member.is_findable, Member.id != reader.id, Member.admitted_at > _since())
    )
    return db.session.execute(
        statement.order_by(case((here, 0), else_=1), Member.admitted_at.desc(), Member.id.desc()).limit(FEW)
    ).all()


def _since() -> datetime:
    return clock.now() - NEW_MEMBER


def is_database_up() -> bool:
    """Whether the database answers."""
    return db.session.scalar(select(1)) == 1
