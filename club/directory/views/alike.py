"""The page of the communes like another one: all ten, each with its reasons, and how they are found."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from club.access import guard
from club.communes import comparing, twins
from club.directory.views import bp
from club.policy import Action
from club.territories import queries as territories
from club.territories.models import Commune


@bp.get("/communes/<commune:code>/jumelles", endpoint="twins")
@guard(Action.COMMUNE_READ, territories.todays)
def twins_of(commune: Commune) -> ResponseReturnValue:
    address = url_for(".twins", code=commune.path)
    if request.path != address:
        return redirect(address, 301)
    return render_template(
        "directory/twins.html", commune=commune, twins=twins.of(commune.code), lines=comparing.LINES.values()
    )
