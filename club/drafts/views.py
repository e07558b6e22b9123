"""« Mes brouillons », and the quiet saving of what is being typed."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits
from club.access import guard
from club.drafts import operations, places, queries
from club.policy import Action

bp = Blueprint("drafts", __name__, url_prefix="/brouillons")

PACE = "200 per 10 minutes"
NOT_TYPED = {"csrf_token", "submission", "seen"}


@bp.get("/")
@guard(Action.DRAFT_OWN)
def index() -> ResponseReturnValue:
    kept = [(draft, places.find(draft.place)) for draft in queries.mine(current_user.id)]
    return render_template("drafts/index.html", drafts=[(draft, place) for draft, place in kept if place])


@bp.post("/<place>")
@guard(Action.DRAFT_OWN)
def keep(place: str) -> ResponseReturnValue:
    """Called every few seconds by the script of the editor, or by the button « Garder en brouillon »."""
    known = places.find(place) or abort(404)
    if not limits.hit("draft", current_user.id, PACE):
        return abort(429)
    typed = {name: values for name, values in request.form.lists() if name not in NOT_TYPED}
    draft = operations.keep(current_user.id, place, typed, texts=known.texts)
    if request.headers.get("X-Fragment"):
        return "", 204
    flash(
        "Votre brouillon est gardé : vous seul le voyez." if draft else "Rien à garder : le texte est vide.", "success"
    )
    return redirect(url_for(".index"))


@bp.post("/<place>/supprimer")
@guard(Action.DRAFT_OWN)
def drop(place: str) -> ResponseReturnValue:
    operations.drop(current_user.id, place)
    flash("Le brouillon est supprimé.", "success")
    return redirect(url_for(".index"))
