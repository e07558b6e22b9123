"""Importing a catalogue: sending it, reading its dry run, launching it, following it, its report."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits, narrowing, once, sheets
from club.access import Refused, guard, me
from club.extensions import db
from club.importing import reports
from club.library import publishing
from club.library.importing import columns, operations, queries
from club.library.importing.documents import KINDS
from club.library.importing.forms import ImportForm
from club.library.importing.models import CatalogueImport
from club.library.importing.running import WORK
from club.library.views import bp
from club.members.models import Organisation
from club.policy import Action, administrator
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

A_DAY = "30 per day"
TOO_MANY = "Vous avez beaucoup importé aujourd’hui. Revenez demain."


@bp.get("/imports")
@guard(Action.IMPORT_LIST)
def imports() -> ResponseReturnValue:
    page = queries.listed(me(), after=request.args.get("apres"))
    return render_template("library/imports.html", page=page, told=reports.told)


@bp.route("/imports/nouveau", methods=["GET", "POST"])
@guard(Action.IMPORT_LIST)
def new_import() -> ResponseReturnValue:
    form = _form()
    if form.validate_on_submit():
        try:
            return redirect(_begun(form))
        except Refused as why:
            form.file.errors = [str(why)]
    return render_template(
        "library/import_new.html",
        form=form,
        described=columns.COLUMNS,
        details=columns.details_by_type(),
        types=vocabulary.terms(TermKind.RESOURCE_TYPE),
    )


def _form() -> ImportForm:
    chooses = administrator(current_user, None)
    start = {"submission": once.new_key(), "organisation_id": current_user.organisation_id}
    return ImportForm(data=start, can_choose_organisation=chooses, is_reviewed=publishing.is_reviewed() and not chooses)


def _begun(form: ImportForm) -> str:
    """The address of the import that this form began, now or by an earlier click."""
    if earlier := once.claim(form.submission.data, current_user.id):
        return earlier
    if not limits.hit("import", current_user.id, A_DAY):
        raise Refused(TOO_MANY)
    chosen = form.organisation_id.data if "organisation_id" in form else current_user.organisation_id
    organisation = db.session.get_one(Organisation, chosen)
    run = operations.begin(organisation, form.content, form.wanted, by=current_user)
    address = url_for(".imported", id=run.id)
    once.settle(form.submission.data, current_user.id, address)
    return address


@bp.get("/imports/modele.csv")
@guard(Action.IMPORT_LIST)
def import_model() -> ResponseReturnValue:
    return sheets.download(columns.model(), "text/csv; charset=utf-8", "modele-de-catalogue.csv")


@bp.get("/imports/<int:id>")
@guard(Action.IMPORT_READ, queries.run)
def imported(run: CatalogueImport) -> ResponseReturnValue:
    asked = next(iter(narrowing.among("resultat", reports.FILTERS)), "")
    return render_template(
        "library/import.html",
        run=run,
        page=queries.REPORT.lines(run, asked, after=request.args.get("apres", "")),
        asked=asked,
        filters=reports.filters(run),
        words=reports.words(run),
        kinds=KINDS,
        is_reviewed=publishing.is_reviewed(),
    )


@bp.post("/imports/<int:id>/lancer")
@guard(Action.IMPORT_RUN, queries.run)
def launch_import(run: CatalogueImport) -> ResponseReturnValue:
    operations.launch(run, by=current_user)
    return redirect(url_for(".imported", id=run.id))


@bp.post("/imports/<int:id>/arreter")
@guard(Action.IMPORT_RUN, queries.run)
def stop_import(run: CatalogueImport) -> ResponseReturnValue:
    WORK.stop(run)
    flash("L’import est arrêté. Ce qui est fait est gardé.", "info")
    return redirect(url_for(".imported", id=run.id))


@bp.post("/imports/<int:id>/reprendre")
@guard(Action.IMPORT_RUN, queries.run)
def go_on_import(run: CatalogueImport) -> ResponseReturnValue:
    operations.go_on(run, by=current_user)
    return redirect(url_for(".imported", id=run.id))


@bp.get("/imports/<int:id>/rapport.csv")
@guard(Action.IMPORT_READ, queries.run)
def import_report(run: CatalogueImport) -> ResponseReturnValue:
    return sheets.download(queries.REPORT.as_csv(run), "text/csv; charset=utf-8", f"import-{run.id}.csv")
