"""Things of the club that messages link to: a link alone on its line is shown as a card, without any request outside.

What a card says comes from the search index, which only has what members may read; a card follows its thing: when
the thing changes, is hidden or comes back, the messages that cite it are written again.
"""

import html as entities
import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from flask import current_app, render_template
from sqlalchemy import ForeignKey, Index, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from club import text
from club.extensions import Model, db
from club.forum.audience import Audience
from club.forum.models import Post, Topic
from club.rows import among
from club.search.models import SearchDocument

MOST = 20  # of one message
EXTRACT = 140
KINDS = {  # the page of a thing, and what its card calls it
    "experiences.show": ("experience", "Expérience"),
    "library.show": ("resource", "Ressource"),
    "funding.show": ("aid", "Aide"),
    "collections.show": ("collection", "Parcours"),
    "directory.partner": ("organisation", "Partenaire"),
    "directory.commune": ("commune", "Commune"),
    "forum.topic": ("topic", "Sujet"),
}
LABELS = dict(KINDS.values())
LINK = re.compile(r' href="([^"]+)"')
ALONE = re.compile(r'(?:^|(?<=<p>)|(?<=<br>\n))<a href="([^"]+)"[^>]*>([^<]+)</a>(?=</p>|<br>|$)')


class Citation(Model):
    """A message links to a thing: `kind` and `key` are those of the search index."""

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)

    __table_args__ = (Index("ix_citation_thing", "kind", "key"),)


class Thing(NamedTuple):
    """Something of the club, as the search index names it."""

    kind: str
    key: str


def thing_at(address: str) -> Thing | None:
    """What has its page at this address; None elsewhere."""
    own = current_app.config["CLUB"].base_url
    path = entities.unescape(address).partition("#")[0].partition("?")[0].removeprefix(own)
    if not path.startswith("/") or path.startswith("//"):
        return None
    try:
        endpoint, values = current_app.url_map.bind("").match(path)
    except (HTTPException, RequestRedirect):
        return None
    if endpoint not in KINDS:
        return None
    return Thing(KINDS[endpoint][0], str(values.get("id", values.get("code"))))


def number_of(typed: str, kind: str) -> int | None:
    """The id of what somebody names in a form, of this kind: its number, or the address of its page."""
    found = Thing(kind, typed) if typed.isdecimal() else thing_at(typed)
    is_number = found is not None and found.kind == kind and found.key.isdecimal() and len(found.key) < 10
    return int(found.key) if found and is_number else None


def things_of(html: str) -> list[Thing]:
    """What a message links to, each once."""
    found = (thing_at(address) for address in LINK.findall(html))
    return list(dict.fromkeys(one for one in found if one is not None))[:MOST]


def with_cards(html: str) -> str:
    """The HTML of a message, each link alone on its line as a card when all members may read what it leads to."""
    alone = [one for address, words in ALONE.findall(html) if words == address and (one := thing_at(address))]
    cards = _cards(alone) if alone else {}

    def carded(found: re.Match[str]) -> str:
        thing = thing_at(found[1]) if found[1] == found[2] else None
        return cards.get(thing, found[0]) if thing else found[0]

    return ALONE.sub(carded, html) if cards else html


def _cards(things: Collection[Thing]) -> dict[Thing, str]:
    known = among(SearchDocument.kind, SearchDocument.key, things)
    rows = db.session.scalars(select(SearchDocument).where(known)).all()
    closed = _closed_topics([int(row.key) for row in rows if row.kind == "topic"])
    return {
        Thing(row.kind, row.key): render_template(
            "forum/_card.html",
            address=row.url,
            label=LABELS[row.kind],
            title=row.title,
            extract=text.excerpt(row.body, EXTRACT),
        ).strip()
        for row in rows
        if row.kind != "topic" or int(row.key) not in closed
    }


def _closed_topics(ids: list[int]) -> set[int]:
    """Those of these topics that are not for all members: nothing is said of them."""
    if not ids:
        return set()
    return set(db.session.scalars(select(Topic.id).where(Topic.id.in_(ids), Topic.audience != Audience.MEMBERS)))


def remember(post: Post) -> None:
    """Keep what a message links to, in the place of what it linked to before; it has its id."""
    things = things_of(post.body_html)
    if post.version > 1:
        gone = delete(Citation).where(Citation.post_id == post.id)
        db.session.execute(gone.execution_options(synchronize_session=False))
    db.session.add_all(Citation(post_id=post.id, kind=one.kind, key=one.key) for one in things)


def citing(things: Iterable[Thing | tuple[str, str]]) -> list[Post]:
    """The messages that link to any of these."""
    cards = [thing for thing in things if thing[0] in LABELS]
    if not cards:
        return []
    cited = select(Citation.post_id).where(among(Citation.kind, Citation.key, cards))
    return list(db.session.scalars(select(Post).where(Post.id.in_(cited))))
