"""Experiences in the search index: published and visible ones only."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import func, select

from club import related, search, text
from club.experiences import queries
from club.experiences.events import ExperienceChanged, ExperienceHidden, ExperiencePublished
from club.experiences.models import Experience, ExperienceTheme
from club.extensions import db
from club.territories.models import Commune, Departement
from club.vocabulary.models import Term

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


def facts(ids: Sequence[int]) -> Iterator[related.Facts]:
    """What published experiences are compared by."""
    labels = select(func.aggregate_strings(Term.label, "|")).join(ExperienceTheme, ExperienceTheme.term_id == Term.id)
    themes = labels.where(ExperienceTheme.experience_id == Experience.id).correlate(Experience).scalar_subquery()
    found = select(Experience.id, Experience.title, Departement.name, themes.label("themes"))
    found = found.join(Commune, Commune.code == Experience.commune_code)
    found = found.join(Departement, Departement.code == Commune.departement_code)
    for row in db.session.execute(found.where(Experience.id.in_(ids), queries.listed())):
        yield related.Facts(KIND, row.id, row.title, related.split(row.themes), related.split(row.name))
