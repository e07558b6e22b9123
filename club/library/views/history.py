"""What changed in a resource: its texts, the contents of its files, and going back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import StringField

from club import storage, uploads
from club.access import Part, Refused, guard
from club.forms import RestoreForm, most
from club.forum.versions import compared
from club.library import operations, queries, versions
from club.library.models import Resource
from club.library.versions import NOTE_MAX
from club.library.views import bp
from club.library.views.reading import with_file
from club.members.forms import line
from club.policy import Action


class ReplaceForm(FlaskForm):
    """Another content for a file, and a word on what changed."""

    file = FileField("Le nouveau fichier")
    note = StringField(
        "Ce qui a changé (facultatif)",
        [most(NOTE_MAX)],
        description="Ceux qui gardent cette ressource le liront.",
    )


@bp.get("/<int:id>/historique")
@guard(Action.RESOURCE_EDIT, queries.resource)
def history(resource: Resource) -> ResponseReturnValue:
    """The versions of the text, what one of them changed (the newest, or the one asked for), and older files."""
    known = versions.versions(resource)
    asked = request.args.get("version", "")
    place = next((rank for rank, one in enumerate(known) if str(one.number) == asked), 0)
    before = known[place + 1].body if place + 1 < len(known) else None
    return render_template(
        "library/history.html",
        resource=resource,
        versions=known,
        shown=known[place],
        pieces=compared(before, known[place].body) if before is not None else None,
        files=versions.older_files(resource),
    )


@bp.post("/<int:id>/historique/retablir")
@guard(Action.RESOURCE_EDIT, queries.resource)
def restore_version(resource: Resource) -> ResponseReturnValue:
    form = RestoreForm()
    operations.restore_version(resource, form.number, version=form.stale_from, by=current_user)
    flash(f"La version {form.number} est rétablie. La précédente reste dans l’historique.", "success")
    return redirect(url_for(".history", id=resource.id))


@bp.route("/fichiers/<int:id>/remplacer", methods=["GET", "POST"])
@guard(Action.RESOURCE_EDIT, with_file)
def replace_file(found: Part) -> ResponseReturnValue:
    """Another content behind the same address."""
    form = ReplaceForm()
    if form.validate_on_submit():
        try:
            sent = form.file.data
            if not getattr(sent, "filename", ""):
                raise Refused("Choisissez le nouveau fichier.")
            stored = uploads.accept(sent)
            versions.replace_file(found.whole, found.file, stored, line(form.note.data), by=current_user)
            flash("Le fichier est remplacé : son adresse reste la même.", "success")
            return redirect(url_for(".show", id=found.whole.id, slug=found.whole.slug))
        except Refused as why:
            form.file.errors = [str(why)]
    return render_template("library/replace.html", form=form, file=found.file, resource=found.whole)


def _older(id: int) -> Part | None:
    old = versions.older_file(id)
    return Part(old.file.resource, stored=old.stored) if old else None


@bp.get("/anciens-fichiers/<int:id>")
@guard(Action.RESOURCE_EDIT, _older)
def older_file(old: Part) -> ResponseReturnValue:
    return storage.serve(old.stored)
