"""What is told beside the forum: a line of the bell and of the day's mail, with its own words and address."""

from typing import NamedTuple

from flask import current_app
from sqlalchemy import ColumnElement, select

from club.extensions import db
from club.members.models import Member
from club.notifications import reasons
from club.notifications.models import Notification

MOST = 20  # of one mail


class Notice(NamedTuple):
    """A line that is no message of the forum."""

    id: int
    title: str
    link: str
    because: str


def waiting(reader: Member, *to_mail: ColumnElement[bool]) -> list[Notice]:
    """What a member was told of, oldest first; who may no longer read a thing has its lines withdrawn."""
    own = Notification.member_id == reader.id, Notification.subject_kind.not_in(("post", "topic"))
    lines = select(Notification.id, Notification.words, Notification.why).where(*own, *to_mail)
    rows = db.session.execute(lines.order_by(Notification.id).limit(MOST)).all()
    own_address = current_app.config["CLUB"].base_url
    return [
        Notice(row.id, row.words["title"], own_address + row.words["url"], reasons.because(row.why)) for row in rows
    ]
