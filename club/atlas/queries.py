"""What the page of a territory shows."""

from collections.abc import Sequence

from sqlalchemy import and_, case, exists, func, or_, select

from club.atlas import figures
from club.atlas.territory import EPCI, Territory
from club.directory import covering
from club.directory import queries as directory
from club.directory.models import Coverage
from club.extensions import db
from club.forum.models import Topic
from club.funding import catalogue, states
from club.library.models import Resource, ResourceTerritory
from club.members.models import Member, Organisation, Role
from club.paging import AnyRow, AnySelect
from club.policy import Viewer
from club.territories.applying import applying
from club.territories.models import Commune, Epci, ProgrammeCommune
from club.vocabulary.models import Term

FEW, PEOPLE, MOST_COMMUNES = 5, 8, 400
Aids = list[tuple[AnyRow, tuple[states.State, str]]]


def communes(place: Territory) -> Sequence[AnyRow]:
    """The communes of the programme of a territory, by name, with where they are."""
    return db.session.execute(_communes().where(place.communes).limit(MOST_COMMUNES)).all()


def _communes() -> AnySelect:
    return (
        select(
            *(Commune.code, Commune.slug, Commune.name, Commune.population, Commune.departement_code),
            *(Commune.longitude, Commune.latitude, Epci.name.label("epci"), Commune.epci_siren),
            figures.is_ort_signed().label("is_ort_signed"),
        )
        .join(ProgrammeCommune, ProgrammeCommune.commune_code == Commune.code)
        .outerjoin(Epci, Epci.siren == Commune.epci_siren)
        .where(Commune.merged_into_code.is_(None))
        .order_by(Commune.sort_key, Commune.code)
    )


def points() -> Sequence[AnyRow]:
    """(departement_code, longitude, latitude) of every commune of the programme that has coordinates."""
    columns = Commune.departement_code, Commune.longitude, Commune.latitude
    known = Commune.longitude.is_not(None), Commune.latitude.is_not(None), Commune.merged_into_code.is_(None)
    joined = select(*columns).join(ProgrammeCommune, ProgrammeCommune.commune_code == Commune.code)
    return db.session.execute(joined.where(*known)).all()


def groups(place: Territory) -> list[tuple[Territory, int]]:
    """The EPCI of a département that have communes of the programme, each with how many of them are in it."""
    counted = (
        select(Epci.siren, Epci.name, func.count().label("communes"))
        .join(Commune, Commune.epci_siren == Epci.siren)
        .join(ProgrammeCommune, ProgrammeCommune.commune_code == Commune.code)
        .where(place.communes)
        .group_by(Epci.siren, Epci.name)
    )
    rows = db.session.execute(counted.order_by(Epci.name))
    return [(Territory(EPCI, row.siren, row.name, ()), row.communes) for row in rows]


def people(place: Territory) -> Sequence[AnyRow]:
    """Who works there and figures in the directory: the référents of the territory first, then by name."""
    keeps = or_(
        and_(Member.scope_kind == "departement", Member.scope_code.in_(place.departement_codes)),
        and_(Member.scope_kind == "region", Member.scope_code.in_({one.region_code for one in place.departements})),
    )
    is_referent = and_(Member.role == Role.REFERENT, keeps)
    rank = case((is_referent, 0), else_=1)
    statement = (
        select(
            *(Member.id, Member.slug, Member.first_name, Member.last_name, Member.photo_id, Member.help_offer),
            *(Member.role, Commune.name.label("commune"), Commune.population, Commune.departement_code),
            *(Term.label.label("function"), Organisation.name.label("organisation")),
        )
        .outerjoin(Commune, Commune.code == Member.commune_code)
        .outerjoin(Term, Term.id == Member.function_id)
        .outerjoin(Organisation, Organisation.id == Member.organisation_id)
        .where(or_(figures.people_of(place), is_referent), Member.is_findable)
    )
    return db.session.execute(statement.order_by(rank, Member.last_name, Member.id).limit(PEOPLE)).all()


def experiences(place: Territory) -> Sequence[AnyRow]:
    """The newest experiences of its communes."""
    return db.session.execute(directory.experience_rows().where(figures.told_in(place)).limit(FEW)).all()


def topics(place: Territory, viewer: Viewer) -> Sequence[AnyRow]:
    """The topics of this place that were answered last."""
    columns = Topic.id, Topic.slug, Topic.title, Topic.posts_count, Topic.last_post_at, Term.label.label("theme")
    found = select(*columns).join(Term, Term.id == Topic.theme_id).where(figures.asked_in(place, viewer))
    return db.session.execute(found.order_by(Topic.last_post_at.desc(), Topic.id.desc()).limit(FEW)).all()


def partners(place: Territory) -> Sequence[AnyRow]:
    """The organisations that work there, those that work everywhere last."""
    there = Organisation.id.in_(applying(Coverage, Coverage.organisation_id, place.where))
    everywhere = exists().where(Coverage.organisation_id == Organisation.id, Coverage.scope == "france")
    columns = Organisation.id, Organisation.slug, Organisation.name, Organisation.acronym, Term.label.label("type")
    found = select(*columns).join(Term, Term.id == Organisation.type_id).where(covering.listed(), there)
    return db.session.execute(found.order_by(everywhere, Organisation.name, Organisation.id).limit(PEOPLE)).all()


def resources(place: Territory) -> Sequence[AnyRow]:
    """The newest resources that apply there, those of all France last."""
    there = Resource.id.in_(applying(ResourceTerritory, ResourceTerritory.resource_id, place.where))
    national = exists().where(ResourceTerritory.resource_id == Resource.id, ResourceTerritory.scope == "france")
    order = national, Resource.published_at.desc(), Resource.id.desc()
    found = directory.resource_rows().where(there).order_by(None).order_by(*order)
    return db.session.execute(found.limit(FEW)).all()


def aids(place: Territory) -> Aids:
    """The aids of the place that may be asked for now, those that close first, each with its badge."""
    at, where = states.edges(), place.where
    asked = catalogue.Filter(is_open=True, departement=where.departement, region=where.region, epci=where.epci)
    found = catalogue.page(asked, catalogue.Place(), at, size=FEW).items
    return [(row, states.badge(row, at)) for row in found]
