"""What waits for somebody in the demonstration: reports, some of them answered, and notifications."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from club.demo.content import Entry, entries
from club.demo.conversations import Scene
from club.experiences.models import Experience
from club.extensions import db
from club.forum.models import Post, Topic
from club.journal import JournalEntry
from club.library.models import Resource
from club.moderation.models import Report
from club.moderation.operations import HIDDEN
from club.policy import Action

Things = dict[str, dict[str, Any]]


def reports(
    scene: Scene, topics: dict[str, Topic], experiences: dict[str, Experience], resources: dict[str, Resource]
) -> list[Report]:
    """The reports, and the decision on those that were answered."""
    things: Things = {"topic": dict(topics), "experience": dict(experiences), "resource": dict(resources)}
    return [_report(entry, scene, things) for entry in entries("reports")]


def _report(entry: Entry, scene: Scene, things: Things) -> Report:
    kind, thing, label = _reported(entry, things)
    report = Report(
        thing_kind=kind,
        thing_id=thing.id,
        thing_label=label[:200],
        thing_author_id=thing.author_id,
        departement_code=thing.departement_code,
        reporter_id=scene.people[entry["reporter"]].id,
        reason=entry["reason"],
        note=entry["note"],
        created_at=scene.calendar.ago(entry["days_ago"]),
    )
    db.session.add(report)
    if entry["settled"]:
        _settle(report, thing, entry["settled"], scene)
    return report


def _reported(entry: Entry, things: Things) -> tuple[str, Any, str]:
    if entry["thing"] != "message":
        thing = things[entry["thing"]][entry[entry["thing"]]]
        return entry["thing"], thing, thing.title
    topic = things["topic"][entry["topic"]]
    wanted = select(Post).where(Post.topic_id == topic.id, Post.number == entry["message"])
    return "post", db.session.scalars(wanted).one(), f"Message {entry['message']} de « {topic.title} »"


def _settle(report: Report, thing: Any, settled: Entry, scene: Scene) -> None:
    by = scene.people[settled["by"]]
    at = scene.calendar.after(report.created_at, settled["hours_after"])
    report.settled_at, report.settled_by_id = at, by.id
    report.decision, report.decision_note = settled["decision"], settled["reason"]
    if settled["decision"] == HIDDEN:
        thing.hidden_at, thing.hidden_reason = at, settled["reason"]
        _uncount(thing)
        _journal(Action.CONTENT_HIDE, report, {"hidden": False}, {"hidden": True})
    _journal(Action.REPORT_SETTLE, report, {}, {"decision": settled["decision"]})


def _uncount(thing: Any) -> None:
    """The counter of a topic tells what can be read."""
    if isinstance(thing, Post):
        db.session.get_one(Topic, thing.topic_id).posts_count -= 1


def _journal(act: Action, report: Report, before: Entry, after: Entry) -> None:
    entry = JournalEntry(
        act=act,
        thing_kind=report.thing_kind,
        thing_id=str(report.thing_id),
        thing_label=report.thing_label,
        actor_id=report.settled_by_id,
        at=(report.settled_at or report.created_at) + timedelta(seconds=1),
        before=before,
        after=after,
        reason=report.decision_note,
    )
    db.session.add(entry)
