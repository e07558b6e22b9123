"""What the pages of the directory show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from club.directory.models import Coverage, OrganisationContact
from club.experiences import queries as experiences
from club.experiences.models import Experience
from club.extensions import db
from club.library import queries as library
from club.library.models import Resource, ResourcePartner, ResourceTerritory
from club.members.models import Member, MemberCommune, MemberTheme, Organisation, Status
from club.paging import AnyRow, AnySelect, Page, by_name
from club.policy import Viewer
from club.policy import member as is_member
from club.territories.models import Commune
from club.territories.scopes import covers
from club.vocabulary.models import Term

MOST = 12


def members_readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """Whom a list may show: active members, to members only."""
    return and_(Member.status == Status.ACTIVE, true() if is_member(viewer, None) else false())


@dataclass(frozen=True)
class MemberFilter:
    """What the list of members is narrowed by; empty means all."""

    words: str = ""
    departement: str = ""
    commune: str = ""
    function_id: int | None = None
    theme_id: int | None = None


def members(viewer: Viewer, wanted: MemberFilter, *, after: str | None) -> Page[AnyRow]:
    """One page of members by name, in narrow rows."""
    statement = (
        select(
            *(Member.id, Member.slug, Member.first_name, Member.last_name, Member.photo_id, Member.help_offer),
            *(Member.role, Commune.name.label("commune"), Commune.population, Commune.departement_code),
            *(Term.label.label("function"), Organisation.name.label("organisation")),
        )
        .outerjoin(Commune, Commune.code == Member.commune_code)
        .outerjoin(Term, Term.id == Member.function_id)
        .outerjoin(Organisation, Organisation.id == Member.organisation_id)
        .where(members_readable_by(viewer), *_member_conditions(wanted))
    )
    return by_name(statement, Member.last_name, Member.id, after=after, rows=True)


def _member_conditions(wanted: MemberFilter) -> list[ColumnElement[bool]]:
    serves = select(MemberCommune.member_id).where(MemberCommune.member_id == Member.id)
    follows = select(MemberTheme.member_id).where(MemberTheme.member_id == Member.id)
    conditions = [_named(word) for word in wanted.words.split()[:5]]
    if wanted.departement:
        here = serves.join(Commune, Commune.code == MemberCommune.commune_code)
        inside = here.where(Commune.departement_code == wanted.departement).exists()
        conditions.append(or_(Member.departement_code == wanted.departement, inside))
    if wanted.commune:
        conditions.append(serves.where(MemberCommune.commune_code == wanted.commune).exists())
    if wanted.function_id:
        conditions.append(Member.function_id == wanted.function_id)
    if wanted.theme_id:
        conditions.append(follows.where(MemberTheme.term_id == wanted.theme_id).exists())
    return conditions


def _named(word: str) -> ColumnElement[bool]:
    return or_(Member.first_name.icontains(word, autoescape=True), Member.last_name.icontains(word, autoescape=True))


def member(id: int) -> Member | None:
    """A member's card with all that it shows."""
    return db.session.scalar(
        select(Member)
        .where(Member.id == id)
        .options(
            joinedload(Member.function),
            joinedload(Member.organisation),
            selectinload(Member.communes).joinedload(Commune.departement),
            selectinload(Member.themes),
        )
    )


def experiences_of_member(member_id: int) -> Sequence[AnyRow]:
    return db.session.execute(_experiences().where(Experience.author_id == member_id).limit(MOST)).all()


def experiences_of_commune(code: str) -> Sequence[AnyRow]:
    return db.session.execute(_experiences().where(experiences.in_commune(code)).limit(MOST)).all()


def _experiences() -> AnySelect:
    return (
        select(
            *(Experience.id, Experience.slug, Experience.title, Experience.cost, Experience.published_at),
            *(Commune.name.label("commune"), Commune.population),
        )
        .join(Commune, Commune.code == Experience.commune_code)
        .where(experiences.listed())
        .order_by(Experience.published_at.desc(), Experience.id.desc())
    )


def team(code: str) -> Sequence[AnyRow]:
    """The active members who serve a commune."""
    statement = (
        select(
            *(Member.id, Member.slug, Member.first_name, Member.last_name, Member.photo_id, Member.help_offer),
            *(Member.role, Commune.name.label("commune"), Commune.population, Commune.departement_code),
            *(Term.label.label("function"), Organisation.name.label("organisation")),
        )
        .join(MemberCommune, MemberCommune.member_id == Member.id)
        .join(Commune, Commune.code == MemberCommune.commune_code)
        .outerjoin(Term, Term.id == Member.function_id)
        .outerjoin(Organisation, Organisation.id == Member.organisation_id)
        .where(MemberCommune.commune_code == code, Member.status == Status.ACTIVE)
    )
    return db.session.execute(statement.order_by(Member.last_name, Member.id).limit(MOST)).all()


def resources_for(commune: Commune) -> Sequence[AnyRow]:
    """The newest resources that apply to a commune, the nearest territory first."""
    applies = select(ResourceTerritory.resource_id).where(
        ResourceTerritory.resource_id == Resource.id, covers(ResourceTerritory, commune)
    )
    local = applies.where(ResourceTerritory.scope != "france").exists()
    return db.session.execute(
        _resources().where(applies.exists()).order_by(None).order_by(
            local.desc(), Resource.published_at.desc(), Resource.id.desc()
        ).limit(MOST // 2)
    ).all()  # fmt: skip


def resources_of(organisation_id: int) -> Sequence[AnyRow]:
    """The resources an organisation has published, alone or with others."""
    shared = select(ResourcePartner.resource_id).where(ResourcePartner.organisation_id == organisation_id)
    theirs = or_(Resource.organisation_id == organisation_id, Resource.id.in_(shared))
    return db.session.execute(_resources().where(theirs).limit(MOST)).all()


def _resources() -> AnySelect:
    return (
        select(
            *(Resource.id, Resource.slug, Resource.title, Resource.published_at, Resource.updated_at),
            *(Term.label.label("type"), Organisation.name.label("organisation")),
        )
        .join(Term, Term.id == Resource.type_id)
        .outerjoin(Organisation, Organisation.id == Resource.organisation_id)
        .where(library.published())
        .order_by(Resource.published_at.desc(), Resource.id.desc())
    )


def partners(
    *,
    words: str = "",
    type_id: int | None = None,
    commune: Commune | None = None,
    departement: str = "",
    after: str | None,
) -> Page[AnyRow]:
    """One page of organisations by name; `commune` keeps those that cover it."""
    statement = select(
        *(Organisation.id, Organisation.slug, Organisation.name, Organisation.acronym, Organisation.summary),
        *(Term.label.label("type"), _coverage_label().label("coverage")),
    ).join(Term, Term.id == Organisation.type_id)
    for word in words.split()[:5]:
        statement = statement.where(
            or_(
                *(
                    column.icontains(word, autoescape=True)
                    for column in (Organisation.name, Organisation.acronym, Organisation.summary)
                )
            )
        )
    if type_id:
        statement = statement.where(or_(Organisation.type_id == type_id, Term.parent_id == type_id))
    if commune:
        statement = statement.where(_covered_by(covers(Coverage, commune)))
    if departement:
        statement = statement.where(_covered_by(_touches(departement)))
    return by_name(statement, Organisation.name, Organisation.id, after=after, rows=True)


def _covered_by(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(Coverage.id).where(Coverage.organisation_id == Organisation.id, condition))


def _touches(departement: str) -> ColumnElement[bool]:
    """Coverage of the whole département, or of something inside it or around it."""
    inside = select(Commune.code).where(Commune.departement_code == departement)
    groups = select(Commune.epci_siren).where(Commune.departement_code == departement, Commune.epci_siren.is_not(None))
    region = select(Commune.region_code).where(Commune.departement_code == departement).limit(1).scalar_subquery()
    return or_(
        Coverage.scope == "france",
        and_(Coverage.scope == "region", Coverage.code == region),
        and_(Coverage.scope == "departement", Coverage.code == departement),
        and_(Coverage.scope == "epci", Coverage.code.in_(groups)),
        and_(Coverage.scope == "commune", Coverage.code.in_(inside)),
    )


def _coverage_label() -> Any:
    """The first territory of each organisation, as words for a list."""
    return (
        select(func.min(Coverage.label))
        .where(Coverage.organisation_id == Organisation.id)
        .correlate(Organisation)
        .scalar_subquery()
    )


def partner(id: int) -> Organisation | None:
    return db.session.scalar(
        select(Organisation).where(Organisation.id == id).options(joinedload(Organisation.type, innerjoin=True))
    )


def is_name_taken(name: str, own_id: int | None) -> bool:
    """Whether another organisation has this very name."""
    other = db.session.scalar(select(Organisation.id).where(Organisation.name == name))
    return other is not None and other != own_id


def coverage_of(organisation_id: int) -> Sequence[Coverage]:
    mine = select(Coverage).where(Coverage.organisation_id == organisation_id)
    return db.session.scalars(mine.order_by(Coverage.id)).all()


def contacts_of(organisation_id: int) -> Sequence[OrganisationContact]:
    mine = select(OrganisationContact).where(OrganisationContact.organisation_id == organisation_id)
    return db.session.scalars(mine.order_by(OrganisationContact.position, OrganisationContact.id)).all()


def editors_of(organisation_id: int) -> Sequence[AnyRow]:
    """The active members of an organisation."""
    mine = select(Member.id, Member.slug, Member.first_name, Member.last_name).where(
        Member.organisation_id == organisation_id, Member.status == Status.ACTIVE
    )
    return db.session.execute(mine.order_by(Member.last_name, Member.id).limit(MOST)).all()
