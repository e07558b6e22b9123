"""A collection as one document: each step with its whole resource."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from club.collections import queries
from club.collections.models import CollectionStep
from club.collections.queries import Step
from club.extensions import db
from club.library import queries as library
from club.library.models import Resource, ResourceFile
from club.policy import Viewer


class Chapter(NamedTuple):
    """A step and its resource; none when this reader may not read it."""

    step: Step
    resource: Resource | None


def of(collection_id: int, viewer: Viewer) -> list[Chapter]:
    """The chapters in order, in a fixed number of statements."""
    whole = {resource.id: resource for resource in _resources(collection_id, viewer)}
    return [Chapter(step, whole.get(step.resource_id or 0)) for step in queries.steps(collection_id, viewer)]


def _resources(collection_id: int, viewer: Viewer) -> Sequence[Resource]:
    within = select(CollectionStep.resource_id).where(CollectionStep.collection_id == collection_id)
    return db.session.scalars(
        select(Resource)
        .where(Resource.id.in_(within), library.readable_by(viewer))
        .options(
            joinedload(Resource.type, innerjoin=True),
            joinedload(Resource.organisation),
            selectinload(Resource.territories),
            selectinload(Resource.links),
            selectinload(Resource.files).joinedload(ResourceFile.stored, innerjoin=True),
        )
    ).all()
