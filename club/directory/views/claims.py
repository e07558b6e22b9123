"""Asking to keep the card of one's organisation, and the answer."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits, once, storage, text, uploads
from club.access import Refused, guard
from club.directory import claims, life_form, queries
from club.directory.claims import OrganisationClaim
from club.directory.views import bp
from club.members.forms import line
from club.members.models import Organisation
from club.policy import Action

A_DAY = "5 per day"
TOO_MANY = "Vous avez fait plusieurs demandes aujourd’hui. Revenez demain."


@bp.route("/partenaires/<int:id>/tenir", methods=["GET", "POST"])
@guard(Action.ORGANISATION_CLAIM, queries.partner)
def claim_partner(organisation: Organisation) -> ResponseReturnValue:
    form = life_form.ClaimForm(data={"submission": once.new_key()})
    page = {"form": form, "organisation": organisation, "waiting": claims.waiting_of(current_user.id)}
    if not form.validate_on_submit():
        return render_template("directory/claim_partner.html", **page)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    try:
        if not limits.hit("claim", current_user.id, A_DAY):
            raise Refused(TOO_MANY)
        sent = form.file.data if form.file.data and form.file.data.filename else None
        judged = uploads.examine(sent) if sent else None
    except Refused as why:
        form.file.errors = [str(why)]
        return render_template("directory/claim_partner.html", **page)
    said = line(form.function.data), text.clean(form.proof.data or "")
    made = claims.ask(organisation, *said, judged, sent.filename if sent else "", by=current_user)
    flash("Votre demande est envoyée à l’équipe du club. Vous serez prévenu de sa réponse.", "success")
    address = url_for(".claim", id=made.id)
    once.settle(form.submission.data, current_user.id, address)
    return redirect(address)


@bp.get("/partenaires/demandes/<int:id>")
@guard(Action.CLAIM_READ, claims.claim)
def claim(claim: OrganisationClaim) -> ResponseReturnValue:
    return render_template("directory/claim.html", claim=claim, form=life_form.DecisionForm())


@bp.get("/partenaires/demandes/<int:id>/piece")
@guard(Action.CLAIM_READ, claims.claim)
def claim_proof(claim: OrganisationClaim) -> ResponseReturnValue:
    return storage.serve(claim.stored) if claim.stored else abort(404)


@bp.post("/partenaires/demandes/<int:id>/decider")
@guard(Action.CLAIM_SETTLE, claims.claim)
def settle_claim(claim: OrganisationClaim) -> ResponseReturnValue:
    form = life_form.DecisionForm()
    if not form.validate_on_submit():
        return render_template("directory/claim.html", claim=claim, form=form)
    claims.settle(claim, is_accepted=form.is_accepted, reason=line(form.reason.data), by=current_user)
    flash(f"{claim.author.full_name} est prévenu de votre réponse.", "success")
    return redirect(url_for(".queue"))


@bp.post("/partenaires/demandes/<int:id>/retirer")
@guard(Action.CLAIM_WITHDRAW, claims.claim)
def withdraw_claim(claim: OrganisationClaim) -> ResponseReturnValue:
    claims.withdraw(claim)
    flash("Votre demande est retirée.", "success")
    return redirect(url_for(".partner", id=claim.organisation_id, slug=claim.organisation.slug))
