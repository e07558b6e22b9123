"""Keeping resources true: verified by who answers for them, judged by who reads them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import clock
from club.access import guard, open_to_all
from club.library import care, corrections, linking, queries, reminding
from club.library.care import ResourceWord
from club.library.care_forms import ConfirmForm, ErrorForm
from club.library.models import Resource
from club.library.views import bp
from club.policy import Action, can


def _back(resource: Resource) -> ResponseReturnValue:
    return redirect(url_for(".show", id=resource.id, slug=resource.slug, _anchor="fraicheur"))


@bp.post("/<int:id>/verifiee")
@guard(Action.RESOURCE_EDIT, queries.resource)
def verify(resource: Resource) -> ResponseReturnValue:
    care.verify(resource, by=current_user)
    flash("Merci. La page dit maintenant que la ressource est vérifiée d’aujourd’hui.", "success")
    return _back(resource)


@bp.post("/<int:id>/toujours-valable")
@guard(Action.RESOURCE_SAY, queries.resource)
def say_valid(resource: Resource) -> ResponseReturnValue:
    care.say_valid(resource, by=current_user)
    flash("Merci : la page compte votre avis.", "success")
    return _back(resource)


@bp.route("/<int:id>/erreur", methods=["GET", "POST"])
@guard(Action.RESOURCE_SAY, queries.resource)
def report_error(resource: Resource) -> ResponseReturnValue:
    form = ErrorForm()
    if form.validate_on_submit():
        care.report_error(resource, (form.word.data or "").strip(), by=current_user)
        flash("Merci. L’organisation qui publie la ressource est prévenue.", "success")
        return _back(resource)
    return render_template("library/error.html", form=form, resource=resource)


@bp.post("/erreurs/<int:id>/reglee")
@guard(Action.WORD_SETTLE, care.word)
def settle_error(word: ResourceWord) -> ResponseReturnValue:
    care.settle(word, by=current_user)
    flash("L’erreur est réglée.", "success")
    if request.args.get("de") == "liste":
        return redirect(url_for(".watch"))
    return _back(word.resource)


@bp.get("/a-verifier")
@guard(Action.RESOURCE_WATCH)
def watch() -> ResponseReturnValue:
    """What waits for a look, on the resources that one may edit."""
    views = {"corrections": corrections.waiting_for, "liens": linking.dead_for}
    view = request.args.get("vue", "")
    page = views.get(view, care.errors_for)(current_user, after=request.args.get("apres"))
    return render_template("library/watch.html", page=page, view=view if view in views else "erreurs")


@bp.route("/confirmer/<token>", methods=["GET", "POST"])
@open_to_all
def confirm(token: str) -> ResponseReturnValue:
    """The link of the yearly mail: a page with one button, for whoever may edit the resource on that day."""
    known = reminding.read_token(token)
    if known is None or not can(known[1], Action.RESOURCE_EDIT, known[0]) or known[0].published_at is None:
        return render_template("library/dead_confirm.html"), 404
    resource, member = known
    form = ConfirmForm()
    if form.validate_on_submit():
        care.verify(resource, by=member)
        return redirect(url_for(".confirm", token=token))
    state = care.state_of(resource, member, is_kept=True)
    is_done = state.verified_on == clock.today() and not state.errors
    return render_template("library/confirm.html", form=form, resource=resource, state=state, is_done=is_done)
