"""What members are told: one row a member and a fact."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from club import clock
from club.extensions import Model
from club.members.models import Member


class Notification(Model):
    """One member told of one fact. The constraint makes telling twice impossible."""

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[str] = mapped_column(String(30))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    words: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # title, url: what its line says
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None] = mapped_column()

    actor: Mapped[Member | None] = relationship(foreign_keys=actor_id, lazy="raise")

    __table_args__ = (
        UniqueConstraint("member_id", "kind", "subject_kind", "subject_id"),
        Index("ix_notification_newest", "member_id", "created_at", "id"),
        Index(
            "ix_notification_unread",
            "member_id",
            sqlite_where=read_at.is_(None),
            postgresql_where=read_at.is_(None),
        ),
    )
