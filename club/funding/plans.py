"""Funding plans: written by the chefs de projet of a commune, read by its team."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.orm import joinedload, selectinload

from club import clock, french
from club.access import Conflict
from club.extensions import db
from club.funding import balance
from club.funding.models import FundingPlan, PlanLine
from club.funding.progress import LABELS, Progress
from club.members import vouching
from club.members.models import Member
from club.paging import AnyRow
from club.policy import Viewer, of_the_communes
from club.rows import awaited
from club.territories.models import Commune

MOST = 100


@dataclass(frozen=True)
class Line:
    """A funder as it is written in the form."""

    name: str
    amount: int
    state: str
    is_public: bool
    organisation_id: int | None = None
    aid_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All that is written in the form."""

    title: str
    commune_code: str
    cost: int | None
    least_share: int
    least_reason: str = ""
    experience_id: int | None = None
    lines: Sequence[Line] = ()


def create(said: Plan, *, by: Member) -> FundingPlan:
    """A new plan of a commune."""
    plan = FundingPlan()
    _write(plan, said, by)
    db.session.add(plan)
    db.session.flush()
    return plan


def edit(plan: FundingPlan, said: Plan, *, version: int, by: Member) -> None:
    """Replace it; raises Conflict when it was changed since `version`."""
    awaited(plan)
    if version != plan.version:
        raise Conflict(_words(plan, plan.lines), _words(said, said.lines))
    plan.version += 1
    _write(plan, said, by)


def _write(plan: FundingPlan, said: Plan, by: Member) -> None:
    for name in ("title", "commune_code", "cost", "least_share", "least_reason", "experience_id"):
        setattr(plan, name, getattr(said, name))
    plan.lines = [PlanLine(position=position, **vars(one)) for position, one in enumerate(said.lines)]
    plan.updated_by_id, plan.updated_at = by.id, clock.now()


def _words(plan: FundingPlan | Plan, lines: Sequence[PlanLine | Line]) -> str:
    head = [plan.title, "coût non précisé" if plan.cost is None else f"coût : {french.euros(plan.cost)}"]
    said = [f"{one.name} : {french.euros(one.amount)}, {LABELS[Progress(one.state)].lower()}" for one in lines]
    return "\n".join([*head, *said])


def drop(plan: FundingPlan) -> None:
    """Nothing stays of it."""
    db.session.delete(plan)


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """`plan.read` said in SQL; a test proves that it equals the rule."""
    if not of_the_communes(viewer, None):
        return false()
    return FundingPlan.commune_code.in_(vouching.served_by(viewer.id))


def plan(id: int) -> FundingPlan | None:
    """A plan with all that its page shows, and those who may read it."""
    return db.session.scalar(
        select(FundingPlan)
        .where(FundingPlan.id == id)
        .execution_options(populate_existing=True)
        .options(
            joinedload(FundingPlan.commune, innerjoin=True).joinedload(Commune.departement),
            joinedload(FundingPlan.updated_by, innerjoin=True),
            joinedload(FundingPlan.experience),
            selectinload(FundingPlan.lines).joinedload(PlanLine.organisation),
            selectinload(FundingPlan.lines).joinedload(PlanLine.aid),
            selectinload(FundingPlan.serving),
        )
    )


def of_my_communes(viewer: Viewer) -> Sequence[AnyRow]:
    """The plans that a member may read, the newest first, each with what is given, refusals left out."""
    given = (
        select(func.coalesce(func.sum(PlanLine.amount), 0))
        .where(PlanLine.plan_id == FundingPlan.id, PlanLine.state != Progress.REFUSED)
        .correlate(FundingPlan)
        .scalar_subquery()
    )
    columns = FundingPlan.id, FundingPlan.title, FundingPlan.cost, FundingPlan.updated_at
    found = select(*columns, Commune.name.label("commune"), given.label("given"))
    found = found.join(Commune, Commune.code == FundingPlan.commune_code).where(readable_by(viewer))
    newest = found.order_by(FundingPlan.updated_at.desc(), FundingPlan.id.desc())
    return db.session.execute(newest.limit(MOST)).all()


def balance_of(plan: FundingPlan) -> balance.Balance:
    """How a plan adds up."""
    return balance.Balance(plan.cost, plan.least_share, plan.lines)
