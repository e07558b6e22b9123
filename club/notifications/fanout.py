"""Telling members by the bell and by mail; what concerns accounts and moderation. Twice changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import JSON, ColumnElement, Integer, String, delete, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from club import clock, mail
from club.extensions import db
from club.members import queries as members
from club.members import vouching
from club.members.events import CommunesAdded, MemberAdmitted, MemberConfirmed
from club.members.models import Member, Status
from club.notifications.models import Notification
from club.paging import AnySelect
from club.rows import insert

SOON, DAILY = "soon", "daily"  # how a line may be mailed


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing to tell: what it is, who did it, the words and the address of its line."""

    kind: str
    subject_kind: str
    subject_id: int
    actor_id: int | None
    words: dict[str, Any]
    topic_id: int | None = None


def tell(fact: Fact, whom: AnySelect, *conditions: ColumnElement[bool], why: str = "", is_mailed: bool = False) -> None:
    """A line for each active member of `whom` (a statement of ids), in one statement; in the day's mail if said so."""
    line = inserted(fact, Member.id.in_(whom), *conditions, why=why, mailed=DAILY if is_mailed else None)
    db.session.execute(line.on_conflict_do_nothing())


def inserted(
    fact: Fact, *conditions: ColumnElement[bool], why: Any = "", mailed: Any = None, source: Any = Member
) -> sqlite.Insert | postgresql.Insert:
    """INSERT … SELECT of a line for each active member of `source` but the actor; `why` and `mailed` may be columns."""
    columns = {
        "member_id": Member.id,
        "kind": literal(fact.kind),
        "subject_kind": literal(fact.subject_kind),
        "subject_id": literal(fact.subject_id),
        "topic_id": literal(fact.topic_id, Integer),
        "actor_id": literal(fact.actor_id, Integer),
        "words": literal(fact.words, JSON),
        "created_at": literal(clock.now(), Notification.created_at.type),
        "why": literal(why) if isinstance(why, str) else why,
        "mail": literal(mailed, String) if mailed is None or isinstance(mailed, str) else mailed,
    }
    concerned = select(*columns.values()).select_from(source).where(Member.status == Status.ACTIVE, *conditions)
    if fact.actor_id is not None:
        concerned = concerned.where(Member.id != fact.actor_id)
    return insert(Notification).from_select(list(columns), concerned)


def to_mail(fact: Fact, whom: AnySelect, mail_kind: str) -> Sequence[Any]:
    """Those who were told, have not read it and want this kind of mail."""
    waiting = (
        select(Notification.id, Member.id.label("member_id"), Member.email, Member.first_name)
        .join(Member, Member.id == Notification.member_id)
        .where(
            Notification.member_id.in_(whom),
            Notification.kind == fact.kind,
            Notification.subject_kind == fact.subject_kind,
            Notification.subject_id == fact.subject_id,
            Notification.read_at.is_(None),
            Member.status == Status.ACTIVE,
            members.wanting(mail_kind),
        )
    )
    return db.session.execute(waiting.order_by(Notification.id)).all()


def write_mail(one: Any, template: str, kind: str, **words: Any) -> None:
    """The mail of a line, once."""
    mail.write(
        template,
        to=one.email,
        key=f"notification-{one.id}",
        member_id=one.member_id,
        unsubscribe_kind=kind,
        first_name=one.first_name,
        **words,
    )


def member_admitted(event: MemberAdmitted) -> None:
    """A first line on the bell of who comes in (the mail was written with the decision)."""
    words = {"title": "Votre demande est acceptée", "url": url_for("members.welcome", _external=False)}
    fact = Fact(kind="admission", subject_kind="member", subject_id=event.member_id, actor_id=event.by_id, words=words)
    tell(fact, select(Member.id).where(Member.id == event.member_id))


def member_confirmed(event: MemberConfirmed) -> None:
    """Référents of the territory, else administrators, are told that somebody waits."""
    candidate = db.session.get(Member, event.member_id)
    if candidate is None or candidate.status != Status.PENDING:
        return
    url = url_for("admin.request_page", id=candidate.id, _external=False)
    words = {"title": candidate.full_name, "url": url}
    fact = Fact(kind="request", subject_kind="member", subject_id=candidate.id, actor_id=candidate.id, words=words)
    keepers = members.keepers_of(candidate.departement_code)
    whom = select(Member.id).where(Member.id.in_(keepers))
    tell(fact, whom)
    link = mail.absolute("admin.request_page", id=candidate.id)
    for one in to_mail(fact, whom, "request"):
        write_mail(one, "request", "request", link=link, who=candidate.full_name, message=candidate.request_message)


def communes_added(event: CommunesAdded) -> None:
    """Whoever keeps the territory is told that a member's new communes are to be confirmed; anew each time.

    What is elsewhere is for the administrators: a référent confirms within their own territory.
    """
    member = db.session.get(Member, event.member_id)
    if member is None or member.status != Status.ACTIVE:
        return
    words = {"title": member.full_name, "url": url_for("admin.member", id=member.id, _external=False)}
    fact = Fact(kind="communes", subject_kind="member", subject_id=member.id, actor_id=member.id, words=words)
    same = Notification.kind == fact.kind, Notification.subject_id == fact.subject_id
    db.session.execute(delete(Notification).where(*same, Notification.read_at.is_not(None)))
    here = member.departement_code
    is_elsewhere = any(one.departement_code != here for one in vouching.waiting(member.id))
    keepers = members.keepers_of(here) + (members.keepers_of(None) if is_elsewhere else [])
    tell(fact, select(Member.id).where(Member.id.in_(keepers)))


def content_hidden(event: Any) -> None:
    """The author is told what was hidden and why."""
    # A hidden topic is out of its author's sight too: its line leads nowhere else than to the reason.
    here = url_for("notifications.index", _external=False)
    words = {"title": event.label, "url": here if event.kind == "topic" else event.url, "reason": event.reason}
    fact = Fact(kind="hidden", subject_kind=event.kind, subject_id=event.thing_id, actor_id=event.by_id, words=words)
    author = select(Member.id).where(Member.id == event.author_id)
    tell(fact, author)
    link = mail.absolute("notifications.index")
    for one in to_mail(fact, author, "moderation"):
        write_mail(one, "hidden", "moderation", link=link, label=event.label, reason=event.reason)


def content_restored(event: Any) -> None:
    """The author is told that it can be seen again."""
    words = {"title": event.label, "url": event.url}
    fact = Fact(kind="restored", subject_kind=event.kind, subject_id=event.thing_id, actor_id=event.by_id, words=words)
    tell(fact, select(Member.id).where(Member.id == event.author_id))


def report_made(event: Any) -> None:
    """Moderators, and the référents of the territory, see that something waits."""
    words = {"title": event.label, "url": url_for("moderation.settle", id=event.report_id, _external=False)}
    fact = Fact(kind="report", subject_kind="report", subject_id=event.report_id, actor_id=None, words=words)
    keepers = members.moderators_of(event.departement_code)
    tell(fact, select(Member.id).where(Member.id.in_(keepers)))


def report_settled(event: Any) -> None:
    """Who reported is told what was decided."""
    words = {
        "title": event.label,
        "url": url_for("notifications.index", _external=False),
        "is_hidden": event.decision == "hidden",
        "reason": event.note,
    }
    fact = Fact(kind="settled", subject_kind="report", subject_id=event.report_id, actor_id=event.by_id, words=words)
    reporter = select(Member.id).where(Member.id == event.reporter_id)
    tell(fact, reporter)
    for one in to_mail(fact, reporter, "moderation"):
        write_mail(one, "settled", "moderation", label=event.label, decision=event.decision, note=event.note)
