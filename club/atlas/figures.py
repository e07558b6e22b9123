"""What is counted in a territory: the same figures on the map, in its table and at the top of each page."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    Subquery,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)

from club import clock
from club.atlas.territory import Territory
from club.experiences import queries as experiences
from club.experiences.models import Experience
from club.extensions import db
from club.forum import queries as forum
from club.forum.models import Topic, TopicKind
from club.library import queries as library
from club.library.models import Resource, ResourceTerritory
from club.members.models import Member, MemberCommune, Status
from club.paging import AnySelect
from club.policy import Viewer
from club.territories.applying import applying
from club.territories.models import Commune, ProgrammeCommune

DAYS = 90
Counts = dict[str, dict[str, int]]  # by département, then by figure


class Figure(NamedTuple):
    """A figure of the map: its title, and the noun that follows a number."""

    title: str
    one: str
    many: str


FIGURES = {
    "communes": Figure("Communes du programme", "commune du programme", "communes du programme"),
    "ort": Figure("ORT signées", "ORT signée", "ORT signées"),
    "membres": Figure("Membres du club", "membre", "membres"),
    "experiences": Figure("Expériences racontées", "expérience", "expériences"),
    "questions": Figure("Questions posées", "question", "questions"),
}


def by_departement(viewer: Viewer) -> Counts:
    """Every figure of every département that has something, in one statement."""
    parts = [_counted(name, column, rows) for name, (column, rows) in _sources(viewer).items()]
    found: Counts = {}
    for name, code, number in db.session.execute(union_all(*parts)):
        found.setdefault(code, {})[name] = number
    return found


def _counted(name: str, column: SQLColumnExpression[Any], rows: Select[Any]) -> AnySelect:
    number = func.count().label("number")
    return rows.with_only_columns(literal(name).label("figure"), column.label("code"), number).group_by(column)


def _sources(viewer: Viewer) -> dict[str, tuple[SQLColumnExpression[Any], Select[Any]]]:
    """What each figure counts: the column of the département, and the rows."""
    told = select(Experience.id).join(Commune, Commune.code == Experience.commune_code).where(experiences.listed())
    here, asked, works = Commune.departement_code, Topic.departement_code, _works()
    return {
        "communes": (here, _programme()),
        "ort": (here, _programme().where(is_ort_signed())),
        "membres": (works.c.code, select(works.c.code)),
        "experiences": (here, told),
        "questions": (asked, _questions(viewer).where(asked.is_not(None))),
    }


def _works() -> Subquery:
    """The active members and the départements where they work, each once: as `people_of` says of one of them."""
    active = Member.status == Status.ACTIVE
    own = select(Member.id, Member.departement_code.label("code")).where(active, Member.departement_code.is_not(None))
    serves = select(Member.id, Commune.departement_code).join(MemberCommune, MemberCommune.member_id == Member.id)
    return union(own, serves.join(Commune, Commune.code == MemberCommune.commune_code).where(active)).subquery("works")


def _programme() -> Select[Any]:
    joined = select(Commune.code).join(ProgrammeCommune, ProgrammeCommune.commune_code == Commune.code)
    return joined.where(Commune.merged_into_code.is_(None))


def is_ort_signed() -> ColumnElement[bool]:
    """The list says so, or gives its date."""
    return or_(ProgrammeCommune.is_ort_signed.is_(True), ProgrammeCommune.ort_signed_on.is_not(None))


def _questions(viewer: Viewer) -> Select[Any]:
    return select(Topic.id).where(Topic.kind == TopicKind.QUESTION, forum.visible(), forum.readable_by(viewer))


class Summary(NamedTuple):
    """The counts of one territory; the `new` ones are of the last 90 days."""

    communes: int
    others: int
    ort: int
    members: int
    experiences: int
    questions: int
    new_topics: int
    new_experiences: int
    new_resources: int
    new_members: int


def summary(place: Territory, viewer: Viewer) -> Summary:
    """In one statement."""
    since = clock.now() - timedelta(days=DAYS)
    programme = _programme().where(place.communes)
    inside = select(Commune.code).where(place.communes)
    people, told, asked = _people(place), _told(place), _asked(place, viewer)
    applicable = applying(ResourceTerritory, ResourceTerritory.resource_id, place.where)
    resources = select(Resource.id).where(library.published(), Resource.id.in_(applicable))
    counted: Sequence[Select[Any]] = (
        programme,
        inside.where(Commune.code.not_in(select(ProgrammeCommune.commune_code)), Commune.is_former.is_(False)),
        programme.where(is_ort_signed()),
        people,
        told,
        asked.where(Topic.kind == TopicKind.QUESTION),
        asked.where(Topic.created_at > since),
        told.where(Experience.published_at > since),
        resources.where(Resource.published_at > since),
        people.where(Member.admitted_at > since),
    )
    columns = (select(func.count()).select_from(one.subquery()).scalar_subquery() for one in counted)
    return Summary(*db.session.execute(select(*columns)).one())


def people_of(place: Territory) -> ColumnElement[bool]:
    """The active members who work there: of its département, or serving one of its communes."""
    serves = select(MemberCommune.member_id).join(Commune, Commune.code == MemberCommune.commune_code)
    by_commune = Member.id.in_(serves.where(place.communes))
    by_place = Member.departement_code.in_(place.departement_codes) if place.kind != "epci" else None
    works = by_commune if by_place is None else or_(by_place, by_commune)
    return (Member.status == Status.ACTIVE) & works


def _people(place: Territory) -> Select[Any]:
    return select(Member.id).where(people_of(place))


def told_in(place: Territory) -> ColumnElement[bool]:
    """The experiences of its communes."""
    return experiences.listed() & Experience.commune_code.in_(select(Commune.code).where(place.communes))


def _told(place: Territory) -> Select[Any]:
    return select(Experience.id).where(told_in(place))


def asked_in(place: Territory, viewer: Viewer) -> ColumnElement[bool]:
    """The topics of this place that this person may read."""
    return place.holds(Topic.departement_code, Topic.commune_code) & forum.visible() & forum.readable_by(viewer)


def _asked(place: Territory, viewer: Viewer) -> Select[Any]:
    return select(Topic.id).where(asked_in(place, viewer))
