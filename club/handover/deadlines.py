"""The days to come that whoever leaves had in mind: of the aids the commune asks for, and of its project."""

from collections.abc import Iterator
from datetime import date

from flask import url_for
from sqlalchemy import select

from club import clock, french
from club.communes.models import ProjectAction, ProjectStep
from club.extensions import db
from club.funding import calendar
from club.funding.models import Aid, AidProof, FundingPlan, PlanLine
from club.funding.passing import UNDER_WAY
from club.members.models import Member
from club.passing import MOST, Facts, Item, Part, nothing
from club.territories.models import Commune
from club.vocabulary.models import Term


def _items(member: Member, commune: str) -> list[Item]:
    found = [*_of_aids(commune), *_of_project(commune)]
    return sorted(found, key=lambda one: (one.moment, one.key))[:MOST]


def _of_aids(code: str) -> Iterator[Item]:
    """Money papers are the team's own business, so are the days that they tell."""
    declared = select(AidProof.aid_id).where(AidProof.commune_code == code, AidProof.state.in_(UNDER_WAY))
    planned = select(PlanLine.aid_id).join(FundingPlan, FundingPlan.id == PlanLine.plan_id)
    planned = planned.where(FundingPlan.commune_code == code, PlanLine.aid_id.is_not(None))
    asked = Aid.id.in_(declared) | Aid.id.in_(planned)
    for one in calendar.deadlines_where(asked):
        day = one.day(clock.PARIS)
        url = url_for("funding.show", id=one.id, slug=one.slug)
        yield Item(f"{one.what}-{one.id}", one.title, url, day, f"{one.what} le {french.day(day)}", is_own=True)


def _of_project(code: str) -> Iterator[Item]:
    """What the page of the commune says to all."""
    today, place = clock.today(), db.session.get_one(Commune, code)
    url = url_for("directory.commune", code=place.path)
    steps = select(Term.id, Term.label, ProjectStep.on).join(Term, Term.id == ProjectStep.term_id)
    for row in db.session.execute(steps.where(ProjectStep.commune_code == code, ProjectStep.on >= today)):
        yield Item(f"etape-{row.id}", row.label, url, row.on, _on(row.on))
    actions = select(ProjectAction.id, ProjectAction.title, ProjectAction.ends_on)
    open_ones = ProjectAction.commune_code == code, ProjectAction.dropped_on.is_(None), ProjectAction.ends_on >= today
    for id, title, end in db.session.execute(actions.where(*open_ones)):
        yield Item(f"action-{id}", title, url, end, f"fin prévue {_on(end)}")


def _on(day: date | None) -> str:
    return f"le {french.day(day)}" if day else ""


def _take(member: Member, key: str) -> Facts | None:
    return {"deadline": key}


DEADLINES = Part(
    "Échéances",
    "Les dates à venir des aides que la commune demande ou prévoit, et de son projet. Transmise, une date est signalée "
    "à votre successeur ; laissée, elle ne l’est pas.",
    _items,
    _take,
    let_go=nothing,
)
