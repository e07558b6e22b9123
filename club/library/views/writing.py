"""Writing a resource: the form, its files, its preview."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import FileStorage, MultiDict

from club import limits, once, uploads
from club.access import Refused, guard
from club.drafts import queries as drafts
from club.drafts.operations import drop
from club.extensions import db
from club.forms import saying_files_are_kept
from club.library import covers, forms, holding, operations, publishing, queries
from club.library.importing import queries as importing
from club.library.models import Resource, ResourceFile
from club.library.versions import NOTE_MAX
from club.library.views import bp
from club.members.forms import line
from club.members.models import Member
from club.policy import Action, administrator

A_DAY = "40 per day"
TOO_MANY = "Vous avez beaucoup publié aujourd’hui. Gardez votre texte et revenez demain."


@bp.route("/nouvelle", methods=["GET", "POST"])
@guard(Action.RESOURCE_CREATE)
def new() -> ResponseReturnValue:
    if request.method == "GET":
        return _begun_page(None)
    form = _form(None)
    if not _is_sent(form):
        return _shown_again(form, None)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    if not limits.hit("resource", current_user.id, A_DAY):
        form.title.errors = [TOO_MANY]
        return _form_page(form, None)
    return _kept(operations.create(form.sheet(current_user.organisation_id), by=current_user), form)


@bp.route("/<int:id>/modifier", methods=["GET", "POST"])
@guard(Action.RESOURCE_EDIT, queries.resource)
def edit(resource: Resource) -> ResponseReturnValue:
    if request.method == "GET":
        return _begun_page(resource)
    form = _form(resource)
    if not _is_sent(form):
        return _shown_again(form, resource)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    note = line(request.form.get("note", ""))[:NOTE_MAX]
    sheet = form.sheet(resource.organisation_id)
    with saying_files_are_kept(_hold_from_conflict(resource, form)):
        operations.edit(resource, sheet, version=form.stale_from, by=current_user, note=note)
    holding.release(resource, by=current_user)
    operations.arrange_files(resource, _typed_titles(resource), _numbers_sent("file-remove"))
    return _kept(resource, form)


def _hold_from_conflict(resource: Resource, form: forms.ResourceForm) -> bool:
    """Whether files of a form that will be refused are kept: no browser sends a file twice by itself."""
    if form.stale_from == resource.version or not _sent_files(form):
        return False
    _take_files(resource, form, held_by=current_user)
    db.session.commit()  # the refusal undoes all the rest
    return True


def _draft_of(resource: Resource | None) -> str:
    """The place where what its author types is kept until it is sent."""
    return f"ressource-{resource.id}" if resource else "ressource"


def _begun_page(resource: Resource | None) -> str:
    """The form as it is kept, or as its author left it without sending it."""
    begun = drafts.typed(current_user.id, _draft_of(resource))
    is_stale = bool(begun and resource and begun.get("version") != str(resource.version))
    if begun is not None:
        begun.pop("version", None)  # its author is told that it changed, and goes on from what there is
    return _form_page(_form(resource, begun), resource, has_draft=begun is not None, is_stale=is_stale)


def _form(resource: Resource | None, begun: MultiDict[str, str] | None = None) -> forms.ResourceForm:
    return forms.ResourceForm(
        **({} if begun is None else {"formdata": begun}),
        data=(forms.filled(resource) if resource else {}) | {"submission": once.new_key()},
        can_choose_organisation=administrator(current_user, None),
        is_whole="publish" in request.form or bool(resource and resource.published_at),
        has_files=bool(resource and {file.id for file in _listed_files(resource)} - _numbers_sent("file-remove")),
        has_cover=bool(resource and resource.cover),
    )


def _is_sent(form: forms.ResourceForm) -> bool:
    """Whether to keep what was typed: a form without fault, and neither a mere preview nor another type's fields."""
    if "fields" in request.form:
        return False
    return bool(form.validate_on_submit()) and "preview" not in request.form


def _numbers_sent(name: str) -> set[int]:
    return {int(value) for value in request.form.getlist(name) if value.isdecimal() and len(value) < 10}


def _typed_titles(resource: Resource) -> dict[int, str]:
    return {file.id: line(request.form.get(f"file-title-{file.id}", "")) for file in _listed_files(resource)}


def _listed_files(resource: Resource) -> list[ResourceFile]:
    """Those that the form shows: of the resource, and held for who edits it."""
    return [*resource.files, *holding.held(resource.id, current_user.id)]


def _sent_files(form: forms.ResourceForm) -> list[FileStorage]:
    sent = [one for one in form.files.data or [] if getattr(one, "filename", "")]
    return sent[: operations.MOST_FILES]


def _shown_again(form: forms.ResourceForm, resource: Resource | None) -> ResponseReturnValue:
    """A form with a fault, or a preview. No browser sends a file twice by itself, so files are kept in a draft."""
    if request.method == "POST" and (_sent_files(form) or form.cover.data):
        if resource is None:
            if earlier := once.claim(form.submission.data, current_user.id):
                return redirect(earlier)
            if not limits.hit("resource", current_user.id, A_DAY):
                form.title.errors = [TOO_MANY]
                return _form_page(form, None)
            resource = operations.create(form.bare(current_user.organisation_id), by=current_user)
            once.settle(form.submission.data, current_user.id, url_for(".edit", id=resource.id))
        held_by = current_user if resource.published_at else None
        form.files.errors = [*form.files.errors, *_take_files(resource, form, held_by=held_by)]
        form.cover.errors = [*form.cover.errors, *_take_cover(resource, form)]
        resource = _continued(form, resource, version=form.stale_from or resource.version)
    return _form_page(form, resource)


def _continued(form: forms.ResourceForm, resource: Resource, *, version: int) -> Resource:
    """The same form goes on as the edition of a resource that is now stored."""
    form.version.data, form.submission.data = version, once.new_key()
    return queries.resource(resource.id) or resource


def _form_page(form: forms.ResourceForm, resource: Resource | None, **begun: bool) -> str:
    is_preview = "preview" in request.form and not form.errors
    return render_template(
        "library/edit.html",
        form=form,
        resource=resource,
        files=_listed_files(resource) if resource else [],
        most_files=operations.MOST_FILES,
        is_reviewed=publishing.is_reviewed(),
        preview=form.preview() if is_preview else None,
        source=importing.source_of(resource.id) if resource else None,
        draft=_draft_of(resource),
        **({"has_draft": False, "is_stale": False} | begun),
    )


def _kept(resource: Resource, form: forms.ResourceForm) -> ResponseReturnValue:
    """The sheet is kept; a refused file is said beside its field, on the form that goes on."""
    refused, no_cover = _take_files(resource, form), _take_cover(resource, form)
    covers.describe(resource, line(form.cover_alt.data))
    is_refused = bool(refused or no_cover)
    said = "Les changements sont enregistrés." if resource.published_at else "Le brouillon est enregistré."
    if "publish" in request.form and not is_refused:
        said = _shown_to_all(resource)
    for place in {_draft_of(resource), request.form.get("begun", "")} & {_draft_of(resource), _draft_of(None)}:
        drop(current_user.id, place)  # of the page it was typed in: its first file may have made the resource since
    flash(said, "success")
    show = url_for(".show", id=resource.id, slug=resource.slug)
    address = url_for(".edit", id=resource.id) if is_refused else show
    once.settle(form.submission.data, current_user.id, address)
    if not is_refused:
        return redirect(address)
    form.files.errors, form.cover.errors = refused, no_cover
    return _form_page(form, _continued(form, resource, version=resource.version))


def _shown_to_all(resource: Resource) -> str:
    """Published, or given to be read where this club does so first; what is then said."""
    if publishing.may_publish(current_user, resource):
        publishing.publish(resource, by=current_user)
        return "La ressource est publiée."
    publishing.submit(resource, by=current_user)
    return (
        "La ressource est enregistrée. L’équipe du territoire est prévenue : elle relit, puis publie ou vous la rend."
    )


def _take_files(resource: Resource, form: forms.ResourceForm, *, held_by: Member | None = None) -> list[str]:
    """Store the files that were sent; a sentence for each that is refused, the others are kept."""
    refused = []
    for sent in _sent_files(form):
        try:
            operations.refuse_too_many(resource)
            operations.add_file(resource, uploads.accept(sent), held_by=held_by)
        except Refused as why:
            refused.append(f"« {(sent.filename or '')[:80]} » : {why}")
    return refused


def _take_cover(resource: Resource, form: forms.ResourceForm) -> list[str]:
    """Store the picture that was sent, or take the one there away; a sentence when it is refused."""
    sent = form.cover.data
    if not sent:
        if form.cover_remove.data:
            covers.take_away(resource)
        return []
    try:
        covers.put(resource, covers.accept(sent), sent.filename)
    except Refused as why:
        return [str(why)]
    return []
