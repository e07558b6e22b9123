"""Help is called for a question that waits: those who know its theme, then its référents, then the administrators."""

import logging

from flask import url_for
from sqlalchemy import case, select

from club import clock, jobs
from club.extensions import db
from club.forum import audience, waiting
from club.forum.models import Call, Topic
from club.members.models import Member, MemberTheme, Role
from club.notifications.fanout import DAILY, Fact, inserted
from club.paging import AnySelect
from club.rows import insert

log = logging.getLogger(__name__)
STEPS = {3: "call-theme", 7: "call-territory", 14: "call-team"}  # working days → why somebody is called
MOST = 20  # members called for one question: those of its département first, then those who were here last


@jobs.every(hour=5)
def call_for_help() -> int:
    """Call those of each step that is reached, once; their mails leave with the day's. Returns how many questions."""
    done = 0
    for days, why in STEPS.items():
        for id in [topic.id for topic in waiting.to_call_for(days)]:
            done += _call_once(id, days, why)
    return done


def _call_once(topic_id: int, days: int, why: str) -> bool:
    """One question and its commit: another run may be at the same, and trouble with one must not stop the others."""
    try:
        is_ours = _claimed(topic_id, days)
        if is_ours:
            _call(db.session.get_one(Topic, topic_id), why)
        db.session.commit()
    except Exception:  # whatever it is: the questions after this one are asked all the same
        db.session.rollback()
        log.exception("no help is called for topic %s: the next run tries again", topic_id)
        return False
    return is_ours


def _claimed(topic_id: int, days: int) -> bool:
    row = insert(Call).values(topic_id=topic_id, days=days, called_at=clock.now())
    return db.session.scalar(row.on_conflict_do_nothing().returning(Call.topic_id)) is not None


def _call(topic: Topic, why: str) -> None:
    author = db.session.get_one(Member, topic.author_id)
    fact = Fact(
        kind=why,
        subject_kind="topic",
        subject_id=topic.id,
        actor_id=author.id,
        topic_id=topic.id,
        words={
            "title": topic.title,
            "url": url_for("forum.topic", id=topic.id, slug=topic.slug, _external=False),
            "who": author.full_name,
        },
    )
    called = Member.id.in_(_whom(topic, why))
    db.session.execute(inserted(fact, called, why=why, mailed=DAILY).on_conflict_do_nothing())


def _whom(topic: Topic, why: str) -> AnySelect:
    readers = audience.readers(topic)
    if why == "call-team":
        return readers.where(Member.role == Role.ADMINISTRATOR)
    if why == "call-territory":
        return readers.where(audience.keeps(topic.departement_code))
    near = case((Member.departement_code == (topic.departement_code or ""), 0), else_=1)
    knowing = select(MemberTheme.member_id).where(MemberTheme.term_id == topic.theme_id)
    others = readers.where(Member.id.in_(knowing), Member.id != topic.author_id)
    return others.order_by(near, Member.seen_at.desc().nulls_last(), Member.id).limit(MOST)
