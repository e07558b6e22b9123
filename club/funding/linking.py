"""The addresses of the web that funding sheets show, those that are closed apart."""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select

from club.extensions import db
from club.funding import queries, states
from club.funding.events import AidChanged, AidHidden, AidPublished
from club.funding.models import Aid
from club.paging import AnyRow
from club.policy import Viewer
from club.weblinks import checking
from club.weblinks.models import LinkUse, WebLink

KIND = "aid"


def shown(ids: Collection[int] | None) -> Iterator[tuple[int, str]]:
    """What some sheets show, or all of them, as (id, address)."""
    is_open = states.among([one for one in states.State if one is not states.State.CLOSED], states.edges())
    which = [queries.published(), is_open] + ([Aid.id.in_(ids)] if ids is not None else [])
    for row in db.session.execute(select(Aid.id, Aid.url, Aid.apply_url).where(*which)):
        yield from ((row.id, url) for url in (row.url, row.apply_url) if url)


def follow(event: AidChanged | AidPublished | AidHidden) -> None:
    """A sheet was just changed."""
    checking.follow(KIND, event.aid_id)


def dead_for(viewer: Viewer) -> Sequence[AnyRow]:
    """The links that answer no more on the sheets which a member may edit, the newest first."""
    statement = (
        select(Aid.id, Aid.slug, Aid.title, WebLink.url, WebLink.status, WebLink.missed_since)
        .join(LinkUse, (LinkUse.kind == KIND) & (LinkUse.thing_id == Aid.id))
        .join(WebLink, WebLink.id == LinkUse.link_id)
        .where(WebLink.dead_at.is_not(None), queries.editable_by(viewer), queries.published())
    )
    return db.session.execute(statement.order_by(WebLink.dead_at.desc(), Aid.id).limit(50)).all()
