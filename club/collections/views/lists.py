"""The list of collections: what is recommended, and one's own."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from club.access import guard, me
from club.collections import queries
from club.collections.views import bp
from club.policy import Action


@bp.get("/")
@guard(Action.COLLECTION_LIST)
def index() -> ResponseReturnValue:
    after, is_mine = request.args.get("apres"), request.args.get("onglet") == "miens"
    page = queries.mine(me().id or 0, after=after) if is_mine else queries.recommended(after=after)
    return render_template("collections/index.html", page=page, is_mine=is_mine)
