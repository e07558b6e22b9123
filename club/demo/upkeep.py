"""How the resources of the demonstration are kept true: verified, said valid, corrected, and errors that wait."""

from datetime import datetime

from club.demo.content import Entry, entries
from club.demo.conversations import Scene
from club.extensions import db
from club.library import care, corrections, queries
from club.library.care import ResourceCare, ResourceWord
from club.library.corrections import Correction
from club.library.models import Resource


def upkeep(scene: Scene, resources: dict[str, Resource]) -> None:
    """Each verification and each word, on its day; then every score."""
    for entry in entries("care"):
        _tended(entry, scene, resources[entry["resource"]])
    for entry in entries("corrections"):
        _corrected(entry, scene, resources[entry["resource"]].id)
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


def _corrected(entry: Entry, scene: Scene, resource_id: int) -> None:
    resource = queries.resource(resource_id)
    assert resource is not None
    found, new = entry["from"], entry["to"]
    body = resource.body.replace(found, new) if found else resource.body + new
    made = corrections.propose(resource, body, entry["why"], by=scene.people[entry["by"]])
    made.proposed_at = scene.calendar.ago(entry["days_ago"])
    db.session.flush()
    proposed, updated_at = corrections.correction(made.id), resource.updated_at
    assert proposed is not None
    if entry["answer"] == Correction.ACCEPTED:
        corrections.accept(proposed, body, version=resource.version, by=resource.author)
    elif entry["answer"] == Correction.REFUSED:
        corrections.refuse(proposed, entry["word"], by=resource.author)
    if entry["answer"]:
        proposed.settled_at = scene.calendar.after(proposed.proposed_at, 20)
        resource.updated_at = max(updated_at, proposed.settled_at)


def _say(resource: Resource, scene: Scene, who: str, kind: str, word: str, at: datetime) -> None:
    """As the operation does, but on its day."""
    said = {"kind": kind, "word": word, "said_at": at, "month": f"{at:%Y-%m}"}
    db.session.add(ResourceWord(resource_id=resource.id, member_id=scene.people[who].id, **said))
