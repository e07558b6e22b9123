"""The resources of the demonstration, with their small real documents."""

from datetime import datetime

from sqlalchemy import select

from club import storage, text, uploads
from club.demo import papers
from club.demo.content import Entry, entries
from club.demo.conversations import Scene
from club.extensions import db
from club.library.models import Resource, ResourceFile, ResourceLink, ResourceTerritory, ResourceTheme
from club.members.models import Organisation
from club.vocabulary.models import TermKind

DRAFTED = 4  # days ago


def resources(scene: Scene, partners: dict[str, Organisation]) -> dict[str, Resource]:
    """Every resource, the oldest first; drafts last."""
    oldest_first = sorted(entries("resources"), key=lambda entry: -(entry["published_days_ago"] or 0))
    return {entry["key"]: _resource(entry, scene, partners[entry["organisation"]]) for entry in oldest_first}


def _resource(entry: Entry, scene: Scene, organisation: Organisation) -> Resource:
    days = entry["published_days_ago"]
    at = scene.calendar.ago(days or DRAFTED)
    author = scene.people[entry["author"]]
    resource = Resource(
        title=entry["title"],
        slug=text.slugify(entry["title"]),
        summary=entry["summary"],
        body=entry["body"],
        body_html=text.render(entry["body"]),
        type_id=scene.words.term(TermKind.RESOURCE_TYPE, entry["type"]).id,
        organisation_id=organisation.id,
        author_id=author.id,
        departement_code=author.departement_code,
        created_at=at,
        updated_at=at,
        published_at=at if days else None,
    )
    db.session.add(resource)
    db.session.flush()
    _details(resource, entry, scene)
    for position, file in enumerate(entry["files"]):
        _file(resource, file, position, organisation.name, at)
    _count_downloads(resource, scene)
    return resource


def _details(resource: Resource, entry: Entry, scene: Scene) -> None:
    for theme in scene.words.themes(entry["themes"]):
        db.session.add(ResourceTheme(resource_id=resource.id, term_id=theme.id))
    for scope in scene.words.territories(entry["coverage"]):
        place = {"scope": scope.scope, "code": scope.code, "label": scope.label}
        db.session.add(ResourceTerritory(resource_id=resource.id, **place))
    for position, link in enumerate(entry["links"]):
        db.session.add(ResourceLink(resource_id=resource.id, position=position, **link))


def _file(resource: Resource, file: Entry, position: int, author: str, at: datetime) -> None:
    content = papers.MAKERS[file["kind"]](file["title"], author, file["paragraphs"], at)
    judged = uploads.judge(content)
    stored = storage.keep(content, name=file["name"], mime=judged.mime, kind_label=judged.label)
    stored.created_at = at
    db.session.add(
        ResourceFile(resource_id=resource.id, stored_id=stored.id, title=file["title"], position=position)
    )


def _count_downloads(resource: Resource, scene: Scene) -> None:
    """An old resource was downloaded more often; a draft, never."""
    if resource.published_at is None:
        return
    db.session.flush()
    months = (scene.calendar.now - resource.published_at).days // 30
    files = select(ResourceFile).where(ResourceFile.resource_id == resource.id).order_by(ResourceFile.id)
    for file in db.session.scalars(files):
        file.downloads_count = 3 + scene.calendar.random.randrange(8 + 6 * months)
        resource.downloads_count += file.downloads_count
