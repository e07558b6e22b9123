"""Who is told of what. Runs in the worker; running it again changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import JSON, ColumnElement, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from club import clock, mail, text
from club.events import emit
from club.extensions import db
from club.forum import audience
from club.forum.events import ReplyPosted
from club.forum.models import Follow, Post, Reading, Topic
from club.members import queries as members
from club.members.events import MemberAdmitted, MemberConfirmed
from club.members.models import MailChoice, Member, Status
from club.notifications.events import MailsLeft
from club.notifications.models import Notification
from club.paging import AnySelect

EXTRACT = 400
STEP = 100  # mails written in one transaction: the worker never holds the database long


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing to tell: what it is, who did it, the words and the address of its line."""

    kind: str
    subject_kind: str
    subject_id: int
    actor_id: int | None
    words: dict[str, Any]


def tell(fact: Fact, whom: AnySelect, *conditions: ColumnElement[bool]) -> None:
    """One line for each active member of `whom` (a statement of ids), in one statement."""
    concerned = select(
        Member.id,
        literal(fact.kind),
        literal(fact.subject_kind),
        literal(fact.subject_id),
        literal(fact.actor_id),
        literal(fact.words, JSON),
        literal(clock.now(), Notification.created_at.type),
    ).where(Member.status == Status.ACTIVE, Member.id.in_(whom), *conditions)
    if fact.actor_id is not None:
        concerned = concerned.where(Member.id != fact.actor_id)
    columns = ["member_id", "kind", "subject_kind", "subject_id", "actor_id", "words", "created_at"]
    insert = sqlite.insert if db.session.get_bind().dialect.name == "sqlite" else postgresql.insert
    db.session.execute(insert(Notification).from_select(columns, concerned).on_conflict_do_nothing())


def to_mail(fact: Fact, whom: AnySelect, mail_kind: str, *, after: int = 0) -> Sequence[Any]:
    """Some of those who were told, have not read it and want this kind of mail."""
    stopped = select(MailChoice.member_id).where(MailChoice.kind == mail_kind, MailChoice.is_wanted.is_(False))
    waiting = (
        select(Notification.id, Member.id.label("member_id"), Member.email, Member.first_name)
        .join(Member, Member.id == Notification.member_id)
        .where(
            Notification.member_id.in_(whom),
            Notification.kind == fact.kind,
            Notification.subject_kind == fact.subject_kind,
            Notification.subject_id == fact.subject_id,
            Notification.read_at.is_(None),
            Notification.id > after,
            Member.status == Status.ACTIVE,
            Member.id.not_in(stopped),
        )
    )
    return db.session.execute(waiting.order_by(Notification.id).limit(STEP)).all()


def reply_posted(event: ReplyPosted) -> None:
    """Followers of the topic are told of an answer, by the bell and by mail, unless they have read it meanwhile."""
    found = _answer(event.post_id)
    if found is None:
        return
    up_to_here = (Reading.topic_id == found.topic_id, Reading.last_number >= found.number)
    has_read = select(Reading.member_id).where(*up_to_here)
    followers = _followers(found.topic_id).where(Follow.member_id.not_in(has_read))
    tell(_reply(found), followers, Member.forum_read_at < found.created_at)
    _mail_followers(found, after=0)


def mails_left(event: MailsLeft) -> None:
    """Go on writing the mails of an answer that many follow."""
    found = _answer(event.post_id)
    if found is not None:
        _mail_followers(found, after=event.after_id)


def _mail_followers(found: Any, *, after: int) -> None:
    fact = _reply(found)
    some = to_mail(fact, _followers(found.topic_id), "reply", after=after)
    link = mail.absolute("forum.post_link", id=found.id)
    extract = text.excerpt(text.plain(found.body_html), EXTRACT)
    for one in some:
        _mail(one, "reply", "reply", link=link, extract=extract, **fact.words)
    if len(some) == STEP:
        emit(MailsLeft(post_id=found.id, after_id=some[-1].id))


def _followers(topic_id: int) -> AnySelect:
    readers = audience.readers(db.session.get_one(Topic, topic_id))
    return select(Follow.member_id).where(Follow.topic_id == topic_id, Follow.member_id.in_(readers))


def _reply(found: Any) -> Fact:
    words = {
        "title": found.title,
        "topic_id": found.topic_id,
        "number": found.number,
        "url": url_for("forum.post_link", id=found.id, _external=False),
        "who": f"{found.first_name} {found.last_name}",
    }
    return Fact(kind="reply", subject_kind="post", subject_id=found.id, actor_id=found.author_id, words=words)


def _answer(post_id: int) -> Any:
    """An answer that can still be read, with its topic and author."""
    return db.session.execute(
        select(*(Post.id, Post.topic_id, Post.author_id, Post.number, Post.body_html, Post.created_at, Topic.title))
        .add_columns(Member.first_name, Member.last_name)
        .join(Topic, Topic.id == Post.topic_id)
        .join(Member, Member.id == Post.author_id)
        .where(
            *(Post.id == post_id, Post.hidden_at.is_(None), Post.removed_at.is_(None)),
            *(Topic.hidden_at.is_(None), Topic.removed_at.is_(None)),
        )
    ).first()


def _mail(one: Any, template: str, kind: str, **words: Any) -> None:
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
        _mail(one, "request", "request", link=link, who=candidate.full_name, message=candidate.request_message)


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
        _mail(one, "hidden", "moderation", link=link, label=event.label, reason=event.reason)


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
        _mail(one, "settled", "moderation", label=event.label, decision=event.decision, note=event.note)
