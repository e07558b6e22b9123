"""The list of resources, and one's drafts."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard
from club.library import details, queries
from club.library.states import LABELS
from club.library.views import bp
from club.policy import Action
from club.territories import queries as territories

FILTERS = ("type", "theme", "organisation", "departement", "region", "france")


def _numbers(name: str) -> list[int]:
    return [int(value) for value in request.args.getlist(name)[:50] if value.isdecimal() and len(value) < 9]


@bp.get("/")
@guard(Action.RESOURCE_LIST)
def index() -> ResponseReturnValue:
    chosen = wanted()
    places = territories.departements()
    return render_template(
        "library/index.html",
        page=queries.newest(chosen, after=request.args.get("apres")),
        wanted=chosen,
        asked={name: request.args.getlist(name) for name in FILTERS if request.args.get(name)},
        on_card=details.on_card,
        counts=queries.counts(),
        places=places,
        regions=sorted({(one.region_code, one.region.name) for one in places}, key=lambda one: one[1]),
    )


def wanted() -> queries.Facets:
    """What this address narrows the list by."""
    organisation = _numbers("organisation")
    return queries.Facets(
        type_ids=_numbers("type"),
        theme_ids=_numbers("theme"),
        organisation_id=organisation[0] if organisation else None,
        departement=request.args.get("departement", "")[:3],
        region=request.args.get("region", "")[:3],
        is_national=request.args.get("france") == "1",
    )


@bp.get("/mes-brouillons")
@guard(Action.RESOURCE_CREATE)
def drafts() -> ResponseReturnValue:
    return render_template(
        "library/drafts.html", drafts=queries.unsettled_of(current_user.organisation_id), state_labels=LABELS
    )
