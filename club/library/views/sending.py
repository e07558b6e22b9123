"""Files sent one by one by the script of the form, as soon as they are chosen: their line, or why they are refused."""

from flask import abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from club import arriving, limits, once, storage, uploads
from club.access import Refused, guard
from club.extensions import db
from club.library import forms, holding, operations, queries
from club.library.models import Resource, ResourceFile
from club.library.views import bp, writing
from club.policy import Action
from club.uploads import Judged

PACE = "300 per day"
TOO_MANY = "Vous avez envoyé beaucoup de fichiers aujourd’hui. Revenez demain."


@bp.post("/<int:id>/fichiers")
@guard(Action.RESOURCE_EDIT, queries.resource)
def send_file(resource: Resource) -> ResponseReturnValue:
    return _received(resource)


@bp.post("/nouvelle/fichiers")
@guard(Action.RESOURCE_CREATE)
def send_first_file() -> ResponseReturnValue:
    """The same before the resource is there: the first file that is accepted makes its draft."""
    earlier = once.claim(_form_key(), current_user.id)
    return _received(_at(earlier) if earlier else None)


def _form_key() -> str:
    return request.args.get("formulaire") or abort(400)


def _at(address: str) -> Resource:
    """The draft that an earlier file of the same form has made."""
    _, values = current_app.url_map.bind("").match(address, method="GET")
    return queries.resource(values["id"]) or abort(404)


def _received(resource: Resource | None) -> ResponseReturnValue:
    try:
        with arriving.received() as sent:
            judged = _judged(sent)
            if resource and storage.key_of(judged.content) in _keys(resource):
                return "", 204  # sent again after an answer that was lost
            with db.session.begin_nested():
                resource = resource or _begun()
                added = _added(resource, judged, sent.filename)
    except Refused as why:
        return arriving.refusal(why)
    number = len(_keys(resource))
    return render_template(
        "library/_sent.html", resource=resource, file=added, number=number, submission=once.new_key()
    )


def _keys(resource: Resource) -> set[str]:
    """The contents that the form shows."""
    shown = queries.resource(resource.id) or abort(404)
    return {file.stored.key for file in [*shown.files, *holding.held(resource.id, current_user.id)]}


def _judged(sent: FileStorage) -> Judged:
    if not limits.hit("resource-file", current_user.id, PACE):
        raise Refused(TOO_MANY)
    return uploads.examine(sent)


def _begun() -> Resource:
    if not limits.hit("resource", current_user.id, writing.A_DAY):
        raise Refused(writing.TOO_MANY)
    form = forms.ResourceForm(can_choose_organisation=False, is_whole=False)
    resource = operations.create(form.bare(current_user.organisation_id), by=current_user)
    once.settle(_form_key(), current_user.id, url_for(".edit", id=resource.id))
    return resource


def _added(resource: Resource, judged: Judged, name: str | None) -> ResourceFile:
    operations.refuse_too_many(resource)
    held_by = current_user if resource.published_at else None
    return operations.add_file(resource, uploads.store(judged, name), held_by=held_by)
