"""The five short steps of a write-up: their titles, their forms, and what each form starts with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_login import current_user
from werkzeug.datastructures import MultiDict

from club import once
from club.experiences import forms, money, queries
from club.experiences.models import Experience
from club.members.models import Member
from club.territories import choosing
from club.territories.models import Commune

Start = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One step: what it is called, its form, and what the form starts with."""

    title: str
    form: type[forms.StepForm]
    start: Callable[[Experience], Start]


def _essentials(experience: Experience) -> Start:
    return {
        "title": experience.title,
        "summary": experience.summary,
        "others": choosing.shown(experience.others),
        "themes": [theme.id for theme in experience.themes],
        "stage": experience.stage,
    }


def _texts(*names: str) -> Callable[[Experience], Start]:
    return lambda experience: {name: getattr(experience, name) for name in names}


def _money(experience: Experience) -> Start:
    return {
        "cost": "" if experience.cost is None else str(experience.cost),
        "funders": [
            {"name": one.name, "kind": one.kind, "amount": str(one.amount), "rate": money.rate_shown(one.rate)}
            for one in experience.funders
        ],
        "partners": [{"name": one.name, "part": one.part} for one in experience.partners],
    }


def _results(experience: Experience) -> Start:
    figures = [{"value": one.value, "label": one.label} for one in experience.figures]
    return {"figures": figures, "results": experience.results, "again": experience.again}


STEPS = (
    Step("L’essentiel", forms.EssentialsForm, _essentials),
    Step("Le problème et ce qui a été fait", forms.StoryForm, _texts("context", "actions", "calendar")),
    Step("Le coût, les financeurs, les partenaires", forms.MoneyForm, _money),
    Step("Les résultats et les leçons", forms.ResultsForm, _results),
    Step("Les documents et le contact", forms.ClosingForm, _texts("contact")),
)


def draft_of(number: int, experience: Experience | None) -> str:
    """The place of what is typed in a step and not kept yet."""
    return f"experience-{experience.id}-{number}" if experience else "experience"


def form(number: int, experience: Experience | None, begun: MultiDict[str, str] | None = None) -> forms.StepForm:
    """The form of a step, for this person and this experience (None: a new one), with what they had begun to type."""
    step = STEPS[number - 1]
    start: Start = {"submission": once.new_key(), "version": experience.version if experience else ""}
    if experience is not None:
        start |= step.start(experience)
    more: dict[str, Any] = {"is_whole": bool(experience and experience.published_at)}
    if begun is not None:
        begun.pop("version", None)  # the author is told that it changed, and goes on from what there is
        more["formdata"] = begun
    return _first(start, experience, **more) if number == 1 else step.form(data=start, **more)


def _first(start: Start, experience: Experience | None, **more: Any) -> forms.EssentialsForm:
    """Who serves communes chooses among them, the others type one."""
    served = _served(current_user)
    place = experience.commune if experience else (served[0] if served else None)
    if not served:
        typed = choosing.shown([place]) if place else ""
        return forms.EssentialsForm(data=start | {"commune_code": typed}, communes=(), **more)
    offered = served if place is None or place in served else [*served, place]
    code = {"commune_code": place.code if place else None}
    return forms.MemberEssentialsForm(data=start | code, communes=offered, **more)


def _served(member: Member) -> Sequence[Commune]:
    return [] if member.is_staff else queries.communes_served(member.id)
