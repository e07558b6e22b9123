"""Two topics made one, one made two: messages move, and everything that points to them goes on leading there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import delete, exists, func, insert, literal, select, update
from sqlalchemy.orm import aliased

from club import clock, french, journal, text
from club.access import Refused
from club.drafts import operations as drafts
from club.events import emit
from club.extensions import Model, db
from club.forum import attachments, tags
from club.forum.counting import counted, tally
from club.forum.events import PostsMoved, TopicMerged, TopicSplit
from club.forum.keeping import tell
from club.forum.ledger import HeldPost, TopicEvent
from club.forum.models import Follow, Post, Reading, Topic, TopicEcho, TopicKind
from club.forum.reading import follow
from club.members.models import Member
from club.policy import Action

FOLLOWING: tuple[type[Model], ...] = (Follow, TopicEcho)  # what members say of a topic: it goes with the messages
ABOUT = "La discussion d’une expérience ne se réunit pas à une autre."
GONE = "Certains de ces messages ne sont plus dans ce sujet. Rechargez la page, puis choisissez de nouveau."


def why_not(source: Topic, target: Topic) -> str | None:
    """The sentence that refuses to make one topic of two."""
    if source.id == target.id:
        return "C’est ce sujet-ci : choisissez-en un autre."
    if source.about_kind is not None or target.about_kind is not None:
        return ABOUT
    if source.audience != target.audience:
        return "Ces deux sujets n’ont pas les mêmes lecteurs : changez d’abord qui peut lire l’un ou l’autre."
    if source.removed_at is not None or target.removed_at is not None:
        return "Un sujet retiré ne se réunit pas à un autre."
    return None


def merge(source: Topic, target: Topic, *, reason: str, by: Member, at: datetime | None = None) -> None:
    """All the messages of a topic go to the end of another; its address leads there from now on."""
    with counted(source, target):
        if refusal := why_not(source, target):
            raise Refused(refusal)
        before = target.last_number
        words = {"title": source.title, "messages": french.plural(source.posts_count, "message")}
        tell(target, "merged", by, {source.author_id, target.author_id}, at, reason=reason, **words)
        _move_all(source, target)
        target.last_number += source.last_number
        if target.solution_id is None and target.kind == TopicKind.QUESTION:
            target.solution_id, target.solved_at = source.solution_id, source.solved_at
        source.posts_count = source.last_number = source.echoes_count = 0
        source.solution_id = source.solved_at = None
        source.removed_at, source.merged_into_id = at or clock.now(), target.id
        tally(target)
        source.version += 1
        target.version += 1
    into = {"into": target.id, "title": target.title}
    _record(source, {"title": source.title}, into, reason, by, at)
    emit(TopicMerged(topic_id=source.id, into_id=target.id))
    emit(PostsMoved(topic_id=target.id, after_number=before))


def _move_all(source: Topic, target: Topic) -> None:
    """Messages and events keep their order behind those of the target; who followed and read goes on from there."""
    behind = target.last_number
    _carry_readings(source, target)
    for model in FOLLOWING:
        _carry(model, source, target)
    moved = {"topic_id": target.id, "number": Post.number + behind}
    db.session.execute(update(Post).where(Post.topic_id == source.id).values(moved))
    told = {"topic_id": target.id, "number": TopicEvent.number + behind}
    db.session.execute(update(TopicEvent).where(TopicEvent.topic_id == source.id).values(told))
    db.session.execute(update(HeldPost).where(HeldPost.topic_id == source.id).values(topic_id=target.id))
    tags.move(source.id, target.id)
    begun, there = f"reponse-{source.id}", f"reponse-{target.id}"
    drafts.move(begun, there)
    attachments.move(begun, there)
    db.session.execute(update(Topic).where(Topic.merged_into_id == source.id).values(merged_into_id=target.id))


def _carry(model: type[Model], source: Topic, target: Topic) -> None:
    """What members said of the source, they say of the target, unless they already did."""
    table = model.__table__
    known = table.alias()
    row = [literal(target.id) if column.name == "topic_id" else column for column in table.columns]
    same = exists().where(known.c.topic_id == target.id, known.c.member_id == table.c.member_id)
    chosen = select(*row).where(table.c.topic_id == source.id, ~same)
    db.session.execute(insert(model).from_select([column.name for column in table.columns], chosen))
    db.session.execute(delete(model).where(table.c.topic_id == source.id))


def _carry_readings(source: Topic, target: Topic) -> None:
    """Who had read the whole target has read there what they had read of the source."""
    theirs = aliased(Reading)
    read = select(theirs.last_number).where(theirs.topic_id == source.id, theirs.member_id == Reading.member_id)
    whole = (Reading.topic_id == target.id, Reading.last_number >= target.last_number)
    further = update(Reading).where(*whole, read.exists())
    values = {"last_number": target.last_number + read.scalar_subquery()}
    db.session.execute(further.values(values).execution_options(synchronize_session="fetch"))
    db.session.execute(delete(Reading).where(Reading.topic_id == source.id))


def split(
    topic: Topic,
    post_ids: Sequence[int],
    *,
    title: str,
    theme_id: int,
    kind: str,
    reason: str,
    by: Member,
    at: datetime | None = None,
) -> Topic:
    """Some messages leave for a topic of their own, opened by the author of the first of them."""
    made = _opened(topic, _chosen(topic, post_ids)[0], title=title, theme_id=theme_id, kind=kind)
    with counted(topic, made):
        posts = _chosen(topic, post_ids)
        authors = {post.author_id for post in posts} - {topic.author_id}
        tell(made, "split_from", by, authors, at, reason=reason, url=_address(topic))
        _move_some(topic, made, posts)
        tags.share(topic.id, made.id)
        _close_ranks(topic)
        for one in (topic, made):
            tally(one)
        topic.version += 1
    there = {"messages": french.plural(len(posts), "message"), "url": _address(made)}
    tell(topic, "split", by, {topic.author_id}, at, reason=reason, **there)
    _record(topic, {}, {"split": len(posts), "into": made.id, "title": made.title}, reason, by, at)
    emit(TopicSplit(topic_id=topic.id, made_id=made.id, first_post_id=posts[0].id))
    emit(PostsMoved(topic_id=made.id, after_number=0))
    return made


def _chosen(topic: Topic, post_ids: Sequence[int]) -> Sequence[Post]:
    """The messages to move, in order; the first message of a topic never leaves it."""
    asked = select(Post).where(Post.topic_id == topic.id, Post.id.in_(post_ids)).order_by(Post.number)
    posts = db.session.scalars(asked).all()
    if not posts or len(posts) != len(set(post_ids)):
        raise Refused(GONE)
    if posts[0].number == 1 and topic.about_kind is None:
        raise Refused("Le premier message reste : c’est lui qui ouvre le sujet.")
    return posts


def _opened(topic: Topic, first: Post, *, title: str, theme_id: int, kind: str) -> Topic:
    author = db.session.get_one(Member, first.author_id)
    made = Topic(
        kind=kind,
        title=title,
        slug=text.slugify(title),
        theme_id=theme_id,
        audience=topic.audience,
        author_id=author.id,
        commune_code=author.commune_code,
        departement_code=first.departement_code,
        created_at=first.created_at,
        last_post_at=first.created_at,
        posts_count=0,
        last_number=0,
    )
    db.session.add(made)
    db.session.flush()
    follow(made, author)
    return made


def _move_some(topic: Topic, made: Topic, posts: Sequence[Post]) -> None:
    """The messages take the numbers 1, 2, 3…; their authors follow them if they followed, readings go along."""
    ids = [post.id for post in posts]
    read = select(func.count()).where(Post.id.in_(ids), Post.number <= Reading.last_number).scalar_subquery()
    readers = select(Reading.member_id, literal(made.id), read).where(
        Reading.topic_id == topic.id, Reading.last_number >= posts[0].number
    )
    db.session.execute(insert(Reading).from_select(["member_id", "topic_id", "last_number"], readers))
    _follow_too(topic, made, posts)
    for number, post in enumerate(posts, 1):
        post.topic_id, post.number = made.id, number
    made.last_number = len(posts)
    db.session.flush()


def _follow_too(topic: Topic, made: Topic, posts: Sequence[Post]) -> None:
    authors = {post.author_id for post in posts} - {made.author_id}
    table = Follow.__table__
    row = [literal(made.id) if column.name == "topic_id" else column for column in table.columns]
    chosen = select(*row).where(Follow.topic_id == topic.id, Follow.member_id.in_(authors))
    db.session.execute(insert(Follow).from_select([column.name for column in table.columns], chosen))


def _close_ranks(topic: Topic) -> None:
    """The newest message left gives the number of the next one: nobody has read further than it."""
    newest = select(func.coalesce(func.max(Post.number), 0)).where(Post.topic_id == topic.id)
    topic.last_number = db.session.scalars(newest).one()
    further = update(Reading).where(Reading.topic_id == topic.id, Reading.last_number > topic.last_number)
    db.session.execute(further.values(last_number=topic.last_number))


def _address(topic: Topic) -> str:
    return url_for("forum.topic", id=topic.id, slug=topic.slug, _external=False)


def _record(
    topic: Topic, before: dict[str, Any], after: dict[str, Any], reason: str, by: Member, at: datetime | None
) -> None:
    facts: dict[str, Any] = {"label": topic.title, "before": before, "after": after, "reason": reason}
    journal.record(Action.TOPIC_CURATE, "topic", topic.id, by=by.id, at=at, **facts)
