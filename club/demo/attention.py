"""What the demonstration reports to the staff, and the decision on what was answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from club.demo.content import Entry, entries
from club.demo.conversations import Scene
from club.experiences.models import Experience
from club.extensions import db
from club.forum.models import Post, Topic
from club.journal import JournalEntry
from club.library.models import Resource
from club.moderation import operations
from club.moderation.kinds import KINDS
from club.moderation.models import Report
from club.policy import Action

Things = dict[str, dict[str, Any]]


def reports(
    scene: Scene, topics: dict[str, Topic], experiences: dict[str, Experience], resources: dict[str, Resource]
) -> list[Report]:
    """The reports, and the decision on those that were answered."""
    db.session.flush()
    things: Things = {"topic": dict(topics), "experience": dict(experiences), "resource": dict(resources)}
    return [_report(entry, scene, things) for entry in entries("reports")]


def _report(entry: Entry, scene: Scene, things: Things) -> Report:
    kind, thing = _reported(entry, things)
    by = scene.people[entry["reporter"]]
    report = operations.report(kind, thing, reason=entry["reason"], note=entry["note"], by=by)
    report.created_at = scene.calendar.ago(entry["days_ago"])
    if entry["settled"]:
        _settle(report, thing, entry["settled"], scene)
    return report


def _reported(entry: Entry, things: Things) -> tuple[str, Any]:
    if entry["thing"] != "message":
        thing = things[entry["thing"]][entry[entry["thing"]]]
        return entry["thing"], KINDS[entry["thing"]].find(thing.id)
    topic = things["topic"][entry["topic"]]
    wanted = select(Post.id).where(Post.topic_id == topic.id, Post.number == entry["message"])
    return "post", KINDS["post"].find(db.session.scalars(wanted).one())


def _settle(report: Report, thing: Any, settled: Entry, scene: Scene) -> None:
    """As the operation does, but on its day: the journal cannot be corrected afterwards."""
    by = scene.people[settled["by"]]
    at = scene.calendar.after(report.created_at, settled["hours_after"])
    report.settled_at, report.settled_by_id = at, by.id
    report.decision, report.decision_note = settled["decision"], settled["reason"]
    hide = KINDS[report.thing_kind].hide
    if settled["decision"] == operations.HIDDEN and hide is not None:
        hide(thing, reason=settled["reason"], by=by)
        thing.hidden_at = at
        _journal(Action.CONTENT_HIDE, report, at, {"hidden": False}, {"hidden": True})
    _journal(Action.REPORT_SETTLE, report, at, {}, {"decision": settled["decision"]})


def _journal(act: Action, report: Report, at: datetime, before: Entry, after: Entry) -> None:
    entry = JournalEntry(
        act=act,
        thing_kind=report.thing_kind,
        thing_id=str(report.thing_id),
        thing_label=report.thing_label,
        actor_id=report.settled_by_id,
        at=at,
        before=before,
        after=after,
        reason=report.decision_note,
    )
    db.session.add(entry)
