"""Who is told of what happens in the forum: all those concerned, in one statement, whatever their number."""

from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, outerjoin, select
from sqlalchemy.orm import aliased

from club.extensions import db
from club.forum import audience, following
from club.forum.events import Announced, MembersMentioned, ReplyPosted, TopicOpened
from club.forum.models import Follow, Level, Post, Reading, Topic, TopicKind
from club.members.models import Member
from club.notifications.fanout import DAILY, SOON, Fact, inserted
from club.notifications.models import Notification

ONCE = ["member_id", "kind", "subject_kind", "subject_id"]  # one line a member and a thing


def reply_posted(event: ReplyPosted) -> None:
    """Those whom an answer concerns or who follow its topic, category, tags or place, unless they have read it."""
    found = message(event.post_id)
    if found is None:
        return
    wants = _Wants(found.topic_id)
    asked, answered = Member.id == found.asked_by_id, Member.id == found.answered_id
    concerned = and_(wants.level >= Level.CONCERNED, or_(asked, answered))
    told = or_(wants.own >= Level.FOLLOW, wants.level == Level.ALL, concerned)
    why = case(
        (and_(asked, literal(found.is_question)), "question"), (answered, "answer"), (asked, "mine"),
        (wants.own >= Level.FOLLOW, "topic"), else_=wants.kind,
    )  # fmt: skip
    is_first = and_(asked, literal(found.is_question and not found.was_answered))
    mailed = case((or_(is_first, wants.own == Level.ALL), SOON), else_=DAILY)
    conditions = (told, *_unread(found), _may_read(found))
    insert = inserted(fact(found), *conditions, why=why, mailed=mailed, source=wants.source)
    # Who is mentioned in it may know already: their mail leaves soon all the same if it is the first answer.
    waits = Notification.mail == DAILY, Notification.mailed_at.is_(None), Notification.read_at.is_(None)
    sooner = and_(insert.excluded.mail == SOON, *waits)
    db.session.execute(insert.on_conflict_do_update(index_elements=ONCE, set_={"mail": SOON}, where=sooner))


def members_mentioned(event: MembersMentioned) -> None:
    """Those whom a message names, unless they want nothing of its topic; no second line if they know of it already."""
    found = message(event.post_id)
    if found is None:
        return
    wants = _Wants(found.topic_id)
    named = Member.id.in_(event.member_ids), wants.level > Level.NOTHING
    unread = _unread(found) if found.version == 1 else ()  # a name added later is news to who has read the rest
    insert = inserted(fact(found), *named, *unread, _may_read(found), why="mention", mailed=DAILY, source=wants.source)
    db.session.execute(insert.on_conflict_do_update(index_elements=ONCE, set_={"why": "mention"}))


def topic_opened(event: TopicOpened) -> None:
    """Those who follow the category, a tag or the place of a new topic."""
    found = _opening(event.topic_id)
    if found is None or found.kind == TopicKind.ANNOUNCEMENT:
        return
    wants = _Wants(found.topic_id)
    told = and_(wants.own.is_(None), wants.level >= Level.FOLLOW)
    conditions = (told, *_unread(found), _may_read(found))
    insert = inserted(_of_topic(found), *conditions, why=wants.kind, mailed=DAILY, source=wants.source)
    db.session.execute(insert.on_conflict_do_nothing())


def announced(event: Announced) -> None:
    """Every member who may read an announcement."""
    found = _opening(event.topic_id)
    if found is not None:
        insert = inserted(_of_topic(found), *_unread(found), _may_read(found), why="announcement", mailed=DAILY)
        db.session.execute(insert.on_conflict_do_nothing())


def _opening(topic_id: int) -> Any:
    return message(db.session.scalar(select(Post.id).where(Post.topic_id == topic_id, Post.number == 1)))


def _of_topic(found: Any) -> Fact:
    return fact(found, kind="topic", subject_kind="topic", subject_id=found.topic_id)


class _Wants:
    """What each member wants to be told of a topic: `own` says it of the topic, `level` of all together."""

    def __init__(self, topic_id: int) -> None:
        around = following.watching(topic_id)
        chosen = aliased(Follow)
        self.own = chosen.level
        self.kind = around.c.kind
        strongest = case((around.c.weakest == Level.NOTHING, Level.NOTHING), else_=around.c.strongest)
        self.level = func.coalesce(chosen.level, strongest, Level.CONCERNED)
        self.source = outerjoin(
            outerjoin(Member, chosen, and_(chosen.member_id == Member.id, chosen.topic_id == topic_id)),
            around,
            around.c.member_id == Member.id,
        )


def message(post_id: int | None) -> Any:
    """A message that can still be read, with its topic and its author."""
    earlier, parent = aliased(Post), aliased(Post)
    answered = exists().where(
        *(earlier.topic_id == Post.topic_id, earlier.number < Post.number, earlier.author_id != Topic.author_id),
        *(earlier.hidden_at.is_(None), earlier.removed_at.is_(None)),
    )
    is_question = and_(Topic.kind == TopicKind.QUESTION, Topic.about_kind.is_(None))
    return db.session.execute(
        select(*(Post.id, Post.topic_id, Post.author_id, Post.number, Post.body_html, Post.created_at, Topic.title))
        .add_columns(Topic.kind, Topic.author_id.label("asked_by_id"), Member.first_name, Member.last_name)
        .add_columns(is_question.label("is_question"), answered.label("was_answered"), Post.version)
        .add_columns(parent.author_id.label("answered_id"))
        .join(Topic, Topic.id == Post.topic_id)
        .join(Member, Member.id == Post.author_id)
        .outerjoin(parent, parent.id == Post.reply_to_id)
        .where(
            *(Post.id == post_id, Post.hidden_at.is_(None), Post.removed_at.is_(None)),
            *(Topic.hidden_at.is_(None), Topic.removed_at.is_(None)),
        )
    ).first()


def fact(found: Any, *, kind: str = "reply", subject_kind: str = "post", subject_id: int = 0) -> Fact:
    """The line of the bell about a message."""
    words = {
        "title": found.title,
        "url": url_for("forum.post_link", id=found.id, _external=False),
        "who": f"{found.first_name} {found.last_name}",
    }
    return Fact(
        kind=kind,
        subject_kind=subject_kind,
        subject_id=subject_id or found.id,
        topic_id=found.topic_id,
        actor_id=found.author_id,
        words=words,
    )


def _unread(found: Any) -> tuple[ColumnElement[bool], ...]:
    up_to_here = (Reading.topic_id == found.topic_id, Reading.last_number >= found.number)
    return (
        Member.id.not_in(select(Reading.member_id).where(*up_to_here)),
        Member.forum_read_at < found.created_at,
    )


def _may_read(found: Any) -> ColumnElement[bool]:
    return Member.id.in_(audience.readers(db.session.get_one(Topic, found.topic_id)))
