"""Importing organisations: sending a table, reading its dry run, launching it, following it, its report."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits, narrowing, once, sheets
from club.access import Refused, guard
from club.directory.importing import columns, operations, queries
from club.directory.importing.forms import PartnerImportForm
from club.directory.importing.models import PartnerImport
from club.directory.importing.running import WORK
from club.directory.views import bp
from club.importing import reports
from club.policy import Action

A_DAY = "30 per day"
TOO_MANY = "Vous avez beaucoup importé aujourd’hui. Revenez demain."


@bp.get("/partenaires/imports")
@guard(Action.PARTNER_IMPORT_LIST)
def imports() -> ResponseReturnValue:
    page = queries.listed(after=request.args.get("apres"))
    return render_template("directory/imports.html", page=page, told=reports.told)


@bp.route("/partenaires/imports/nouveau", methods=["GET", "POST"])
@guard(Action.PARTNER_IMPORT_LIST)
def new_import() -> ResponseReturnValue:
    form = PartnerImportForm(data={"submission": once.new_key()})
    if form.validate_on_submit():
        try:
            return redirect(_begun(form))
        except Refused as why:
            form.file.errors = [str(why)]
    return render_template("directory/import_new.html", form=form, described=columns.COLUMNS)


def _begun(form: PartnerImportForm) -> str:
    """The address of the import that this form began, now or by an earlier click."""
    if earlier := once.claim(form.submission.data, current_user.id):
        return earlier
    if not limits.hit("import", current_user.id, A_DAY):
        raise Refused(TOO_MANY)
    name, type_id = form.file.data.filename or "partenaires", form.type_id.data or None
    run = operations.begin(form.lines, name, by=current_user, notes=form.notes, type_id=type_id)
    address = url_for(".imported", id=run.id)
    once.settle(form.submission.data, current_user.id, address)
    return address


@bp.get("/partenaires/imports/modele.csv")
@guard(Action.PARTNER_IMPORT_LIST)
def import_model() -> ResponseReturnValue:
    return sheets.download(columns.model(), "text/csv; charset=utf-8", "modele-de-partenaires.csv")


@bp.get("/partenaires/imports/<int:id>")
@guard(Action.PARTNER_IMPORT_READ, queries.run)
def imported(run: PartnerImport) -> ResponseReturnValue:
    asked = next(iter(narrowing.among("resultat", reports.FILTERS)), "")
    return render_template(
        "directory/import.html",
        run=run,
        page=queries.REPORT.lines(run, asked, after=request.args.get("apres", "")),
        asked=asked,
        filters=reports.filters(run),
        words=reports.words(run),
    )


@bp.post("/partenaires/imports/<int:id>/lancer")
@guard(Action.PARTNER_IMPORT_RUN, queries.run)
def launch_import(run: PartnerImport) -> ResponseReturnValue:
    operations.launch(run, by=current_user)
    return redirect(url_for(".imported", id=run.id))


@bp.post("/partenaires/imports/<int:id>/arreter")
@guard(Action.PARTNER_IMPORT_RUN, queries.run)
def stop_import(run: PartnerImport) -> ResponseReturnValue:
    WORK.stop(run)
    flash("L’import est arrêté. Ce qui est fait est gardé.", "info")
    return redirect(url_for(".imported", id=run.id))


@bp.post("/partenaires/imports/<int:id>/reprendre")
@guard(Action.PARTNER_IMPORT_RUN, queries.run)
def go_on_import(run: PartnerImport) -> ResponseReturnValue:
    operations.go_on(run, by=current_user)
    return redirect(url_for(".imported", id=run.id))


@bp.get("/partenaires/imports/<int:id>/rapport.csv")
@guard(Action.PARTNER_IMPORT_READ, queries.run)
def import_report(run: PartnerImport) -> ResponseReturnValue:
    return sheets.download(queries.REPORT.as_csv(run), "text/csv; charset=utf-8", f"import-{run.id}.csv")
