"""The list of aids."""

from collections.abc import Collection, Sequence
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import narrowing
from club.access import guard
from club.funding import asking, catalogue, counting, states
from club.funding.views import bp, facets, searches
from club.paging import AnyRow, Page
from club.policy import Action
from club.territories import applying
from club.territories import queries as territories
from club.territories.models import Departement
from club.vocabulary import unanswered


@bp.get("/")
@guard(Action.AID_LIST)
def index() -> ResponseReturnValue:
    where = catalogue.place(current_user.commune_code)
    return render_template("funding/index.html", **listed(facets.wanted(), where, territories.departements()))


def listed(
    wanted: catalogue.Filter,
    where: catalogue.Place,
    places: Sequence[Departement] = (),
    liked: Collection[int] = (),
    place: str = "",
) -> dict[str, Any]:
    """What a list of aids shows: its cards, its filters, how many each would leave."""
    at = states.edges()
    counts = counting.counts(wanted, where, at)
    tags = facets.tags(counts, places)
    total = counts["total"][0].number
    page: Page[AnyRow] = Page([], None)
    if total:
        page = catalogue.page(wanted, where, at, after=request.args.get("apres"), liked=liked)
    elif wanted.words:
        unanswered.told(wanted.words, catalogue.KIND)
    return {
        "page": page,
        "otherwise": None if total else facets.otherwise(wanted, where, at, counts, places),
        "badges": {row.id: states.badge(row, at) for row in page.items},
        "prefiles": {row.id: states.prefile(row, at) for row in page.items},
        "wanted": wanted,
        "counts": counts,
        "total": total,
        "tags": tags,
        "search_form": searches.offered(tags, narrowing.used(asking.KNOWN), wanted.commune, place),
        "states": states.LABELS,
        "open_count": sum(row.number for row in counts["state"] if row.label in states.ASKABLE),
        "numbers": applying.numbers([(row.label, row.number) for row in counts["place"]], places) if places else None,
        "places": places,
        "regions": sorted({(one.region_code, one.region.name) for one in places}, key=lambda one: one[1]),
    }
