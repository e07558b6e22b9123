"""Offers of help and the requests that answer them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from club import clock
from club.extensions import Model
from club.helping.states import KINDS, Kind, OfferState, State
from club.members.models import Member
from club.territories.models import Commune
from club.vocabulary.models import Term


class HelpOffer(Model):
    """What a member proposes to the others, from their commune. `capacity` is how many requests they follow at once."""

    TITLE_MAX, BODY_MAX, LINE_MAX = 120, 4_000, 200

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    body: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")
    availability: Mapped[str] = mapped_column(String(LINE_MAX), default="")
    capacity: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(10), default=OfferState.OPEN)
    commune_code: Mapped[str | None] = mapped_column(ForeignKey("commune.code"), index=True)
    departement_code: Mapped[str | None] = mapped_column(ForeignKey("departement.code"), index=True)
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    author: Mapped[Member] = relationship(lazy="raise")
    commune: Mapped[Commune | None] = relationship(lazy="raise")
    themes: Mapped[list[Term]] = relationship(secondary="help_offer_theme", lazy="raise", order_by=Term.position)

    @property
    def how(self) -> Kind:
        """Its kind, in words."""
        return KINDS[self.kind]


class HelpOfferTheme(Model):
    """A theme of an offer."""

    offer_id: Mapped[int] = mapped_column(ForeignKey("help_offer.id"), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True, index=True)


class HelpRequest(Model):
    """Somebody takes up an offer: what they ask, the answer, the date, and what they tell of it afterwards."""

    MESSAGE_MAX, WORD_MAX, NOTE_MAX, PLACE_MAX = 2_000, 1_000, 4_000, 200

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("help_offer.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    commune_code: Mapped[str | None] = mapped_column(ForeignKey("commune.code"))
    departement_code: Mapped[str | None] = mapped_column(ForeignKey("departement.code"))  # who keeps the note in order
    message: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default=State.SENT)
    word: Mapped[str] = mapped_column(Text, default="")  # the last one said with a gesture: answer, date, cancellation
    meeting_at: Mapped[datetime | None] = mapped_column(index=True)
    place: Mapped[str] = mapped_column(String(PLACE_MAX), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    note_html: Mapped[str] = mapped_column(Text, default="")
    noted_at: Mapped[datetime | None]
    experience_id: Mapped[int | None] = mapped_column(ForeignKey("experience.id"))
    hidden_at: Mapped[datetime | None]  # of the note, by moderation
    hidden_reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    offer: Mapped[HelpOffer] = relationship(lazy="raise")
    author: Mapped[Member] = relationship(lazy="raise")
    commune: Mapped[Commune | None] = relationship(lazy="raise")

    __table_args__ = (
        Index("ix_help_request_offer", "offer_id", "state"),
        Index("ix_help_request_mine", "author_id", "updated_at", "id"),
    )
