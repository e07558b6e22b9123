"""Saying that somebody leaves: oneself, or a member of one's territory; changing one's mind."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits
from club.access import Refused, guard
from club.handover import forms, operations, queries, things
from club.handover.models import Handover
from club.handover.views import bp
from club.members import queries as members
from club.members.models import Member
from club.policy import Action

A_DAY = "10 per day"
ALREADY = "Ce départ était déjà en préparation : le voici, inchangé."


@bp.route("/nouvelle", methods=["GET", "POST"])
@guard(Action.HANDOVER_CREATE)
def new() -> ResponseReturnValue:
    communes = queries.communes_of(current_user)
    if not communes:
        return render_template("handover/nowhere.html", member=None)
    form = forms.DepartureForm(communes=communes)
    if not form.validate_on_submit():
        return render_template("handover/new.html", form=form)
    commune = forms.same_commune(communes, form.commune_code.data)
    made, is_new = operations.declare(current_user, commune, form.plan(), by=current_user)
    said = "Votre départ est noté. Choisissez maintenant ce que devient chaque chose."
    flash(said if is_new else f"{ALREADY} Le jour et le mot se changent ici.", "success" if is_new else "info")
    return redirect(url_for(".show", id=made.id))


@bp.route("/declarer/<int:id>", methods=["GET", "POST"])
@guard(Action.HANDOVER_DECLARE, members.member)
def declare(member: Member) -> ResponseReturnValue:
    communes = queries.communes_to_declare(member, current_user)
    if not communes:
        return render_template("handover/nowhere.html", member=member)
    form = forms.DeclareForm(communes=communes)
    if not form.validate_on_submit():
        return render_template("handover/declare.html", form=form, member=member)
    if not limits.hit("declare-departure", current_user.id, A_DAY):
        raise Refused("Vous avez déclaré beaucoup de départs aujourd’hui. Revenez demain.")
    commune = forms.same_commune(communes, form.commune_code.data)
    made, is_new = operations.declare(member, commune, form.plan(), by=current_user)
    said = f"Le départ de {member.full_name} est déclaré. La personne en est prévenue."
    flash(said if is_new else ALREADY, "success" if is_new else "info")
    return redirect(url_for(".show", id=made.id))


@bp.route("/<int:id>/modifier", methods=["GET", "POST"])
@guard(Action.HANDOVER_OWN, queries.handover)
def edit(handover: Handover) -> ResponseReturnValue:
    """The day and the word are of whoever leaves."""
    form = forms.DepartureForm(obj=handover)
    if form.validate_on_submit():
        operations.change(handover, form.plan(), version=form.stale_from)
        flash("Votre départ est à jour.", "success")
        return redirect(url_for(".show", id=handover.id))
    return render_template("handover/edit.html", form=form, handover=handover)


@bp.route("/<int:id>/partir", methods=["GET", "POST"])
@guard(Action.HANDOVER_OWN, queries.handover)
def leave(handover: Handover) -> ResponseReturnValue:
    """Without waiting for the day; it cannot be undone, so it is asked."""
    if request.method == "POST":
        operations.leave_now(handover)
        flash("C’est en cours : dans une minute, ce que vous avez choisi sera fait.", "success")
        return redirect(url_for(".index"))
    return render_template("handover/leave.html", handover=handover, numbers=things.numbers(handover.id))


@bp.post("/<int:id>/annuler")
@guard(Action.HANDOVER_EDIT, queries.handover)
def take_back(handover: Handover) -> ResponseReturnValue:
    operations.take_back(handover, by=current_user)
    flash("Ce départ est annulé : rien n’a changé de mains.", "success")
    return redirect(url_for(".index"))
