"""Whom to call in an organisation: its sheet of contacts, each written on its own page."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import once
from club.access import guard
from club.directory import contacts, offer_form, queries
from club.directory.models import OrganisationContact
from club.directory.views import bp
from club.members.models import Organisation
from club.policy import Action


@bp.get("/partenaires/<int:id>/contacts")
@guard(Action.ORGANISATION_EDIT, queries.partner)
def edit_contacts(organisation: Organisation) -> ResponseReturnValue:
    known = contacts.contacts_of(organisation.id)
    return render_template("directory/edit_contacts.html", organisation=organisation, contacts=known)


@bp.route("/partenaires/<int:id>/contacts/nouveau", methods=["GET", "POST"])
@guard(Action.ORGANISATION_EDIT, queries.partner)
def new_contact(organisation: Organisation) -> ResponseReturnValue:
    form = offer_form.ContactForm(data={"submission": once.new_key()})
    if not form.validate_on_submit():
        return render_template("directory/edit_contact.html", form=form, organisation=organisation, contact=None)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    contacts.add(organisation, form.said(), by=current_user)
    once.settle(form.submission.data, current_user.id, url_for(".edit_contacts", id=organisation.id))
    return _back(organisation, "Le contact est sur la fiche.")


@bp.route("/partenaires/contacts/<int:id>/modifier", methods=["GET", "POST"])
@guard(Action.CONTACT_EDIT, contacts.contact)
def edit_contact(contact: OrganisationContact) -> ResponseReturnValue:
    form = offer_form.ContactForm(data=offer_form.contact_filled(contact) if request.method != "POST" else {})
    if not form.validate_on_submit():
        whole = {"organisation": contact.organisation, "contact": contact}
        return render_template("directory/edit_contact.html", form=form, **whole)
    contacts.edit(contact, form.said(), version=form.stale_from, by=current_user)
    return _back(contact.organisation, "Le contact est à jour.")


@bp.post("/partenaires/contacts/<int:id>/verifier")
@guard(Action.CONTACT_EDIT, contacts.contact)
def verify_contact(contact: OrganisationContact) -> ResponseReturnValue:
    contacts.verify(contact, by=current_user)
    return _back(contact.organisation, "Le contact est vérifié à la date d’aujourd’hui.")


@bp.post("/partenaires/contacts/<int:id>/retirer")
@guard(Action.CONTACT_EDIT, contacts.contact)
def remove_contact(contact: OrganisationContact) -> ResponseReturnValue:
    organisation = contact.organisation
    contacts.remove(contact, by=current_user)
    return _back(organisation, "Le contact est retiré de la fiche.")


def _back(organisation: Organisation, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for(".edit_contacts", id=organisation.id))
