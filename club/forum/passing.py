"""What a member who leaves passes on of the forum: questions that wait for a solution, and what they follow."""

from flask import url_for
from sqlalchemy import select

from club.extensions import db
from club.forum import following, queries, reading
from club.forum.models import Follow, Level, Topic, TopicKind, Watch
from club.members.models import Member
from club.passing import MOST, Facts, Item, Part
from club.policy import Action, can


def _topic_url(topic: Topic) -> str:
    return url_for("forum.topic", id=topic.id, slug=topic.slug)


def _questions(member: Member, commune: str) -> list[Item]:
    mine = Topic.author_id == member.id, Topic.commune_code == commune, Topic.kind == TopicKind.QUESTION
    waiting = select(Topic).where(*mine, queries.visible(), Topic.solution_id.is_(None), Topic.merged_into_id.is_(None))
    rows = db.session.scalars(waiting.order_by(Topic.last_post_at.desc(), Topic.id).limit(MOST)).all()
    return [Item(str(one.id), one.title, _topic_url(one), one.last_post_at) for one in rows]


def _take_topic(member: Member, key: str) -> Facts | None:
    _let_topic_go(member, key)
    return {"topic": int(key)}


def _let_topic_go(member: Member, key: str) -> None:
    topic = db.session.get(Topic, int(key))
    if topic is not None:
        reading.choose_level(topic, member, Level.NOTHING)


def _receive_topic(facts: Facts, to: Member, from_id: int) -> None:
    """The successor is told of the answers; who follows it more closely already goes on so."""
    topic = queries.topic(facts["topic"])
    if topic is None or not can(to, Action.TOPIC_READ, topic):
        return
    known = db.session.get(Follow, (to.id, topic.id))
    if known is None or known.level < Level.FOLLOW:
        reading.choose_level(topic, to, Level.FOLLOW)


def _follows(member: Member, commune: str) -> list[Item]:
    chosen = Follow.member_id == member.id, Follow.level >= Level.FOLLOW, Topic.author_id != member.id
    followed = select(Topic).join(Follow, Follow.topic_id == Topic.id).where(*chosen, queries.readable_by(member))
    followed = followed.where(queries.visible()).order_by(Topic.last_post_at.desc(), Topic.id).limit(MOST)
    topics = db.session.scalars(followed).all()
    found = [Item(f"topic-{one.id}", one.title, _topic_url(one), one.last_post_at, is_own=True) for one in topics]
    page = url_for("forum.following")
    return found + [
        Item(f"{one.kind}-{one.reference}", one.label, page, note="thème ou territoire", is_own=True)
        for one in following.watched(member.id)
        if one.level >= Level.FOLLOW
    ]


def _take_follow(member: Member, key: str) -> Facts | None:
    kind, _, reference = key.partition("-")
    if kind == "topic":
        return _take_topic(member, reference)
    known = db.session.get(Watch, (member.id, kind, reference))
    if known is None:
        return None
    level = known.level
    reading.watch(kind, reference, member, Level.CONCERNED)
    return {"kind": kind, "reference": reference, "level": int(level)}


def _let_follow_go(member: Member, key: str) -> None:
    kind, _, reference = key.partition("-")
    if kind == "topic":
        _let_topic_go(member, reference)
    else:
        reading.watch(kind, reference, member, Level.CONCERNED)


def _receive_follow(facts: Facts, to: Member, from_id: int) -> None:
    if "topic" in facts:
        return _receive_topic(facts, to, from_id)
    level = max(Level(facts["level"]), following.watch_level(to.id, facts["kind"], facts["reference"]))
    return reading.watch(facts["kind"], facts["reference"], to, level)


QUESTIONS = Part(
    "Questions sans solution",
    "Transmise, une question est suivie par votre successeur et vous n’en êtes plus prévenu ; elle reste signée de "
    "vous. Laissée, personne ne la suit à votre place.",
    _questions,
    _take_topic,
    _receive_topic,
    _let_topic_go,
)
FOLLOWS = Part(
    "Sujets, thèmes et territoires suivis",
    "Transmis, ils sont suivis par votre successeur et non plus par vous. Laissés, vous n’en êtes plus prévenu.",
    _follows,
    _take_follow,
    _receive_follow,
    _let_follow_go,
)
