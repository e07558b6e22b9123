"""Declaring what one's commune asked for, correcting it, taking it back, and reading what was declared."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits, once
from club.access import Refused, guard
from club.funding import declaring, proofs, queries
from club.funding.models import Aid, AidProof
from club.funding.progress import Progress
from club.funding.views import bp
from club.members import vouching
from club.policy import Action

A_DAY = "60 per day"
NOWHERE = "Vous déclarez au nom d’une commune : indiquez-la dans votre profil, et l’équipe du club la confirmera."
TOO_MANY = "Vous avez beaucoup déclaré aujourd’hui. Gardez vos chiffres et revenez demain."


@bp.route("/<int:id>/declarer", methods=["GET", "POST"])
@guard(Action.AID_DECLARE, queries.aid)
def declare(aid: Aid) -> ResponseReturnValue:
    start = {"state": Progress.ASKED.value, "experience_id": 0, "submission": once.new_key()}
    form = _form(start)
    if not form.validate_on_submit():
        return _page(form, aid)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    if not limits.hit("proof", current_user.id, A_DAY):
        form.state.errors = [TOO_MANY]
        return _page(form, aid)
    proofs.declare(aid, form.declaration(), by=current_user)
    address = _address(aid)
    once.settle(form.submission.data, current_user.id, address)
    flash(
        "Merci. Votre déclaration compte dans les chiffres de cette aide dès que trois communes l’ont obtenue.",
        "success",
    )
    return redirect(address)


@bp.route("/declarations/<int:id>/modifier", methods=["GET", "POST"])
@guard(Action.PROOF_EDIT, proofs.proof)
def correct(proof: AidProof) -> ResponseReturnValue:
    form = _form(declaring.filled(proof, current_user.id))
    if not form.validate_on_submit():
        return _page(form, proof.aid, proof)
    proofs.correct(proof, form.declaration(), version=form.stale_from, by=current_user)
    flash("La déclaration est corrigée.", "success")
    return redirect(url_for(".declared"))


@bp.post("/declarations/<int:id>/retirer")
@guard(Action.PROOF_EDIT, proofs.proof)
def take_back(proof: AidProof) -> ResponseReturnValue:
    proofs.take_back(proof)
    flash("La déclaration est retirée.", "success")
    return redirect(url_for(".declared"))


@bp.get("/declarations")
@guard(Action.PROOF_LIST)
def declared() -> ResponseReturnValue:
    """What the communes that one serves have declared."""
    return render_template(
        "funding/declared.html",
        declared=proofs.of_my_communes(current_user),
        waiting=vouching.waiting(current_user.id),
    )


def _form(start: dict[str, Any]) -> declaring.ProofForm:
    communes = vouching.vouched(current_user.id)
    if not communes:
        raise Refused(NOWHERE)
    return declaring.ProofForm(data=start, communes=communes)


def _page(form: declaring.ProofForm, aid: Aid, proof: AidProof | None = None) -> str:
    return render_template("funding/declare.html", form=form, aid=aid, proof=proof)


def _address(aid: Aid) -> str:
    return url_for(".show", id=aid.id, slug=aid.slug, _anchor="preuves")
