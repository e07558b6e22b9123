"""Collections in the search index: those recommended to all only."""

from collections.abc import Iterator
from typing import Any

from flask import url_for
from sqlalchemy import select

from club import search, text
from club.collections import queries
from club.collections.events import CollectionChanged
from club.collections.models import Collection, CollectionStep
from club.extensions import db

KIND = "collection"


def index_collection(event: CollectionChanged) -> None:
    """Follow a collection that changed."""
    found = db.session.scalar(_recommended().where(Collection.id == event.collection_id))
    if found is None:
        search.remove(KIND, str(event.collection_id))
    else:
        search.index(document(found))


def all_documents() -> Iterator[search.Document]:
    """Every recommended collection."""
    for collection in db.session.scalars(_recommended()):
        yield document(collection)


def _recommended() -> Any:
    return select(Collection).where(queries.listed())


def document(collection: Collection) -> search.Document:
    """A collection as it is searched: in the words of its author, for a resource is found by itself."""
    assert collection.recommended_at is not None
    whys = select(CollectionStep.why).where(CollectionStep.collection_id == collection.id)
    said = db.session.scalars(whys.order_by(CollectionStep.position)).all()
    return search.Document(
        kind=KIND,
        key=str(collection.id),
        title=collection.title,
        body=" ".join([text.plain(collection.intro_html), *said]),
        extra="parcours",
        url=url_for("collections.show", id=collection.id, slug=collection.slug),
        audience="members",
        moment=collection.recommended_at,
    )
