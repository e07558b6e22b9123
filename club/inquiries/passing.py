"""What a member who leaves passes on of the requests of the commune that are not closed."""

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from club.extensions import db
from club.inquiries import operations
from club.inquiries.models import Inquiry, State
from club.members import vouching
from club.members.models import Member
from club.passing import MOST, Facts, Item, Part


def _open(member: Member, commune: str) -> list[Item]:
    mine = Inquiry.author_id == member.id, Inquiry.commune_code == commune, Inquiry.state != State.CLOSED
    newest = select(Inquiry).where(*mine).order_by(Inquiry.sent_at.desc(), Inquiry.id).limit(MOST)
    return [_item(one) for one in db.session.scalars(newest.options(joinedload(Inquiry.organisation)))]


def _item(one: Inquiry) -> Item:
    url = url_for("inquiries.show", id=one.id)
    return Item(str(one.id), one.organisation.name, url, one.sent_at, one.label.lower(), is_own=True)


def _take(member: Member, key: str) -> Facts | None:
    known = db.session.get(Inquiry, int(key))
    return {"inquiry": known.id} if known and known.author_id == member.id else None


def _receive(facts: Facts, to: Member, from_id: int) -> None:
    """Asked by the successor from now on, whose address the contact does not have."""
    known = db.session.get(Inquiry, facts["inquiry"])
    if known is not None and known.commune_code in {one.code for one in vouching.vouched(to.id)}:
        known.author_id, known.shares_email = to.id, False


def _let_go(member: Member, key: str) -> None:
    known = db.session.get(Inquiry, int(key))
    if known is not None and known.author_id == member.id and known.state != State.CLOSED:
        operations.close(known, has_answered=known.answered_at is not None, by=member)


INQUIRIES = Part(
    "Mises en relation en cours",
    "Transmise, une demande est suivie par votre successeur : c’est à lui qu’on répond. Laissée, elle est close.",
    _open,
    _take,
    _receive,
    _let_go,
)
