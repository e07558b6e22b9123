"""The experiences of the demonstration, with who paid and the discussion below."""

from datetime import datetime

from club import text
from club.demo.content import Entry, entries
from club.demo.conversations import Scene, answer
from club.experiences import operations
from club.experiences.models import Experience
from club.extensions import db
from club.forum.models import Topic
from club.territories.models import Commune

SUMMARY = 280
DRAFTED = 3  # days ago


def experiences(scene: Scene) -> dict[str, Experience]:
    """Every experience, the oldest first; drafts last."""
    oldest_first = sorted(entries("experiences"), key=lambda entry: -(entry["published_days_ago"] or 0))
    return {entry["key"]: _experience(entry, scene) for entry in oldest_first}


def _experience(entry: Entry, scene: Scene) -> Experience:
    days = entry["published_days_ago"]
    at = scene.calendar.ago(days or DRAFTED)
    experience = operations.create(_write_up(entry, scene), by=scene.people[entry["author"]])
    if days:
        _publish(experience, entry, scene, at)
    experience.created_at = experience.updated_at = at
    return experience


def _write_up(entry: Entry, scene: Scene) -> operations.WriteUp:
    return operations.WriteUp(
        title=entry["title"],
        summary=text.excerpt(text.plain(text.render(entry["context"])), SUMMARY),
        commune=db.session.get_one(Commune, entry["commune"]),
        theme_ids=scene.words.theme_ids(entry["themes"]),
        parts={part: entry[part] for part in Experience.PARTS},
        cost=entry["cost"],
        funders=[operations.Funder(**funder) for funder in entry["funders"]],
    )


def _publish(experience: Experience, entry: Entry, scene: Scene, at: datetime) -> None:
    theme_id, *_ = scene.words.theme_ids(entry["themes"])
    operations.publish(experience, theme_id=theme_id, by=scene.people[entry["author"]], at=at)
    answer(db.session.get_one(Topic, experience.topic_id), entry["comments"], at, scene)
