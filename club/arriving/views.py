"""The slices of a file; then the file itself, for the form it belongs to."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from club import limits
from club.access import Refused, guard
from club.arriving import keeping
from club.policy import Action
from club.storage.stores import StorageDown
from club.uploads import NotScanned

bp = Blueprint("arriving", __name__, url_prefix="/envois")
PACE = "5000 per day"  # slices
NOT_ITS_FAULT = (StorageDown, NotScanned)  # the file may be good: trying again may help
TEXT = {"Content-Type": "text/plain; charset=utf-8"}


@bp.before_request
def wait_for_the_network() -> None:
    """A slice is read before the database is asked anything: SQLite lets one writer in at a time."""
    if (request.content_length or 0) > keeping.SLICE:
        abort(413)
    request.get_data()


def _name() -> str:
    return request.args.get("fichier") or abort(400)


@bp.get("/")
@guard(Action.FILE_SEND)
def held() -> ResponseReturnValue:
    """How much of a file has come, in bytes."""
    return str(keeping.held(keeping.place(current_user.id, _name()))), TEXT


@bp.post("/")
@guard(Action.FILE_SEND)
def add() -> ResponseReturnValue:
    """One slice, and how much has come with it: the next one begins there."""
    start = request.args.get("debut", "")
    if not (start.isascii() and start.isdecimal() and len(start) < 12):
        abort(400)
    path = keeping.place(current_user.id, _name())
    try:
        if not limits.hit("slice", current_user.id, PACE):
            raise Refused("Vous avez envoyé beaucoup de fichiers aujourd’hui. Revenez demain.")
        return str(keeping.add(path, int(start), request.get_data())), TEXT
    except Refused as why:
        return refusal(why)


@contextmanager
def received() -> Iterator[FileStorage]:
    """The file of a request: in it, or sent before by slices and named by it. Raises Interrupted.

    A file that came by slices is dropped once it was looked at, unless the club could not do so.
    """
    name = request.form.get("arrived")
    if not name:
        yield request.files.get("files") or abort(400)
        return
    path = keeping.place(current_user.id, name)
    size = request.form.get("size", "")
    if not path.exists() or str(keeping.held(path)) != size:
        raise keeping.Interrupted
    try:
        with path.open("rb") as content:
            yield FileStorage(content, filename=request.form.get("name", ""))
    except NOT_ITS_FAULT:
        raise
    except Refused:
        path.unlink(missing_ok=True)
        raise
    path.unlink(missing_ok=True)


def refusal(why: Refused) -> ResponseReturnValue:
    """Why a file that a script sent is not taken, as a sentence for its line; 422: trying again would not help."""
    is_worth_it = isinstance(why, (keeping.Interrupted, *NOT_ITS_FAULT))
    return str(why), why.code if is_worth_it else 422, TEXT
