"""The addresses of the web that funding sheets show, those that are closed apart."""

from collections.abc import Iterator

from sqlalchemy import select

from club.extensions import db
from club.funding import queries, states
from club.funding.events import AidChanged, AidHidden, AidPublished
from club.funding.models import Aid
from club.weblinks import checking

KIND = "aid"


def shown(id: int | None) -> Iterator[tuple[int, str]]:
    """What one sheet shows, or all of them, as (id, address)."""
    is_open = states.among([one for one in states.State if one is not states.State.CLOSED], states.edges())
    which = [queries.published(), is_open] + ([Aid.id == id] if id is not None else [])
    for row in db.session.execute(select(Aid.id, Aid.url, Aid.apply_url).where(*which)):
        yield from ((row.id, url) for url in (row.url, row.apply_url) if url)


def follow(event: AidChanged | AidPublished | AidHidden) -> None:
    """A sheet was just changed."""
    checking.follow(KIND, event.aid_id)
