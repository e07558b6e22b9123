"""A handover: somebody leaves the post they hold for a commune, and what becomes of each thing of theirs."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, Text, and_
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from club import clock
from club.extensions import Model
from club.members.models import Invitation, Member, MemberCommune
from club.storage.models import StoredFile
from club.territories.models import Commune


class Fate(StrEnum):
    """What becomes of a thing; without a choice it is kept."""

    KEPT = "garder"
    GIVEN = "transmettre"
    LEFT = "laisser"


class Handover(Model):
    """A departure, from the day it is declared. It is open, then past (`left_at`) or taken back (`cancelled_at`)."""

    WORD_MAX = 5_000

    id: Mapped[int] = mapped_column(primary_key=True)
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), index=True)
    departement_code: Mapped[str] = mapped_column(ForeignKey("departement.code"), index=True)  # of the commune
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)  # who leaves
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    reason: Mapped[str] = mapped_column(Text, default="")  # of the staff, when it is they who declare it
    leaves_on: Mapped[date]  # as it is told
    ends_on: Mapped[date]  # when it takes effect: later, if somebody else declared it, so that a mistake can be said
    closes_account: Mapped[bool] = mapped_column(default=False)
    word: Mapped[str] = mapped_column(Text, default="")  # to the successor alone
    word_html: Mapped[str] = mapped_column(Text, default="")
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    left_at: Mapped[datetime | None] = mapped_column()
    cancelled_at: Mapped[datetime | None] = mapped_column()
    version: Mapped[int] = mapped_column(default=1)
    # Its file is waited for while `file_next_try_at` is set.
    file_next_try_at: Mapped[datetime | None] = mapped_column(index=True)
    file_attempts: Mapped[int] = mapped_column(default=0)
    file_made_at: Mapped[datetime | None]
    stored_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    commune: Mapped[Commune] = relationship(lazy="raise")
    member: Mapped[Member] = relationship(foreign_keys=member_id, lazy="raise")
    successor: Mapped[Member | None] = relationship(foreign_keys=successor_id, lazy="raise")
    invitation: Mapped[Invitation | None] = relationship(lazy="raise")
    stored: Mapped[StoredFile | None] = relationship(lazy="raise")
    serving: Mapped[list[MemberCommune]] = relationship(
        primaryjoin=lambda: Handover.commune_code == foreign(MemberCommune.commune_code), viewonly=True, lazy="raise"
    )

    @classmethod
    def under_way(cls) -> ColumnElement[bool]:
        """Those whose day has not come."""
        return and_(cls.left_at.is_(None), cls.cancelled_at.is_(None))

    @property
    def is_open(self) -> bool:
        """Whether its day is still to come."""
        return self.left_at is None and self.cancelled_at is None

    @property
    def is_taken_over(self) -> bool:
        """Whether who was named is still to come, or serves the commune today."""
        return self.successor_id is not None and (self.is_open or self.successor_id in self.team_ids)

    @property
    def team_ids(self) -> set[int]:
        """Who serves the commune, and is known to."""
        return {one.member_id for one in self.serving if one.is_vouched}


Index(
    "ix_handover_one_open",
    Handover.member_id,
    Handover.commune_code,
    unique=True,
    sqlite_where=Handover.under_way(),
    postgresql_where=Handover.under_way(),
)


class HandoverThing(Model):
    """What was chosen for one thing; from the day of leaving, what waits for the successor's answer."""

    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    fate: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(String(500), default="")
    is_own: Mapped[bool] = mapped_column(default=True)
    chosen_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    at_version: Mapped[int]  # of the handover, when it was chosen
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    answered_at: Mapped[datetime | None]
    is_accepted: Mapped[bool | None]
