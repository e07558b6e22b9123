"""Who takes up what: from commune to commune, down and up."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, literal, or_, select
from sqlalchemy.orm import aliased

from club import clock
from club.access import Refused
from club.events import emit
from club.experiences import queries
from club.experiences.events import ExperienceAdopted
from club.experiences.models import Adoption, CoAuthor, Experience
from club.experiences.states import PROGRESS
from club.extensions import db
from club.members.models import Member
from club.paging import AnyRow
from club.territories.models import Commune

MOST = 20
OWN = "Cette expérience est celle de votre commune."
DEEPEST = 4  # communes from the first one to the last that the page shows


@dataclass(frozen=True)
class Branch:
    """A commune that took something up, and those that follow it."""

    row: AnyRow
    branches: "Sequence[Branch]"

    @property
    def progress_label(self) -> str:
        return dict(PROGRESS)[self.row.progress]


@dataclass(frozen=True, kw_only=True)
class Intention:
    """What a commune says it does with an experience."""

    commune_code: str
    progress: str
    note: str
    own_id: int | None


def adopt(experience: Experience, said: Intention, *, by: Member) -> Adoption:
    """Declare, or change what was declared; raises Refused for one's own experience."""
    if said.commune_code in {place.code for place in experience.places}:
        raise Refused(OWN)
    mine = select(Adoption).filter_by(experience_id=experience.id, commune_code=said.commune_code)
    adoption = db.session.scalar(mine)
    is_new = adoption is None
    if adoption is None:
        adoption = Adoption(experience_id=experience.id, commune_code=said.commune_code, member_id=by.id)
        db.session.add(adoption)
    adoption.progress, adoption.note, adoption.own_id = said.progress, said.note, said.own_id
    adoption.updated_at = clock.now()
    _count(experience)
    if is_new:
        emit(ExperienceAdopted(adoption_id=adoption.id, by_id=by.id))
    return adoption


def give_up(experience: Experience, commune_code: str) -> None:
    """Take back what a commune declared."""
    mine = select(Adoption).filter_by(experience_id=experience.id, commune_code=commune_code)
    adoption = db.session.scalar(mine)
    if adoption is not None:
        db.session.delete(adoption)
        _count(experience)


def _count(experience: Experience) -> None:
    db.session.flush()
    counted = select(func.count(Adoption.id)).where(Adoption.experience_id == experience.id)
    experience.adoptions_count = db.session.scalar(counted) or 0


def declared(experience: Experience, codes: Sequence[str]) -> Sequence[Adoption]:
    """What these communes declared about it."""
    mine = select(Adoption).where(Adoption.experience_id == experience.id, Adoption.commune_code.in_(codes))
    return db.session.scalars(mine).all()


def write_ups(member: Member, experience: Experience) -> Sequence[AnyRow]:
    """What a member, or the communes they serve, wrote: to be linked to what they took up."""
    codes = [one.code for one in queries.communes_served(member.id)]
    joined = select(CoAuthor.experience_id).where(CoAuthor.member_id == member.id, CoAuthor.state == CoAuthor.ACCEPTED)
    theirs = or_(
        Experience.author_id == member.id,
        Experience.id.in_(joined),
        queries.listed() & Experience.commune_code.in_(codes),
    )
    found = select(Experience.id, Experience.title).where(theirs, Experience.id != experience.id)
    return db.session.execute(found.order_by(Experience.updated_at.desc()).limit(50)).all()


def descent(experience_id: int) -> list[Branch]:
    """The communes that took it up, and those that took up what these wrote; one statement."""
    own, place = aliased(Experience), aliased(Commune)
    chain = select(Adoption.id, Adoption.own_id, literal(1).label("depth")).where(
        Adoption.experience_id == experience_id
    )
    down = chain.cte("chain", recursive=True)
    next_one = aliased(Adoption)
    follows = (
        select(next_one.id, next_one.own_id, down.c.depth + 1)
        .join(down, next_one.experience_id == down.c.own_id)
        .join(Experience, Experience.id == down.c.own_id)
        .where(down.c.depth < DEEPEST, queries.listed())
    )
    down = down.union_all(follows)
    rows = db.session.execute(
        select(
            *(Adoption.id, Adoption.experience_id, Adoption.progress, Adoption.note, Adoption.updated_at),
            *(place.code, place.slug, place.name, own.id.label("own_id"), own.slug.label("own_slug"), own.title),
        )
        .join(place, place.code == Adoption.commune_code)
        .outerjoin(own, (own.id == Adoption.own_id) & own.published_at.is_not(None) & own.hidden_at.is_(None))
        .where(Adoption.id.in_(select(down.c.id)))
        .order_by(Adoption.created_at, Adoption.id)
    ).all()
    return _branches(rows, experience_id, DEEPEST)


def _branches(rows: Sequence[AnyRow], above: int, depth: int) -> list[Branch]:
    if not depth:
        return []
    here = [row for row in rows if row.experience_id == above]
    return [Branch(row, _branches(rows, row.own_id, depth - 1) if row.own_id else ()) for row in here]


def origins(experience_id: int) -> Sequence[AnyRow]:
    """The experiences that this one was inspired by."""
    return _rows(Adoption.own_id == experience_id)


def taken_up_by(code: str) -> Sequence[AnyRow]:
    """What a commune took up from others."""
    return _rows(Adoption.commune_code == code)


def taken_up_from(code: str) -> Sequence[AnyRow]:
    """What others took up from a commune, each with the commune that did."""
    return _rows(queries.in_commune(code))


def _rows(condition: ColumnElement[bool]) -> Sequence[AnyRow]:
    """Adoptions in narrow rows: the experience, its commune, the commune that follows and how far it went."""
    source, follower = aliased(Commune), aliased(Commune)
    found = (
        select(
            *(Experience.id, Experience.slug, Experience.title, Adoption.progress, Adoption.note),
            *(source.name.label("source"), source.code.label("source_code"), source.slug.label("source_slug")),
            *(follower.name.label("follower"), follower.code.label("follower_code")),
            follower.slug.label("follower_slug"),
        )
        .join(Experience, Experience.id == Adoption.experience_id)
        .join(source, source.code == Experience.commune_code)
        .join(follower, follower.code == Adoption.commune_code)
        .where(condition, queries.listed())
    )
    return db.session.execute(found.order_by(Adoption.updated_at.desc(), Adoption.id).limit(MOST)).all()
