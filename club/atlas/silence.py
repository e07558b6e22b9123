"""Silent communes: those of the programme from which the club hears nothing. The only place that says what this means.

A commune is silent when it has no active member; when none of its members has signed in for 90 days; or when they came
but wrote nothing in 90 days: no topic, no message, no experience. Who answers by e-mail wrote without signing in; who
was admitted in these 90 days counts as having written. Only a commune is told, never what one person did.
"""

from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Subquery, case, func, or_, select, tuple_, union

from club import clock
from club.atlas.territory import Territory
from club.experiences.models import Experience
from club.extensions import db
from club.forum.models import Post
from club.members.models import Member, MemberCommune, Role, Status
from club.paging import AnyRow, AnySelect, Page
from club.territories.models import Commune, ProgrammeCommune

QUIET_DAYS, SIZE = 90, 20


class Reason(NamedTuple):
    """Why a commune is called silent: the word of the address, its title, what it means."""

    word: str
    title: str
    meaning: str


REASONS = (
    Reason("sans-membre", "Sans membre", "aucun membre actif ne suit la commune"),
    Reason("pas-venus", "Pas venus", f"aucun de ses membres ne s’est connecté ni n’a écrit depuis {QUIET_DAYS} jours"),
    Reason("rien-ecrit", "Rien écrit", f"ses membres sont venus, mais n’ont rien écrit depuis {QUIET_DAYS} jours"),
)


def silent(place: Territory, reason: str, *, after: str | None) -> Page[AnyRow]:
    """One page of silent communes by name, for one reason or, for another word, for all of them."""
    statement, why = _silent(place)
    chosen = [number for number, one in enumerate(REASONS) if one.word == reason]
    if chosen:
        statement = statement.where(why.in_(chosen))
    key, _, code = (after or "").partition("~")
    if key and code:
        statement = statement.where(tuple_(Commune.sort_key, Commune.code) > tuple_(key, code))
    found = db.session.execute(statement.order_by(Commune.sort_key, Commune.code).limit(SIZE + 1)).all()
    items = found[:SIZE]
    return Page(items, f"{items[-1].sort_key}~{items[-1].code}" if len(found) > SIZE else None)


def counts(place: Territory) -> dict[str, int]:
    """How many communes each reason silences, by its word."""
    reasons = _silent(place)[0].subquery().c.reason
    rows = db.session.execute(select(reasons, func.count()).group_by(reasons))
    return {REASONS[number].word: count for number, count in rows}


def _silent(place: Territory) -> tuple[AnySelect, ColumnElement[int]]:
    """The silent communes of a place with their number of members, and the number of the reason."""
    heard = _heard(place)
    why = case((heard.c.members.is_(None), 0), (heard.c.came == 0, 1), (heard.c.wrote == 0, 2))
    columns: tuple[Any, ...] = (
        *(Commune.code, Commune.slug, Commune.name, Commune.sort_key, Commune.population, Commune.departement_code),
        *(func.coalesce(heard.c.members, 0).label("members"), why.label("reason")),
    )
    listed = (
        select(*columns)
        .join(ProgrammeCommune, ProgrammeCommune.commune_code == Commune.code)
        .outerjoin(heard, heard.c.commune_code == Commune.code)
        .where(place.communes, why.is_not(None))
    )
    return listed, why


def _heard(place: Territory) -> Subquery:
    """What the club heard of each commune that has members: how many they are, whether one came, whether one wrote."""
    since = clock.now() - timedelta(days=QUIET_DAYS)
    is_new = Member.admitted_at > since
    posts = select(Post.author_id).where(Post.created_at > since)
    told = select(Experience.author_id).where(Experience.published_at > since)
    wrote = or_(is_new, Member.id.in_(union(posts, told)))
    return (
        select(
            MemberCommune.commune_code,
            func.count().label("members"),
            func.max(_yes(or_(wrote, Member.seen_at > since))).label("came"),
            func.max(_yes(wrote)).label("wrote"),
        )
        .join(Member, Member.id == MemberCommune.member_id)
        .join(Commune, Commune.code == MemberCommune.commune_code)
        .where(place.communes, Member.status == Status.ACTIVE, Member.role == Role.MEMBER)
        .group_by(MemberCommune.commune_code)
        .subquery("heard")
    )


def _yes(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)
