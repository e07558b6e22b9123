"""Why an aid suits a commune: its territory holds it, and its themes are those of somebody's projects."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import literal, select, union_all

from club.experiences import queries as experiences
from club.experiences.models import Experience, ExperienceTheme
from club.extensions import db
from club.french import listed
from club.funding import catalogue, states
from club.funding.catalogue import Filter, Place
from club.funding.states import State
from club.members.models import MemberCommune, MemberTheme
from club.paging import AnyRow
from club.policy import Viewer
from club.territories import names
from club.territories.models import Commune
from club.vocabulary.models import Term

PROJECT, FOLLOWED, SERVED = "project", "followed", "served"


@dataclass(frozen=True)
class Interests:
    """The themes of the projects of a commune and those that a reader follows, label by id; is it the reader's own?"""

    projects: dict[int, str] = field(default_factory=dict)
    followed: dict[int, str] = field(default_factory=dict)
    is_mine: bool = False

    @property
    def ids(self) -> Collection[int]:
        """All these themes."""
        return sorted({*self.projects, *self.followed})


def interests(commune: Commune, viewer: Viewer) -> Interests:
    """In one statement. What somebody follows counts in the communes that person serves."""
    mine = select(MemberCommune.member_id).where(
        MemberCommune.commune_code == commune.code, MemberCommune.member_id == viewer.id
    )
    here = select(Experience.id).where(experiences.in_commune(commune.code), experiences.readable_by(viewer))
    told = select(ExperienceTheme.term_id).where(ExperienceTheme.experience_id.in_(here))
    follows = select(MemberTheme.term_id).where(MemberTheme.member_id == viewer.id, mine.exists())
    columns = Term.id.label("id"), Term.label.label("label")
    rows = db.session.execute(
        union_all(
            select(literal(PROJECT).label("why"), *columns).where(Term.id.in_(told)),
            select(literal(FOLLOWED), *columns).where(Term.id.in_(follows)),
            select(literal(SERVED), literal(0), literal("")).where(mine.exists()),
        )
    ).all()
    found = {why: {row.id: row.label for row in rows if row.why == why} for why in (PROJECT, FOLLOWED, SERVED)}
    return Interests(found[PROJECT], found[FOLLOWED], bool(found[SERVED]))


def reasons(row: AnyRow, commune: Commune, known: Interests) -> list[str]:
    """Why this card is shown for this commune, in words."""
    themes = set((row.themes or "").split("|"))
    said = [_place(row, commune)]
    project = sorted(themes.intersection(known.projects.values()))
    if project:
        said.append(f"{'votre projet' if known.is_mine else 'un projet de la commune'} : {listed(project).lower()}")
    followed = sorted(themes.intersection(known.followed.values()) - {*project})
    if followed:
        said.append(f"vous suivez : {listed(followed).lower()}")
    return said


def _place(row: AnyRow, commune: Commune) -> str:
    if row.scope == "commune" and row.communes > 1:
        return f"{commune.name} est dans sa liste de {row.communes} communes"
    words = {
        "commune": f"réservée à {commune.name}",
        "epci": f"couvre l’intercommunalité {row.territory}",
        "list": f"couvre {row.territory}",
        "departement": f"couvre le département {names.of_departement(commune.departement.name)}",
        "region": f"couvre la région {commune.region.name}",
    }
    return words.get(row.scope, "vaut pour toute la France")


def closing_first(commune_code: str, size: int = 3) -> list[tuple[AnyRow, tuple[State, str]]]:
    """The few aids of a commune that may be asked for now, those that close first, each with its badge."""
    at, asked = states.edges(), Filter(commune=commune_code, is_open=True)
    found = catalogue.page(asked, catalogue.place(commune_code), at, size=size).items
    return [(row, states.badge(row, at)) for row in found]


def given_by(organisation_id: int, size: int = 5) -> list[tuple[AnyRow, tuple[State, str]]]:
    """The aids of a funder that are not closed, those that close first, each with its badge."""
    at = states.edges()
    asked = Filter(funder_id=organisation_id, states=[one for one in State if one is not State.CLOSED])
    return [(row, states.badge(row, at)) for row in catalogue.page(asked, Place(), at, size=size).items]
