"""The page that the mail to a contact leads to: open without an account, it shows one request and takes its answer."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from club import limits, once
from club.access import Refused, open_to_all
from club.inquiries import mails, operations
from club.inquiries.forms import ReplyForm
from club.inquiries.models import Inquiry, State
from club.inquiries.views import bp

NOBODY = 0  # in place of a member, in the keys of forms
PER_INQUIRY, PER_ADDRESS = "10 per day", "60 per hour"
TOO_MANY = "Beaucoup de réponses sont parties d’ici aujourd’hui. Gardez votre texte et revenez demain."


@bp.route("/repondre/<token>", methods=["GET", "POST"])
@open_to_all
def answer(token: str) -> ResponseReturnValue:
    inquiry, dead = _known(token)
    if inquiry is None:
        return _dead(dead)
    form = ReplyForm(data={"submission": once.new_key()})
    if form.validate_on_submit() and _is_taken(form, inquiry):
        return redirect(url_for(".answer", token=token))
    return render_template("inquiries/answer.html", form=form, inquiry=inquiry, token=token)


def _is_taken(form: ReplyForm, inquiry: Inquiry) -> bool:
    """Whether the answer is kept, now or by the first of two clicks; the form says why it is not."""
    if once.claim(form.submission.data, NOBODY):
        return True
    may = limits.hit("inquiry-answer", inquiry.id, PER_INQUIRY)
    if not (may and limits.hit("inquiry-address", limits.address(), PER_ADDRESS)):
        form.body.errors = [TOO_MANY]
        return False
    try:
        operations.reply(inquiry, form.said, by=None, is_from_organisation=True)
    except Refused as why:
        form.body.errors = [str(why)]
        return False
    once.settle(form.submission.data, NOBODY, url_for(".show", id=inquiry.id))
    flash("Votre réponse est transmise. Merci.", "success")
    return True


@bp.post("/repondre/<token>/lue")
@open_to_all
def answer_read(token: str) -> ResponseReturnValue:
    """« J’ai bien reçu »: opening the page is not enough, mail programs open links by themselves."""
    inquiry, dead = _known(token)
    if inquiry is None:
        return _dead(dead)
    operations.acknowledge(inquiry)
    flash("Merci : la commune voit que sa demande est bien arrivée.", "success")
    return redirect(url_for(".answer", token=token))


def _known(token: str) -> tuple[Inquiry | None, str]:
    """The request of an address, or why it is not shown."""
    try:
        inquiry = mails.read_token(token)
    except mails.Expired:
        return None, "expired"
    if inquiry is None:
        return None, "forged"
    return (None, "closed") if inquiry.state == State.CLOSED else (inquiry, "")


def _dead(why: str) -> ResponseReturnValue:
    return render_template("inquiries/dead.html", why=why), 404
