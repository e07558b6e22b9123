"""Who comes after: named or invited from here."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits
from club.access import Refused, guard
from club.experiences import coauthors
from club.handover import forms, queries, successors
from club.handover.models import Handover
from club.handover.views import bp
from club.members import queries as members
from club.members.models import Member, Status
from club.policy import Action

A_DAY = "5 per day"  # invitations of one person


@bp.route("/<int:id>/successeur", methods=["GET", "POST"])
@guard(Action.HANDOVER_EDIT, queries.handover)
def successor(handover: Handover) -> ResponseReturnValue:
    form = forms.SuccessorForm()
    if form.validate_on_submit():
        try:
            flash(_chosen(handover, form.who.data.strip(), form.message.data or ""), "success")
            return redirect(url_for(".show", id=handover.id))
        except Refused as why:
            form.is_refused(why)
    return render_template("handover/successor.html", form=form, handover=handover)


def _chosen(handover: Handover, who: str, message: str) -> str:
    """Name a member or invite an address; what to say of it."""
    known = _known(who)
    if known is not None:
        successors.name(handover, known, by=current_user)
        return f"{known.full_name} prendra la suite."
    if not limits.hit("invite-successor", current_user.id, A_DAY):
        raise Refused("Vous avez envoyé beaucoup d’invitations aujourd’hui. Revenez demain.")
    successors.invite(handover, who, message.strip(), by=current_user)
    return "L’invitation est envoyée. Elle est valable trente jours."


def _known(who: str) -> Member | None:
    if "@" not in who:
        return coauthors.named(who)
    found = members.by_email(who)
    return found if found is not None and found.status == Status.ACTIVE else None


@bp.post("/<int:id>/successeur/retirer")
@guard(Action.HANDOVER_EDIT, queries.handover)
def drop_successor(handover: Handover) -> ResponseReturnValue:
    successors.drop(handover, by=current_user)
    flash("Plus personne n’est indiqué pour la suite.", "success")
    return redirect(url_for(".show", id=handover.id))
