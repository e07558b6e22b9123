"""Who follows what, and how far each member has read."""

from sqlalchemy import update

from club import clock
from club.events import emit
from club.extensions import db
from club.forum.events import ForumRead, TopicRead
from club.forum.models import Follow, Level, Reading, Topic, Watch
from club.members.models import Member
from club.rows import insert


def follow(topic: Topic, member: Member) -> None:
    """Be told of the answers; who chose another level before keeps it."""
    row = {"member_id": member.id, "topic_id": topic.id, "created_at": clock.now()}
    db.session.execute(insert(Follow).values(row).on_conflict_do_nothing())


def choose_level(topic: Topic, member: Member, level: Level) -> None:
    """Be told more or less of a topic."""
    row = {"member_id": member.id, "topic_id": topic.id, "level": level, "created_at": clock.now()}
    said = insert(Follow).values(row)
    chosen = {"level": said.excluded.level}
    db.session.execute(said.on_conflict_do_update(index_elements=["member_id", "topic_id"], set_=chosen))


def watch(kind: str, reference: str, member: Member, level: Level) -> None:
    """Be told more or less of a category, a tag or a place."""
    row = {"member_id": member.id, "kind": kind, "reference": reference, "level": level, "created_at": clock.now()}
    said = insert(Watch).values(row)
    known = ["member_id", "kind", "reference"]
    db.session.execute(said.on_conflict_do_update(index_elements=known, set_={"level": said.excluded.level}))


def mark_read(topic_id: int, member_id: int, number: int) -> None:
    """Remember how far a member has read; it never goes back."""
    said = insert(Reading).values(member_id=member_id, topic_id=topic_id, last_number=number)
    db.session.execute(
        said.on_conflict_do_update(
            index_elements=["member_id", "topic_id"],
            set_={"last_number": said.excluded.last_number},
            where=Reading.last_number < said.excluded.last_number,
        )
    )
    emit(TopicRead(topic_id=topic_id, member_id=member_id, number=number))


def mark_all_read(member: Member) -> None:
    """What is older than now counts as read."""
    db.session.execute(update(Member).where(Member.id == member.id).values(forum_read_at=clock.now()))
    emit(ForumRead(member_id=member.id))
