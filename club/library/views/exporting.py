"""The list of resources as a table, as data, as a feed; with the filters of the page."""

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from club import limits, sheets
from club.access import Refused, guard, me, open_to_all
from club.library import exports
from club.library.views import bp
from club.library.views.facets import wanted
from club.members import feeds
from club.policy import Action, can

AN_HOUR = "30 per hour"


@bp.get("/export.csv")
@guard(Action.RESOURCE_LIST)
def export_csv() -> ResponseReturnValue:
    _count()
    return sheets.download(exports.as_csv(wanted()), "text/csv; charset=utf-8", "ressources.csv")


@bp.get("/export.json")
@guard(Action.RESOURCE_LIST)
def export_json() -> ResponseReturnValue:
    _count()
    return sheets.download(exports.as_json(wanted()), "application/json", "ressources.json")


def _count() -> None:
    if not limits.hit("export-resources", me().id, AN_HOUR):
        raise Refused("Vous avez beaucoup exporté depuis une heure. Revenez un peu plus tard.")


@bp.get("/flux.atom")
@guard(Action.RESOURCE_LIST)
def atom() -> ResponseReturnValue:
    """For whoever is signed in."""
    return _feed()


@bp.get("/fil/<token>.atom")
@open_to_all
def feed(token: str) -> ResponseReturnValue:
    """For a feed reader, which cannot sign in: the address itself is the key."""
    reader = feeds.reader_of(token)
    if reader is None or not can(reader, Action.RESOURCE_LIST):
        abort(404)
    return _feed()


def _feed() -> Response:
    content = exports.as_atom(wanted(), own=request.base_url)
    return Response(content, content_type="application/atom+xml; charset=utf-8")
