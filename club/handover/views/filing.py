"""The file of the commune: asked for, then had."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits, storage
from club.access import Refused, guard
from club.handover import filing, queries
from club.handover.models import Handover
from club.handover.views import bp
from club.policy import Action

A_DAY = "20 per day"


@bp.post("/<int:id>/dossier")
@guard(Action.HANDOVER_EDIT, queries.handover)
def prepare(handover: Handover) -> ResponseReturnValue:
    if handover.cancelled_at is not None:
        raise Refused("Ce départ a été annulé.")
    if not limits.hit("handover-file", current_user.id, A_DAY):
        raise Refused("Vous avez demandé ce dossier souvent aujourd’hui. Revenez demain.")
    filing.ask(handover)
    flash("Le dossier est en préparation : il sera là dans une minute.", "success")
    return redirect(url_for(".show", id=handover.id, _anchor="dossier"))


@bp.get("/<int:id>/dossier")
@guard(Action.HANDOVER_FILE, queries.file_of)
def dossier(handover: Handover) -> ResponseReturnValue:
    assert handover.stored is not None
    return storage.serve(handover.stored, inline=False)
