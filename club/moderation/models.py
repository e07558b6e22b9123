"""Reports: somebody says that a thing needs a look."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from club import clock
from club.extensions import Model
from club.members.models import Member


class Reason(StrEnum):
    """Why something is reported."""

    MISPLACED = "contenu-deplace"
    PERSONAL_DATA = "coordonnees-personnelles"
    ADVERTISING = "publicite"
    ERROR = "erreur"
    OTHER = "autre"


class Report(Model):
    """Somebody says that a thing needs a look. `thing_kind` names a reportable kind of the wiring."""

    id: Mapped[int] = mapped_column(primary_key=True)
    thing_kind: Mapped[str] = mapped_column(String(20))
    thing_id: Mapped[int]
    thing_label: Mapped[str] = mapped_column(String(200), default="")
    thing_author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    departement_code: Mapped[str | None] = mapped_column(ForeignKey("departement.code"), index=True)
    reporter_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    reason: Mapped[str] = mapped_column(String(30))
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    decision: Mapped[str] = mapped_column(String(20), default="")  # hidden | kept
    decision_note: Mapped[str] = mapped_column(Text, default="")

    reporter: Mapped[Member] = relationship(foreign_keys=reporter_id, lazy="raise")
    thing_author: Mapped[Member | None] = relationship(foreign_keys=thing_author_id, lazy="raise")
    settled_by: Mapped[Member | None] = relationship(foreign_keys=settled_by_id, lazy="raise")

    __table_args__ = (
        Index("ix_report_thing", "thing_kind", "thing_id"),
        Index("ix_report_queue", "settled_at", "created_at", "id"),
    )
