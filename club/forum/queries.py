"""What the pages of the forum show, in narrow rows: these are the club's most read pages."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Label,
    String,
    and_,
    bindparam,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased, joinedload

from club.drafts.models import Draft
from club.extensions import db
from club.forum import audience
from club.forum.attachments import Attachment
from club.forum.models import (
    Follow,
    Level,
    Post,
    PostRevision,
    PostThanks,
    Reading,
    Topic,
    TopicEcho,
)
from club.members.models import Member, Organisation
from club.paging import AnyRow, AnySelect
from club.policy import Viewer, moderator, referent
from club.policy import member as is_member
from club.rows import row, rows
from club.territories.models import Commune
from club.vocabulary.models import Term

PER_PAGE = 20
MOST_CHOSEN = 500


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """`topic.read` said in SQL; a test proves that it equals the rule."""
    if not is_member(viewer, None):
        return false()
    if moderator(viewer, None):
        return true()
    seen = and_(Topic.hidden_at.is_(None), Topic.removed_at.is_(None), audience.open_to(viewer))
    if referent(viewer, None):
        return or_(seen, Topic.departement_code.in_(viewer.scope_departements))
    return seen


def posts_readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """`post.read` said in SQL, for statements that join the topic; a test proves that it equals the rule."""
    if not is_member(viewer, None):
        return false()
    if moderator(viewer, None):
        return true()
    own = Post.author_id == viewer.id
    seen = or_(and_(Post.hidden_at.is_(None), Post.removed_at.is_(None)), own)
    if referent(viewer, None):
        seen = or_(seen, Post.departement_code.in_(viewer.scope_departements))
    return and_(readable_by(viewer), seen)


def visible() -> ColumnElement[bool]:
    """What lists show: neither hidden nor removed, and not the empty discussion of an experience."""
    return and_(Topic.hidden_at.is_(None), Topic.removed_at.is_(None), Topic.posts_count > 0)


def topic(id: int) -> Topic | None:
    """A topic with what its page says of it; of one that joined another, the other."""
    return db.session.scalar(_topic(), {"id": id})


@cache
def _topic() -> AnySelect:
    place = joinedload(Topic.commune).load_only(Commune.code, Commune.slug, Commune.name, Commune.population)
    shown = joinedload(Topic.theme, innerjoin=True).load_only(Term.slug, Term.label), place
    asked: BindParameter[int] = bindparam("id")
    joined = aliased(Topic)
    heir = select(joined.merged_into_id).where(joined.id == asked).scalar_subquery()
    return select(Topic).where(Topic.id == func.coalesce(heir, asked)).options(*shown)


def post(id: int) -> Post | None:
    """A message with its topic."""
    return db.session.scalar(
        select(Post)
        .where(Post.id == id)
        .options(
            joinedload(Post.topic, innerjoin=True).joinedload(Topic.theme, innerjoin=True),
            joinedload(Post.author, innerjoin=True),
        )
    )


def quotable(id: int, topic_id: int, viewer: Viewer) -> AnyRow | None:
    """A message of this topic that everybody may read: its text and who wrote it."""
    asked = (
        select(Post.id, Post.number, Post.body, Member.first_name, Member.last_name)
        .join(Topic, Topic.id == Post.topic_id)
        .join(Member, Member.id == Post.author_id)
        .where(Post.id == id, Post.topic_id == topic_id, posts_readable_by(viewer))
    )
    return db.session.execute(asked.where(Post.hidden_at.is_(None), Post.removed_at.is_(None))).first()


def posts(topic_id: int, page: int, viewer_id: int) -> Sequence[AnyRow]:
    """The messages of one page, a range of numbers: links stay true and the last page is as fast as the first."""
    first = (page - 1) * PER_PAGE + 1
    place = {"topic_id": topic_id, "first": first, "last": first + PER_PAGE - 1, "viewer": viewer_id}
    return rows(_posts(), **place)


@cache  # made once: putting together a statement this wide costs more than running it
def _posts() -> AnySelect:
    function, place = aliased(Term), aliased(Commune)
    earlier, answered = aliased(Post), aliased(Member)
    return (
        select(
            *(Post.id, Post.number, Post.topic_id, Post.author_id, Post.departement_code, Post.body_html),
            *(Post.created_at, Post.edited_at, Post.hidden_at, Post.hidden_reason, Post.removed_at),
            *(Post.thanks_count, PostThanks.member_id.is_not(None).label("is_thanked")),
            *(Member.first_name, Member.last_name, Member.slug.label("author_slug"), Member.photo_id, Member.role),
            Member.is_findable.label("is_findable"),
            *(function.label.label("function"), place.name.label("commune"), place.population),
            *(place.departement_code.label("commune_departement"), Organisation.name.label("organisation")),
            *(Post.reply_to_id, answered.first_name.label("to_first"), answered.last_name.label("to_last")),
        )
        .join(Member, Member.id == Post.author_id)
        .outerjoin(earlier, earlier.id == Post.reply_to_id)
        .outerjoin(answered, answered.id == earlier.author_id)
        .outerjoin(function, function.id == Member.function_id)
        .outerjoin(place, place.code == Member.commune_code)
        .outerjoin(Organisation, Organisation.id == Member.organisation_id)
        .outerjoin(PostThanks, and_(PostThanks.post_id == Post.id, PostThanks.member_id == bindparam("viewer")))
        .where(Post.topic_id == bindparam("topic_id"), Post.number.between(bindparam("first"), bindparam("last")))
        .order_by(Post.number)
    )


def solution(topic: Any) -> AnyRow | None:
    """The answer that solved a question, as the question shows it; None when there is none in sight."""
    return row(_solution(), id=topic.solution_id, topic_id=topic.id) if topic.solution_id else None


@cache
def _solution() -> AnySelect:
    return (
        select(Post.id, Post.number, Post.body_html, Member.id.label("author_id"), Member.first_name, Member.last_name)
        .join(Member, Member.id == Post.author_id)
        .where(Post.id == bindparam("id"), Post.topic_id == bindparam("topic_id"))
        .where(Post.hidden_at.is_(None), Post.removed_at.is_(None))
    )


def all_posts(topic_id: int, first: int) -> Sequence[AnyRow]:
    """Every message of a topic from a number on, in a few words, to choose among them."""
    said = select(Post.id, Post.number, Post.body_html, Post.created_at, Member.first_name, Member.last_name)
    of_topic = said.join(Member, Member.id == Post.author_id).where(Post.topic_id == topic_id, Post.number >= first)
    return db.session.execute(of_topic.order_by(Post.number).limit(MOST_CHOSEN)).all()


def last_page(topic: Any) -> int:
    """The number of the last page of a topic."""
    last_number: int = topic.last_number
    return max((last_number - 1) // PER_PAGE + 1, 1)


def page_of(number: int) -> int:
    """The page that holds the message of a number."""
    return (number - 1) // PER_PAGE + 1


def state_for(topic_id: int, member_id: int) -> AnyRow:
    """(level, is_echoed, last_read, draft, has_files, forum_read_at) of one member, in one statement."""
    return rows(_state(), topic=topic_id, member=member_id)[0]


@cache
def _state() -> AnySelect:
    member: BindParameter[int] = bindparam("member")
    return select(*marks(bindparam("topic"), member), Member.forum_read_at).where(Member.id == member)


def marks(topic: Any, member: Any) -> list[Label[Any]]:
    """(level, is_echoed, last_read, draft, has_files): what a topic is to a member, as parts of a statement."""
    chosen = select(Follow.level).where(Follow.topic_id == topic, Follow.member_id == member).scalar_subquery()
    read = select(Reading.last_number).where(Reading.topic_id == topic, Reading.member_id == member).scalar_subquery()
    echoed = select(TopicEcho.topic_id).where(TopicEcho.topic_id == topic, TopicEcho.member_id == member).exists()
    place = literal("reponse-").concat(cast(topic, String))
    begun = select(Draft.body).where(Draft.member_id == member, Draft.place == place).scalar_subquery()
    waiting = and_(Attachment.place == place, Attachment.post_id.is_(None), Attachment.held_id.is_(None))
    files = select(Attachment.id).where(Attachment.author_id == member, waiting).exists()
    level = func.coalesce(chosen, Level.CONCERNED)
    found = {"level": level, "is_echoed": echoed, "last_read": read, "draft": begun, "has_files": files}
    return [column.label(name) for name, column in found.items()]


def revisions(post_id: int) -> Sequence[PostRevision]:
    """The texts that edits replaced, newest first."""
    known = select(PostRevision).where(PostRevision.post_id == post_id).options(joinedload(PostRevision.replaced_by))
    return db.session.scalars(known.order_by(PostRevision.id.desc())).all()
