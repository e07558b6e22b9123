"""What the administration shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, false, func, or_, select, true
from sqlalchemy.orm import joinedload

from club.extensions import db
from club.journal import JournalEntry
from club.mail import Letter
from club.members.models import Invitation, Member, Organisation, Status
from club.members.queries import member as member  # with all that the staff decide from
from club.paging import AnyRow, AnySelect, Page, by_name, newest_first
from club.policy import Viewer, administrator, referent
from club.territories.models import Commune
from club.text import slugify
from club.vocabulary.models import Term

MOST = 2**31 - 1  # the largest id a database holds


@dataclass(frozen=True)
class Counts:
    """The figures of the administration's home."""

    requests: int
    active: int
    suspended: int
    invitations: int
    failing_mails: int


def keeps(viewer: Viewer, departement: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """The rows of this département column that are a person's to decide: all, or those of their territory."""
    if administrator(viewer, None):
        return true()
    if referent(viewer, None):
        return departement.in_(viewer.scope_departements)
    return false()


def counts(viewer: Viewer) -> Counts:
    """Five counts in one statement."""
    members = keeps(viewer, Member.departement_code)
    each = [
        select(func.count(Member.id)).where(Member.status == Status.PENDING, members),
        select(func.count(Member.id)).where(Member.status == Status.ACTIVE, members),
        select(func.count(Member.id)).where(Member.status == Status.SUSPENDED, members),
        select(func.count(Invitation.id)).where(
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            keeps(viewer, Invitation.departement_code),
        ),
        select(func.count(Letter.id)).where(Letter.sent_at.is_(None), Letter.attempts > 0),
    ]
    return Counts(*db.session.execute(select(*[one.scalar_subquery() for one in each])).one())


def requests(viewer: Viewer, *, after: str | None) -> Page[AnyRow]:
    """Who waits for an admission."""
    waiting = _members().where(Member.status == Status.PENDING, keeps(viewer, Member.departement_code))
    return newest_first(waiting, Member.created_at, Member.id, after=after, rows=True)


def members(viewer: Viewer, *, words: str, role: str, status: str, after: str | None) -> Page[AnyRow]:
    """Members as the staff see them, by name."""
    statement = _members().where(keeps(viewer, Member.departement_code))
    is_address_read = true() if administrator(viewer, None) else Member.is_email_shown
    for word in words.split()[:5]:
        as_written = (column.icontains(word, autoescape=True) for column in (Member.first_name, Member.last_name))
        by_address = and_(is_address_read, Member.email.icontains(word, autoescape=True))
        # The slug is made of the names, without accents nor capitals.
        statement = statement.where(or_(*as_written, Member.slug.contains(slugify(word)), by_address))
    if role:
        statement = statement.where(Member.role.in_([role]))
    statement = statement.where(Member.status == status if status else Member.status != Status.CLOSED)
    return by_name(statement, Member.last_name, Member.id, after=after, rows=True)


def _members() -> AnySelect:
    return (
        select(
            *(Member.id, Member.slug, Member.first_name, Member.last_name, Member.email, Member.role, Member.status),
            Member.is_email_shown,
            *(Member.created_at, Member.confirmed_at, Member.seen_at, Member.suspended_until, Member.request_message),
            *(Commune.name.label("commune"), Term.label.label("function"), Organisation.name.label("organisation")),
        )
        .outerjoin(Commune, Commune.code == Member.commune_code)
        .outerjoin(Term, Term.id == Member.function_id)
        .outerjoin(Organisation, Organisation.id == Member.organisation_id)
    )


def request_of(id: int) -> Member | None:
    """Somebody who waits, or waited, for an admission."""
    found = member(id)
    return found if found is not None and found.status != Status.UNCONFIRMED else None


def invitations(viewer: Viewer, *, after: str | None) -> Page[Invitation]:
    """The invitations sent, newest first."""
    sent = (
        select(Invitation)
        .where(keeps(viewer, Invitation.departement_code))
        .options(joinedload(Invitation.invited_by, innerjoin=True), joinedload(Invitation.organisation))
    )
    return newest_first(sent, Invitation.created_at, Invitation.id, after=after)


def invitation(id: int) -> Invitation | None:
    return db.session.scalar(
        select(Invitation).where(Invitation.id == id).options(joinedload(Invitation.invited_by, innerjoin=True))
    )


def journal(*, act: str = "", actor_id: int | None = None, after: str | None = None) -> Page[JournalEntry]:
    """The journal, newest first."""
    entries = select(JournalEntry).options(joinedload(JournalEntry.actor))
    if act:
        entries = entries.where(JournalEntry.act == act)
    if actor_id is not None:
        entries = entries.where(JournalEntry.actor_id == min(max(actor_id, 0), MOST))
    return newest_first(entries, JournalEntry.at, JournalEntry.id, after=after, size=50)


def journal_of(member_id: int) -> Sequence[JournalEntry]:
    """What staff last decided about one member."""
    entries = select(JournalEntry).options(joinedload(JournalEntry.actor))
    entries = entries.where(JournalEntry.thing_kind == "member", JournalEntry.thing_id == str(member_id))
    return db.session.scalars(entries.order_by(JournalEntry.id.desc()).limit(20)).all()


def actors() -> Sequence[Member]:
    """Who appears in the journal, by name."""
    known = select(JournalEntry.actor_id).where(JournalEntry.actor_id.is_not(None))
    people = select(Member).where(Member.id.in_(known)).order_by(Member.last_name, Member.id)
    return db.session.scalars(people).all()


def acts() -> Sequence[str]:
    """The kinds of acts that the journal holds."""
    return db.session.scalars(select(JournalEntry.act).distinct().order_by(JournalEntry.act)).all()


def letters(*, is_waiting: bool, after: str | None) -> Page[Letter]:
    """Outgoing mails, newest first; those that have not left if asked."""
    statement = select(Letter)
    if is_waiting:
        statement = statement.where(Letter.sent_at.is_(None))
    return newest_first(statement, Letter.created_at, Letter.id, after=after)


def letter(id: int) -> Letter | None:
    return db.session.get(Letter, id)
