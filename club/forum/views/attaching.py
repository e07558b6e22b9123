"""Files of a message that is being written, and the files of messages."""

from collections.abc import Sequence

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from club import arriving, limits, storage
from club.access import Refused, guard
from club.drafts import places
from club.extensions import db
from club.forum import attachments, queries
from club.forum.attachments import Attachment
from club.forum.forms import Attaching
from club.forum.models import Post
from club.forum.views import bp
from club.members.forms import line
from club.policy import Action, can

PACE = "60 per day"
TOO_MANY = "Vous avez joint beaucoup de fichiers aujourd’hui. Revenez demain."
UNSAID = "Dites en quelques mots ce que montre chaque image, pour qui ne la voit pas."


@bp.get("/pieces/<int:id>")
@guard(Action.ATTACHMENT_READ, attachments.attachment)
def piece(attachment: Attachment) -> ResponseReturnValue:
    """A file of a message; who may read the message may have it."""
    return storage.serve(attachment.stored)


@bp.post("/joindre/<place>")
@guard(Action.ATTACHMENT_ADD)
def attach(place: str) -> ResponseReturnValue:
    """One file, sent by the script of the form as soon as it is chosen: its line, or why it is refused."""
    if not _is_open(place):
        abort(404)
    try:
        with arriving.received() as sent:
            added = _take(sent, place, attachments.unpublished(current_user.id, place))
    except Refused as why:
        return arriving.refusal(why)
    return render_template("forum/_attached.html", one=added) if added else ("", 204)


def _is_open(name: str) -> bool:
    """Whether this member may write at this place."""
    found = places.find(name)
    if found is None or found.thing_id is None:
        return found is not None
    if name.startswith("message-"):
        post = queries.post(found.thing_id)
        return post is not None and can(current_user, Action.POST_EDIT, post)
    topic = queries.topic(found.thing_id)
    return topic is not None and can(current_user, Action.TOPIC_REPLY, topic)


def is_joining() -> bool:
    """Whether the form was sent to join its files only."""
    return "joindre" in request.form


def receive(form: Attaching, place: str, published: Sequence[Attachment] = ()) -> list[Attachment]:
    """Take what the form says of its files, those of an edited message included: `form.attached` is what it has now.

    No browser sends a chosen file twice by itself: those are kept even when the rest of the form has a fault.
    """
    known = [*published, *attachments.unpublished(current_user.id, place)]
    unwanted = set(request.form.getlist("retirer"))
    attachments.remove([one for one in known if str(one.id) in unwanted])
    files = [one for one in known if str(one.id) not in unwanted]
    typed = {one.id: request.form.get(f"alt-{one.id}") for one in files}
    attachments.describe(files, {id: line(words) for id, words in typed.items() if words is not None})
    errors = []
    for sent in form.files.data or []:
        try:
            if getattr(sent, "filename", "") and (added := _take(sent, place, files)):
                files.append(added)
        except Refused as why:
            errors.append(f"« {sent.filename[:80]} » : {why}")
    form.attached, form.files.errors = files, errors
    return files


def keep_from_conflict(form: Attaching, post: Post, place: str) -> bool:
    """Whether new files of a form that will be refused are kept, for the next one of the same person."""
    if form.stale_from == post.version:
        return False
    known = attachments.unpublished(current_user.id, place)
    receive(form, place)
    db.session.commit()  # the refusal undoes all the rest
    return len(form.attached) > len(known)


def ready(form: Attaching, place: str, published: Sequence[Attachment] = ()) -> bool:
    """The same, before publishing: False, with the reason beside the field, when something is missing."""
    files = receive(form, place, published)
    if any(one.is_picture and not one.alt for one in files):
        form.files.errors = [*form.files.errors, UNSAID]
    return not form.files.errors


def _take(sent: FileStorage, place: str, beside: Sequence[Attachment]) -> Attachment | None:
    if not limits.hit("attachment", current_user.id, PACE):
        raise Refused(TOO_MANY)
    return attachments.take(sent, place=place, by=current_user, beside=beside)
