"""The address of a member's own feeds: feed readers cannot sign in, so the address itself is the key."""

import secrets
from datetime import datetime

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from club import clock
from club.extensions import Model, db
from club.members.models import Member, Status


class FeedKey(Model):
    """The address of a member's own feeds is signed with this; another key, and the old address is dead."""

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(24))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


def token_of(member_id: int) -> str | None:
    """The secret part of a member's feed address; None before they ask for one."""
    kept = db.session.get(FeedKey, member_id)
    return _signer().dumps([member_id, kept.key]) if kept else None


def renew_token(member_id: int) -> None:
    """A new address; the old one is dead."""
    kept = db.session.get(FeedKey, member_id) or FeedKey(member_id=member_id)
    kept.key, kept.made_at = secrets.token_urlsafe(12), clock.now()
    db.session.add(kept)


def revoke_token(member_id: int) -> None:
    """No address any more."""
    kept = db.session.get(FeedKey, member_id)
    if kept is not None:
        db.session.delete(kept)


def reader_of(token: str) -> Member | None:
    """Whose feed it is; None when the address is dead or its member may not read the club."""
    try:
        member_id, key = _signer().loads(token)
    except (BadData, ValueError, TypeError):
        return None
    kept = db.session.get(FeedKey, member_id)
    member = db.session.get(Member, member_id) if kept is not None and kept.key == key else None
    return member if member is not None and member.status == Status.ACTIVE else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["CLUB"].secret_key, salt="experiences-feed")
