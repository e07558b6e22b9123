"""Telling authors, co-authors and staff what happens to experiences. Runs in the worker; again changes nothing."""

from typing import Any

from flask import url_for
from sqlalchemy import select

from club.events import Event, Listener
from club.experiences import events, queries
from club.experiences.models import Adoption, Experience, Usefulness
from club.extensions import db
from club.members import queries as members
from club.members.models import Member
from club.notifications.fanout import Fact, tell
from club.paging import AnySelect
from club.territories.models import Commune


def review_asked(event: events.ReviewAsked) -> None:
    """Who keeps the territory is asked to read it."""
    experience = _found(event.experience_id)
    if experience is not None:
        keepers = select(Member.id).where(Member.id.in_(members.keepers_of(experience.departement_code)))
        title = f"À relire avant publication : « {experience.title} »"
        _tell(experience, "review", title, keepers, event.by_id, why="keeper")


def given_back(event: events.ExperienceGivenBack) -> None:
    """Its authors are told what to change."""
    experience = _found(event.experience_id)
    if experience is not None:
        title = f"Votre expérience « {experience.title} » vous est rendue avant publication"
        _tell(experience, "given_back", title, _writers(experience), event.by_id, reason=event.word)


def flagged(event: events.ExperienceFlagged) -> None:
    """Its authors are told that it has to be brought up to date."""
    experience = _found(event.experience_id)
    if experience is not None:
        title = f"Votre expérience « {experience.title} » est à mettre à jour"
        _tell(experience, "outdated", title, _writers(experience), event.by_id)


def check_due(event: events.CheckDue) -> None:
    """A year later its authors are asked whether it still holds."""
    experience = _found(event.experience_id)
    if experience is not None:
        title = f"Votre expérience « {experience.title} » est-elle toujours valable ?"
        _tell(experience, f"check-{event.year}", title, _writers(experience), None)


def invited(event: events.CoAuthorInvited) -> None:
    """The member is asked to write together."""
    experience = _found(event.experience_id)
    if experience is not None and event.member_id in experience.invited_ids:
        title = f"{experience.author.full_name} vous propose d’écrire ensemble « {experience.title} »"
        _tell(experience, "coauthor", title, _just(event.member_id), event.by_id, why="invited")


def joined(event: events.CoAuthorJoined) -> None:
    """The author learns of a yes; of a no nothing is said."""
    experience = _found(event.experience_id)
    member = db.session.get(Member, event.member_id)
    if experience is not None and member is not None:
        title = f"{member.full_name} écrit maintenant avec vous « {experience.title} »"
        _tell(experience, f"joined-{member.id}", title, _just(experience.author_id), member.id)


def adopted(event: events.ExperienceAdopted) -> None:
    """The authors learn that a commune takes it up."""
    adoption = db.session.get(Adoption, event.adoption_id)
    experience = _found(adoption.experience_id) if adoption else None
    if adoption is not None and experience is not None:
        commune = db.session.get_one(Commune, adoption.commune_code)
        title = f"{commune.name} s’inspire de votre expérience « {experience.title} »"
        _tell(experience, f"adopted-{commune.code}", title, _writers(experience), event.by_id, reason=adoption.note)


def word_left(event: events.WordLeft) -> None:
    """The authors have a word to read on the page."""
    experience = _found(event.experience_id)
    said = db.session.get(Usefulness, (event.experience_id, event.by_id))
    if experience is not None and said is not None:
        title = f"Un mot d’un lecteur sur « {experience.title} »"
        _tell(experience, f"word-{event.by_id}", title, _writers(experience), event.by_id, reason=said.word)


def _just(member_id: int) -> AnySelect:
    return select(Member.id).where(Member.id == member_id)


def _found(id: int) -> Experience | None:
    return queries.experience(id)


def _writers(experience: Experience) -> AnySelect:
    return select(Member.id).where(Member.id.in_([experience.author_id, *experience.writer_ids]))


def _tell(
    experience: Experience,
    kind: str,
    title: str,
    whom: AnySelect,
    by_id: int | None,
    why: str = "writer",
    **more: Any,
) -> None:
    """The version makes of each time one more fact: told once, and again when it happens again."""
    url = url_for("experiences.show", id=experience.id, slug=experience.slug, _external=False)
    subject = f"experience-{experience.version}"
    words = {"title": title, "url": url} | more
    tell(
        Fact(kind=kind, subject_kind=subject[:20], subject_id=experience.id, actor_id=by_id, words=words),
        whom,
        why=why,
        is_mailed=True,
    )


LISTENERS: dict[type[Event], list[Listener]] = {
    events.ReviewAsked: [review_asked],
    events.ExperienceGivenBack: [given_back],
    events.ExperienceFlagged: [flagged],
    events.CheckDue: [check_due],
    events.CoAuthorInvited: [invited],
    events.CoAuthorJoined: [joined],
    events.ExperienceAdopted: [adopted],
    events.WordLeft: [word_left],
}
