"""What a member of the demonstration follows, and the mails that this brings: one of the day, one of the week."""

from flask import current_app
from sqlalchemy import select, update

from club.config import Settings
from club.demo.conversations import Scene
from club.extensions import db
from club.forum import reading
from club.forum.models import Level
from club.members.models import Member, MemberTheme
from club.notifications import digest, rhythm
from club.notifications.models import Notification

READER = "levroux@club.example"
HERE = ("folder", "memory")  # where a mail to an invented address bothers nobody


def letters(scene: Scene) -> None:
    """Write them to one account, unless a real mail server would take them away."""
    settings: Settings = current_app.config["CLUB"]
    reader = db.session.scalars(select(Member).where(Member.email == READER)).one()
    _follow(reader)
    if settings.mail_url.partition(":")[0] not in HERE:
        return
    unread = (Notification.member_id == reader.id, Notification.mail.is_not(None), Notification.read_at.is_(None))
    db.session.execute(update(Notification).where(*unread).values(mailed_at=None))
    rhythm.write_day(reader.id, f"{scene.calendar.now:%Y-%m-%d}")
    digest.write_letter(reader.id, scene.calendar.now)


def _follow(reader: Member) -> None:
    """Her région, her département and a theme, each at a level of its own."""
    declared = select(MemberTheme.term_id).where(MemberTheme.member_id == reader.id).order_by(MemberTheme.term_id)
    theme = db.session.scalars(declared.limit(1)).one()
    for kind, reference, level in (
        ("region", "24", Level.FOLLOW),
        ("departement", "36", Level.ALL),
        ("theme", str(theme), Level.FOLLOW),
    ):
        reading.watch(kind, reference, reader, level)
