"""Telling authors, co-authors and staff what happens to experiences. Runs in the worker; again changes nothing."""

from typing import Any

from flask import url_for
from sqlalchemy import select

from club.events import Event, Listener
from club.experiences import events, queries
from club.experiences.models import Experience
from club.members import queries as members
from club.members.models import Member
from club.notifications.fanout import Fact, tell
from club.paging import AnySelect


def review_asked(event: events.ReviewAsked) -> None:
    """Who keeps the territory is asked to read it."""
    experience = _found(event.experience_id)
    if experience is not None:
        keepers = select(Member.id).where(Member.id.in_(members.keepers_of(experience.departement_code)))
        _tell(experience, "review", f"À relire avant publication : « {experience.title} »", keepers, event.by_id)


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


def _found(id: int) -> Experience | None:
    return queries.experience(id)


def _writers(experience: Experience) -> AnySelect:
    return select(Member.id).where(Member.id.in_([experience.author_id, *experience.writer_ids]))


def _tell(experience: Experience, kind: str, title: str, whom: AnySelect, by_id: int | None, **more: Any) -> None:
    """The version makes of each time one more fact: told once, and again when it happens again."""
    url = url_for("experiences.show", id=experience.id, slug=experience.slug, _external=False)
    subject = f"experience-{experience.version}"
    words = {"title": title, "url": url} | more
    tell(
        Fact(kind=kind, subject_kind=subject[:20], subject_id=experience.id, actor_id=by_id, words=words),
        whom,
    )


LISTENERS: dict[type[Event], list[Listener]] = {
    events.ReviewAsked: [review_asked],
    events.ExperienceGivenBack: [given_back],
    events.ExperienceFlagged: [flagged],
}
