"""What members of the demonstration keep of the library."""

from club.demo.content import Entry, entries
from club.demo.conversations import Scene
from club.extensions import db
from club.library import bookmarks
from club.library.models import Resource


def shelves(scene: Scene, resources: dict[str, Resource]) -> None:
    """Each kept resource, on its day."""
    for entry in entries("bookmarks"):
        _keep(entry, scene, resources[entry["resource"]])


def _keep(entry: Entry, scene: Scene, resource: Resource) -> None:
    by = scene.people[entry["by"]]
    folder_id = bookmarks.folder_named(entry["folder"], of=by) if entry["folder"] else None
    bookmarks.keep(resource, by=by, note=entry["note"], folder_id=folder_id)
    kept = bookmarks.own(resource.id, by.id)
    assert kept is not None
    kept.kept_at = scene.calendar.ago(entry["days_ago"])
    db.session.flush()
