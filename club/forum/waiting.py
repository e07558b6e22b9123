"""Questions that wait: which ones, for how long, and how many are answered in time."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, func, literal, select

from club import clock, jobs, workdays
from club.extensions import db
from club.forum.models import AnswerRate, Call, Topic, TopicKind

IN_TIME = 5  # working days
ENOUGH = 5  # questions below which a share means nothing
YEAR = timedelta(days=365)
LATE = timedelta(days=21)


def is_waiting() -> ColumnElement[bool]:
    """A question in sight to which nobody else has answered yet."""
    seen = and_(Topic.hidden_at.is_(None), Topic.removed_at.is_(None), Topic.is_locked.is_(False))
    return and_(_is_question(), seen, Topic.answered_at.is_(None))


def _is_question() -> ColumnElement[bool]:
    # Said in full: a partial index is of no use to a statement whose value it does not know.
    question = literal(TopicKind.QUESTION.value, literal_execute=True)
    # Nor may SQLite look for the topics about nothing by their index: nearly all are.
    is_own = func.coalesce(Topic.about_kind, "") == ""
    return and_(Topic.kind == question, is_own, Topic.posts_count > 0)


def to_call_for(days: int) -> Sequence[Topic]:
    """The questions that have waited for so many working days and for which nobody was called then."""
    called = select(Call.topic_id).where(Call.topic_id == Topic.id, Call.days == days).exists()
    # Nobody is called for what has waited far longer: a club with a past does not ring for all of it at once.
    old = Topic.created_at.between(clock.now() - timedelta(days=days) - LATE, clock.now() - timedelta(days=days))
    found = db.session.scalars(select(Topic).where(is_waiting(), old, ~called).order_by(Topic.id)).all()
    now = clock.now()
    return [topic for topic in found if workdays.add_working_days(topic.created_at, days) <= now]


@jobs.every(hour=3)
def count_answers() -> AnswerRate:
    """Count anew the share of questions answered in time, over the twelve months whose time is over."""
    now = clock.now()
    recent = select(Topic.created_at, Topic.answered_at).where(
        *(_is_question(), Topic.hidden_at.is_(None), Topic.removed_at.is_(None), Topic.created_at >= now - YEAR)
    )
    limits = [(workdays.add_working_days(row.created_at, IN_TIME), row) for row in db.session.execute(recent)]
    over = [row.answered_at is not None and row.answered_at <= limit for limit, row in limits if limit <= now]
    rate = db.session.get(AnswerRate, 1) or AnswerRate(id=1)
    rate.questions, rate.answered, rate.counted_at = len(over), sum(over), now
    db.session.add(rate)
    db.session.commit()
    return rate


def share() -> int | None:
    """The percentage of questions answered in time; None while there are too few of them."""
    rate = db.session.get(AnswerRate, 1)
    return percentage(rate.questions, rate.answered) if rate else None


def percentage(questions: int | None, answered: int | None) -> int | None:
    """The same from the two numbers, for a statement that brings them along with others."""
    if not questions or questions < ENOUGH:
        return None
    return round(100 * (answered or 0) / questions)
