"""Who follows what, and how far each member has read."""

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from club import clock
from club.events import emit
from club.extensions import db
from club.forum.events import ForumRead, TopicRead
from club.forum.models import Follow, Level, Reading, Topic, Watch
from club.members.models import Member


def follow(topic: Topic, member: Member) -> None:
    """Be told of the answers; who chose another level before keeps it."""
    row = {"member_id": member.id, "topic_id": topic.id, "created_at": clock.now()}
    db.session.execute(_insert(Follow).values(row).on_conflict_do_nothing())


def choose_level(topic: Topic, member: Member, level: Level) -> None:
    """Be told more or less of a topic."""
    row = {"member_id": member.id, "topic_id": topic.id, "level": level, "created_at": clock.now()}
    insert = _insert(Follow).values(row)
    chosen = {"level": insert.excluded.level}
    db.session.execute(insert.on_conflict_do_update(index_elements=["member_id", "topic_id"], set_=chosen))


def watch(kind: str, reference: str, member: Member, level: Level) -> None:
    """Be told more or less of a category, a tag or a place."""
    row = {"member_id": member.id, "kind": kind, "reference": reference, "level": level, "created_at": clock.now()}
    insert = _insert(Watch).values(row)
    known = ["member_id", "kind", "reference"]
    db.session.execute(insert.on_conflict_do_update(index_elements=known, set_={"level": insert.excluded.level}))


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
    emit(TopicRead(topic_id=topic_id, member_id=member_id, number=number))


def mark_all_read(member: Member) -> None:
    """What is older than now counts as read."""
    db.session.execute(update(Member).where(Member.id == member.id).values(forum_read_at=clock.now()))
    emit(ForumRead(member_id=member.id))


def _insert(model: type) -> sqlite.Insert | postgresql.Insert:
    """Both databases say ON CONFLICT in the same way, through two constructs."""
    is_sqlite = db.session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(model) if is_sqlite else postgresql.insert(model)
