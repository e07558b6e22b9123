"""What an organisation offers: its sheet of offers, each written on its own page."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import once
from club.access import guard
from club.directory import contacts, offer_form, offers, queries
from club.directory.asking import number
from club.directory.models import Offer
from club.directory.views import bp
from club.members.models import Organisation
from club.policy import Action


@bp.get("/partenaires/<int:id>/offres")
@guard(Action.ORGANISATION_EDIT, queries.partner)
def edit_offers(organisation: Organisation) -> ResponseReturnValue:
    known = offers.offers_of(organisation.id, withdrawn=True)
    return render_template("directory/edit_offers.html", organisation=organisation, offers=known)


@bp.route("/partenaires/<int:id>/offres/nouvelle", methods=["GET", "POST"])
@guard(Action.ORGANISATION_EDIT, queries.partner)
def new_offer(organisation: Organisation) -> ResponseReturnValue:
    start = {"submission": once.new_key(), "themes": [number("besoin")]}
    form = offer_form.OfferForm(data=start, contacts=contacts.contacts_of(organisation.id))
    if not form.validate_on_submit():
        return render_template("directory/edit_offer.html", form=form, organisation=organisation, offer=None)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    offers.add(organisation, form.said(), by=current_user)
    once.settle(form.submission.data, current_user.id, url_for(".edit_offers", id=organisation.id))
    return _back(organisation, "L’offre est sur la fiche.")


@bp.route("/partenaires/offres/<int:id>/modifier", methods=["GET", "POST"])
@guard(Action.OFFER_EDIT, offers.offer)
def edit_offer(offer: Offer) -> ResponseReturnValue:
    known = contacts.contacts_of(offer.organisation_id)
    start = offer_form.offer_filled(offer) if request.method != "POST" else {}
    form = offer_form.OfferForm(data=start, contacts=known)
    if not form.validate_on_submit():
        return render_template("directory/edit_offer.html", form=form, organisation=offer.organisation, offer=offer)
    offers.edit(offer, form.said(), version=form.stale_from, by=current_user)
    return _back(offer.organisation, "L’offre est à jour.")


@bp.post("/partenaires/offres/<int:id>/retirer")
@guard(Action.OFFER_EDIT, offers.offer)
def withdraw_offer(offer: Offer) -> ResponseReturnValue:
    offers.withdraw(offer, by=current_user)
    return _back(offer.organisation, "L’offre est retirée de la fiche. Vous pouvez la remettre.")


@bp.post("/partenaires/offres/<int:id>/remettre")
@guard(Action.OFFER_EDIT, offers.offer)
def offer_again(offer: Offer) -> ResponseReturnValue:
    offers.offer_again(offer, by=current_user)
    return _back(offer.organisation, "L’offre est de nouveau sur la fiche.")


@bp.post("/partenaires/offres/<int:id>/verifier")
@guard(Action.OFFER_EDIT, offers.offer)
def verify_offer(offer: Offer) -> ResponseReturnValue:
    offers.verify(offer, by=current_user)
    return _back(offer.organisation, "L’offre est vérifiée à la date d’aujourd’hui.")


@bp.post("/partenaires/offres/<int:id>/monter")
@guard(Action.OFFER_EDIT, offers.offer)
def raise_offer(offer: Offer) -> ResponseReturnValue:
    offers.raise_up(offer, by=current_user)
    return _back(offer.organisation, "")


def _back(organisation: Organisation, said: str) -> ResponseReturnValue:
    if said:
        flash(said, "success")
    return redirect(url_for(".edit_offers", id=organisation.id))
