"""The list of aids."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard
from club.funding import catalogue, states
from club.funding.states import State
from club.funding.views import bp
from club.policy import Action
from club.territories import queries as territories


def _numbers(name: str) -> list[int]:
    return [int(value) for value in request.args.getlist(name)[:50] if value.isdecimal() and len(value) < 9]


def _asked(name: str) -> str:
    return request.args.get(name, "").strip()[:100]


def wanted() -> catalogue.Filter:
    """What the address asks for; the whole search is in it."""
    funder, known = _numbers("financeur"), {one.value: one for one in State}
    chosen = [known[value] for value in request.args.getlist("etat") if value in known]
    return catalogue.Filter(
        kind_ids=_numbers("nature"), theme_ids=_numbers("theme"), stage_ids=_numbers("etape"),
        funder_id=funder[0] if funder else None, departement=_asked("departement")[:3], region=_asked("region")[:3],
        states=chosen or (states.ASKABLE if _asked("ouvertes") == "1" else ()), is_call=_asked("appel") == "1",
    )  # fmt: skip


@bp.get("/")
@guard(Action.AID_LIST)
def index() -> ResponseReturnValue:
    at, places, filters = states.edges(), territories.departements(), wanted()
    where = catalogue.place(current_user.commune_code)
    page = catalogue.page(filters, where, at, after=request.args.get("apres"))
    return render_template(
        "funding/index.html",
        page=page,
        badges={row.id: states.badge(row, at) for row in page.items},
        wanted=filters,
        places=places,
        regions=sorted({(one.region_code, one.region.name) for one in places}, key=lambda one: one[1]),
    )
