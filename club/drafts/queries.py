"""Finding one's drafts again."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from club.drafts.models import Draft
from club.extensions import db

MOST = 100


def mine(member_id: int) -> Sequence[Draft]:
    """The drafts of a member, newest first."""
    own = select(Draft).where(Draft.member_id == member_id)
    return db.session.scalars(own.order_by(Draft.saved_at.desc(), Draft.place).limit(MOST)).all()


def typed(member_id: int, place: str) -> MultiDict[str, str] | None:
    """The whole form of this place as it was typed; None when nothing was begun there."""
    draft = db.session.get(Draft, (member_id, place))
    return MultiDict({"title": [draft.title], "body": [draft.body]} | draft.fields) if draft else None


def filled(member_id: int, place: str, lists: Collection[str] = ()) -> dict[str, Any]:
    """What a form of this place starts with: each field as it was typed; those named in `lists` have several values."""
    draft = db.session.get(Draft, (member_id, place))
    if draft is None:
        return {}
    typed = {name: values if name in lists else values[0] for name, values in draft.fields.items() if values}
    return typed | {"title": draft.title, "body": draft.body}
