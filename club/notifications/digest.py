"""The weekly letter « ma région, mes thèmes »: a few things each member may read, none of them twice.

Called by the schedule; calling again, or after having been killed, changes nothing: a letter, what it has shown and the
mark of the week are one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, insert, or_, select
from sqlalchemy.orm import aliased

from club import clock, jobs, mail
from club.experiences import queries as experiences
from club.experiences.models import Experience, ExperienceTheme
from club.extensions import db
from club.forum import queries as forum
from club.forum.models import Reading, Topic, TopicKind
from club.library import queries as library
from club.library.models import Resource, ResourceTerritory, ResourceTheme
from club.members import queries as members
from club.members.models import Member, MemberTheme, Organisation, Status
from club.notifications.models import Digest, DigestItem
from club.notifications.rhythm import STEP, last_hour, now_in
from club.paging import AnySelect
from club.territories import zones
from club.territories.models import Commune, Departement

TUESDAY = 1
MOST = 5  # of each kind
RECENT = timedelta(days=30)  # older things are no news
FORGOTTEN = timedelta(days=90)  # what was shown is remembered longer than it could be shown again
ABSENT = timedelta(days=180)
LATE = timedelta(days=2)  # a letter of the week that is later than this is not written
CALM = timedelta(days=5)  # between two letters, however the hour is changed


@dataclass(frozen=True)
class Item:
    """One line of the letter."""

    kind: str
    id: int
    title: str
    detail: str
    link: str


@jobs.every(minutes=15)
def write_digests(*, at_once: bool = False) -> int:
    """Write to each member, on Tuesdays from the hour they chose, what is new on their region and their themes."""
    now = clock.now()
    present = func.coalesce(Member.seen_at, Member.admitted_at, Member.created_at) > now - ABSENT
    told = select(Digest.member_id).where(Digest.until > now - CALM)
    asked = (
        select(Member.id, Member.daily_hour, zones.said(Member.timezone, Member.departement_code).label("zone"))
        .add_columns(func.coalesce(Member.admitted_at, Member.created_at).label("since"))
        .where(Member.status == Status.ACTIVE, members.wanting("digest"), present, Member.id.not_in(told))
        .order_by(Member.id)
    )
    hour = now_in if at_once else _last_tuesday
    rounds = [(one.id, hour(now, one.zone, one.daily_hour), one.since) for one in db.session.execute(asked).all()]
    due = [(id, at) for id, at, since in rounds if since < at and now - at < LATE][:STEP]
    db.session.commit()
    written = 0
    for member_id, at in due:
        written += write_letter(member_id, at)
        db.session.commit()
    if len(due) == STEP:
        jobs.after_commit("write_digests")
        db.session.commit()
    return written


def _last_tuesday(now: datetime, zone: str, hour: int) -> datetime:
    return last_hour(now, zone, hour, TUESDAY)


def write_letter(member_id: int, at: datetime) -> bool:
    """The letter of one member's week; False when there is nothing to tell."""
    reader = db.session.get_one(Member, member_id)
    _mark(reader, at)
    parts = {"questions": _questions(reader), "experiences": _experiences(reader), "resources": _resources(reader)}
    shown = [item for items in parts.values() for item in items]
    if not shown:
        return False
    words: dict[str, Any] = {"member_id": reader.id, "unsubscribe_kind": "digest", "first_name": reader.first_name}
    words |= parts | {"count": len(shown), "first": shown[0].title, "link": mail.absolute("home.index")}
    with clock.told_in(reader.zone):
        letter = mail.write("digest", to=reader.email, key=f"digest-{reader.id}-{at:%Y-%m-%d}", **words)
    if letter is not None:
        rows = [{"member_id": reader.id, "kind": one.kind, "thing_id": one.id} for one in shown]
        db.session.execute(insert(DigestItem), rows)
    return letter is not None


def _mark(reader: Member, at: datetime) -> None:
    """This week was looked into; what was shown long ago is forgotten."""
    known = db.session.get(Digest, reader.id) or Digest(member_id=reader.id)
    known.until = at
    db.session.add(known)
    old = DigestItem.member_id == reader.id, DigestItem.shown_at < clock.now() - FORGOTTEN
    db.session.execute(delete(DigestItem).where(*old))


def _questions(reader: Member) -> list[Item]:
    read = select(Reading.topic_id).where(Reading.member_id == reader.id)
    statement = (
        select(Topic.id, Topic.slug, Topic.title, Topic.posts_count, Commune.name.label("commune"))
        .outerjoin(Commune, Commune.code == Topic.commune_code)
        .where(Topic.kind == TopicKind.QUESTION, Topic.about_kind.is_(None), Topic.author_id != reader.id)
        .where(forum.readable_by(reader), forum.visible(), Topic.id.not_in(read))
        .where(Topic.created_at > reader.forum_read_at)
    )
    match = Match(Topic.theme_id.in_(_themes(reader)), _here(Topic.departement_code, reader))
    rows = _picked(reader, "question", statement, Topic, Topic.created_at, match)
    return [
        Item(
            "question",
            row.id,
            row.title,
            ", ".join(filter(None, [row.commune, "attend une réponse" if row.posts_count == 1 else ""])),
            mail.absolute("forum.topic", id=row.id, slug=row.slug),
        )
        for row in rows
    ]


def _experiences(reader: Member) -> list[Item]:
    statement = (
        select(Experience.id, Experience.slug, Experience.title, Commune.name.label("commune"))
        .join(Commune, Commune.code == Experience.commune_code)
        .where(Experience.published_at.is_not(None), Experience.hidden_at.is_(None))
        .where(experiences.readable_by(reader), Experience.author_id != reader.id)
    )
    of_theme = select(ExperienceTheme.experience_id).where(ExperienceTheme.term_id.in_(_themes(reader)))
    match = Match(Experience.id.in_(of_theme), _here(Experience.departement_code, reader))
    rows = _picked(reader, "experience", statement, Experience, Experience.published_at, match)
    return [
        Item("experience", row.id, row.title, row.commune, mail.absolute("experiences.show", id=row.id, slug=row.slug))
        for row in rows
    ]


def _resources(reader: Member) -> list[Item]:
    statement = (
        select(Resource.id, Resource.slug, Resource.title, Organisation.name.label("organisation"))
        .outerjoin(Organisation, Organisation.id == Resource.organisation_id)
        .where(library.published(), library.readable_by(reader), Resource.author_id != reader.id)
    )
    of_theme = select(ResourceTheme.resource_id).where(ResourceTheme.term_id.in_(_themes(reader)))
    match = Match(Resource.id.in_(of_theme), _covering(reader))
    rows = _picked(reader, "resource", statement, Resource, Resource.published_at, match)
    return [
        Item(
            "resource",
            row.id,
            row.title,
            row.organisation or "",
            mail.absolute("library.show", id=row.id, slug=row.slug),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Match:
    """Why a thing is for a member: it is on one of their themes, or from their région."""

    on_theme: ColumnElement[bool]
    here: ColumnElement[bool]


def _picked(reader: Member, kind: str, statement: AnySelect, model: Any, moment: Any, match: Match) -> Sequence[Any]:
    """The most fitting and newest of what this member was not shown yet."""
    score = case((match.on_theme, 1), else_=0) + case((match.here, 1), else_=0)
    shown = select(DigestItem.thing_id).where(DigestItem.member_id == reader.id, DigestItem.kind == kind)
    wanted = statement.where(or_(match.on_theme, match.here), moment > clock.now() - RECENT, model.id.not_in(shown))
    return db.session.execute(wanted.order_by(score.desc(), moment.desc(), model.id.desc()).limit(MOST)).all()


def _themes(reader: Member) -> AnySelect:
    return select(MemberTheme.term_id).where(MemberTheme.member_id == reader.id)


def _departements(reader: Member) -> AnySelect:
    """Those of the régions where a member works or keeps a territory."""
    own = aliased(Departement)
    codes = [*reader.scope_departements, reader.departement_code or ""]
    return select(Departement.code).join(own, own.region_code == Departement.region_code).where(own.code.in_(codes))


def _here(column: Any, reader: Member) -> ColumnElement[bool]:
    there: ColumnElement[bool] = column.in_(_departements(reader))
    return and_(column.is_not(None), there)


def _covering(reader: Member) -> ColumnElement[bool]:
    """Resources made for these régions or départements; those for all of France are news by their theme only."""
    codes = [*reader.scope_departements, reader.departement_code or ""]
    regions = select(Departement.region_code).where(Departement.code.in_(codes))
    where = or_(
        and_(ResourceTerritory.scope == "region", ResourceTerritory.code.in_(regions)),
        and_(ResourceTerritory.scope == "departement", ResourceTerritory.code.in_(_departements(reader))),
    )
    return Resource.id.in_(select(ResourceTerritory.resource_id).where(where))
