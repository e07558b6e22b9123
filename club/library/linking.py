"""The addresses of the web that published resources show: their links, and the details that are addresses."""

from collections.abc import Collection, Iterator

from sqlalchemy import select

from club.extensions import db
from club.library import queries
from club.library.models import Resource, ResourceLink
from club.library.types import every_field
from club.paging import AnyRow, Page, newest_first
from club.policy import Viewer
from club.weblinks import checking
from club.weblinks.models import LinkUse, WebLink

KIND = "resource"
ADDRESSES = tuple(name for name, field in every_field().items() if field.kind == "address")


def shown(of: Collection[int] | None) -> Iterator[tuple[int, str]]:
    """What some published resources show, or all of them, as (id, address)."""
    which = [queries.published()] + ([Resource.id.in_(of)] if of is not None else [])
    links = select(ResourceLink.resource_id, ResourceLink.url).join(Resource, Resource.id == ResourceLink.resource_id)
    yield from ((row.resource_id, row.url) for row in db.session.execute(links.where(*which)))
    for id, details in db.session.execute(select(Resource.id, Resource.details).where(*which)):
        yield from ((id, details[name]) for name in ADDRESSES if details.get(name))


def follow(*ids: int) -> None:
    """Some resources were just changed."""
    checking.follow(KIND, *ids)


def dead_for(viewer: Viewer, *, after: str | None) -> Page[AnyRow]:
    """The links that answer no more on the resources which a member may edit, the newest first."""
    number = Resource.id.label("resource_id")
    statement = (
        select(WebLink.id, WebLink.url, WebLink.missed_since, WebLink.dead_at, WebLink.status)
        .add_columns(number, Resource.slug, Resource.title)
        .join(LinkUse, LinkUse.link_id == WebLink.id)
        .join(Resource, (LinkUse.kind == KIND) & (Resource.id == LinkUse.thing_id))
        .where(WebLink.dead_at.is_not(None), queries.editable_by(viewer), queries.published())
    )
    return newest_first(statement, WebLink.dead_at, number, after=after, rows=True)
