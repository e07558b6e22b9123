"""A funding plan outside its page: a table for any spreadsheet, and a sheet in OpenDocument."""

from collections.abc import Iterator

from club import sheets
from club.funding import plans
from club.funding.models import FundingPlan
from club.funding.plan_form import ORIGINS, PRIVATE, PUBLIC

COLUMNS = ("financeur", "argent", "etat", "montant_ht", "part_du_cout")
HEADINGS = ("Financeur", "Argent", "État", "Montant hors taxes", "Part du coût")
Row = tuple[str, str, str, int | None, float | None]


def rows(plan: FundingPlan) -> Iterator[Row]:
    """The funders, what is left to the commune, and the cost."""
    sums, origin = plans.balance_of(plan), dict(ORIGINS)
    for one in plan.lines:
        share = None if one.state == "refused" else sums.part(one.amount)
        yield one.name, origin[PUBLIC if one.is_public else PRIVATE], one.state_label, one.amount, share
    if plan.cost is not None:
        yield f"{plan.commune.name} (part de la commune)", origin[PUBLIC], "", sums.own, sums.part(sums.own)
        yield "Total : coût du projet hors taxes", "", "", plan.cost, 100.0
    else:
        yield "Total des financements", "", "", sums.given, 100.0


def as_csv(plan: FundingPlan) -> Iterator[str]:
    """A table that spreadsheets open."""
    told = ((*row[:-1], None if row[-1] is None else f"{row[-1]:g}".replace(".", ",") + " %") for row in rows(plan))
    return sheets.table(COLUMNS, told)


def as_ods(plan: FundingPlan) -> bytes:
    """A spreadsheet whose amounts are amounts and whose names are never formulas."""
    sums = plans.balance_of(plan)
    head = [plan.title, f"{plan.commune.name} ({plan.commune.departement_code})"]
    foot = [
        f"Part de la commune dans les financements publics : {sums.own_share:g} %".replace(".", ","),
        f"Part minimale retenue : {plan.least_share / 100:g} %".replace(".", ","),
        plan.least_reason,
    ]
    return sheets.workbook("Plan de financement", head, HEADINGS, rows(plan), foot if plan.cost is not None else [])
