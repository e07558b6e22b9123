"""How the resources of the demonstration are kept true: verified, said valid, and errors that wait."""

from datetime import datetime

from club.demo.content import Entry, entries
from club.demo.conversations import Scene
from club.extensions import db
from club.library import care
from club.library.care import ResourceCare, ResourceWord
from club.library.models import Resource


def upkeep(scene: Scene, resources: dict[str, Resource]) -> None:
    """Each verification and each word, on its day; then every score."""
    for entry in entries("care"):
        _tended(entry, scene, resources[entry["resource"]])
    care.weigh()


def _tended(entry: Entry, scene: Scene, resource: Resource) -> None:
    done = entry["verified"]
    if done:
        care.verify(resource, by=scene.people[done["by"]])
        tended = db.session.get_one(ResourceCare, resource.id, populate_existing=True)
        tended.verified_at = scene.calendar.ago(done["days_ago"])
    for who, days in entry["valid"].items():
        _say(resource, scene, who, ResourceWord.VALID, "", scene.calendar.ago(days))
    for error in entry["errors"]:
        _say(resource, scene, error["by"], ResourceWord.ERROR, error["word"], scene.calendar.ago(error["days_ago"]))
    db.session.flush()


def _say(resource: Resource, scene: Scene, who: str, kind: str, word: str, at: datetime) -> None:
    """As the operation does, but on its day."""
    said = {"kind": kind, "word": word, "said_at": at, "month": f"{at:%Y-%m}"}
    db.session.add(ResourceWord(resource_id=resource.id, member_id=scene.people[who].id, **said))
