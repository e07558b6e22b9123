"""What a commune asks of an organisation, and what was answered."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from club import clock
from club.directory.models import Offer
from club.extensions import Model
from club.members.models import Member, MemberCommune, Organisation
from club.territories.models import Commune
from club.vocabulary.models import Term


class State(StrEnum):
    """Where a request stands."""

    SENT = "sent"
    READ = "read"
    ANSWERED = "answered"
    CLOSED = "closed"


LABELS = {State.SENT: "Envoyée", State.READ: "Lue", State.ANSWERED: "Répondue", State.CLOSED: "Close"}
WAITING = (State.SENT, State.READ)


class Inquiry(Model):
    """A request of a commune to an organisation.

    The name and the address of the contact it was sent to are kept as they were: contacts come and go. `counted_at` is
    set when it enters the response figure of the organisation: answered, or five working days without an answer.
    """

    BODY_MAX = 4000

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offer.id"), index=True)
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"))
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"))
    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")  # empty: nobody was written to
    shares_email: Mapped[bool] = mapped_column(default=False)  # the author lets the contact have the address
    state: Mapped[str] = mapped_column(String(10), default=State.SENT)
    sent_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]  # the mail came back: the contact has not read it
    counted_at: Mapped[datetime | None]
    has_answered: Mapped[bool | None]  # the author's own word
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    hidden_at: Mapped[datetime | None]  # by moderation, once it was reported
    hidden_reason: Mapped[str] = mapped_column(Text, default="", server_default="")

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    offer: Mapped[Offer | None] = relationship(lazy="raise")
    commune: Mapped[Commune] = relationship(lazy="raise")
    author: Mapped[Member] = relationship(lazy="raise")
    theme: Mapped[Term | None] = relationship(foreign_keys=theme_id, lazy="raise")
    stage: Mapped[Term | None] = relationship(foreign_keys=stage_id, lazy="raise")
    serving: Mapped[list[MemberCommune]] = relationship(
        primaryjoin=lambda: Inquiry.commune_code == foreign(MemberCommune.commune_code), viewonly=True, lazy="raise"
    )

    __table_args__ = (
        Index("ix_inquiry_organisation_id_sent_at", "organisation_id", "sent_at"),
        Index("ix_inquiry_newest", "sent_at", "id"),
    )

    @property
    def team_ids(self) -> set[int]:
        """Who serves its commune, and is known to."""
        return {one.member_id for one in self.serving if one.is_vouched}

    @property
    def departement_code(self) -> str:
        """Whose référent looks at what is reported of it."""
        return self.commune.departement_code

    @property
    def is_waiting(self) -> bool:
        """Nobody has answered it nor closed it."""
        return self.state in WAITING

    @property
    def label(self) -> str:
        """Its state, in words."""
        return LABELS[State(self.state)]


class InquiryReply(Model):
    """What was written back; without a member, by the contact from the link of the mail."""

    BODY_MAX = 4000

    id: Mapped[int] = mapped_column(primary_key=True)
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    is_from_organisation: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(Text, default="", server_default="")

    author: Mapped[Member | None] = relationship(lazy="raise")
