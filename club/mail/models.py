"""Letters: e-mails written in the transaction of what they tell, sent by the worker, each once."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from club import clock
from club.extensions import Model


class Letter(Model):
    """One e-mail. `key` makes writing it twice impossible; `message_id` stays the same at each try."""

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    to: Mapped[str] = mapped_column(String(254))
    to_member_id: Mapped[int | None] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(String(255))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    headers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    message_id: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    next_try_at: Mapped[datetime] = mapped_column(default=clock.now)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column()
    last_error: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index(
            "ix_letter_waiting",
            "next_try_at",
            sqlite_where=sent_at.is_(None),
            postgresql_where=sent_at.is_(None),
        ),
        Index("ix_letter_message_id", "message_id"),
        Index("ix_letter_newest", "created_at", "id"),
    )
