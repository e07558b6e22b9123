"""The mails that were dealt with, so that each answers once."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from club import clock
from club.extensions import Model


class MailedReply(Model):
    """A mail that was posted or refused: `key` is its Message-ID with its member, hashed."""

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
