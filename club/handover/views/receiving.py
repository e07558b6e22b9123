"""« Ce qui vous a été transmis »: each thing accepted, or not, in one gesture."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import french
from club.access import guard
from club.handover import queries, receiving, successors, things
from club.handover.models import Handover
from club.handover.views import bp
from club.policy import Action


@bp.get("/<int:id>/recu")
@guard(Action.HANDOVER_RECEIVE, queries.handover)
def received(handover: Handover) -> ResponseReturnValue:
    given = things.given(handover) if handover.left_at else []
    return render_template("handover/received.html", handover=handover, given=given)


@bp.post("/<int:id>/recu")
@guard(Action.HANDOVER_RECEIVE, queries.handover)
def answer(handover: Handover) -> ResponseReturnValue:
    """One thing, or all that wait; twice is once."""
    is_yes = request.form.get("reponse") != "non"
    which = receiving.named(handover.id, request.form.get("chose", ""))
    done = receiving.answer(which, handover, is_yes=is_yes, by=current_user)
    if done:
        words = ("chose acceptée", "choses acceptées") if is_yes else ("chose déclinée", "choses déclinées")
        said = french.plural(done, *words)
        flash(f"{said}. Retrouvez-la à sa place habituelle." if done == 1 and is_yes else f"{said}.", "success")
    return redirect(url_for(".received", id=handover.id))


@bp.post("/<int:id>/recu/refuser")
@guard(Action.HANDOVER_RECEIVE, queries.handover)
def decline(handover: Handover) -> ResponseReturnValue:
    successors.decline(handover, by=current_user)
    flash("C’est noté : vous ne prenez pas la suite. La personne qui part en est prévenue.", "success")
    return redirect(url_for(".index"))
