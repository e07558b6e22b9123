"""The team of a commune writes its page, one small form at a time."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from club import once, storage, uploads
from club.access import Part, Refused, guard
from club.communes import operations, projects
from club.communes.models import ProjectAction
from club.directory import project_form as forms
from club.directory.views import bp
from club.funding import proofs
from club.policy import Action
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

SAVED = "La page de la commune est à jour."


@bp.route("/communes/<commune:code>/modifier", methods=["GET", "POST"])
@guard(Action.COMMUNE_EDIT, projects.commune)
def edit_commune(place: Part) -> ResponseReturnValue:
    """The presentation: what it seeks and shows, its budget."""
    start = forms.presentation_of(projects.project_of(place.code))
    form = forms.PresentationForm(data=start | {"submission": once.new_key()})
    return _kept(
        form, place, "directory/edit_commune.html",
        lambda: operations.present(place.code, form.presentation(), version=form.stale_from, by=current_user),
    )  # fmt: skip


@bp.route("/communes/<commune:code>/modifier/etape", methods=["GET", "POST"])
@guard(Action.COMMUNE_EDIT, projects.commune)
def edit_steps(place: Part) -> ResponseReturnValue:
    """Where the project stands, and its calendar."""
    project, terms = projects.project_of(place.code), vocabulary.terms(TermKind.PROJECT_STAGE)
    days = projects.days(place.code)
    start: dict[str, Any] = {
        "version": project.steps_version if project else 1,
        "stage_id": (project.stage_id if project else None) or 0,
        "days": [{"term_id": str(one.id), "on": days.get(one.id)} for one in terms],
    }
    form = forms.StepsForm(data=start | {"submission": once.new_key()}, terms=terms)
    return _kept(
        form, place, "directory/edit_steps.html",
        lambda: operations.place(place.code, form.steps(), version=form.stale_from, by=current_user),
    )  # fmt: skip


@bp.route("/communes/<commune:code>/modifier/axes", methods=["GET", "POST"])
@guard(Action.COMMUNE_EDIT, projects.commune)
def edit_axes(place: Part) -> ResponseReturnValue:
    """The axes of the project."""
    project = projects.project_of(place.code)
    start: dict[str, Any] = {
        "version": project.axes_version if project else 1,
        "axes": forms.axes_of(projects.axes(place.code)),
    }
    form = forms.AxesForm(data=start | {"submission": once.new_key()})
    return _kept(
        form, place, "directory/edit_axes.html",
        lambda: operations.arrange_axes(place.code, form.written(), version=form.stale_from, by=current_user),
    )  # fmt: skip


@bp.route("/communes/<commune:code>/actions/nouvelle", methods=["GET", "POST"])
@guard(Action.COMMUNE_EDIT, projects.commune)
def new_action(place: Part) -> ResponseReturnValue:
    form = _action_form(place, {"submission": once.new_key(), "version": 1})
    return _kept(
        form, place, "directory/edit_action.html",
        lambda: operations.add_action(place.code, form.work(), by=current_user), action=None,
    )  # fmt: skip


@bp.route("/communes/actions/<int:id>/modifier", methods=["GET", "POST"])
@guard(Action.COMMUNE_EDIT, projects.of_action)
def edit_action(place: Part) -> ResponseReturnValue:
    action: ProjectAction = place.action
    form = _action_form(place, forms.action_of(action) | {"submission": once.new_key()})
    return _kept(
        form, place, "directory/edit_action.html",
        lambda: operations.change_action(action, form.work(), version=form.stale_from, by=current_user), action=action,
    )  # fmt: skip


def _action_form(place: Part, start: dict[str, Any]) -> forms.ActionForm:
    told = [(row.id, row.title) for row in proofs.write_ups([place.code])]
    spoken = {row.aid_id: row.title for row in proofs.spoken_of_in(place.code)}
    axes = [(one.id, one.title) for one in projects.axes(place.code)]
    return forms.ActionForm(data=start, axes=axes, told=told, aids=spoken.items())


def _kept(form: Any, place: Part, template: str, write: Callable[[], object], **more: Any) -> ResponseReturnValue:
    """What the forms have in common: shown, shown again with its errors, or kept once."""
    if not form.validate_on_submit():
        return render_template(template, form=form, commune=place.commune, **more)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    write()
    address = url_for(".commune", code=place.path, _anchor="projet")
    once.settle(form.submission.data, current_user.id, address)
    flash(SAVED, "success")
    return redirect(address)


@bp.route("/communes/<commune:code>/documents", methods=["GET", "POST"])
@guard(Action.COMMUNE_EDIT, projects.commune)
def commune_documents(place: Part) -> ResponseReturnValue:
    """The documents that the team publishes, and those that it took away."""
    form = forms.DocumentForm(submission=once.new_key())
    if form.validate_on_submit():
        if earlier := once.claim(form.submission.data, current_user.id):
            return redirect(earlier)
        if not (why := _take(place, form.file.data, form.title.data)):
            once.settle(form.submission.data, current_user.id, request.url)
            flash("Le document est publié.", "success")
            return redirect(request.url)
        form.file.errors = [why]
    return render_template(
        "directory/commune_documents.html", form=form, commune=place.commune, files=projects.files(place.code),
        removed=projects.files(place.code, removed=True),
    )  # fmt: skip


def _take(place: Part, file: FileStorage, title: str) -> str:
    """Keep a document; why it is refused, if it is."""
    try:
        operations.refuse_too_many(place.code)
        stored = uploads.accept(file)
    except Refused as why:
        return str(why)
    operations.add_file(place.code, stored, title=" ".join(title.split()), by=current_user)
    return ""


@bp.post("/communes/documents/<int:id>/retirer")
@guard(Action.COMMUNE_EDIT, projects.of_file)
def remove_document(place: Part) -> ResponseReturnValue:
    operations.take_away(place.file, by=current_user)
    flash("Le document est retiré. Vous pouvez le remettre.", "success")
    return redirect(url_for(".commune_documents", code=place.path))


@bp.post("/communes/documents/<int:id>/remettre")
@guard(Action.COMMUNE_EDIT, projects.of_file)
def restore_document(place: Part) -> ResponseReturnValue:
    operations.put_back(place.file, by=current_user)
    flash("Le document est de nouveau sur la page.", "success")
    return redirect(url_for(".commune_documents", code=place.path))


def _published(id: int) -> Part | None:
    """A document that is on the page of its commune."""
    place = projects.of_file(id)
    return place if place is not None and place.file.removed_at is None else None


@bp.get("/communes/documents/<int:id>")
@guard(Action.COMMUNE_READ, _published)
def commune_document(place: Part) -> ResponseReturnValue:
    return storage.serve(place.file.stored)


@bp.get("/communes/<commune:code>/historique")
@guard(Action.COMMUNE_EDIT, projects.commune)
def commune_history(place: Part) -> ResponseReturnValue:
    """Who changed what: nothing is lost."""
    page = projects.changes(place.code, after=request.args.get("apres"))
    return render_template("directory/commune_history.html", commune=place.commune, page=page)
