"""The five steps of a write-up, as what each of them says."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import singledispatch

from sqlalchemy import delete

from club import text
from club.experiences.models import (
    Experience,
    ExperienceCommune,
    ExperienceFigure,
    ExperienceFunder,
    ExperiencePartner,
    ExperienceTheme,
)
from club.extensions import db
from club.territories.models import Commune


@dataclass(frozen=True)
class Funder:
    """Who paid what, in whole euros."""

    name: str
    amount: int
    kind: str = ""
    rate: float | None = None
    organisation_id: int | None = None


@dataclass(frozen=True)
class Partner:
    """Who helped, and how."""

    name: str
    part: str = ""
    organisation_id: int | None = None


@dataclass(frozen=True)
class Figure:
    value: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Essentials:
    """First step: what it is, where, on what, and how far it went."""

    title: str
    summary: str
    commune: Commune
    others: Sequence[Commune] = ()
    theme_ids: Sequence[int]
    stage: str = ""


@dataclass(frozen=True, kw_only=True)
class Story:
    """Second step: the problem, what was done, when."""

    context: str
    actions: str
    calendar: str


@dataclass(frozen=True, kw_only=True)
class Money:
    """Third step: who paid and who helped."""

    cost: int | None
    funders: Sequence[Funder]
    partners: Sequence[Partner] = ()


@dataclass(frozen=True, kw_only=True)
class Results:
    """Fourth step: what changed, in figures and in words."""

    figures: Sequence[Figure] = ()
    results: str
    again: str


@dataclass(frozen=True, kw_only=True)
class Closing:
    """Fifth step: whom to call; documents and pictures are added beside it."""

    contact: str


Step = Essentials | Story | Money | Results | Closing


@singledispatch
def put(step: Step, experience: Experience) -> None:
    """Write one step into an experience."""
    raise TypeError(type(step).__name__)


@put.register
def _(step: Essentials, experience: Experience) -> None:
    experience.title, experience.slug = step.title, text.slugify(step.title)
    experience.summary, experience.stage = step.summary, step.stage
    experience.commune_code = step.commune.code
    themes = [
        ExperienceTheme(experience_id=experience.id, term_id=term_id) for term_id in dict.fromkeys(step.theme_ids)
    ]
    _replace(ExperienceTheme, experience, themes)
    others = dict.fromkeys(commune.code for commune in step.others if commune.code != step.commune.code)
    places = [
        ExperienceCommune(experience_id=experience.id, commune_code=code, position=position)
        for position, code in enumerate(others)
    ]
    _replace(ExperienceCommune, experience, places)


@put.register
def _(step: Story, experience: Experience) -> None:
    _say(experience, context=step.context, actions=step.actions, calendar=step.calendar)


@put.register
def _(step: Money, experience: Experience) -> None:
    experience.cost = step.cost
    funders = [
        ExperienceFunder(
            experience_id=experience.id, name=one.name[:120], amount=one.amount, kind=one.kind, rate=one.rate,
            organisation_id=one.organisation_id, position=position,
        )
        for position, one in enumerate(step.funders)
    ]  # fmt: skip
    _replace(ExperienceFunder, experience, funders)
    partners = [
        ExperiencePartner(
            experience_id=experience.id, name=one.name, part=one.part, organisation_id=one.organisation_id,
            position=position,
        )
        for position, one in enumerate(step.partners)
    ]  # fmt: skip
    _replace(ExperiencePartner, experience, partners)


@put.register
def _(step: Results, experience: Experience) -> None:
    _say(experience, results=step.results, again=step.again)
    figures = [
        ExperienceFigure(experience_id=experience.id, value=one.value, label=one.label, position=position)
        for position, one in enumerate(step.figures)
    ]
    _replace(ExperienceFigure, experience, figures)


@put.register
def _(step: Closing, experience: Experience) -> None:
    _say(experience, contact=step.contact)


def _say(experience: Experience, **texts: str) -> None:
    for name, source in texts.items():
        setattr(experience, name, source)
        setattr(experience, f"{name}_html", text.render(source))


def _replace(model: type, experience: Experience, rows: Sequence[object]) -> None:
    db.session.execute(delete(model).where(model.experience_id == experience.id))  # type: ignore[attr-defined]
    db.session.add_all(rows)
    db.session.flush()


@singledispatch
def typed(step: Step) -> str:
    """What a step says, in one text: for the page that shows two editors both versions."""
    return ""


@typed.register
def _(step: Essentials) -> str:
    return _joined(step.title, step.summary)


@typed.register
def _(step: Story) -> str:
    return _joined(step.context, step.actions, step.calendar)


@typed.register
def _(step: Money) -> str:
    funders = [f"{one.name} : {one.amount} €" for one in step.funders]
    return _joined(_cost(step.cost), *funders, *(f"{one.name} : {one.part}" for one in step.partners))


@typed.register
def _(step: Results) -> str:
    return _joined(*(f"{one.value} {one.label}" for one in step.figures), step.results, step.again)


@typed.register
def _(step: Closing) -> str:
    return step.contact


def stored(step: Step, experience: Experience) -> str:
    """What the same step says as it is kept."""
    if isinstance(step, Money):
        funders = [f"{one.name} : {one.amount} €" for one in experience.funders]
        partners = [f"{one.name} : {one.part}" for one in experience.partners]
        return _joined(_cost(experience.cost), *funders, *partners)
    if isinstance(step, Results):
        figures = [f"{one.value} {one.label}" for one in experience.figures]
        return _joined(*figures, experience.results, experience.again)
    names = {Essentials: ("title", "summary"), Story: ("context", "actions", "calendar"), Closing: ("contact",)}
    return _joined(*(getattr(experience, name) for name in names[type(step)]))


def _cost(cost: int | None) -> str:
    return "" if cost is None else f"Coût : {cost} €"


def _joined(*texts: str) -> str:
    return "\n\n".join(filter(None, texts))
