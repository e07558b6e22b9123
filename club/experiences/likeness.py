"""What experiences say of the communes that tell them: the themes by which twin communes are found."""

from collections.abc import Iterator

from sqlalchemy import select, union

from club.communes import twinning
from club.experiences import queries
from club.experiences.events import ExperienceChanged, ExperienceHidden, ExperiencePublished
from club.experiences.models import Experience, ExperienceCommune, ExperienceTheme
from club.extensions import db
from club.vocabulary.models import Term


def themes() -> Iterator[tuple[str, str]]:
    """The themes of what each commune has told, alone or with others."""
    first = select(Experience.id, Experience.commune_code)
    others = select(ExperienceCommune.experience_id, ExperienceCommune.commune_code)
    told = union(first, others).subquery()
    found = (
        select(told.c.commune_code, Term.label)
        .join(Experience, Experience.id == told.c.id)
        .join(ExperienceTheme, ExperienceTheme.experience_id == told.c.id)
        .join(Term, Term.id == ExperienceTheme.term_id)
        .where(queries.listed())
        .distinct()
    )
    return ((code, label) for code, label in db.session.execute(found))


def changed(event: ExperienceChanged | ExperiencePublished | ExperienceHidden) -> None:
    """The communes of an experience may have other twins."""
    first = select(Experience.commune_code).where(Experience.id == event.experience_id)
    others = select(ExperienceCommune.commune_code).where(ExperienceCommune.experience_id == event.experience_id)
    twinning.due(db.session.scalars(union(first, others)))
