"""The list of offers, their pages, and writing one."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits, narrowing, once
from club.access import guard, me
from club.extensions import db
from club.helping import forms, operations, queries, requests
from club.helping.models import HelpOffer
from club.helping.states import KINDS, LABELS, State
from club.helping.views import bp
from club.policy import Action
from club.territories.models import Commune
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

A_DAY = "20 per day"
TOO_MANY = "Vous avez déjà beaucoup proposé aujourd’hui. Gardez votre texte et revenez demain."


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"kinds": KINDS, "state_labels": LABELS, "State": State}


@bp.get("/")
@guard(Action.HELP_LIST)
def index() -> ResponseReturnValue:
    reader = me()
    here = db.session.get(Commune, reader.commune_code) if reader.commune_code else None
    kind = narrowing.asked("genre")
    wanted = queries.Wanted(kind if kind in KINDS else "", next(iter(narrowing.numbers("theme")), None))
    return render_template(
        "helping/index.html",
        page=queries.offers(reader, wanted, here, after=request.args.get("apres")),
        wanted=wanted,
        themes=vocabulary.choices(TermKind.THEME),
    )


@bp.get("/<int:id>")
@guard(Action.HELP_READ, queries.offer)
def show(offer: HelpOffer) -> ResponseReturnValue:
    return render_template(
        "helping/show.html", offer=offer, notes=queries.notes(offer.id), is_full=requests.is_full(offer)
    )


@bp.route("/proposer", methods=["GET", "POST"])
@guard(Action.HELP_CREATE)
def new() -> ResponseReturnValue:
    kind = narrowing.asked("genre")
    form = forms.OfferForm(data={"submission": once.new_key(), "kind": kind if kind in KINDS else None})
    if not form.validate_on_submit():
        return render_template("helping/edit.html", form=form, offer=None)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    if not limits.hit("help-offer", current_user.id, A_DAY):
        form.title.errors = [TOO_MANY]
        return render_template("helping/edit.html", form=form, offer=None)
    offer = operations.create(form.sheet(), by=current_user)
    address = url_for(".show", id=offer.id)
    once.settle(form.submission.data, current_user.id, address)
    flash("Votre offre est publiée. Vous serez prévenu de chaque demande.", "success")
    return redirect(address)


@bp.route("/<int:id>/modifier", methods=["GET", "POST"])
@guard(Action.HELP_EDIT, queries.offer)
def edit(offer: HelpOffer) -> ResponseReturnValue:
    start = {"themes": [theme.id for theme in offer.themes], "version": offer.version}
    form = forms.OfferForm(data={**offer.__dict__, **start})
    if not form.validate_on_submit():
        return render_template("helping/edit.html", form=form, offer=offer)
    operations.edit(offer, form.sheet(), version=form.stale_from, by=current_user)
    flash("Votre offre est à jour.", "success")
    return redirect(url_for(".show", id=offer.id))


@bp.post("/<int:id>/pause")
@guard(Action.HELP_EDIT, queries.offer)
def pause(offer: HelpOffer) -> ResponseReturnValue:
    operations.move(offer, "pause")
    flash("Votre offre est en pause : elle n’est plus dans la liste. Les demandes en cours continuent.", "success")
    return redirect(url_for(".show", id=offer.id))


@bp.post("/<int:id>/reprendre")
@guard(Action.HELP_EDIT, queries.offer)
def resume(offer: HelpOffer) -> ResponseReturnValue:
    operations.move(offer, "resume")
    flash("Votre offre est de nouveau dans la liste.", "success")
    return redirect(url_for(".show", id=offer.id))
