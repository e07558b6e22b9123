"""Where the actions of a project lead: what the commune told, and the aids of which it speaks."""

from dataclasses import dataclass

from sqlalchemy import select

from club.communes.models import ProjectAction
from club.experiences import queries as experiences
from club.experiences.models import Experience
from club.extensions import db
from club.funding import queries as funding
from club.funding.models import Aid
from club.paging import AnyRow


@dataclass(frozen=True)
class Linked:
    """What the actions of a project lead to, by id: titles and slugs."""

    experiences: dict[int, AnyRow]
    aids: dict[int, AnyRow]


def of(code: str) -> Linked:
    """The experiences and the aids that a commune ties to its actions, while all may read them."""
    mine = ProjectAction.commune_code == code
    told = select(Experience.id, Experience.slug, Experience.title).where(
        experiences.listed(), Experience.id.in_(select(ProjectAction.experience_id).where(mine))
    )
    given = select(Aid.id, Aid.slug, Aid.title).where(
        funding.published(), Aid.id.in_(select(ProjectAction.aid_id).where(mine))
    )
    found = ({row.id: row for row in db.session.execute(asked)} for asked in (told, given))
    return Linked(*found)
