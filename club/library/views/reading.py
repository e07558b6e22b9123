"""A resource and its files, as members read them."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import access, related, storage, tally
from club.access import Part, guard
from club.library import care, details, publishing, queries, types
from club.library.licences import LANGUAGES, LICENCES
from club.library.models import Resource
from club.library.views import bp
from club.policy import Action, can


@bp.get("/<int:id>")
@bp.get("/<int:id>-<slug>")
@guard(Action.RESOURCE_READ, queries.resource)
def show(resource: Resource, slug: str = "") -> ResponseReturnValue:
    if slug != resource.slug:
        return redirect(url_for(".show", id=resource.id, slug=resource.slug), 301)
    me = access.me()
    if can(me, Action.RESOURCE_COUNTED, resource):
        tally.note("view", "resource", resource.id, me)
    is_kept = can(me, Action.RESOURCE_EDIT, resource)
    return render_template(
        "library/show.html",
        resource=resource,
        facts=details.facts(resource.type.slug, resource.details),
        are_files_first=types.shape_of(resource.type.slug).are_files_first,
        related=related.near("resource", resource.id),
        licence=LICENCES.get(resource.licence),
        language=LANGUAGES.get(resource.language, resource.language),
        state=care.state_of(resource, me, is_kept=is_kept) if resource.published_at else None,
        can_publish=publishing.may_publish(current_user, resource),
    )


def with_file(id: int) -> Part | None:
    """A file with the resource that says who may have it."""
    resource = queries.of_file(id)
    return Part(resource, file=next(file for file in resource.files if file.id == id)) if resource else None


@bp.get("/fichiers/<int:id>")
@guard(Action.RESOURCE_READ, with_file)
def download(found: Part) -> ResponseReturnValue:
    """The file itself; who may read the resource may have it."""
    answer, me = storage.serve(found.file.stored), access.me()
    if can(me, Action.RESOURCE_COUNTED, found):
        tally.note_download(answer, "resource", found.id, me)
    return answer


@bp.get("/vignettes/<int:id>")
@guard(Action.RESOURCE_READ, with_file)
def thumbnail(found: Part) -> ResponseReturnValue:
    """The first page of a file, small; who may read the resource may see it."""
    reading = found.file.stored.reading
    if reading is None or reading.thumbnail is None:
        abort(404)
    return storage.serve(reading.thumbnail)


@bp.get("/couvertures/<int:id>")
@guard(Action.RESOURCE_READ, queries.of_cover)
def cover(resource: Resource) -> ResponseReturnValue:
    """The picture of a resource; who may read the resource may see it."""
    if resource.cover is None:
        abort(404)
    return storage.serve(resource.cover.stored)
