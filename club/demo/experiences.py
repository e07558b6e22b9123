"""The experiences of the demonstration, with who paid and the discussion below."""

from club import text
from club.demo.content import Entry, entries
from club.demo.conversations import Scene, open_topic, write_messages
from club.experiences.models import Experience, ExperienceFunder, ExperienceTheme
from club.extensions import db
from club.forum.models import TopicKind
from club.territories.models import Commune

SUMMARY = 280


def experiences(scene: Scene) -> dict[str, Experience]:
    """Every experience, the oldest first; drafts last."""
    oldest_first = sorted(entries("experiences"), key=lambda entry: -(entry["published_days_ago"] or 0))
    return {entry["key"]: _experience(entry, scene) for entry in oldest_first}


def _experience(entry: Entry, scene: Scene) -> Experience:
    days = entry["published_days_ago"]
    at = scene.calendar.ago(days or 3)
    commune = db.session.get_one(Commune, entry["commune"])
    parts = {part: entry[part] for part in Experience.PARTS}
    rendered = {f"{part}_html": text.render(written) for part, written in parts.items()}
    experience = Experience(
        title=entry["title"],
        slug=text.slugify(entry["title"]),
        summary=text.excerpt(text.plain(rendered["context_html"]), SUMMARY),
        author_id=scene.people[entry["author"]].id,
        commune_code=commune.code,
        departement_code=commune.departement_code,
        cost=entry["cost"],
        created_at=at,
        updated_at=at,
        published_at=at if days else None,
        **parts,
        **rendered,
    )
    db.session.add(experience)
    db.session.flush()
    _funding_and_themes(experience, entry, scene)
    if entry["comments"]:
        _discussion(experience, entry, scene)
    return experience


def _funding_and_themes(experience: Experience, entry: Entry, scene: Scene) -> None:
    for theme in scene.words.themes(entry["themes"]):
        db.session.add(ExperienceTheme(experience_id=experience.id, term_id=theme.id))
    for position, funder in enumerate(entry["funders"]):
        db.session.add(ExperienceFunder(experience_id=experience.id, position=position, **funder))


def _discussion(experience: Experience, entry: Entry, scene: Scene) -> None:
    at = experience.published_at or scene.calendar.now
    topic = open_topic(
        scene,
        author=scene.people[entry["author"]],
        title=entry["title"],
        theme=entry["themes"][0],
        at=at,
        kind=TopicKind.DISCUSSION,
    )
    topic.about_kind, topic.about_id = "experience", experience.id
    experience.topic_id = topic.id
    write_messages(scene, topic, entry["comments"], at)
