"""What a member who leaves passes on of the experiences: the right to write in those they signed."""

from flask import url_for
from sqlalchemy import func, select

from club import clock
from club.events import emit
from club.experiences.coauthors import MOST as MOST_WRITERS
from club.experiences.events import CoAuthorJoined
from club.experiences.models import CoAuthor, Experience
from club.experiences.queries import in_commune
from club.extensions import db
from club.members.models import Member
from club.passing import MOST, Facts, Item, Part


def _items(member: Member, commune: str) -> list[Item]:
    mine = Experience.author_id == member.id, in_commune(commune), Experience.hidden_at.is_(None)
    newest = select(Experience).where(*mine).order_by(Experience.updated_at.desc(), Experience.id).limit(MOST)
    return [_item(one) for one in db.session.scalars(newest)]


def _item(one: Experience) -> Item:
    url = url_for("experiences.show", id=one.id, slug=one.slug)
    is_draft = one.published_at is None
    return Item(str(one.id), one.title, url, one.updated_at, "brouillon" if is_draft else "", is_own=is_draft)


def _take(member: Member, key: str) -> Facts | None:
    experience = db.session.get(Experience, int(key))
    return {"experience": int(key)} if experience and experience.author_id == member.id else None


def _receive(facts: Facts, to: Member, from_id: int) -> None:
    """The successor writes in it too: who told it keeps the signature."""
    id = facts["experience"]
    experience, known = db.session.get(Experience, id), db.session.get(CoAuthor, (id, to.id))
    writers = db.session.scalar(select(func.count()).where(CoAuthor.experience_id == id)) or 0
    if experience is None or experience.author_id == to.id or (known is None and writers >= MOST_WRITERS):
        return
    if known is None:
        known = CoAuthor(experience_id=id, member_id=to.id, invited_by_id=from_id)
        db.session.add(known)
    known.state, known.answered_at = CoAuthor.ACCEPTED, clock.now()
    emit(CoAuthorJoined(experience_id=id, member_id=to.id))


EXPERIENCES = Part(
    "Expériences et brouillons d’expériences",
    "Transmise, une expérience est aussi écrite par votre successeur ; elle reste signée de vous.",
    _items,
    _take,
    _receive,
)
