"""Changes of the forum. Counters are kept here, and HTML is rendered here, once."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from club import clock, journal, text
from club.access import Conflict, Refused
from club.events import emit
from club.extensions import db
from club.forum.events import PostChanged, ReplyPosted, TopicChanged, TopicOpened, TopicRead
from club.forum.models import Category, Follow, Post, PostRevision, Reading, Topic, TopicKind
from club.members.models import Member
from club.policy import Action

SILENT = 5 * 60  # seconds during which an edit leaves no mark


def open_topic(
    *, kind: str, title: str, body: str, theme_id: int, by: Member, at: datetime | None = None
) -> Topic:
    """A new topic with its first message; its author follows it."""
    topic = _new_topic(kind=kind, title=title, theme_id=theme_id, by=by, at=at or clock.now())
    _add_post(topic, body, by, at or clock.now())
    emit(TopicOpened(topic_id=topic.id, by_id=by.id))
    return topic


def open_discussion(*, about_kind: str, about_id: int, title: str, theme_id: int, by: Member, at: datetime | None = None) -> Topic:
    """The discussion about a thing of a higher floor: a topic whose messages are all answers to it."""
    topic = _new_topic(kind=TopicKind.DISCUSSION, title=title, theme_id=theme_id, by=by, at=at or clock.now())
    topic.about_kind, topic.about_id = about_kind, about_id
    db.session.flush()
    return topic


def _new_topic(*, kind: str, title: str, theme_id: int, by: Member, at: datetime) -> Topic:
    topic = Topic(
        kind=kind,
        title=title,
        slug=text.slugify(title),
        theme_id=theme_id,
        author_id=by.id,
        commune_code=by.commune_code,
        departement_code=by.departement_code,
        created_at=at,
        last_post_at=at,
        posts_count=0,
        last_number=0,
    )
    db.session.add(topic)
    _category(theme_id).topics_count += 1
    db.session.flush()
    follow(topic, by)
    return topic


def _category(theme_id: int) -> Category:
    found = db.session.get(Category, theme_id)
    if found is None:
        found = Category(theme_id=theme_id, topics_count=0, posts_count=0)
        db.session.add(found)
    return found


def reply(topic: Topic, body: str, *, by: Member, at: datetime | None = None) -> Post:
    """An answer; who answers follows the topic and has read it."""
    post = _add_post(topic, body, by, at or clock.now())
    follow(topic, by)
    emit(ReplyPosted(topic_id=topic.id, post_id=post.id, by_id=by.id))
    return post


def _add_post(topic: Topic, body: str, by: Member, at: datetime) -> Post:
    html = text.render(body)
    # One statement takes the next number, so that two answers at once never share one.
    taken = update(Topic).where(Topic.id == topic.id).values(
        last_number=Topic.last_number + 1, posts_count=Topic.posts_count + 1, last_post_at=at, last_post_by_id=by.id
    )  # fmt: skip
    number = db.session.execute(taken.returning(Topic.last_number)).scalar_one()
    db.session.refresh(topic, ["last_number", "posts_count", "last_post_at", "last_post_by_id"])
    post = Post(
        topic_id=topic.id,
        number=number,
        author_id=by.id,
        departement_code=by.departement_code,
        body=body,
        body_html=html,
        created_at=at,
    )
    db.session.add(post)
    category = _category(topic.theme_id)
    category.posts_count += 1
    category.last_post_at = at
    db.session.flush()
    mark_read(topic.id, by.id, number)
    return post


def edit(post: Post, body: str, *, version: int, by: Member, title: str | None = None) -> None:
    """Replace the text of a message (and the title of its topic); raises Conflict when it changed since `version`."""
    if version != post.version:
        raise Conflict(post.body, body)
    html = text.render(body)
    db.session.add(PostRevision(post_id=post.id, version=post.version, body=post.body, replaced_by_id=by.id))
    age = (clock.now() - post.created_at).total_seconds()
    if age > SILENT or by.id != post.author_id:
        post.edited_at, post.edited_by_id = clock.now(), by.id
    post.body, post.body_html = body, html
    post.version += 1
    if title is not None and post.number == 1:
        post.topic.title, post.topic.slug = title, text.slugify(title)
        emit(TopicChanged(topic_id=post.topic_id))
    if by.id != post.author_id:
        journal.record(Action.POST_EDIT, "post", post.id, label=post.topic.title, by=by.id)
    emit(PostChanged(topic_id=post.topic_id, post_id=post.id))


def remove(post: Post, *, by: Member) -> None:
    """Take a message away: its place stays, marked as removed; a first message nobody answered takes its topic along."""
    if post.removed_at is not None:
        raise Refused("Ce message est déjà retiré.")
    post.removed_at = clock.now()
    _count(post, -1)
    if post.number == 1 and post.topic.last_number == 1:
        post.topic.removed_at = clock.now()
        emit(TopicChanged(topic_id=post.topic_id))
    if by.id != post.author_id:
        journal.record(Action.POST_REMOVE, "post", post.id, label=post.topic.title, by=by.id)
    emit(PostChanged(topic_id=post.topic_id, post_id=post.id))


def hide_post(post: Post, *, reason: str, by: Member) -> None:
    """Out of sight by moderation, with the reason."""
    post.hidden_at, post.hidden_reason = clock.now(), reason
    if post.removed_at is None:
        _count(post, -1)
    emit(PostChanged(topic_id=post.topic_id, post_id=post.id))


def restore_post(post: Post, *, by: Member) -> None:
    """Back in sight."""
    post.hidden_at, post.hidden_reason = None, ""
    if post.removed_at is None:
        _count(post, 1)
    emit(PostChanged(topic_id=post.topic_id, post_id=post.id))


def _count(post: Post, change: int) -> None:
    """Counters tell what can be read."""
    topic = Topic.__table__
    db.session.execute(
        update(topic).where(topic.c.id == post.topic_id).values(posts_count=topic.c.posts_count + change)
    )
    db.session.refresh(post.topic, ["posts_count"])


def hide_topic(topic: Topic, *, reason: str, by: Member) -> None:
    """A whole topic out of sight by moderation."""
    topic.hidden_at, topic.hidden_reason = clock.now(), reason
    emit(TopicChanged(topic_id=topic.id))


def restore_topic(topic: Topic, *, by: Member) -> None:
    """A whole topic back in sight."""
    topic.hidden_at, topic.hidden_reason = None, ""
    emit(TopicChanged(topic_id=topic.id))


def lock(topic: Topic, *, is_locked: bool, by: Member) -> None:
    """Close or reopen a topic to answers."""
    _curate(topic, "is_locked", is_locked, by)


def pin(topic: Topic, *, is_pinned: bool, by: Member) -> None:
    """Keep a topic at the top of its theme, or let it go."""
    _curate(topic, "is_pinned", is_pinned, by)


def _curate(topic: Topic, name: str, value: bool, by: Member) -> None:
    before = {name: getattr(topic, name)}
    setattr(topic, name, value)
    journal.record(Action.TOPIC_CURATE, "topic", topic.id, label=topic.title, before=before, after={name: value}, by=by.id)


def follow(topic: Topic, member: Member) -> None:
    """Be told of the answers; following twice is following once."""
    row = {"member_id": member.id, "topic_id": topic.id, "created_at": clock.now()}
    db.session.execute(_insert(Follow).values(row).on_conflict_do_nothing())


def unfollow(topic: Topic, member: Member) -> None:
    """Not to be told any more."""
    followed = db.session.get(Follow, (member.id, topic.id))
    if followed is not None:
        db.session.delete(followed)


def mark_read(topic_id: int, member_id: int, number: int) -> None:
    """Remember how far a member has read; it never goes back."""
    insert = _insert(Reading).values(member_id=member_id, topic_id=topic_id, last_number=number)
    db.session.execute(
        insert.on_conflict_do_update(
            index_elements=["member_id", "topic_id"],
            set_={"last_number": insert.excluded.last_number},
            where=Reading.last_number < insert.excluded.last_number,
        )
    )
    emit(TopicRead(topic_id=topic_id, member_id=member_id))


def mark_all_read(member: Member) -> None:
    """What is older than now counts as read."""
    db.session.execute(update(Member).where(Member.id == member.id).values(forum_read_at=clock.now()))


def _insert(model: type) -> sqlite.Insert | postgresql.Insert:
    """Both databases say ON CONFLICT in the same way, through two constructs."""
    is_sqlite = db.session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(model) if is_sqlite else postgresql.insert(model)
