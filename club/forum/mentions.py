"""`@prénom-nom` in a message: who is meant, the link to their page, and who is told."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from flask import url_for
from sqlalchemy import func, or_, select

from club import text
from club.events import emit
from club.extensions import db
from club.forum import audience
from club.forum.events import MembersMentioned
from club.forum.models import Post, Topic
from club.members.models import Member
from club.paging import AnyRow
from club.policy import Viewer
from club.territories.models import Commune

MOST = 10  # in one message
PROPOSED = 6
NUMBERED = re.compile(r"(.+)-(\d{1,9})\Z")  # of two people with one name: `jean-martin-12`


class Named(NamedTuple):
    """Somebody whom a message names."""

    id: int
    name: str
    address: str


def named(body: str) -> dict[str, Named]:
    """Those of the directory whom a text names, by what was written; a name that two people have needs its number."""
    handles = text.mentions(body)[:MOST]
    if not handles:
        return {}
    numbered = {handle: (found[1], int(found[2])) for handle in handles if (found := NUMBERED.match(handle))}
    slugs = [*handles, *(slug for slug, _ in numbered.values())]
    known = select(Member.id, Member.slug, Member.first_name, Member.last_name)
    rows = db.session.execute(known.where(Member.slug.in_(slugs), Member.is_findable)).all()
    found_ones = ((handle, _meant(handle, numbered.get(handle), rows)) for handle in handles)
    return {handle: _named(row) for handle, row in found_ones if row is not None}


def _meant(handle: str, numbered: tuple[str, int] | None, rows: Sequence[AnyRow]) -> AnyRow | None:
    same = [row for row in rows if row.slug == handle]
    if len(same) == 1:
        return same[0]
    return next((row for row in rows if (row.slug, row.id) == numbered), None)


def _named(row: AnyRow) -> Named:
    address = url_for("directory.member", id=row.id, slug=row.slug, _external=False)
    return Named(row.id, f"{row.first_name} {row.last_name}", address)


def rendered(body: str) -> str:
    """The HTML of a message, each name a link."""
    return text.render(body, {handle: (one.name, one.address) for handle, one in named(body).items()})


def newly_named(body: str, before: str = "") -> list[Named]:
    """Whom a text names by itself: not in a quotation, nor already in the text it replaces."""
    old = {one.id for one in named(_without_quotations(before)).values()}
    found = named(_without_quotations(body)).values()
    return list({one.id: one for one in found if one.id not in old}.values())


def _without_quotations(body: str) -> str:
    return "\n".join(line for line in body.splitlines() if not line.lstrip().startswith(">"))


def tell(post: Post, topic: Topic, body: str, *, by: Member, before: str = "") -> None:
    """Say who was named; who may not read the topic is told nothing."""
    ids = [one.id for one in newly_named(body, before) if one.id != by.id]
    if ids:
        may_read = audience.readers(topic).where(Member.id.in_(ids)).order_by(Member.id)
        if told := list(db.session.scalars(may_read)):
            emit(MembersMentioned(topic_id=topic.id, post_id=post.id, by_id=by.id, member_ids=told))


def left_out(topic: Topic, body: str) -> str:
    """A sentence about those named who may not read the topic; empty when all may."""
    found = newly_named(body)
    if not found:
        return ""
    may_read = set(db.session.scalars(audience.readers(topic).where(Member.id.in_([one.id for one in found]))))
    names = [one.name for one in found if one.id not in may_read]
    if len(names) < 2:
        return f" {names[0]} ne peut pas lire ce sujet et n’est pas prévenu." if names else ""
    return f" {', '.join(names[:-1])} et {names[-1]} ne peuvent pas lire ce sujet et ne sont pas prévenus."


def proposed(typed: str, topic: Topic | None, viewer: Viewer) -> list[dict[str, str]]:
    """Names that complete what is typed after `@`; for a topic, of those who may read it."""
    start = text.slugify(typed) if typed.strip() else ""
    if not start:
        return []
    among = audience.readers(topic) if topic else select(Member.id)
    by_name = or_(Member.slug.startswith(start, autoescape=True), Member.slug.contains(f"-{start}", autoescape=True))
    known = (
        select(Member.id, Member.slug, Member.first_name, Member.last_name, Commune.name.label("place"))
        .outerjoin(Commune, Commune.code == Member.commune_code)
        .where(Member.id.in_(among), by_name, Member.is_findable, Member.id != viewer.id)
    )
    rows = db.session.execute(known.order_by(Member.last_name, Member.first_name, Member.id).limit(PROPOSED)).all()
    shared = _shared([row.slug for row in rows])
    return [
        {
            "handle": f"{row.slug}-{row.id}" if row.slug in shared or "-" not in row.slug else row.slug,
            "name": f"{row.first_name} {row.last_name}",
            "place": row.place or "",
        }
        for row in rows
    ]


def _shared(slugs: list[str]) -> set[str]:
    """The names that several members of the directory have."""
    same = select(Member.slug).where(Member.slug.in_(slugs), Member.is_findable).group_by(Member.slug)
    return set(db.session.scalars(same.having(func.count() > 1)))
