"""What becomes of requests: those one may read, each with its answers, and what both sides do with it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits, once
from club.access import Part, Refused, guard, me
from club.inquiries import operations, queries
from club.inquiries.forms import YES, CloseForm, ReplyForm
from club.inquiries.models import Inquiry
from club.inquiries.views import bp
from club.policy import Action, can

A_DAY = "60 per day"
TOO_MANY = "Vous avez beaucoup écrit aujourd’hui. Gardez votre texte et revenez demain."
TABS = (queries.OPEN, queries.CLOSED)


@bp.get("/")
@guard(Action.INQUIRY_LIST)
def index() -> ResponseReturnValue:
    asked = request.args.get("onglet", "")
    tab = asked if asked in TABS else queries.OPEN
    page = queries.listed(me(), tab, after=request.args.get("apres"))
    return render_template("inquiries/index.html", page=page, tab=tab)


@bp.get("/<int:id>")
@guard(Action.INQUIRY_READ, queries.inquiry)
def show(inquiry: Inquiry) -> ResponseReturnValue:
    return _page(inquiry, ReplyForm(submission=once.new_key()))


@bp.get("/messages/<int:id>")
@guard(Action.INQUIRY_READ, queries.reply)
def reply_link(part: Part) -> ResponseReturnValue:
    """The place of a message, on the page of its request."""
    return redirect(url_for(".show", id=part.reply.inquiry_id, _anchor=f"reponse-{part.id}"))


def _page(inquiry: Inquiry, form: ReplyForm) -> ResponseReturnValue:
    return render_template("inquiries/show.html", inquiry=inquiry, replies=queries.replies(inquiry.id), form=form)


@bp.post("/<int:id>/repondre")
@guard(Action.INQUIRY_REPLY, queries.inquiry)
def reply(inquiry: Inquiry) -> ResponseReturnValue:
    form, address = ReplyForm(), url_for(".show", id=inquiry.id)
    if not form.validate_on_submit():
        return _page(inquiry, form)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    if not limits.hit("inquiry-reply", current_user.id, A_DAY):
        form.body.errors = [TOO_MANY]
        return _page(inquiry, form)
    try:
        is_theirs = can(me(), Action.INQUIRY_ACKNOWLEDGE, inquiry)
        operations.reply(inquiry, form.said, by=current_user, is_from_organisation=is_theirs)
    except Refused as why:
        form.body.errors = [str(why)]
        return _page(inquiry, form)
    once.settle(form.submission.data, current_user.id, address)
    flash("Votre réponse est transmise.", "success")
    return redirect(address)


@bp.post("/<int:id>/lue")
@guard(Action.INQUIRY_ACKNOWLEDGE, queries.inquiry)
def acknowledge(inquiry: Inquiry) -> ResponseReturnValue:
    operations.acknowledge(inquiry)
    return redirect(url_for(".show", id=inquiry.id))


@bp.post("/<int:id>/a-repondu")
@guard(Action.INQUIRY_CLOSE, queries.inquiry)
def say_answered(inquiry: Inquiry) -> ResponseReturnValue:
    """The author's own word: « oui », or « pas encore »."""
    has_answered = request.form.get("reponse") == YES
    operations.say_answered(inquiry, has_answered)
    flash("C’est noté. Merci." if has_answered else "C’est noté. La demande reste ouverte.", "success")
    return redirect(url_for(".show", id=inquiry.id))


@bp.route("/<int:id>/clore", methods=["GET", "POST"])
@guard(Action.INQUIRY_CLOSE, queries.inquiry)
def close(inquiry: Inquiry) -> ResponseReturnValue:
    form = CloseForm(data={"answer": YES} if inquiry.answered_at else None)
    if not form.validate_on_submit():
        return render_template("inquiries/close.html", form=form, inquiry=inquiry)
    operations.close(inquiry, has_answered=form.answer.data == YES, by=current_user)
    flash("La demande est close.", "success")
    return redirect(url_for(".index"))
