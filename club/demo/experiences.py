"""The experiences of the demonstration, with who paid and the discussion below."""

from datetime import datetime

from club import text
from club.demo.content import Entry, entries
from club.demo.conversations import Scene, answer
from club.experiences import coauthors, lineage, operations, queries, usefulness, writing
from club.experiences.models import Experience
from club.extensions import db
from club.forum.models import Topic
from club.members import queries as members
from club.territories.models import Commune

SUMMARY = 280
DRAFTED = 3  # days ago
GESTURES = {"review": operations.submit, "outdated": operations.flag, "archived": operations.archive}


def experiences(scene: Scene) -> dict[str, Experience]:
    """Every experience, the oldest first; drafts last."""
    oldest_first = sorted(entries("experiences"), key=lambda entry: -(entry["published_days_ago"] or 0))
    told = {entry["key"]: _experience(entry, scene) for entry in oldest_first}
    _taken_up(told, scene)
    return told


def _taken_up(told: dict[str, Experience], scene: Scene) -> None:
    """Chains of adoption, co-authors, opinions and states, as the file says."""
    for one in entries("lineage"):
        experience = told[one["experience"]]
        for said in one.get("adoptions", ()):
            own = told[said["own"]].id if "own" in said else None
            intention = lineage.Intention(
                commune_code=said["commune"], progress=said["progress"], note=said["note"], own_id=own
            )
            lineage.adopt(_whole(experience), intention, by=scene.people[said["by"]])
        for said in one.get("opinions", ()):
            usefulness.rate(experience, said["answer"], said.get("word", ""), by=scene.people[said["by"]])
        for said in one.get("coauthors", ()):
            member = scene.people[said["member"]]
            coauthors.invite(_whole(experience), member, by=scene.people[one["author"]])
            if said["accepts"]:
                coauthors.answer(experience, is_yes=True, by=member)
        for gesture in one.get("states", ()):
            GESTURES[gesture](_whole(experience), by=scene.people[one["author"]])


def _experience(entry: Entry, scene: Scene) -> Experience:
    days, by = entry["published_days_ago"], scene.people[entry["author"]]
    at = scene.calendar.ago(days or DRAFTED)
    experience = operations.create(_essentials(entry, scene), by=by)
    for step in _steps(entry):
        writing.put(step, experience)
    if days:
        _publish(_whole(experience), entry, scene, at)
    experience.created_at = experience.updated_at = at
    return experience


def _whole(experience: Experience) -> Experience:
    """The same, with all that publication looks at."""
    db.session.flush()
    db.session.expire(experience)
    return queries.experience(experience.id) or experience


def _essentials(entry: Entry, scene: Scene) -> writing.Essentials:
    return writing.Essentials(
        title=entry["title"],
        summary=text.excerpt(text.plain(text.render(entry["context"])), SUMMARY),
        commune=db.session.get_one(Commune, entry["commune"]),
        others=[db.session.get_one(Commune, code) for code in entry.get("others", ())],
        theme_ids=scene.words.theme_ids(entry["themes"]),
        stage=entry.get("stage", "usage"),
    )


def _steps(entry: Entry) -> list[writing.Step]:
    known = {one.name: one.id for one in members.organisations()}
    funders = [writing.Funder(**one, organisation_id=known.get(one["name"])) for one in entry["funders"]]
    helped = entry.get("partners", ())
    partners = [writing.Partner(one["name"], one["part"], known.get(one["name"])) for one in helped]
    figures = [writing.Figure(**one) for one in entry.get("figures", ())]
    return [
        writing.Story(context=entry["context"], actions=entry["actions"], calendar=entry["calendar"]),
        writing.Money(cost=entry["cost"], funders=funders, partners=partners),
        writing.Results(figures=figures, results=entry["results"], again=entry["again"]),
        writing.Closing(contact=entry["contact"]),
    ]


def _publish(experience: Experience, entry: Entry, scene: Scene, at: datetime) -> None:
    operations.publish(experience, by=scene.people[entry["author"]], at=at)
    answer(db.session.get_one(Topic, experience.topic_id), entry["comments"], at, scene)
