"""The picture of a resource: reduced, drawn again, with its alternative text."""

from werkzeug.datastructures import FileStorage

from club import clock, storage, uploads
from club.extensions import db
from club.library.models import Resource, ResourceCover

LONGEST = 1280  # pixels of a side: sharp at the width of a page


def accept(sent: FileStorage) -> uploads.Judged:
    """The picture that was sent, cleaned; raises Refused for what is none."""
    judged = uploads.examine(sent, longest=LONGEST)
    if not judged.is_picture:
        raise uploads.UploadRefused("Choisissez une image : PNG, JPG ou WEBP.")
    return judged


def put(resource: Resource, picture: uploads.Judged, name: str | None) -> None:
    """Give a resource this picture, in place of the one it had."""
    take_away(resource)
    db.session.add(ResourceCover(resource_id=resource.id, stored_id=uploads.store(picture, name).id, alt=""))
    db.session.flush()
    resource.updated_at = clock.now()


def describe(resource: Resource, alt: str) -> None:
    """The words for who does not see the picture."""
    if cover := db.session.get(ResourceCover, resource.id):
        cover.alt = alt[: ResourceCover.ALT_MAX]


def take_away(resource: Resource) -> None:
    """No picture any more; its content goes with the last row that names it."""
    cover = db.session.get(ResourceCover, resource.id, populate_existing=True)
    if cover is None:
        return
    stored = db.session.get_one(storage.StoredFile, cover.stored_id)
    db.session.delete(cover)
    db.session.flush()
    storage.let_go(stored)
