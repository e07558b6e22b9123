"""Writing in the forum. HTML is rendered here, once, and the counters that lists show are kept here."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from club import clock, journal, text
from club.access import Conflict, Refused
from club.events import emit
from club.extensions import db
from club.forum import attachments, citing, mentions, tags
from club.forum.attachments import Attachment
from club.forum.counting import counted, recount
from club.forum.events import Announced, HiddenPostCorrected, PostChanged, ReplyPosted, TopicChanged, TopicOpened
from club.forum.keeping import forget_solution
from club.forum.models import Post, PostRevision, Topic, TopicKind
from club.forum.reading import follow, mark_read
from club.members.models import Member
from club.policy import Action
from club.rows import awaited
from club.territories.models import Commune

SILENT = timedelta(minutes=5)  # an edit so soon leaves no mark
BY_STAFF = "Retiré par la modération"


def open_topic(
    *,
    kind: str,
    title: str,
    body: str,
    theme_id: int,
    by: Member,
    audience: str = "members",
    place: str = "",
    tag_ids: Iterable[int] = (),
    proposal: str = "",
    files: Sequence[Attachment] = (),
    at: datetime | None = None,
) -> Topic:
    """A new topic with its first message; its author follows it. `place` is « commune-36093 » or « departement-36 »."""
    topic = _new_topic(kind=kind, title=title, theme_id=theme_id, by=by, audience=audience, at=at or clock.now())
    if place:
        topic.commune_code, topic.departement_code = _territory(place)
    tags.put(topic, tag_ids)
    if proposal:
        tags.propose(topic, proposal, by=by)
    post = _add_post(topic, body, by, at or clock.now(), files)
    emit(TopicOpened(topic_id=topic.id, by_id=by.id))
    mentions.tell(post, topic, body, by=by)
    if topic.kind == TopicKind.ANNOUNCEMENT:
        emit(Announced(topic_id=topic.id, by_id=by.id))
    return topic


def open_discussion(
    *, about_kind: str, about_id: int, title: str, theme_id: int, by: Member, at: datetime | None = None
) -> Topic:
    """The discussion about a thing of a higher floor: a topic whose messages are all answers to it."""
    topic = _new_topic(kind=TopicKind.DISCUSSION, title=title, theme_id=theme_id, by=by, at=at or clock.now())
    topic.about_kind, topic.about_id = about_kind, about_id
    db.session.flush()
    return topic


def _new_topic(*, kind: str, title: str, theme_id: int, by: Member, at: datetime, audience: str = "members") -> Topic:
    topic = Topic(
        kind=kind,
        title=title,
        slug=text.slugify(title),
        theme_id=theme_id,
        author_id=by.id,
        audience=audience,
        commune_code=by.commune_code,
        departement_code=by.departement_code,
        created_at=at,
        last_post_at=at,
        posts_count=0,
        last_number=0,
    )
    db.session.add(topic)
    db.session.flush()
    follow(topic, by)
    return topic


def _territory(place: str) -> tuple[str | None, str | None]:
    kind, _, code = place.partition("-")
    if kind == "departement":
        return None, code
    return code, db.session.scalars(select(Commune.departement_code).where(Commune.code == code)).one()


def reply(
    topic: Topic,
    body: str,
    *,
    by: Member,
    at: datetime | None = None,
    reply_to_id: int | None = None,
    files: Sequence[Attachment] = (),
) -> Post:
    """An answer, to one message if said so; who answers follows the topic and has read it."""
    post = _add_post(topic, body, by, at or clock.now(), files)
    post.reply_to_id = reply_to_id
    follow(topic, by)
    mentions.tell(post, topic, body, by=by)
    emit(ReplyPosted(topic_id=topic.id, post_id=post.id, by_id=by.id))
    return post


def _add_post(topic: Topic, body: str, by: Member, at: datetime, files: Sequence[Attachment]) -> Post:
    html = rendered(body, files)
    with counted(topic):
        if topic.merged_into_id is not None:
            raise Refused("Ce sujet vient d’être réuni à un autre. Rechargez la page, puis répondez-y.")
        topic.last_number += 1
        topic.posts_count += 1
        topic.last_post_at, topic.last_post_by_id = at, by.id
        if topic.last_number > 1 and topic.answered_at is None and by.id != topic.author_id:
            topic.answered_at = at
        post = Post(
            topic=topic,
            number=topic.last_number,
            author_id=by.id,
            departement_code=by.departement_code,
            body=body,
            body_html=html,
            created_at=at,
        )
        db.session.add(post)
    db.session.flush()
    attachments.give(files, post=post)
    citing.remember(post)
    mark_read(topic.id, by.id, topic.last_number)
    return post


def rendered(body: str, files: Sequence[Attachment]) -> str:
    """The HTML of a message, with what it links to and its files."""
    return citing.with_cards(mentions.rendered(body)) + attachments.rendered(files)


def edit(
    post: Post,
    body: str,
    *,
    version: int,
    by: Member,
    title: str | None = None,
    files: Sequence[Attachment] | None = None,
    act: Action = Action.POST_EDIT,
) -> None:
    """Replace the text of a message, its files and title if given; raises Conflict when it changed since `version`."""
    db.session.refresh(post, ["version", "body", "removed_at"], with_for_update=True)
    if post.removed_at is not None:
        raise Refused("Ce message est retiré : il ne se modifie plus.")
    if version != post.version:
        raise Conflict(post.body, body)
    attached = attachments.of_post(post.id) if files is None else files
    attachments.give(attached, post=post)
    html = rendered(body, attached)
    db.session.add(PostRevision(post_id=post.id, version=post.version, body=post.body, replaced_by_id=by.id))
    if clock.now() - post.created_at > SILENT or by.id != post.author_id:
        post.edited_at, post.edited_by_id = clock.now(), by.id
    before = {"body": post.body, "title": post.topic.title}
    post.body, post.body_html = body, html
    post.version += 1
    citing.remember(post)
    mentions.tell(post, post.topic, body, by=by, before=before["body"])
    if title is not None and title != post.topic.title:
        post.topic.title, post.topic.slug = title, text.slugify(title)
        emit(TopicChanged(topic_id=post.topic_id))
    after = {"body": body, "title": post.topic.title}
    _record(act, post, by, before=before, after=after)
    emit(PostChanged(topic_id=post.topic_id, post_id=post.id))
    if post.hidden_at is not None and by.id == post.author_id:
        emit(HiddenPostCorrected(post_id=post.id, version=post.version, by_id=by.id))


def remove(post: Post, *, by: Member) -> None:
    """Take a message away: its place stays; a first message that nobody answered takes its topic along."""
    with counted(post.topic):
        awaited(post)
        if post.removed_at is not None:
            raise Refused("Ce message est déjà retiré.")
        post.removed_at = clock.now()
        if post.hidden_at is None:
            post.hidden_reason = "" if by.id == post.author_id else BY_STAFF
            recount(post.topic, -1)
        forget_solution(post)
        if post.number == 1 and post.topic.last_number == 1 and post.topic.about_kind is None:
            post.topic.removed_at = clock.now()
    _record(Action.POST_REMOVE, post, by, before={"body": post.body}, after={"removed": True})
    if post.topic.removed_at is not None:
        emit(TopicChanged(topic_id=post.topic_id))
    emit(PostChanged(topic_id=post.topic_id, post_id=post.id))


def _record(act: Action, post: Post, by: Member, *, before: dict[str, Any], after: dict[str, Any]) -> None:
    """What one does to one's own message is nobody's business; what staff does to another's is journaled."""
    if by.id != post.author_id or act is Action.POST_REVERT:
        journal.record(act, "post", post.id, label=post.topic.title, before=before, after=after, by=by.id)
