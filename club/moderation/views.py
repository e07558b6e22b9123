"""Reporting a thing; the queue; hiding and restoring."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard
from club.forum import holding
from club.forum.ledger import HeldPost
from club.moderation import forms, operations, queries
from club.moderation.kinds import KINDS, Kind
from club.moderation.models import Report
from club.policy import Action, can

bp = Blueprint("moderation", __name__, url_prefix="/moderation")


def _found(kind: str, id: int, action: Action | None = None) -> tuple[Kind, Any]:
    """The thing of an address; what one may not read is absent, what one may not do is refused."""
    known = KINDS.get(kind)
    thing = known.find(id) if known else None
    if known is None or thing is None:
        abort(404)
    if not can(current_user, action or known.read, thing):
        abort(403 if action else 404)
    if action and known.is_private and not queries.reports_of(kind, id):
        abort(404)
    return known, thing


def _back(known: Kind, thing: Any) -> ResponseReturnValue:
    """To the thing, for whoever may read it."""
    return redirect(known.url(thing) if can(current_user, known.read, thing) else url_for(".index"))


@bp.get("/")
@guard(Action.MODERATION_QUEUE)
def index() -> ResponseReturnValue:
    is_settled = request.args.get("etat") == "traites"
    page = queries.queue(current_user, is_settled=is_settled, after=request.args.get("apres"))
    return render_template(
        "moderation/index.html",
        page=page,
        is_settled=is_settled,
        reasons=forms.REASONS,
        kinds=KINDS,
        held_count=holding.waiting_for(current_user),
    )


@bp.get("/a-relire")
@guard(Action.MODERATION_QUEUE)
def held() -> ResponseReturnValue:
    page = holding.queue(current_user, after=request.args.get("apres"))
    return render_template("moderation/held.html", page=page, held_count=holding.waiting_for(current_user))


@bp.route("/a-relire/<int:id>", methods=["GET", "POST"])
@guard(Action.HELD_SETTLE, holding.held_post)
def review(held: HeldPost) -> ResponseReturnValue:
    form = forms.ReviewForm(data={"decision": "accept"})
    if not form.validate_on_submit():
        return render_template("moderation/review.html", form=form, held=held)
    decide = holding.accept if form.decision.data == "accept" else holding.refuse
    decide(held, word=(form.word.data or "").strip(), by=current_user)
    flash("C’est fait. L’auteur est prévenu.", "success")
    return redirect(url_for(".held"))


@bp.route("/signaler/<kind>/<int:id>", methods=["GET", "POST"])
@guard(Action.REPORT_CREATE)
def report(kind: str, id: int) -> ResponseReturnValue:
    known, thing = _found(kind, id)
    form = forms.ReportForm()
    if form.validate_on_submit():
        operations.report(kind, thing, reason=form.reason.data, note=(form.note.data or "").strip(), by=current_user)
        flash("Merci. L’équipe de modération va relire ce contenu et vous répondra.", "success")
        return redirect(known.url(thing))
    return render_template("moderation/report.html", form=form, known=known, thing=thing)


@bp.route("/signalements/<int:id>", methods=["GET", "POST"])
@guard(Action.REPORT_SETTLE, queries.report)
def settle(report: Report) -> ResponseReturnValue:
    known = KINDS[report.thing_kind]
    thing = known.find(report.thing_id)
    form = forms.SettleForm(can_hide=bool(known.hide and thing and thing.hidden_at is None))
    if form.validate_on_submit():
        operations.settle(report, thing, decision=form.decision.data, note=form.note.data.strip(), by=current_user)
        flash("Le signalement est traité. Les personnes concernées sont prévenues.", "success")
        return redirect(url_for(".index"))
    same = queries.reports_of(report.thing_kind, report.thing_id)
    return render_template(
        "moderation/settle.html", form=form, report=report, known=known, thing=thing, same=same, reasons=forms.REASONS
    )


@bp.route("/masquer/<kind>/<int:id>", methods=["GET", "POST"])
@guard(Action.MODERATION_QUEUE)
def hide(kind: str, id: int) -> ResponseReturnValue:
    known, thing = _found(kind, id, Action.CONTENT_HIDE)
    if known.hide is None:
        abort(404)
    form = forms.HideForm()
    if form.validate_on_submit():
        operations.hide(kind, thing, reason=form.reason.data.strip(), by=current_user)
        flash("Le contenu est masqué. Son auteur est prévenu.", "success")
        return _back(known, thing)
    return render_template("moderation/hide.html", form=form, known=known, thing=thing)


@bp.post("/retablir/<kind>/<int:id>")
@guard(Action.MODERATION_QUEUE)
def restore(kind: str, id: int) -> ResponseReturnValue:
    known, thing = _found(kind, id, Action.CONTENT_HIDE)
    operations.restore(kind, thing, by=current_user)
    flash("Le contenu est de nouveau visible.", "success")
    return _back(known, thing)
