"""Resources in the search index: published and visible ones only."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from club import related, search, text
from club.extensions import db
from club.library import details, queries
from club.library.events import ResourceChanged, ResourceHidden, ResourcePublished, ResourcesImported
from club.library.models import Resource, ResourceFile, ResourceTheme
from club.readings import ContentRead
from club.storage.models import ContentReading, StoredFile
from club.territories.models import Departement
from club.vocabulary.models import Term

KIND = "resource"
MOST_IN_FILES = 120_000  # characters of the files of one resource


def index_resource(event: ResourceChanged | ResourcePublished | ResourceHidden) -> None:
    """Follow a resource that changed."""
    asked = _published().where(Resource.id == event.resource_id)
    found = db.session.scalar(asked.execution_options(populate_existing=True))
    if found is None:
        search.remove(KIND, str(event.resource_id))
    else:
        search.index(document(found))


def index_imported(event: ResourcesImported) -> None:
    """Follow the resources that an import wrote; drafts are not searched, and were not before."""
    asked = _published().where(Resource.id.in_(event.resource_ids)).execution_options(populate_existing=True)
    search.index_many([document(resource) for resource in db.session.scalars(asked)])


def index_readers(event: ContentRead) -> None:
    """Follow the resources that have a content which was read."""
    having = select(ResourceFile.resource_id).join(ResourceFile.stored).where(StoredFile.key == event.key)
    asked = _published().where(Resource.id.in_(having)).execution_options(populate_existing=True)
    search.index_many([document(resource) for resource in db.session.scalars(asked)])


def all_documents() -> Iterator[search.Document]:
    """Every published resource."""
    for resource in db.session.scalars(_published()):
        yield document(resource)


def _published() -> Any:
    return (
        select(Resource)
        .where(queries.published())
        .options(
            joinedload(Resource.type, innerjoin=True),
            joinedload(Resource.organisation),
            selectinload(Resource.themes),
            selectinload(Resource.files)
            .joinedload(ResourceFile.stored, innerjoin=True)
            .joinedload(StoredFile.reading)
            .options(undefer(ContentReading.text)),
            selectinload(Resource.territories),
            selectinload(Resource.stages),
            selectinload(Resource.partners),
        )
    )


def document(resource: Resource) -> search.Document:
    """A resource as it is searched."""
    assert resource.published_at is not None
    words = [resource.type.label, resource.organisation.name if resource.organisation else ""]
    words += [theme.label for theme in resource.themes] + [file.title for file in resource.files]
    words += [stage.label for stage in resource.stages] + [partner.name for partner in resource.partners]
    words += [details.written(resource.type.slug, resource.details)]
    words += [territory.label for territory in resource.territories]
    return search.Document(
        kind=KIND,
        key=str(resource.id),
        title=resource.title,
        body=f"{resource.summary} {text.plain(resource.body_html)}",
        extra=" ".join(words),
        url=url_for("library.show", id=resource.id, slug=resource.slug),
        audience="members",
        moment=resource.published_at,
        parts=_words_of_files(resource),
    )


def _words_of_files(resource: Resource) -> list[tuple[str, str]]:
    left, found = MOST_IN_FILES, []
    for file in resource.files:
        words = file.stored.reading.text[:left] if file.stored.reading else ""
        left -= len(words)
        if words:
            found.append((file.title, words))
    return found


def facts(ids: Sequence[int]) -> Iterator[related.Facts]:
    """What published resources are compared by."""
    labels = select(func.aggregate_strings(Term.label, "|")).join(ResourceTheme, ResourceTheme.term_id == Term.id)
    themes = labels.where(ResourceTheme.resource_id == Resource.id).correlate(Resource).scalar_subquery()
    columns = Resource.id, Resource.title, Resource.organisation_id, Departement.name, themes.label("themes")
    found = select(*columns).outerjoin(Departement, Departement.code == Resource.departement_code)
    for row in db.session.execute(found.where(Resource.id.in_(ids), queries.published())):
        places, own = related.split(row.name), frozenset({("organisation", row.organisation_id)})
        yield related.Facts(KIND, row.id, row.title, related.split(row.themes), places, beside=own)
