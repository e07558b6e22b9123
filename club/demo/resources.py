"""The resources of the demonstration, with their small real documents."""

from datetime import datetime, timedelta

from club import clock, readings, storage, uploads
from club.demo import papers
from club.demo.content import Entry, entries
from club.demo.conversations import Scene
from club.library import covers, operations, publishing, together
from club.library.models import Resource
from club.members.models import Organisation
from club.vocabulary.models import TermKind

DRAFTED = 4  # days ago


def resources(scene: Scene, partners: dict[str, Organisation]) -> dict[str, Resource]:
    """Every resource, the oldest first; drafts last."""
    oldest_first = sorted(entries("resources"), key=lambda entry: -(entry["published_days_ago"] or 0))
    made = {entry["key"]: _resource(entry, scene, partners) for entry in oldest_first}
    for entry in oldest_first:
        _live(made[entry["key"]], entry, made, scene)
    return made


def _live(resource: Resource, entry: Entry, made: dict[str, Resource], scene: Scene) -> None:
    """What became of some of them since: a draft given to be read, one to check, one that another replaced."""
    author, life = scene.people[entry["author"]], entry.get("life", {})
    if "expires_in_days" in life:
        resource.expires_on = clock.today() + timedelta(days=life["expires_in_days"])
    for who in life.get("joined_by", ()):
        together.join(resource, by=scene.people[who])
    if life.get("state") == "review":
        publishing.submit(resource, by=author)
    elif life.get("state") == "check":
        publishing.flag(resource, by=author)
    elif life.get("state") == "archived":
        publishing.archive(resource, replaced_by=made[life["replaced_by"]], by=author)


def _resource(entry: Entry, scene: Scene, partners: dict[str, Organisation]) -> Resource:
    organisation = partners[entry["organisation"]]
    days = entry["published_days_ago"]
    at = scene.calendar.ago(days or DRAFTED)
    author = scene.people[entry["author"]]
    resource = operations.create(_sheet(entry, scene, organisation, partners), by=author)
    for file in entry["files"]:
        _file(resource, file, organisation.name, at)
    if entry["cover"]:
        _cover(resource, entry["cover"], at)
    if days:
        by = author if publishing.may_publish(author, resource) else scene.people["moderation"]
        publishing.publish(resource, by=by, at=at)
    resource.created_at = resource.updated_at = at
    return resource


def _sheet(
    entry: Entry, scene: Scene, organisation: Organisation, partners: dict[str, Organisation]
) -> operations.Sheet:
    return operations.Sheet(
        title=entry["title"],
        summary=entry["summary"],
        body=entry["body"],
        type_id=scene.words.term(TermKind.RESOURCE_TYPE, entry["type"]).id,
        organisation_id=organisation.id,
        theme_ids=scene.words.theme_ids(entry["themes"]),
        territories=scene.words.territories(entry["coverage"]),
        links=[operations.Link(**link) for link in entry["links"]],
        details={name: _detail(value, scene) for name, value in entry["details"].items()},
        stage_ids=[scene.words.term(TermKind.PROJECT_STAGE, slug).id for slug in entry["stages"]],
        partner_ids=[partners[key].id for key in entry["partners"]],
        contacts=[operations.Contact(**one) for one in entry["contacts"]],
        licence=entry["licence"],
    )


def _detail(value: str | int, scene: Scene) -> str:
    """A detail as it is; a number is a day, counted from the one of the seeding."""
    if isinstance(value, str):
        return value
    return (scene.calendar.now.astimezone(clock.PARIS).date() + timedelta(days=value)).isoformat()


def _cover(resource: Resource, alt: str, at: datetime) -> None:
    covers.put(resource, uploads.judge(papers.plan("", "", [], at), longest=covers.LONGEST), "couverture.png")
    covers.describe(resource, alt)


def _file(resource: Resource, file: Entry, author: str, at: datetime) -> None:
    content = papers.MAKERS[file["kind"]](file["title"], author, file["paragraphs"], at)
    judged = uploads.judge(content)
    stored = storage.keep(content, name=file["name"], mime=judged.mime, kind_label=judged.label)
    stored.created_at = at
    readings.ask(stored)
    operations.add_file(resource, stored, title=file["title"])
