"""Writing together: the author asks, the member answers; nothing shows before a yes."""

from sqlalchemy import or_, select

from club import clock
from club.access import Refused
from club.events import emit
from club.experiences.events import CoAuthorInvited, CoAuthorJoined
from club.experiences.models import CoAuthor, Experience
from club.extensions import db
from club.members.models import Member

MOST = 10


def named(typed: str) -> Member:
    """The member whom « Prénom Nom » or an address of e-mail names; raises Refused."""
    name = " ".join(typed.split())[:200]
    whole = Member.first_name + " " + Member.last_name
    found = db.session.scalars(
        select(Member).where(Member.is_findable, or_(whole == name, Member.email == name.lower())).limit(2)
    ).all()
    if not found:
        raise Refused(f"« {name} » n’est pas un membre du club. Écrivez son prénom et son nom, comme sur sa fiche.")
    if len(found) > 1:
        raise Refused(f"Plusieurs membres s’appellent « {name} ». Écrivez son adresse de courriel.")
    return found[0]


def invite(experience: Experience, member: Member, *, by: Member) -> None:
    """Ask a member to write together; asking again after a refusal is not possible."""
    if member.id == experience.author_id:
        raise Refused("L’auteur de l’expérience n’a pas besoin d’invitation.")
    if len(experience.coauthors) >= MOST:
        raise Refused(f"{MOST} co-auteurs au plus.")
    if db.session.get(CoAuthor, (experience.id, member.id)) is not None:
        raise Refused(f"{member.full_name} a déjà reçu votre invitation.")
    ask(experience, member, by=by)


def ask(experience: Experience, member: Member, *, by: Member) -> None:
    """Write the invitation down and tell it."""
    db.session.add(CoAuthor(experience_id=experience.id, member_id=member.id, invited_by_id=by.id))
    emit(CoAuthorInvited(experience_id=experience.id, member_id=member.id, by_id=by.id))


def answer(experience: Experience, *, is_yes: bool, by: Member) -> None:
    """The invited member joins, or not."""
    asked = db.session.get_one(CoAuthor, (experience.id, by.id))
    asked.state, asked.answered_at = (CoAuthor.ACCEPTED if is_yes else CoAuthor.REFUSED), clock.now()
    if is_yes:
        emit(CoAuthorJoined(experience_id=experience.id, member_id=by.id))


def remove(experience: Experience, member_id: int) -> None:
    """Take a co-author, or an invitation, away."""
    known = db.session.get(CoAuthor, (experience.id, member_id))
    if known is not None:
        db.session.delete(known)
