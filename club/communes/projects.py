"""Reading the project of a commune, and who may write it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from club import clock
from club.access import Part
from club.communes.models import Project, ProjectAction, ProjectAxis, ProjectChange, ProjectFile, ProjectStep
from club.extensions import db
from club.members.models import MemberCommune
from club.paging import Page, newest_first
from club.territories import queries as territories
from club.territories.models import Commune
from club.vocabulary.models import Term, TermKind


def owned(commune: Commune | None) -> Part | None:
    """A commune with the members who write its page: those that the staff confirmed."""
    if commune is None:
        return None
    team = select(MemberCommune.member_id).where(MemberCommune.commune_code == commune.code, MemberCommune.is_vouched)
    return Part(commune, commune=commune, team_ids=set(db.session.scalars(team)))


def commune(code: str) -> Part | None:
    """The same, from its address."""
    return owned(territories.commune(code))


def of_action(id: int) -> Part | None:
    """The commune of an action, with the action."""
    found = db.session.scalar(
        select(ProjectAction)
        .where(ProjectAction.id == id)
        .options(joinedload(ProjectAction.axis), joinedload(ProjectAction.state))
    )
    return _part(found, "action") if found else None


def of_file(id: int) -> Part | None:
    """The commune of a document, with the document."""
    asked = select(ProjectFile).where(ProjectFile.id == id).options(joinedload(ProjectFile.stored, innerjoin=True))
    found = db.session.scalar(asked)
    return _part(found, "file") if found else None


def _part(found: ProjectAction | ProjectFile, name: str) -> Part | None:
    part = commune(found.commune_code)
    if part is not None:
        setattr(part, name, found)
    return part


@dataclass(frozen=True)
class Step:
    """A step of the project as the page shows it: « done », « now » or « later »."""

    label: str
    place: str
    on: date | None

    @property
    def is_planned(self) -> bool:
        """Whether its day is to come."""
        return self.on is not None and self.on > clock.today()


@dataclass(frozen=True)
class Told:
    """All that a commune tells of its project."""

    project: Project | None
    steps: Sequence[Step]
    axes: Sequence[ProjectAxis]
    actions: Sequence[ProjectAction]
    files: Sequence[ProjectFile]

    def under(self, axis_id: int | None) -> list[ProjectAction]:
        """The actions of an axis, or of none, in their order."""
        return [one for one in self.actions if one.axis_id == axis_id]

    @property
    def has_steps(self) -> bool:
        """Whether anything is known of its steps."""
        return self.rank is not None or any(step.on for step in self.steps)

    @property
    def rank(self) -> int | None:
        """The rank of the present step, from 1."""
        return next((rank for rank, step in enumerate(self.steps, start=1) if step.place == "now"), None)


def told(commune: Commune) -> Told:
    """In five statements, whatever there is."""
    project = project_of(commune.code)
    return Told(project, steps(commune, project), axes(commune.code), actions(commune.code), files(commune.code))


def project_of(code: str) -> Project | None:
    """What a commune says of its project, if it has begun."""
    asked = select(Project).where(Project.commune_code == code)
    return db.session.scalar(asked.options(joinedload(Project.stage), joinedload(Project.updated_by)))


def days(code: str) -> dict[int, date]:
    """The days of its steps that a commune wrote, by the id of their word."""
    kept = select(ProjectStep.term_id, ProjectStep.on).where(ProjectStep.commune_code == code)
    return {id: on for id, on in db.session.execute(kept)}


def steps(commune: Commune, project: Project | None) -> list[Step]:
    """The steps of the list with their days; those of the programme's list stand where the team wrote none."""
    mine = (ProjectStep.term_id == Term.id) & (ProjectStep.commune_code == commune.code)
    asked = select(Term.id, Term.slug, Term.label, ProjectStep.on).outerjoin(ProjectStep, mine)
    rows = db.session.execute(asked.where(Term.kind == TermKind.PROJECT_STAGE).order_by(Term.position, Term.id)).all()
    now = next((rank for rank, row in enumerate(rows) if project and row.id == project.stage_id), -1)
    official = _official(commune)
    found = [(rank, row.label, row.on or official.get(row.slug)) for rank, row in enumerate(rows)]
    return [Step(label, _place(rank, now, on), on) for rank, label, on in found]


def _place(rank: int, now: int, on: date | None) -> str:
    """Where a step is; while the team has not said where it stands, what has a day that is past is done."""
    if now < 0:
        return "done" if on is not None and on <= clock.today() else "later"
    return "now" if rank == now else "done" if rank < now else "later"


def _official(commune: Commune) -> dict[str, date | None]:
    listed = commune.programme
    if listed is None:
        return {}
    return {"convention-adhesion": listed.signed_on, "convention-cadre-ort": listed.ort_signed_on}


def axes(code: str) -> Sequence[ProjectAxis]:
    """Its axes in their order."""
    asked = select(ProjectAxis).where(ProjectAxis.commune_code == code).options(joinedload(ProjectAxis.theme))
    return db.session.scalars(asked.order_by(ProjectAxis.position, ProjectAxis.id)).all()


def actions(code: str) -> Sequence[ProjectAction]:
    """Its actions: those under way, then those that were given up."""
    asked = select(ProjectAction).where(ProjectAction.commune_code == code).options(joinedload(ProjectAction.state))
    order = ProjectAction.dropped_on.is_not(None), ProjectAction.starts_on.is_(None), ProjectAction.starts_on
    return db.session.scalars(asked.order_by(*order, ProjectAction.id)).all()


def files(code: str, *, removed: bool = False) -> Sequence[ProjectFile]:
    """Its documents, the newest first; or those that were taken away."""
    is_there = ProjectFile.removed_at.is_not(None) if removed else ProjectFile.removed_at.is_(None)
    asked = select(ProjectFile).where(ProjectFile.commune_code == code, is_there)
    asked = asked.options(joinedload(ProjectFile.stored, innerjoin=True))
    return db.session.scalars(asked.order_by(ProjectFile.added_at.desc(), ProjectFile.id.desc())).all()


def changes(code: str, *, after: str | None) -> Page[ProjectChange]:
    """Who changed what, the newest first."""
    asked = select(ProjectChange).where(ProjectChange.commune_code == code)
    asked = asked.options(joinedload(ProjectChange.by, innerjoin=True))
    return newest_first(asked, ProjectChange.at, ProjectChange.id, after=after)
