"""Experiences in the search index: published and visible ones only."""

from collections.abc import Iterator
from typing import Any

from flask import url_for

from club import search, text
from club.experiences import queries
from club.experiences.events import ExperienceChanged, ExperienceHidden, ExperiencePublished
from club.experiences.models import Experience
from club.extensions import db

KIND = "experience"


def index_experience(event: ExperienceChanged | ExperiencePublished | ExperienceHidden) -> None:
    """Follow an experience that changed."""
    asked = _published().where(Experience.id == event.experience_id)
    found = db.session.scalar(asked.execution_options(populate_existing=True))
    if found is None:
        search.remove(KIND, str(event.experience_id))
    else:
        search.index(document(found))


def all_documents() -> Iterator[search.Document]:
    """Every published experience."""
    for experience in db.session.scalars(_published()):
        yield document(experience)


def _published() -> Any:
    """Whole: an experience that is read again here stays whole for the page that follows."""
    return queries.whole().where(queries.listed())


def document(experience: Experience) -> search.Document:
    """An experience as it is searched."""
    assert experience.published_at is not None
    texts = [text.plain(getattr(experience, f"{part}_html")) for part in Experience.PARTS]
    themes = " ".join(theme.label for theme in experience.themes)
    figures = [f"{one.value} {one.label}" for one in experience.figures]
    places = " ".join(one.name for one in experience.places)
    helpers = " ".join([*(one.name for one in experience.funders), *(one.name for one in experience.partners)])
    return search.Document(
        kind=KIND,
        key=str(experience.id),
        title=experience.title,
        body=" ".join([experience.summary, *texts, *figures]),
        extra=f"{places} {themes} {helpers} {experience.author.full_name}",
        url=url_for("experiences.show", id=experience.id, slug=experience.slug),
        audience="members",
        moment=experience.published_at,
    )
