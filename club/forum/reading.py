"""Who follows which topic, and how far each member has read."""

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from club import clock
from club.events import emit
from club.extensions import db
from club.forum.events import ForumRead, TopicRead
from club.forum.models import Follow, Reading, Topic
from club.members.models import Member


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
    emit(TopicRead(topic_id=topic_id, member_id=member_id, number=number))


def mark_all_read(member: Member) -> None:
    """What is older than now counts as read."""
    db.session.execute(update(Member).where(Member.id == member.id).values(forum_read_at=clock.now()))
    emit(ForumRead(member_id=member.id))


def _insert(model: type) -> sqlite.Insert | postgresql.Insert:
    """Both databases say ON CONFLICT in the same way, through two constructs."""
    is_sqlite = db.session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(model) if is_sqlite else postgresql.insert(model)
