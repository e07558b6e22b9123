"""What the pages of the directory show."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import joinedload

from club.directory.covering import listed
from club.directory.models import Coverage
from club.experiences import queries as experiences
from club.experiences.models import Experience
from club.extensions import db
from club.library import queries as library
from club.library.models import Resource, ResourcePartner, ResourceTerritory
from club.members.models import Member, MemberCommune, Organisation, Role, Standing, Status
from club.paging import AnyRow, AnySelect, Page, by_name
from club.territories import applying
from club.territories.models import Commune
from club.territories.scopes import covers
from club.vocabulary.models import Term

MOST, LONG = 12, 60


def experiences_of_member(member_id: int) -> Sequence[AnyRow]:
    return db.session.execute(experience_rows().where(Experience.author_id == member_id).limit(MOST)).all()


def experiences_of_commune(code: str) -> Sequence[AnyRow]:
    return db.session.execute(experience_rows().where(experiences.in_commune(code)).limit(MOST)).all()


def experience_rows() -> AnySelect:
    """The experiences that all may read, as rows of a list, the newest first."""
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
    """The members of the directory who serve a commune."""
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
        .where(MemberCommune.commune_code == code, Member.is_findable)
    )
    return db.session.execute(statement.order_by(Member.last_name, Member.id).limit(MOST)).all()


def resources_for(commune: Commune) -> Sequence[AnyRow]:
    """The newest resources that apply to a commune, the nearest territory first."""
    applies = select(ResourceTerritory.resource_id).where(
        ResourceTerritory.resource_id == Resource.id, covers(ResourceTerritory, commune)
    )
    local = applies.where(ResourceTerritory.scope != "france").exists()
    return db.session.execute(
        resource_rows().where(applies.exists()).order_by(None).order_by(
            local.desc(), Resource.published_at.desc(), Resource.id.desc()
        ).limit(MOST // 2)
    ).all()  # fmt: skip


def resources_of(organisation_id: int) -> Sequence[AnyRow]:
    """The resources an organisation has published, alone or with others."""
    shared = select(ResourcePartner.resource_id).where(ResourcePartner.organisation_id == organisation_id)
    theirs = or_(Resource.organisation_id == organisation_id, Resource.id.in_(shared))
    return db.session.execute(resource_rows().where(theirs).limit(MOST)).all()


def resource_rows() -> AnySelect:
    """The published resources, as rows of a list, the newest first."""
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


@dataclass(frozen=True, kw_only=True)
class PartnerFilter:
    """What the list of partners is narrowed by; `commune` keeps those that cover it."""

    words: str = ""
    type_id: int | None = None
    commune: Commune | None = None
    departement: str = ""
    region: str = ""
    epci: str = ""


def partners(wanted: PartnerFilter, *, after: str | None) -> Page[AnyRow]:
    """One page of organisations by name."""
    return by_name(partners_statement(wanted), Organisation.name, Organisation.id, after=after, rows=True)


def partners_statement(wanted: PartnerFilter) -> AnySelect:
    """The organisations of a list, in narrow rows."""
    statement = (
        select(
            *(Organisation.id, Organisation.slug, Organisation.name, Organisation.acronym, Organisation.summary),
            *(Organisation.siren, Organisation.siret, Organisation.website, Organisation.address),
            *(Organisation.updated_at, Term.label.label("type"), _coverage(func.min(Coverage.label)).label("coverage")),
            _coverage(func.count()).label("territories"),
        )
        .join(Term, Term.id == Organisation.type_id)
        .where(listed())
    )
    for word in wanted.words.split()[:5]:
        columns = (Organisation.name, Organisation.acronym, Organisation.summary)
        statement = statement.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    if wanted.type_id:
        statement = statement.where(or_(Organisation.type_id == wanted.type_id, Term.parent_id == wanted.type_id))
    if wanted.commune:
        statement = statement.where(_covered_by(covers(Coverage, wanted.commune)))
    if wanted.departement or wanted.region or wanted.epci:
        where = applying.Where(departement=wanted.departement, region=wanted.region, epci=wanted.epci)
        statement = statement.where(_covered_by(Coverage.id.in_(applying.applying(Coverage, Coverage.id, where))))
    return statement


def _covered_by(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(Coverage.id).where(Coverage.organisation_id == Organisation.id, condition))


def _coverage(said: Any) -> Any:
    """Something of the territories of each organisation, for a list: the first, how many there are."""
    return select(said).where(Coverage.organisation_id == Organisation.id).correlate(Organisation).scalar_subquery()


def partner(id: int) -> Organisation | None:
    """The card of an organisation, with the one that it is a part of and the one that took over."""
    return db.session.scalar(
        select(Organisation)
        .where(Organisation.id == id)
        .options(
            joinedload(Organisation.type, innerjoin=True),
            joinedload(Organisation.parent),
            joinedload(Organisation.successor),
        )
    )


def children_of(organisation_id: int) -> Sequence[AnyRow]:
    """The organisations that are a part of it, by name."""
    mine = select(Organisation.id, Organisation.slug, Organisation.name).where(
        Organisation.parent_id == organisation_id, listed()
    )
    return db.session.execute(mine.order_by(Organisation.name, Organisation.id).limit(LONG)).all()


def with_number(siren: str | None, siret: str | None, own_id: int | None) -> Organisation | None:
    """Another organisation that has this number."""
    if not (siren or siret):
        return None
    return _other(Organisation.siren == siren if siren else Organisation.siret == siret, own_id)


def with_name(name: str, own_id: int | None) -> Organisation | None:
    """Another organisation that has this very name."""
    return _other(Organisation.name == name, own_id)


def _other(same: ColumnElement[bool], own_id: int | None) -> Organisation | None:
    found = db.session.scalar(select(Organisation).where(same))
    return found if found and found.id != own_id else None


def alike(organisation: Organisation) -> Sequence[AnyRow]:
    """Cards that may be of the same organisation: the same initials, first words, address or site."""
    start = " ".join(organisation.name.split()[:3])
    same = [Organisation.name.icontains(start, autoescape=True)]
    for column in (Organisation.acronym, Organisation.address, Organisation.website):
        if said := getattr(organisation, column.key):
            same.append(column == said)
    found = select(Organisation.id, Organisation.slug, Organisation.name, Organisation.summary)
    asked = found.where(Organisation.id != organisation.id, Organisation.standing == Standing.LISTED, or_(*same))
    return db.session.execute(asked.order_by(Organisation.name, Organisation.id).limit(MOST // 2)).all()


def is_within(id: int, whole_id: int | None) -> bool:
    """Whether an organisation is another one, or a part of it, however deep."""
    up = select(Organisation.id, Organisation.parent_id).where(Organisation.id == id).cte("up", recursive=True)
    above = select(Organisation.id, Organisation.parent_id).join(up, Organisation.id == up.c.parent_id)
    chain = up.union(above)
    return db.session.scalar(select(chain.c.id).where(chain.c.id == whole_id)) is not None


def coverage_of(organisation_id: int) -> Sequence[Coverage]:
    mine = select(Coverage).where(Coverage.organisation_id == organisation_id)
    return db.session.scalars(mine.order_by(Coverage.id)).all()


def editors_of(organisation_id: int) -> Sequence[AnyRow]:
    """The active members of an organisation."""
    mine = select(Member.id, Member.slug, Member.first_name, Member.last_name).where(
        Member.organisation_id == organisation_id, Member.is_findable
    )
    return db.session.execute(mine.order_by(Member.last_name, Member.id).limit(MOST)).all()


def with_editors(ids: Collection[int]) -> set[int]:
    """Those of these organisations whose card is kept by its own people."""
    theirs = Member.role == Role.PARTNER, Member.status == Status.ACTIVE, Member.organisation_id.in_(ids)
    return {id for id in db.session.scalars(select(Member.organisation_id).where(*theirs).distinct()) if id}
