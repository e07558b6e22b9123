"""The life of a card: proposed, settled, closed, merged, told by its history."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits, once
from club.access import guard
from club.directory import card_form, claims, history, life, life_form, merging, queries
from club.directory.asking import number, started_from
from club.directory.views import bp
from club.forum.versions import compared
from club.members.models import Organisation
from club.policy import Action, can

A_DAY = "20 per day"
TOO_MANY = "Vous avez beaucoup proposé aujourd’hui. Revenez demain."


@bp.route("/partenaires/proposer", methods=["GET", "POST"])
@guard(Action.ORGANISATION_PROPOSE)
def propose() -> ResponseReturnValue:
    """For a hole of a département, the address says its type or its need, and where: it goes on from sheet to sheet."""
    form = card_form.CardForm(data={"submission": once.new_key(), "type_id": number("type")})
    if not form.validate_on_submit():
        return render_template("directory/edit_card.html", form=form, organisation=None, is_proposal=True)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    if not limits.hit("organisation", current_user.id, A_DAY):
        form.name.errors = [TOO_MANY]
        return render_template("directory/edit_card.html", form=form, organisation=None, is_proposal=True)
    made = life.propose(form.card(), by=current_user)
    flash("Merci. L’équipe examine votre proposition ; dites déjà où l’organisation intervient.", "success")
    address = url_for(".edit_coverage", id=made.id, **started_from())
    once.settle(form.submission.data, current_user.id, address)
    return redirect(address)


@bp.get("/partenaires/a-examiner")
@guard(Action.ORGANISATION_QUEUE)
def queue() -> ResponseReturnValue:
    asked = claims.waiting() if can(current_user, Action.CLAIM_LIST) else []
    waiting, refused = life.proposals(current_user), life.turned_down(current_user)
    return render_template("directory/queue.html", proposals=waiting, refused=refused, claims=asked)


@bp.route("/partenaires/<int:id>/decider", methods=["GET", "POST"])
@guard(Action.ORGANISATION_SETTLE, queries.partner)
def settle_proposal(organisation: Organisation) -> ResponseReturnValue:
    form = life_form.DecisionForm(data={"seen": organisation.standing})
    if not form.validate_on_submit():
        same = queries.alike(organisation)
        return render_template("directory/settle_proposal.html", form=form, organisation=organisation, alike=same)
    reason = " ".join((form.reason.data or "").split())
    life.settle(organisation, is_accepted=form.is_accepted, reason=reason, seen=form.seen.data, by=current_user)
    flash("La fiche est dans l’annuaire." if form.is_accepted else "La proposition est refusée.", "success")
    return redirect(url_for(".queue"))


@bp.route("/partenaires/<int:id>/fermer", methods=["GET", "POST"])
@guard(Action.ORGANISATION_EDIT, queries.partner)
def close_partner(organisation: Organisation) -> ResponseReturnValue:
    form = life_form.CloseForm(own_id=organisation.id)
    if not form.validate_on_submit():
        return render_template("directory/close_partner.html", form=form, organisation=organisation)
    life.close(organisation, form.closed_on.data, form.successor.id_found, by=current_user)
    flash("La fiche dit que l’organisation est fermée.", "success")
    return _card(organisation)


@bp.post("/partenaires/<int:id>/rouvrir")
@guard(Action.ORGANISATION_EDIT, queries.partner)
def reopen_partner(organisation: Organisation) -> ResponseReturnValue:
    life.reopen(organisation, by=current_user)
    flash("L’organisation est de nouveau dans l’annuaire.", "success")
    return _card(organisation)


@bp.route("/partenaires/<int:id>/reunir", methods=["GET", "POST"])
@guard(Action.ORGANISATION_MERGE, queries.partner)
def merge_partner(organisation: Organisation) -> ResponseReturnValue:
    """Choose the card that is kept, see what will move, confirm."""
    form = life_form.MergeForm(own_id=organisation.id)
    shown = {"form": form, "organisation": organisation, "alike": queries.alike(organisation), "chosen": None}
    if not form.validate_on_submit():
        return render_template("directory/merge_partner.html", **shown)
    kept = queries.partner(form.into.id_found or 0)
    if kept is None or "confirmed" not in request.form:
        return render_template(
            "directory/merge_partner.html", **shown | {"chosen": kept}, moving=merging.moving(organisation)
        )
    merging.merge(organisation, kept, by=current_user)
    flash("Les deux fiches n’en font plus qu’une.", "success")
    return _card(kept)


@bp.get("/partenaires/<int:id>/historique")
@guard(Action.ORGANISATION_HISTORY, queries.partner)
def partner_history(organisation: Organisation) -> ResponseReturnValue:
    """The versions of the card, and what one of them changed: the newest, or the one asked for."""
    known = history.versions(organisation)
    asked = request.args.get("version", "")
    place = next((rank for rank, one in enumerate(known) if str(one.number) == asked), 0)
    before = known[place + 1].body if place + 1 < len(known) else None
    pieces = compared(before, known[place].body) if before is not None else None
    return render_template(
        "directory/partner_history.html", organisation=organisation, versions=known, shown=known[place], pieces=pieces
    )


def _card(organisation: Organisation) -> ResponseReturnValue:
    return redirect(url_for(".partner", id=organisation.id, slug=organisation.slug))
