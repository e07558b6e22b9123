"""Asking for help, answering, meeting, telling."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import clock, limits, once, text
from club.access import Refused, guard, me
from club.helping import diary, forms, queries, requests
from club.helping.models import HelpOffer, HelpRequest
from club.helping.views import bp
from club.members import queries as members
from club.members.forms import ConfirmForm, line
from club.policy import Action

A_DAY = "15 per day"
TOO_MANY = "Vous avez envoyé beaucoup de demandes aujourd’hui. Gardez votre texte et revenez demain."


@bp.get("/mes-echanges")
@guard(Action.HELP_LIST)
def exchanges() -> ResponseReturnValue:
    reader = me()
    return render_template(
        "helping/exchanges.html",
        page=queries.exchanges(reader.member_id, after=request.args.get("apres")),
        offers=queries.own_offers(reader.member_id),
    )


@bp.route("/<int:id>/demander", methods=["GET", "POST"])
@guard(Action.HELP_ASK, queries.offer)
def ask(offer: HelpOffer) -> ResponseReturnValue:
    own = members.member(current_user.id)
    form = forms.AskForm(own.communes if own else [], data={"submission": once.new_key()})
    if not form.validate_on_submit():
        return render_template("helping/ask.html", form=form, offer=offer)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    try:
        if not limits.hit("help-request", current_user.id, A_DAY):
            raise Refused(TOO_MANY)
        made = requests.ask(offer, text.clean(form.message.data).strip(), form.commune, by=current_user)
    except Refused as why:  # said beside the message, which is not lost
        form.message.errors = [str(why)]
        return render_template("helping/ask.html", form=form, offer=offer)
    address = url_for(".exchange", id=made.id)
    once.settle(form.submission.data, current_user.id, address)
    flash(f"Votre demande est envoyée à {offer.author.full_name}. Sa réponse viendra par la cloche.", "success")
    return redirect(address)


def _page(asked: HelpRequest, **forms_of: Any) -> str:
    """The exchange as either of the two sees it, with the forms of its state."""
    at = asked.meeting_at and clock.here(asked.meeting_at)
    start = {"version": asked.version, "place": asked.place} | ({"day": at.date(), "hour": at.time()} if at else {})
    shown = {"answer": forms.AnswerForm, "meeting": forms.MeetingForm, "cancel": forms.WordForm, "note": forms.NoteForm}
    ready = {
        name: forms_of.get(name) or form(formdata=None, data=start, prefix=_prefix(name))
        for name, form in shown.items()
    }
    is_over = asked.meeting_at is None or asked.meeting_at <= clock.now()
    return render_template("helping/exchange.html", asked=asked, offer=asked.offer, is_over=is_over, forms=ready)


def _prefix(name: str) -> str:
    """Each form of the page has names of its own."""
    return f"{name}-"


@bp.get("/echanges/<int:id>")
@guard(Action.HELP_REQUEST_READ, queries.request)
def exchange(asked: HelpRequest) -> ResponseReturnValue:
    return _page(asked)


@bp.post("/echanges/<int:id>/repondre")
@guard(Action.HELP_REQUEST_ANSWER, queries.request)
def answer(asked: HelpRequest) -> ResponseReturnValue:
    form = forms.AnswerForm(prefix=_prefix("answer"))
    if not form.validate_on_submit():
        return _page(asked, answer=form)
    is_yes = form.decision.data == "oui"
    word = (form.word.data or "").strip()
    requests.answer(asked, is_yes=is_yes, word=word, meeting=form.meeting, by=current_user)
    flash("Votre réponse est envoyée.", "success")
    return redirect(url_for(".exchange", id=asked.id))


@bp.post("/echanges/<int:id>/date")
@guard(Action.HELP_REQUEST_PLAN, queries.request)
def plan(asked: HelpRequest) -> ResponseReturnValue:
    form = forms.MeetingForm(prefix=_prefix("meeting"))
    if not form.validate_on_submit() or form.meeting is None:
        return _page(asked, meeting=form)
    word = (form.word.data or "").strip()
    requests.plan(asked, form.meeting, word=word, version=form.stale_from, by=current_user)
    flash("La date est fixée. L’autre personne en est prévenue.", "success")
    return redirect(url_for(".exchange", id=asked.id))


@bp.post("/echanges/<int:id>/annuler")
@guard(Action.HELP_REQUEST_CANCEL, queries.request)
def cancel(asked: HelpRequest) -> ResponseReturnValue:
    form = forms.WordForm(prefix=_prefix("cancel"))
    if not form.validate_on_submit():
        return _page(asked, cancel=form)
    requests.cancel(asked, word=line(form.word.data), by=current_user)
    flash("La demande est annulée. L’autre personne en est prévenue.", "success")
    return redirect(url_for(".exchange", id=asked.id))


@bp.post("/echanges/<int:id>/retour")
@guard(Action.HELP_REQUEST_TELL, queries.request)
def tell(asked: HelpRequest) -> ResponseReturnValue:
    form = forms.NoteForm(prefix=_prefix("note"))
    if not form.validate_on_submit():
        return _page(asked, note=form)
    requests.tell(asked, text.clean(form.note.data).strip(), by=current_user)
    flash("Votre retour est publié sur la page de l’offre. Merci de l’avoir raconté.", "success")
    return redirect(url_for(".exchange", id=asked.id))


@bp.post("/echanges/<int:id>/experience")
@guard(Action.HELP_REQUEST_TELL, queries.request)
def write_up(asked: HelpRequest) -> ResponseReturnValue:
    if not ConfirmForm().validate_on_submit():
        abort(400)
    draft = requests.write_up(asked, by=current_user)
    flash("Le brouillon reprend votre retour. Complétez-le étape par étape.", "success")
    return redirect(url_for("experiences.edit", id=draft.id, step=1))


@bp.get("/echanges/<int:id>/agenda.ics")
@guard(Action.HELP_REQUEST_READ, queries.request)
def agenda(asked: HelpRequest) -> ResponseReturnValue:
    if asked.meeting_at is None:
        abort(404)
    headers = {"Content-Disposition": f"attachment; filename=entraide-{asked.id}.ics"}
    return Response(diary.as_ical(asked), content_type="text/calendar; charset=utf-8", headers=headers)


@bp.get("/retours/<int:id>")
@guard(Action.HELP_NOTE_READ, queries.request)
def note(asked: HelpRequest) -> ResponseReturnValue:
    """A note has its place on the page of the offer."""
    return redirect(url_for(".show", id=asked.offer_id, _anchor=f"retour-{asked.id}"))
