"""« Pour ma commune »: what applies to a commune through the nesting of territories, and why."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import access, narrowing
from club.access import guard
from club.funding import catalogue, matching
from club.funding.views import bp, facets
from club.funding.views.lists import listed
from club.policy import Action
from club.territories import choosing
from club.territories import queries as territories
from club.territories.models import Commune


@bp.get("/pour/")
@guard(Action.AID_LIST)
def mine() -> ResponseReturnValue:
    """One's own commune, or the one that is typed."""
    asked = narrowing.asked("commune")
    if not asked and not current_user.commune_code:
        return render_template("funding/where.html", typed="", error="")
    if not asked:
        return redirect(url_for(".here", code=current_user.commune_code))
    try:
        found = choosing.chosen(asked)
    except choosing.Unclear as why:
        return render_template("funding/where.html", typed=asked, error=str(why))
    return redirect(url_for(".here", code=found[0].path) if found else url_for(".mine"))


@bp.get("/pour/<commune:code>")
@guard(Action.COMMUNE_READ, territories.commune)
def here(commune: Commune) -> ResponseReturnValue:
    if request.path != url_for(".here", code=commune.path):
        return redirect(facets.address(".here", request.args.items(multi=True), code=commune.path), 301)
    known = matching.interests(commune, access.me())
    where = catalogue.place(commune.code)
    shown = listed(facets.wanted(commune=commune.code), where, liked=known.ids, place=commune.name)
    reasons = {row.id: matching.reasons(row, commune, known) for row in shown["page"].items}
    return render_template("funding/here.html", commune=commune, known=known, reasons=reasons, **shown)
