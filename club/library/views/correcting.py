"""Proposing a correction, looking at it, answering it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits, once, text
from club.access import Refused, guard
from club.forum.versions import compared
from club.library import corrections, queries
from club.library.care_forms import AcceptForm, CorrectionForm, RefuseForm
from club.library.corrections import Correction
from club.library.models import Resource
from club.library.views import bp
from club.members.forms import line
from club.policy import Action

A_DAY = "30 per day"
TOO_MANY = "Vous avez proposé beaucoup de corrections aujourd’hui. Gardez celle-ci et revenez demain."


@bp.route("/<int:id>/corriger", methods=["GET", "POST"])
@guard(Action.RESOURCE_SUGGEST, queries.resource)
def suggest(resource: Resource) -> ResponseReturnValue:
    form = CorrectionForm(data={"body": resource.body, "submission": once.new_key()})
    if form.validate_on_submit():
        if earlier := once.claim(form.submission.data, current_user.id):
            return redirect(earlier)
        if made := _proposed(form, resource):
            once.settle(form.submission.data, current_user.id, url_for(".correction", id=made.id))
            flash("Merci. L’organisation qui publie la ressource regarde votre correction.", "success")
            return redirect(url_for(".correction", id=made.id))
    return render_template("library/suggest.html", form=form, resource=resource)


def _proposed(form: CorrectionForm, resource: Resource) -> Correction | None:
    if not limits.hit("correction", current_user.id, A_DAY):
        form.body.errors = [TOO_MANY]
        return None
    try:
        typed = text.clean(form.body.data or "")
        return corrections.propose(resource, typed, line(form.why.data), by=current_user)
    except Refused as why:
        form.body.errors = [str(why)]
        return None


@bp.get("/corrections/<int:id>")
@guard(Action.CORRECTION_READ, corrections.correction)
def correction(proposed: Correction) -> ResponseReturnValue:
    return _page(proposed)


def _page(proposed: Correction, accept: AcceptForm | None = None, refuse: RefuseForm | None = None) -> str:
    """The difference with the text of today, or with that of the day it was answered."""
    before = proposed.resource.body if proposed.is_waiting else proposed.base
    start = {"body": proposed.body, "version": proposed.resource.version}
    return render_template(
        "library/correction.html",
        proposed=proposed,
        resource=proposed.resource,
        pieces=compared(before, proposed.body),
        accept=accept or AcceptForm(data=start, formdata=None),
        refuse=refuse or RefuseForm(formdata=None),
    )


@bp.post("/corrections/<int:id>/accepter")
@guard(Action.CORRECTION_SETTLE, corrections.correction)
def accept_correction(proposed: Correction) -> ResponseReturnValue:
    form = AcceptForm()
    if not form.validate_on_submit():
        return _page(proposed, accept=form)
    corrections.accept(proposed, text.clean(form.body.data or ""), version=form.stale_from, by=current_user)
    flash("La correction est dans le texte. Son auteur est cité et prévenu.", "success")
    return redirect(url_for(".show", id=proposed.resource_id))


@bp.post("/corrections/<int:id>/refuser")
@guard(Action.CORRECTION_SETTLE, corrections.correction)
def refuse_correction(proposed: Correction) -> ResponseReturnValue:
    form = RefuseForm()
    if not form.validate_on_submit():
        return _page(proposed, refuse=form)
    corrections.refuse(proposed, (form.word.data or "").strip(), by=current_user)
    flash("La correction n’est pas retenue. Son auteur lit votre mot.", "success")
    return redirect(url_for(".correction", id=proposed.id))
