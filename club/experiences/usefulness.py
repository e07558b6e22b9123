"""« Était-ce utile ? », and whether it still holds a year later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from club import clock, jobs
from club.events import emit
from club.experiences.events import CheckDue, WordLeft
from club.experiences.models import Experience, Usefulness
from club.experiences.states import ANSWERS, LISTED
from club.extensions import db
from club.members.models import Member

HOLDS = timedelta(days=365)
WORDS_SHOWN = 20


@dataclass(frozen=True)
class Opinion:
    """What readers said, for the authors."""

    counts: Sequence[tuple[str, int]]
    words: Sequence[Usefulness]


def rate(experience: Experience, answer: str, word: str, *, by: Member) -> None:
    """One answer a member; another one replaces it."""
    mine = db.session.get(Usefulness, (experience.id, by.id))
    if mine is None:
        mine = Usefulness(experience_id=experience.id, member_id=by.id)
        db.session.add(mine)
    has_new_word = bool(word) and word != mine.word
    mine.answer, mine.word, mine.at = answer, word, clock.now()
    db.session.flush()
    useful = select(func.count()).where(Usefulness.experience_id == experience.id, Usefulness.answer == "oui")
    experience.useful_count = db.session.scalar(useful) or 0
    if has_new_word:
        emit(WordLeft(experience_id=experience.id, by_id=by.id))


def own(experience_id: int, member_id: int) -> Usefulness | None:
    """What this member answered."""
    return db.session.get(Usefulness, (experience_id, member_id))


def opinion(experience_id: int) -> Opinion:
    """What all members answered."""
    said = select(Usefulness).where(Usefulness.experience_id == experience_id).options(joinedload(Usefulness.member))
    answers = db.session.scalars(said.order_by(Usefulness.at.desc())).all()
    counts = [(label, sum(one.answer == code for one in answers)) for code, label in ANSWERS]
    return Opinion(counts, [one for one in answers if one.word][:WORDS_SHOWN])


@jobs.every(hour=5)
def ask_whether_it_holds() -> int:
    """Ask the authors, once a year, of what nobody checked for a year."""
    long_ago = clock.now() - HOLDS
    due = select(Experience).where(
        Experience.state.in_(LISTED),
        Experience.checked_at < long_ago,
        or_(Experience.asked_at.is_(None), Experience.asked_at < long_ago),
    )
    found = db.session.scalars(due.order_by(Experience.id).limit(500)).all()
    for experience in found:
        experience.asked_at = clock.now()
        emit(CheckDue(experience_id=experience.id, year=clock.now().year))
    db.session.commit()
    return len(found)
