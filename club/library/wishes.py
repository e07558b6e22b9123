"""Resources that members look for and did not find: others join in, a partner answers with one, or staff closes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    and_,
    cast,
    delete,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from club import clock, journal, text
from club.access import Refused
from club.events import emit
from club.extensions import Model, db
from club.library import queries
from club.library.events import WishAnswered, WishClosed
from club.library.models import Resource
from club.members.models import Member
from club.paging import AnyRow, Page, newest_first
from club.policy import Action, Viewer, moderator, referent
from club.policy import member as is_member
from club.rows import insert
from club.territories.models import Commune, Departement
from club.vocabulary.models import Term

OPEN, ANSWERED, CLOSED = "en-cours", "avec-reponse", "closes"
SETTLED = "Cette demande a déjà sa réponse."


class Wish(Model):
    """What somebody looks for. It waits, has its resource, or was closed with a word: then few still read it."""

    WORDS_MAX, WHY_MAX, WORD_MAX = 120, 1000, 500

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    words: Mapped[str] = mapped_column(String(WORDS_MAX))
    key: Mapped[str] = mapped_column(String(2 * WORDS_MAX), index=True)  # the words folded: one wait for the same
    why: Mapped[str] = mapped_column(Text, default="")
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    departement_code: Mapped[str | None] = mapped_column(ForeignKey("departement.code"), index=True)
    wanted_on: Mapped[date | None]
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    resource_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"), index=True)
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    word: Mapped[str] = mapped_column(String(WORD_MAX), default="")

    author: Mapped[Member] = relationship(foreign_keys=author_id, lazy="raise")
    theme: Mapped[Term | None] = relationship(lazy="raise")
    departement: Mapped[Departement | None] = relationship(lazy="raise")
    resource: Mapped[Resource | None] = relationship(lazy="raise")

    __table_args__ = (Index("ix_wish_newest", "asked_at", "id"),)

    @property
    def is_waiting(self) -> bool:
        """Nobody has answered it nor closed it."""
        return self.resource_id is None and self.closed_at is None


class WishEcho(Model):
    """Somebody else looks for the same."""

    wish_id: Mapped[int] = mapped_column(ForeignKey("wish.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)


@dataclass(frozen=True)
class Asked:
    """What the form says."""

    words: str
    why: str = ""
    theme_id: int | None = None
    departement_code: str | None = None
    wanted_on: date | None = None


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """`wish.read` said in SQL; a test proves that it equals the rule."""
    if not is_member(viewer, None):
        return false()
    if moderator(viewer, None):
        return true()
    readable = [Wish.closed_at.is_(None), Wish.author_id == viewer.id]
    if referent(viewer, None):
        readable.append(Wish.departement_code.in_(viewer.scope_departements))
    return or_(*readable)


def ask(asked: Asked, *, by: Member) -> Wish:
    """Look for something; whoever looks for what is looked for already joins in."""
    key = text.fold(asked.words)
    same = select(Wish).where(Wish.key == key, *_in(OPEN)).order_by(Wish.id).limit(1)
    if known := db.session.scalar(same):
        if known.author_id != by.id:
            echo(known, by=by)
        return known
    made = Wish(**vars(asked), key=key, author_id=by.id)
    db.session.add(made)
    db.session.flush()
    return made


def echo(wish: Wish, *, by: Member) -> None:
    """Look for the same; twice is once."""
    if not wish.is_waiting:
        raise Refused(SETTLED)
    db.session.execute(insert(WishEcho).values(wish_id=wish.id, member_id=by.id).on_conflict_do_nothing())


def take_echo_back(wish: Wish, *, by: Member) -> None:
    """Not to look for it any more."""
    db.session.execute(delete(WishEcho).where(WishEcho.wish_id == wish.id, WishEcho.member_id == by.id))


def answer(wish: Wish, resource_id: int | None, *, by: Member) -> None:
    """Here is the resource; who looked for it is told. Raises Refused for what members may not read."""
    _refuse_settled(wish)
    known = select(Resource.id).where(Resource.id == (resource_id or 0), queries.published())
    if db.session.scalar(known) is None:
        raise Refused("Aucune ressource publiée n’a cette adresse ou ce numéro.")
    wish.resource_id, wish.answered_at, wish.settled_by_id = resource_id, clock.now(), by.id
    emit(WishAnswered(wish_id=wish.id, by_id=by.id))


def close(wish: Wish, word: str, *, by: Member) -> None:
    """No resource will come: say why. What staff closes is journaled."""
    _refuse_settled(wish)
    wish.closed_at, wish.settled_by_id, wish.word = clock.now(), by.id, word
    if by.id != wish.author_id:
        journal.record(Action.WISH_CLOSE, "wish", wish.id, label=wish.words, reason=word, by=by.id)
    emit(WishClosed(wish_id=wish.id, by_id=by.id))


def _refuse_settled(wish: Wish) -> None:
    db.session.refresh(wish, ["resource_id", "closed_at"], with_for_update=True)
    if not wish.is_waiting:
        raise Refused(SETTLED)


def wish(id: int) -> Wish | None:
    """A request with all that its page shows."""
    whole = (joinedload(Wish.author, innerjoin=True), joinedload(Wish.theme), joinedload(Wish.departement))
    return db.session.scalar(select(Wish).where(Wish.id == id).options(*whole, joinedload(Wish.resource)))


def echoes(wish_id: int, viewer: Viewer) -> tuple[int, bool]:
    """How many look for the same, and whether the reader does."""
    mine = func.coalesce(func.sum(cast(WishEcho.member_id == (viewer.id or 0), Integer)), 0)
    row = db.session.execute(select(func.count(), mine).where(WishEcho.wish_id == wish_id)).one()
    return row[0], bool(row[1])


def listed(viewer: Viewer, tab: str, *, after: str | None) -> Page[AnyRow]:
    """One page of requests that somebody may read, the newest first."""
    joined = select(func.count()).where(WishEcho.wish_id == Wish.id).correlate(Wish).scalar_subquery()
    found = and_(Resource.id == Wish.resource_id, queries.published())
    columns: list[Any] = [
        Wish.id,
        Wish.words,
        Wish.why,
        Wish.asked_at,
        Wish.wanted_on,
        Wish.word,
        joined.label("echoes"),
    ]
    columns += [Term.label.label("theme"), Departement.name.label("departement"), Commune.name.label("commune")]
    columns += [Member.first_name, Member.last_name, Resource.title.label("resource")]
    statement = select(*columns).join(Member, Member.id == Wish.author_id)
    statement = statement.outerjoin(Term, Term.id == Wish.theme_id).outerjoin(Resource, found)
    statement = statement.outerjoin(Departement, Departement.code == Wish.departement_code)
    statement = statement.outerjoin(Commune, Commune.code == Member.commune_code)
    return newest_first(statement.where(readable_by(viewer), *_in(tab)), Wish.asked_at, Wish.id, after=after, rows=True)


def _in(tab: str) -> Sequence[ColumnElement[bool]]:
    if tab == ANSWERED:
        return [Wish.resource_id.is_not(None)]
    if tab == CLOSED:
        return [Wish.closed_at.is_not(None)]
    return [Wish.resource_id.is_(None), Wish.closed_at.is_(None)]


def looking_for(wish_id: int) -> Any:
    """The ids of those who look for it: who asked, and who joined."""
    asked = select(Wish.author_id.label("id")).where(Wish.id == wish_id)
    return select(asked.union(select(WishEcho.member_id).where(WishEcho.wish_id == wish_id)).subquery().c.id)


def exported(member: Member) -> list[dict[str, str | None]]:
    """What somebody asked for, for the copy of one's own data."""
    asked = select(Wish.words, Wish.why, Wish.asked_at).where(Wish.author_id == member.id).order_by(Wish.id)
    return [
        {"recherche": row.words, "pourquoi": row.why, "date": row.asked_at.isoformat()}
        for row in db.session.execute(asked)
    ]
