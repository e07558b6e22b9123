"""Keeping resources: the gesture, the note and the folder, the page of what is kept."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import Refused, guard
from club.library import bookmarks, queries
from club.library.bookmarks import ResourceFolder
from club.library.keeping_forms import FolderForm, KeepForm
from club.library.models import Resource
from club.library.views import bp
from club.members.forms import line
from club.policy import Action


def _back(resource: Resource) -> ResponseReturnValue:
    return redirect(url_for(".show", id=resource.id, slug=resource.slug))


@bp.post("/<int:id>/garder")
@guard(Action.RESOURCE_KEEP, queries.resource)
def keep(resource: Resource) -> ResponseReturnValue:
    bookmarks.keep_at_once(resource, by=current_user)
    flash("La ressource est gardée. Vous serez prévenu de ses changements.", "success")
    return _back(resource)


@bp.route("/<int:id>/garder/note", methods=["GET", "POST"])
@guard(Action.RESOURCE_KEEP, queries.resource)
def keep_with_note(resource: Resource) -> ResponseReturnValue:
    kept = bookmarks.own(resource.id, current_user.id)
    start = {"note": kept.note, "folder_id": kept.folder_id or 0} if kept else {}
    form = KeepForm(data=start, folders=bookmarks.folders(current_user.id))
    if form.validate_on_submit() and _is_kept(form, resource):
        flash("La ressource est gardée, avec votre note." if form.note.data else "La ressource est gardée.", "success")
        return _back(resource)
    return render_template("library/keep.html", form=form, resource=resource, mine=kept)


def _is_kept(form: KeepForm, resource: Resource) -> bool:
    name = line(form.new_folder.data)
    try:
        folder_id = bookmarks.folder_named(name, of=current_user) if name else form.folder_id.data or None
    except Refused as why:
        form.new_folder.errors = [str(why)]
        return False
    bookmarks.keep(resource, by=current_user, note=(form.note.data or "").strip(), folder_id=folder_id)
    return True


@bp.post("/<int:id>/ne-plus-garder")
@guard(Action.BOOKMARK_LIST)
def drop(id: int) -> ResponseReturnValue:
    """Also of a resource that may no longer be read: it is one's own note that goes."""
    bookmarks.drop(id, by=current_user)
    flash("Vous ne gardez plus cette ressource.", "success")
    if request.args.get("de") == "page":
        return redirect(url_for(".show", id=id))
    return redirect(url_for(".kept"))


@bp.get("/gardees")
@guard(Action.BOOKMARK_LIST)
def kept() -> ResponseReturnValue:
    folders = bookmarks.folders(current_user.id)
    chosen = _chosen()
    known = {one.id for one in folders} | {None, bookmarks.UNFILED}
    if chosen not in known:
        abort(404)
    page = bookmarks.kept_by(current_user, folder_id=chosen, after=request.args.get("apres"))
    form = FolderForm(data={"name": next((one.name for one in folders if one.id == chosen), "")})
    return render_template("library/kept.html", page=page, folders=folders, chosen=chosen, form=form)


def _chosen() -> int | None:
    typed = request.args.get("dossier", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else None


@bp.post("/gardees/dossiers/<int:id>/renommer")
@guard(Action.BOOKMARK_EDIT, bookmarks.folder)
def rename_folder(folder: ResourceFolder) -> ResponseReturnValue:
    form = FolderForm()
    if form.validate_on_submit():
        try:
            bookmarks.rename(folder, line(form.name.data))
            flash("Le dossier est renommé.", "success")
            return redirect(url_for(".kept", dossier=folder.id))
        except Refused as why:
            form.name.errors = [str(why)]
    page = bookmarks.kept_by(current_user, folder_id=folder.id, after=None)
    folders = bookmarks.folders(current_user.id)
    return render_template("library/kept.html", page=page, folders=folders, chosen=folder.id, form=form)


@bp.post("/gardees/dossiers/<int:id>/supprimer")
@guard(Action.BOOKMARK_EDIT, bookmarks.folder)
def remove_folder(folder: ResourceFolder) -> ResponseReturnValue:
    bookmarks.remove(folder)
    flash("Le dossier est supprimé. Ce qu’il contenait reste gardé, sans dossier.", "success")
    return redirect(url_for(".kept"))
