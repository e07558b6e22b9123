"""The pages of the library."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits, once, storage, uploads
from club.access import Refused, guard
from club.library import forms, operations, queries
from club.library.models import Resource
from club.policy import Action, administrator, can
from club.territories import queries as territories
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

bp = Blueprint("library", __name__, url_prefix="/ressources")

A_DAY = "40 per day"


def _numbers(name: str) -> list[int]:
    return [int(value) for value in request.args.getlist(name)[:50] if value.isdecimal() and len(value) < 9]


@bp.get("/")
@guard(Action.RESOURCE_LIST)
def index() -> ResponseReturnValue:
    organisation = _numbers("organisation")
    wanted = queries.Facets(
        type_ids=_numbers("type"),
        theme_ids=_numbers("theme"),
        organisation_id=organisation[0] if organisation else None,
        departement=request.args.get("departement", "")[:3],
    )
    return render_template(
        "library/index.html",
        page=queries.newest(wanted, after=request.args.get("apres")),
        wanted=wanted,
        types=vocabulary.choices(TermKind.RESOURCE_TYPE),
        themes=vocabulary.choices(TermKind.THEME),
        departements=territories.departements(),
    )


@bp.get("/mes-brouillons")
@guard(Action.RESOURCE_CREATE)
def drafts() -> ResponseReturnValue:
    return render_template("library/drafts.html", drafts=queries.drafts_of(current_user.organisation_id))


@bp.get("/<int:id>")
@bp.get("/<int:id>-<slug>")
@guard(Action.RESOURCE_READ, queries.resource)
def show(resource: Resource, slug: str = "") -> ResponseReturnValue:
    if slug != resource.slug:
        return redirect(url_for(".show", id=resource.id, slug=resource.slug), 301)
    return render_template("library/show.html", resource=resource)


@bp.get("/fichiers/<int:id>")
@guard(Action.RESOURCE_READ, lambda id: _with_file(id))
def download(found: "FileOf") -> ResponseReturnValue:
    """The file itself; who may read the resource may have it."""
    return storage.serve(found.file.stored)


class FileOf:
    """A file, judged as its resource is."""

    def __init__(self, resource: Resource, id: int) -> None:
        self.resource = resource
        self.file = next(file for file in resource.files if file.id == id)

    def __getattr__(self, name: str) -> object:
        return getattr(self.resource, name)


def _with_file(id: int) -> FileOf | None:
    resource = queries.of_file(id)
    return FileOf(resource, id) if resource else None


@bp.route("/nouvelle", methods=["GET", "POST"])
@guard(Action.RESOURCE_CREATE)
def new() -> ResponseReturnValue:
    form = _form({"submission": once.new_key()})
    if form.validate_on_submit():
        if earlier := once.claim(form.submission.data, current_user.id):
            return redirect(earlier)
        if limits.hit("resource", current_user.id, A_DAY):
            resource = operations.create(form.sheet(current_user.organisation_id), by=current_user)
            return _kept(resource, form)
        form.title.errors = ["Vous avez beaucoup publié aujourd’hui. Gardez votre texte et revenez demain."]
    return render_template("library/edit.html", form=form, resource=None)


def _form(start: dict[str, object]) -> forms.ResourceForm:
    return forms.ResourceForm(data=start, can_choose_organisation=administrator(current_user, None))


@bp.route("/<int:id>/modifier", methods=["GET", "POST"])
@guard(Action.RESOURCE_EDIT, queries.resource)
def edit(resource: Resource) -> ResponseReturnValue:
    form = _form(forms.filled(resource))
    if form.validate_on_submit():
        operations.edit(resource, form.sheet(resource.organisation_id), version=form.stale_from, by=current_user)
        return _kept(resource, form)
    return render_template("library/edit.html", form=form, resource=resource)


def _kept(resource: Resource, form: forms.ResourceForm) -> ResponseReturnValue:
    """The sheet is kept; refused files are said, and bring back to the form."""
    refused = _take_files(resource, form)
    for sentence in refused:
        flash(sentence, "error")
    if "publish" in request.form and not refused:
        operations.publish(resource, by=current_user)
    is_public = resource.published_at is not None
    flash("La ressource est publiée." if is_public else "Le brouillon est enregistré.", "success")
    address = url_for(".edit" if refused else ".show", id=resource.id, **({} if refused else {"slug": resource.slug}))
    once.settle(form.submission.data, current_user.id, address)
    return redirect(address)


def _take_files(resource: Resource, form: forms.ResourceForm) -> list[str]:
    """Store the files that were sent; a sentence for each that is refused, the others are kept."""
    refused = []
    for sent in (form.files.data or [])[: operations.MOST_FILES]:
        if not sent or not getattr(sent, "filename", ""):
            continue
        try:
            stored = uploads.accept(sent)
            operations.add_file(resource, stored, title=stored.name.rpartition(".")[0])
        except Refused as why:
            refused.append(f"« {sent.filename[:80]} » : {why}")
    return refused


@bp.post("/<int:id>/fichiers/<int:file_id>/retirer")
@guard(Action.RESOURCE_EDIT, queries.resource)
def remove_file(resource: Resource, file_id: int) -> ResponseReturnValue:
    for file in [one for one in resource.files if one.id == file_id]:
        operations.remove_file(file)
        flash("Le fichier est retiré.", "success")
    return redirect(url_for(".edit", id=resource.id))


@bp.post("/<int:id>/publier")
@guard(Action.RESOURCE_EDIT, queries.resource)
def publish(resource: Resource) -> ResponseReturnValue:
    operations.publish(resource, by=current_user)
    flash("La ressource est publiée.", "success")
    return redirect(url_for(".show", id=resource.id, slug=resource.slug))


@bp.post("/<int:id>/retirer")
@guard(Action.RESOURCE_EDIT, queries.resource)
def withdraw(resource: Resource) -> ResponseReturnValue:
    operations.withdraw(resource, by=current_user)
    flash("La ressource est redevenue un brouillon.", "success")
    can_read = can(current_user, Action.RESOURCE_READ, resource)
    return redirect(url_for(".show", id=resource.id, slug=resource.slug) if can_read else url_for(".index"))
