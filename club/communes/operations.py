"""What the team of a commune writes of its project. Each change is kept in the history, and nothing is deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select

from club import clock, text
from club.access import Conflict, Refused
from club.communes import telling
from club.communes.events import ProjectChanged
from club.communes.models import Project, ProjectAction, ProjectAxis, ProjectChange, ProjectFile, ProjectStep
from club.events import emit
from club.extensions import db
from club.members.models import Member
from club.rows import insert
from club.storage.models import StoredFile
from club.vocabulary.models import Term

MOST_AXES, MOST_ACTIONS, MOST_FILES = 8, 60, 30


@dataclass(frozen=True, kw_only=True)
class Presentation:
    """What a commune says of itself, looks for and can show. Amounts are whole euros."""

    summary: str = ""
    seeks: str = ""
    shows: str = ""
    budget: int | None = None
    budget_source: str = ""
    budget_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Steps:
    """Where the project stands, and the days of its steps by the id of their word."""

    stage_id: int | None = None
    days: Mapping[int, date]


@dataclass(frozen=True)
class Axis:
    """A line of the form of axes; `id` is that of an axis which is there already."""

    title: str
    theme_id: int | None = None
    id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Work:
    """All that is written of an action. Amounts are whole euros."""

    title: str
    summary: str = ""
    axis_id: int | None = None
    state_id: int | None = None
    is_dropped: bool = False
    why_dropped: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    budget: int | None = None
    budget_source: str = ""
    budget_on: date | None = None
    experience_id: int | None = None
    aid_id: int | None = None


def _locked(code: str) -> Project:
    """The project of a commune, begun if it was not; who writes at the same moment waits."""
    db.session.execute(insert(Project).values(_blank(code)).on_conflict_do_nothing())
    asked = select(Project).where(Project.commune_code == code).with_for_update()
    return db.session.scalars(asked.execution_options(populate_existing=True)).one()


def _blank(code: str) -> dict[str, Any]:
    versions = dict.fromkeys(("version", "steps_version", "axes_version"), 1)
    words = dict.fromkeys(("summary", "seeks", "seeks_html", "shows", "shows_html", "budget_source"), "")
    return {"commune_code": code, "updated_at": clock.now(), **versions, **words}


def present(code: str, said: Presentation, *, version: int, by: Member) -> None:
    """Replace the presentation; raises Conflict when it was changed since `version`."""
    project = _locked(code)
    before, after = telling.presentation(project), telling.presentation(said)
    _refuse_stale(project.version, version, before, after)
    for name, value in vars(said).items():
        setattr(project, name, value)
    project.seeks_html, project.shows_html = text.render(said.seeks), text.render(said.shows)
    project.version += 1
    _note(project, "Présentation", before, after, by)


def place(code: str, said: Steps, *, version: int, by: Member) -> None:
    """Say where the project stands, and when; raises Conflict when it was changed since `version`."""
    project = _locked(code)
    kept = {one.term_id: one.on for one in db.session.scalars(_of(ProjectStep, code))}
    labels = _labels({*kept, *said.days, project.stage_id, said.stage_id})
    before = telling.steps(project.stage_id, kept, labels)
    after = telling.steps(said.stage_id, said.days, labels)
    _refuse_stale(project.steps_version, version, before, after)
    project.stage_id = said.stage_id
    project.steps_version += 1
    db.session.execute(delete(ProjectStep).where(ProjectStep.commune_code == code))
    db.session.add_all(ProjectStep(commune_code=code, term_id=id, on=day) for id, day in said.days.items())
    _note(project, "Étape et calendrier", before, after, by)


def arrange_axes(code: str, said: Sequence[Axis], *, version: int, by: Member) -> None:
    """Replace the axes; the actions of one that goes stay, without axis. Raises Conflict as above."""
    project = _locked(code)
    kept = {one.id: one for one in db.session.scalars(_of(ProjectAxis, code).order_by(ProjectAxis.position))}
    labels = _labels({one.theme_id for one in (*kept.values(), *said)})
    before, after = telling.axes(kept.values(), labels), telling.axes(said, labels)
    _refuse_stale(project.axes_version, version, before, after)
    project.axes_version += 1
    for position, one in enumerate(said[:MOST_AXES]):
        axis = kept.pop(one.id, None) if one.id else None
        if axis is None:
            axis = ProjectAxis(commune_code=code)
            db.session.add(axis)
        axis.title, axis.theme_id, axis.position = one.title, one.theme_id, position
    for gone in kept.values():
        for action in db.session.scalars(select(ProjectAction).where(ProjectAction.axis_id == gone.id)):
            action.axis_id = None
        db.session.flush()
        db.session.delete(gone)
    _note(project, "Axes", before, after, by)


def add_action(code: str, said: Work, *, by: Member) -> ProjectAction:
    """One more action; raises Refused when there are too many."""
    project = _locked(code)
    many = db.session.scalar(select(func.count()).where(ProjectAction.commune_code == code)) or 0
    if many >= MOST_ACTIONS:
        raise Refused(f"{MOST_ACTIONS} actions au plus : complétez celles qui existent.")
    action = ProjectAction(commune_code=code)
    _write(action, said)
    db.session.add(action)
    db.session.flush()
    _note(project, f"Action : {action.title}"[:200], {}, _said(said), by)
    return action


def change_action(action: ProjectAction, said: Work, *, version: int, by: Member) -> None:
    """Replace an action; raises Conflict when it was changed since `version`."""
    project = _locked(action.commune_code)
    db.session.refresh(action)  # whoever wrote it meanwhile held the project
    before, after = _said(action), _said(said)
    _refuse_stale(action.version, version, before, after)
    action.version += 1
    action.updated_at = clock.now()
    _write(action, said)
    _note(project, f"Action : {action.title}"[:200], before, after, by)


def _write(action: ProjectAction, said: Work) -> None:
    for name, value in vars(said).items():
        if name != "is_dropped":
            setattr(action, name, value)
    action.dropped_on = (action.dropped_on or clock.today()) if said.is_dropped else None


def _said(one: ProjectAction | Work) -> dict[str, str]:
    axis = db.session.scalar(select(ProjectAxis.title).where(ProjectAxis.id == one.axis_id)) if one.axis_id else ""
    return telling.action(one, axis or "", _labels({one.state_id}).get(one.state_id or 0, ""))


def refuse_too_many(code: str) -> None:
    """Raises Refused when no document may be added: asked before a content is stored."""
    shown = ProjectFile.commune_code == code, ProjectFile.removed_at.is_(None)
    if (db.session.scalar(select(func.count()).where(*shown)) or 0) >= MOST_FILES:
        raise Refused(f"{MOST_FILES} documents au plus : retirez ceux qui ne servent plus.")


def add_file(code: str, stored: StoredFile, *, title: str, by: Member) -> ProjectFile:
    """Publish a document."""
    project = _locked(code)
    file = ProjectFile(commune_code=code, stored_id=stored.id, title=title[: ProjectFile.TITLE_MAX])
    db.session.add(file)
    db.session.flush()
    _note(project, "Documents", {}, {"Ajouté": file.title}, by)
    return file


def take_away(file: ProjectFile, *, by: Member) -> None:
    """The document leaves the page; it can be put back."""
    if file.removed_at is None:
        file.removed_at = clock.now()
        _note(_locked(file.commune_code), "Documents", {"Retiré": file.title}, {}, by)


def put_back(file: ProjectFile, *, by: Member) -> None:
    """The document is on the page again."""
    if file.removed_at is not None:
        refuse_too_many(file.commune_code)
        file.removed_at = None
        _note(_locked(file.commune_code), "Documents", {}, {"Remis": file.title}, by)


def _of(model: Any, code: str) -> Any:
    return select(model).where(model.commune_code == code)


def _labels(ids: set[int | None]) -> dict[int, str]:
    known = select(Term.id, Term.label).where(Term.id.in_([id for id in ids if id]))
    return {id: label for id, label in db.session.execute(known)}


def _refuse_stale(kept: int, version: int, before: dict[str, str], after: dict[str, str]) -> None:
    if kept != version:
        raise Conflict(telling.in_lines(before), telling.in_lines(after))


def _note(project: Project, label: str, before: dict[str, str], after: dict[str, str], by: Member) -> None:
    """Keep what differs, if anything does, and tell the others."""
    names = [name for name in {**before, **after} if before.get(name, "") != after.get(name, "")]
    if not names:
        return
    project.updated_at, project.updated_by_id = clock.now(), by.id
    was, now = ({name: side[name] for name in names if side.get(name)} for side in (before, after))
    change = ProjectChange(commune_code=project.commune_code, label=label, before=was, after=now, by_id=by.id)
    db.session.add(change)
    db.session.flush()
    emit(ProjectChanged(commune_code=project.commune_code, by_id=by.id))
