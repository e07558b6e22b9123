"""Departures to prepare, what one is given, the files of one's communes; for référents, their territory."""

from flask import render_template
from flask.typing import ResponseReturnValue

from club.access import guard, me
from club.handover import queries
from club.handover.views import bp
from club.policy import Action


@bp.get("/")
@guard(Action.HANDOVER_LIST)
def index() -> ResponseReturnValue:
    reader = me()
    return render_template(
        "handover/index.html",
        departures=queries.of_viewer(reader),
        received=queries.received_by(reader.member_id),
        files=queries.files_for(reader),
        vacant=queries.vacant_for(reader),
        unreachable=queries.unreachable_for(reader),
    )
