"""« Contacter »: a request to an organisation, with what the club knows of the project filled in."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits, narrowing, once
from club.access import Refused, guard, me
from club.directory import asking, offers
from club.directory import queries as directory
from club.directory.models import Offer
from club.inquiries import operations, queries, receivers
from club.inquiries.forms import InquiryForm
from club.inquiries.views import bp
from club.members import vouching
from club.members.models import Organisation
from club.policy import Action, can
from club.territories.models import Commune
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

A_DAY = "10 per day"
TOO_MANY = "Vous avez beaucoup demandé aujourd’hui. Gardez votre texte et revenez demain."
NOWHERE = "Vous écrivez au nom d’une commune : indiquez-la dans votre profil, et l’équipe du club la confirmera."


@bp.route("/nouvelle", methods=["GET", "POST"])
@guard(Action.INQUIRY_CREATE)
def new() -> ResponseReturnValue:
    organisation, offer = _target()
    communes = vouching.vouched(me().member_id)
    if refusal := receivers.refusal(organisation, offer) or ("" if communes else NOWHERE):
        return _refused(organisation, offer, refusal)
    form = InquiryForm(data=_start(offer, communes) if request.method == "GET" else None)
    form.offer(communes)
    if form.validate_on_submit():
        if earlier := once.claim(form.submission.data, current_user.id):
            return redirect(earlier)
        if address := _sent(form, organisation, offer):
            return redirect(address)
    contact = receivers.contact(organisation.id, offer, form.commune_code.data or communes[0].code)
    has_editors = receivers.has_editors(organisation.id)
    if contact is None and not has_editors:
        return _refused(organisation, offer, receivers.NOBODY)
    return render_template(
        "inquiries/new.html", form=form, organisation=organisation, offer=offer, contact=contact,
        has_editors=has_editors,
    )  # fmt: skip


def _target() -> tuple[Organisation, Offer | None]:
    """The organisation that is asked, and for which of its offers; a merged card leads to the one that is kept."""
    offer = offers.offer(asking.number("offre") or 0)
    wanted = offer.organisation_id if offer else asking.number("partenaire")
    organisation = directory.partner(wanted or 0)
    if organisation is not None and organisation.merged_into_id:
        organisation = directory.partner(organisation.merged_into_id)
    if organisation is None or not can(me(), Action.ORGANISATION_READ, organisation):
        abort(404)
    return organisation, offer


def _refused(organisation: Organisation, offer: Offer | None, why: str) -> ResponseReturnValue:
    return render_template("inquiries/cannot.html", organisation=organisation, offer=offer, why=why)


def _start(offer: Offer | None, communes: Sequence[Commune]) -> dict[str, Any]:
    """The commune, the theme and the stage that the address, the project of the commune or the offer tells."""
    asked = vocabulary.terms_of(narrowing.numbers("theme")[:1], TermKind.THEME)
    theme = asked or (offer.themes if offer else [])
    stages = offer.stages if offer else []
    asked_for = narrowing.asked("commune")
    here = asked_for if asked_for in {one.code for one in communes} else communes[0].code
    theme_id = theme[0].id if theme else None
    return {
        "commune_code": here,
        "theme_id": theme_id,
        "stage_id": queries.stage_of(here, theme_id) or (stages[0].id if len(stages) == 1 else None),
        "submission": once.new_key(),
    }


def _sent(form: InquiryForm, organisation: Organisation, offer: Offer | None) -> str | None:
    """The address of the request; None when the form says why it did not leave."""
    if not limits.hit("inquiry", current_user.id, A_DAY):
        form.body.errors = [TOO_MANY]
        return None
    try:
        made = operations.send(form.asked(), organisation, offer, by=current_user)
    except Refused as why:
        form.body.errors = [str(why)]
        return None
    address = url_for(".show", id=made.id)
    once.settle(form.submission.data, current_user.id, address)
    flash("Votre demande est partie. Vous serez prévenu dès qu’on y répond.", "success")
    return address
