"""The cards of partners: the list, the card, its identity and its territories."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import once, related, sheets, storage
from club.access import Refused, guard
from club.directory import card_form, contacts, offers, operations, queries, registry, sharing, vcards
from club.directory.asking import asked_for, number, started_from
from club.directory.views import bp
from club.extensions import db
from club.funding import matching
from club.members.models import Organisation
from club.policy import Action
from club.storage.models import StoredFile
from club.territories import choosing
from club.territories import queries as territories
from club.territories.models import Commune, Epci, Region
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind


def _wanted() -> tuple[dict[str, str], queries.PartnerFilter]:
    """What the address asks of the list, as it is typed and as it is understood."""
    asked = {name: asked_for(name) for name in ("q", "departement", "commune", "region", "epci")}
    place, asked["unclear"] = _place(asked["commune"])
    return asked, queries.PartnerFilter(
        words=asked["q"], type_id=number("type"), commune=place, departement=asked["departement"],
        region=asked["region"], epci=asked["epci"],
    )  # fmt: skip


def _place(typed: str) -> tuple[Commune | None, str]:
    """The commune of a code or of a name, or why there is none."""
    if found := territories.todays(typed) if typed else None:
        return found, ""
    try:
        return next(iter(choosing.chosen(typed)), None), ""
    except choosing.Unclear as why:
        return None, str(why)


def _wide(asked: dict[str, str]) -> Epci | Region | None:
    """The EPCI or the région that the address names: the pages of territories lead here."""
    known = db.session.get(Epci, asked["epci"]) if asked["epci"] else None
    return known or (db.session.get(Region, asked["region"]) if asked["region"] else None)


@bp.get("/partenaires/")
@guard(Action.ORGANISATION_LIST)
def partners() -> ResponseReturnValue:
    asked, wanted = _wanted()
    page = queries.partners(wanted, after=request.args.get("apres"))
    return render_template(
        "directory/partners.html", page=page, asked=asked, type_id=wanted.type_id, place=wanted.commune or _wide(asked),
        departements=territories.departements(), types=vocabulary.tree(TermKind.PARTNER_TYPE),
    )  # fmt: skip


@bp.get("/partenaires/<int:id>")
@bp.get("/partenaires/<int:id>-<slug>")
@guard(Action.ORGANISATION_READ, queries.partner)
def partner(organisation: Organisation, slug: str = "") -> ResponseReturnValue:
    if organisation.merged_into_id:
        return redirect(url_for(".partner", id=organisation.merged_into_id), 301)
    if slug != organisation.slug:
        return redirect(url_for(".partner", id=organisation.id, slug=organisation.slug), 301)
    return render_template(
        "directory/partner.html",
        organisation=organisation,
        coverage=queries.coverage_of(organisation.id),
        contacts=contacts.contacts_of(organisation.id),
        offers=offers.offers_of(organisation.id),
        number=registry.told(organisation.siren or organisation.siret or ""),
        children=queries.children_of(organisation.id),
        resources=queries.resources_of(organisation.id),
        aids=matching.given_by(organisation.id),
        editors=queries.editors_of(organisation.id),
        related=related.near("organisation", organisation.id),
    )


@bp.get("/partenaires/export.csv")
@guard(Action.ORGANISATION_LIST)
def partners_csv() -> ResponseReturnValue:
    """The same list as a table, contacts included: only members come here."""
    found = sharing.table(sharing.things(_wanted()[1]))
    return sheets.download(found, "text/csv; charset=utf-8", "partenaires.csv")


@bp.get("/partenaires/export.json")
@guard(Action.ORGANISATION_LIST)
def partners_json() -> ResponseReturnValue:
    found = sheets.data("partenaires", sharing.things(_wanted()[1]))
    return sheets.download(found, "application/json", "partenaires.json")


@bp.get("/partenaires/<int:id>/contacts.vcf")
@guard(Action.ORGANISATION_READ, queries.partner)
def contacts_vcard(organisation: Organisation) -> ResponseReturnValue:
    cards = vcards.vcards((one, organisation) for one in contacts.contacts_of(organisation.id))
    return sheets.file(cards, vcards.MIME, f"{organisation.slug}.vcf")


@bp.get("/partenaires/<int:id>/logo")
@guard(Action.ORGANISATION_READ, queries.partner)
def logo(organisation: Organisation) -> ResponseReturnValue:
    stored = db.session.get(StoredFile, organisation.logo_id) if organisation.logo_id else None
    return storage.serve(stored) if stored else abort(404)


@bp.route("/partenaires/nouveau", methods=["GET", "POST"])
@guard(Action.ORGANISATION_CREATE)
def new_partner() -> ResponseReturnValue:
    form = card_form.CardForm(data={"submission": once.new_key()})
    if not form.validate_on_submit():
        return render_template("directory/edit_card.html", form=form, organisation=None)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    made = operations.create(form.card(), by=current_user)
    flash("L’organisation est dans l’annuaire. Dites maintenant où elle intervient.", "success")
    address = url_for(".edit_coverage", id=made.id)
    once.settle(form.submission.data, current_user.id, address)
    return redirect(address)


@bp.route("/partenaires/<int:id>/modifier", methods=["GET", "POST"])
@guard(Action.ORGANISATION_EDIT, queries.partner)
def edit_partner(organisation: Organisation) -> ResponseReturnValue:
    start = card_form.filled(organisation) if request.method != "POST" else {}
    form = card_form.CardForm(obj=organisation if start else None, data=start, own_id=organisation.id)
    if form.validate_on_submit() and _logo_kept(form, organisation):
        operations.edit(organisation, form.card(), version=form.stale_from, by=current_user)
        flash("La fiche est à jour.", "success")
        return redirect(url_for(".partner", id=organisation.id, slug=organisation.slug))
    return render_template("directory/edit_card.html", form=form, organisation=organisation)


def _logo_kept(form: card_form.CardForm, organisation: Organisation) -> bool:
    """Keep the logo that was sent, if any; False when it is refused, said beside the field."""
    sent = form.logo.data
    if form.remove_logo.data:
        operations.put_logo(organisation, None, by=current_user)
    elif sent and sent.filename:
        try:
            operations.put_logo(organisation, card_form.examined(sent), by=current_user)
        except Refused as why:
            form.logo.errors = [str(why)]
            return False
    return True


@bp.route("/partenaires/<int:id>/territoires", methods=["GET", "POST"])
@guard(Action.ORGANISATION_EDIT, queries.partner)
def edit_coverage(organisation: Organisation) -> ResponseReturnValue:
    """A card that is written for a département starts with it, and goes on to the offer that was missing there."""
    known, asked = queries.coverage_of(organisation.id), started_from()
    start = card_form.covered(organisation, known, asked.get("departement", "")) if request.method != "POST" else {}
    form = card_form.CoverageForm(data=start)
    if form.validate_on_submit():
        operations.cover(organisation, form.covered, version=form.stale_from, by=current_user)
        flash("Les territoires sont à jour.", "success")
        if "besoin" in asked:
            return redirect(url_for(".new_offer", id=organisation.id, **asked))
        return redirect(url_for(".partner", id=organisation.id, slug=organisation.slug))
    return render_template("directory/edit_coverage.html", form=form, organisation=organisation)
