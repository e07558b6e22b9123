"""What a member who leaves passes on of the library: resources they keep with their notes, and those they look for."""

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from club.extensions import db
from club.library import bookmarks, queries, wishes
from club.library.bookmarks import Bookmark
from club.library.models import Resource
from club.library.wishes import Wish
from club.members.models import Member
from club.passing import MOST, Facts, Item, Part


def _kept(member: Member, commune: str) -> list[Item]:
    mine = select(Bookmark).join(Resource).where(Bookmark.member_id == member.id, queries.readable_by(member))
    newest = mine.options(joinedload(Bookmark.resource)).order_by(Bookmark.kept_at.desc(), Bookmark.id).limit(MOST)
    return [
        Item(str(one.resource_id), one.resource.title, _url(one.resource), one.kept_at, one.note, is_own=True)
        for one in db.session.scalars(newest)
    ]


def _url(resource: Resource) -> str:
    return url_for("library.show", id=resource.id, slug=resource.slug)


def _take_kept(member: Member, key: str) -> Facts | None:
    known = bookmarks.own(int(key), member.id)
    if known is None:
        return None
    facts = {"resource": known.resource_id, "note": known.note}
    bookmarks.drop(known.resource_id, by=member)
    return facts


def _receive_kept(facts: Facts, to: Member, from_id: int) -> None:
    """What the successor keeps already stays as they keep it."""
    resource = db.session.get(Resource, facts["resource"])
    if resource is not None:
        bookmarks.keep_at_once(resource, by=to, note=facts["note"])


def _let_kept_go(member: Member, key: str) -> None:
    bookmarks.drop(int(key), by=member)


def _wishes(member: Member, commune: str) -> list[Item]:
    mine = Wish.author_id == member.id, Wish.resource_id.is_(None), Wish.closed_at.is_(None)
    rows = db.session.scalars(select(Wish).where(*mine).order_by(Wish.asked_at.desc(), Wish.id).limit(MOST)).all()
    return [Item(str(one.id), one.words, url_for("library.wish", id=one.id), one.asked_at) for one in rows]


def _take_wish(member: Member, key: str) -> Facts | None:
    return {"wish": int(key)} if db.session.get(Wish, int(key)) else None


def _receive_wish(facts: Facts, to: Member, from_id: int) -> None:
    wish = wishes.wish(facts["wish"])
    if wish is not None and wish.is_waiting:
        wishes.echo(wish, by=to)


BOOKMARKS = Part(
    "Ressources gardées et leurs notes",
    "Transmise, une ressource est gardée par votre successeur avec votre note. Laissée, elle n’est plus gardée.",
    _kept,
    _take_kept,
    _receive_kept,
    _let_kept_go,
)
WISHES = Part(
    "Ressources demandées",
    "Transmise, une demande prévient aussi votre successeur quand une réponse arrive.",
    _wishes,
    _take_wish,
    _receive_wish,
)
