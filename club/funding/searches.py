"""Searches of aids that a member keeps, and how often the club writes what is new in them. Nobody else sees any."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, Select, String, UniqueConstraint, delete, exists, func, select
from sqlalchemy.orm import Mapped, mapped_column

from club import clock
from club.access import Refused
from club.extensions import Model, db
from club.funding import asking, catalogue, states
from club.funding.models import Aid
from club.members.events import MailStopped, MemberChanged
from club.members.models import Member, Status
from club.paging import AnyRow
from club.rows import insert

MOST = 20  # of one member
MOST_TOLD = 20  # sheets of one search in one mail
MAIL = "alert"  # the kind of its mails; one search is stopped as « alert-12 »


class Rhythm(StrEnum):
    """How often what is new is written."""

    SOON = "tout-de-suite"
    DAILY = "chaque-jour"
    WEEKLY = "chaque-semaine"
    NEVER = "jamais"


RHYTHMS = {
    Rhythm.SOON: "Tout de suite, de 7 h à 21 h",
    Rhythm.DAILY: "Une fois par jour",
    Rhythm.WEEKLY: "Le mardi",
    Rhythm.NEVER: "Jamais : je la garde seulement",
}


class AidSearch(Model):
    """A search that a member keeps; `query` is written by asking.said."""

    NAME_MAX = 80
    QUERY_MAX = 600

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    name: Mapped[str] = mapped_column(String(NAME_MAX))
    query: Mapped[str] = mapped_column(String(QUERY_MAX))
    rhythm: Mapped[str] = mapped_column(String(20))
    kept_at: Mapped[datetime] = mapped_column(default=clock.now)  # what was published before is not new
    ran_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (UniqueConstraint("author_id", "query"),)

    @property
    def commune_code(self) -> str:
        """The commune of « Pour ma commune », if it was asked there."""
        return asking.read(self.query).get("commune", "")

    @property
    def rhythm_label(self) -> str:
        return RHYTHMS[Rhythm(self.rhythm)]


class AidSearchTold(Model):
    """A sheet that was written of to who keeps a search: it is not written of again."""

    search_id: Mapped[int] = mapped_column(ForeignKey("aid_search.id"), primary_key=True)
    aid_id: Mapped[int] = mapped_column(ForeignKey("aid.id"), primary_key=True)


def keep(query: str, *, name: str, rhythm: Rhythm, by: Member) -> AidSearch:
    """Keep a search; the same one again takes the new name and rhythm. Raises Refused when there are too many."""
    known = db.session.scalar(_of(by.id).where(AidSearch.query == query))
    if known is not None:
        change(known, name=name, rhythm=rhythm)
        return known
    if db.session.scalar(select(func.count()).where(AidSearch.author_id == by.id)) == MOST:
        raise Refused(f"Vous gardez déjà {MOST} recherches : oubliez-en une pour garder celle-ci.")
    made = AidSearch(author_id=by.id, name=name, query=query, rhythm=rhythm)
    db.session.add(made)
    db.session.flush()
    return made


def change(search: AidSearch, *, name: str, rhythm: Rhythm) -> None:
    """Another name or rhythm. What came out while it said nothing is found on the page, not written late."""
    if search.rhythm == Rhythm.NEVER and rhythm != Rhythm.NEVER:
        search.kept_at = search.ran_at = clock.now()
    search.name, search.rhythm = name, rhythm


def forget(search: AidSearch) -> None:
    """It is no longer kept."""
    _forget(AidSearch.id == search.id)


def _forget(condition: Any) -> None:
    ids = select(AidSearch.id).where(condition)
    db.session.execute(delete(AidSearchTold).where(AidSearchTold.search_id.in_(ids)))
    db.session.execute(delete(AidSearch).where(condition))


def funder_merged(gone_id: int, kept_id: int) -> None:
    """Searches of the aids of an organisation that became a part of another one ask for those of the other."""
    name = "financeur"
    asking_for = select(AidSearch).where(AidSearch.query.contains(f"{name}={gone_id}", autoescape=True))
    for one in db.session.scalars(asking_for).all():
        before, after = (name, str(gone_id)), (name, str(kept_id))
        pairs = (after if pair == before else pair for pair in asking.read(one.query).items(multi=True))
        said = asking.said(pairs, one.commune_code)
        same = _of(one.author_id).where(AidSearch.query == said, AidSearch.id != one.id)
        if db.session.scalar(select(same.exists())):
            forget(one)
        else:
            one.query = said
    db.session.flush()


def stopped(event: MailStopped) -> None:
    """One click in a mail is enough for the search that it tells of."""
    kind, _, id = event.kind.partition("-")
    search = db.session.get(AidSearch, int(id)) if kind == MAIL and id.isdecimal() else None
    if search is not None and search.author_id == event.member_id:
        search.rhythm = Rhythm.NEVER


def member_changed(event: MemberChanged) -> None:
    """Who closes the account keeps nothing."""
    gone = exists().where(Member.id == event.member_id, Member.status == Status.CLOSED)
    _forget((AidSearch.author_id == event.member_id) & gone)


def _of(member_id: int) -> Select[AidSearch]:
    return select(AidSearch).where(AidSearch.author_id == member_id)


def search(id: int) -> AidSearch | None:
    """A kept search."""
    return db.session.get(AidSearch, id)


def kept_by(member_id: int) -> Sequence[AidSearch]:
    """The searches of a member, by name."""
    return db.session.scalars(_of(member_id).order_by(func.lower(AidSearch.name), AidSearch.id)).all()


def place(search: AidSearch) -> tuple[str, dict[str, Any]]:
    """The page that shows a kept search, as (endpoint, values)."""
    asked = asking.read(search.query)
    values: dict[str, Any] = {name: asked.getlist(name) for name in asked if name in asking.KNOWN}
    code = search.commune_code
    return ("funding.here", values | {"code": code}) if code else ("funding.index", values)


def fresh(search: AidSearch, reader: Member) -> Sequence[AnyRow]:
    """The sheets published since the search is kept, that it finds now and that were not written of."""
    code = search.commune_code
    wanted = asking.wanted(asking.read(search.query), commune=code)
    where, at = catalogue.place(code or reader.commune_code), states.edges(ZoneInfo(reader.zone))
    told = select(AidSearchTold.aid_id).where(AidSearchTold.search_id == search.id)
    known = (Aid.id, Aid.slug, Aid.title, Aid.summary, Aid.opens_at, Aid.closes_at, Aid.is_permanent)
    new = Aid.published_at > search.kept_at, Aid.author_id != reader.id, Aid.id.not_in(told)
    found = select(*known).where(*catalogue.answering(wanted, where, at), *new)
    return db.session.execute(found.order_by(Aid.published_at, Aid.id).limit(MOST_TOLD)).all()


def told(search: AidSearch, aids: Sequence[AnyRow]) -> None:
    """These are written of now."""
    lines = [{"search_id": search.id, "aid_id": row.id} for row in aids]
    if lines:
        db.session.execute(insert(AidSearchTold).values(lines).on_conflict_do_nothing())


def exported(member: Member) -> list[dict[str, Any]]:
    """What a member keeps, for the copy of one's own data."""
    return [{"nom": one.name, "recherche": one.query, "rythme": one.rhythm_label} for one in kept_by(member.id)]
