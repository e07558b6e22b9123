"""Open sessions: the browser holds a random token, the database its hash, so that any of them can be ended."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, or_, select
from sqlalchemy.orm import defer

from club import clock
from club.extensions import db
from club.members.models import LoginSession, Member, Status
from club.paging import AnySelect
from club.rows import row
from club.territories import zones

SHORT = timedelta(hours=12)
LONG = timedelta(days=30)  # « rester connecté », never for staff
OPEN = (Status.ACTIVE, Status.PENDING)
SELDOM = (  # of the person who looks; read by the pages of the account only, with one more statement
    *(Member.bio, Member.bio_html, Member.help_offer, Member.request_message, Member.decision_reason),
    *(Member.suspension_reason, Member.suspended_until, Member.decided_by_id, Member.confirmed_at, Member.closed_at),
)

ALONG: list[ColumnElement[Any]] = []  # what higher floors want to know of every reader, filled in by the wiring


def start(member: Member, *, device: str, is_long: bool) -> str:
    """Open a session and return its token, which is stored nowhere else than in the browser."""
    token = secrets.token_urlsafe(32)
    life = LONG if is_long and not member.is_staff else SHORT
    now = clock.now()
    member.seen_at, member.first_seen_at = now, member.first_seen_at or now
    db.session.add(
        LoginSession(
            member_id=member.id, token_hash=hashed(token), device=device[:80], created_at=now, expires_at=now + life
        )
    )
    return token


def member_of(token: str) -> Member | None:
    """Whose open session this is; None once it has expired or was ended, or the account may not sign in."""
    found = db.session.scalar(_open_session(), {"token": hashed(token), "now": clock.now()})
    if found is not None:
        found.session_token = token
    return found


@cache  # every page asks this one
def _open_session() -> Select[Member]:
    return (
        select(Member)
        .options(*(defer(column) for column in SELDOM))
        .join(LoginSession, LoginSession.member_id == Member.id)
        .where(
            LoginSession.token_hash == bindparam("token"),
            LoginSession.expires_at > bindparam("now"),
            Member.status.in_(OPEN),
        )
    )


class Reader(SimpleNamespace):
    """Whoever reads a page, in the few words that any page needs: the columns of `_reader`, and the zone."""


def reader_of(token: str) -> Reader | None:
    """Whose open session this is, in a narrow row; a page that needs the whole account asks for `current_user`."""
    found = row(_reader(), token=hashed(token), now=clock.now())
    if found is None:
        return None
    return Reader(**found._mapping, zone=found.timezone or zones.of_departement(found.departement_code))


@cache
def _reader() -> AnySelect:
    return (
        select(Member.id, Member.role, Member.status, Member.organisation_id, Member.scope_departements)
        .add_columns(Member.is_project_leader.label("is_project_leader"))
        .add_columns(Member.first_name, Member.last_name, Member.slug, Member.photo_id)
        .add_columns(Member.timezone, Member.commune_code, Member.departement_code)
        .add_columns(Member.forum_read_at, Member.welcome_step, Member.mail_failed_at, *ALONG)
        .join(LoginSession, LoginSession.member_id == Member.id)
        .where(LoginSession.token_hash == bindparam("token"), LoginSession.expires_at > bindparam("now"))
        .where(or_(*(Member.status == one for one in OPEN)))  # a list would be written out again for each page
    )


def of_member(member_id: int) -> Sequence[LoginSession]:
    """The open sessions of a member, the newest first."""
    mine = select(LoginSession).where(LoginSession.member_id == member_id, LoginSession.expires_at > clock.now())
    return db.session.scalars(mine.order_by(LoginSession.created_at.desc(), LoginSession.id.desc())).all()


def end(token: str) -> None:
    """Sign one browser out."""
    db.session.execute(delete(LoginSession).where(LoginSession.token_hash == hashed(token)))


def end_all(member_id: int, *, but: str | None = None) -> None:
    """Sign every browser of a member out, but the one that holds the token `but`."""
    gone = delete(LoginSession).where(LoginSession.member_id == member_id)
    if but:
        gone = gone.where(LoginSession.token_hash != hashed(but))
    db.session.execute(gone)


def hashed(token: str) -> str:
    """What the database keeps of a random token (long enough that a plain hash is safe)."""
    return hashlib.sha256(token.encode()).hexdigest()
