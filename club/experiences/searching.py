"""Experiences in the search index: published and visible ones only."""

from collections.abc import Iterator
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from club import search, text
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
    return (
        select(Experience)
        .where(Experience.published_at.is_not(None), Experience.hidden_at.is_(None))
        .options(
            joinedload(Experience.commune, innerjoin=True),
            joinedload(Experience.author, innerjoin=True),
            selectinload(Experience.themes),
            selectinload(Experience.funders),
        )
    )


def document(experience: Experience) -> search.Document:
    """An experience as it is searched."""
    assert experience.published_at is not None
    texts = [text.plain(getattr(experience, f"{part}_html")) for part in Experience.PARTS]
    themes = " ".join(theme.label for theme in experience.themes)
    funders = " ".join(funder.name for funder in experience.funders)
    return search.Document(
        kind=KIND,
        key=str(experience.id),
        title=experience.title,
        body=" ".join([experience.summary, *texts]),
        extra=f"{experience.commune.name} {themes} {funders} {experience.author.full_name}",
        url=url_for("experiences.show", id=experience.id, slug=experience.slug),
        audience="members",
        moment=experience.published_at,
    )
