"""What the directory keeps of an organisation beside its identity: where it works, what it offers, whom to call."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from club import clock
from club.extensions import Model
from club.members.models import Member, Organisation
from club.territories.models import Placed
from club.vocabulary.models import Term, WithTerms


class Coverage(Placed, Model):
    """A territory an organisation covers, as `scopes.Scope` says it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)

    __table_args__ = (Index("ix_coverage_scope_code", "scope", "code"),)


class OrganisationContact(Model):
    """A person or a desk to call; shown to members only."""

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    function: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    position: Mapped[int] = mapped_column(default=0)
    reachable: Mapped[str] = mapped_column(String(120), default="")  # « le mardi matin »
    verified_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    territories: Mapped[list["ContactTerritory"]] = relationship(
        lazy="raise", order_by="ContactTerritory.id", cascade="all, delete-orphan"
    )


class ContactTerritory(Placed, Model):
    """Where a contact is the one to call; without a row, wherever the organisation works."""

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("organisation_contact.id"), index=True)


class Offer(WithTerms, Model):
    """What an organisation does for the communes (« offre d’ingénierie »): for what, at what price, how to ask."""

    TITLE_MAX = 140

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    is_free: Mapped[bool | None]  # None: it was not said
    price: Mapped[str] = mapped_column(String(200), default="")
    delay_days: Mapped[int | None]  # working days before work begins
    delay: Mapped[str] = mapped_column(String(200), default="")  # or in words
    audience: Mapped[str] = mapped_column(String(300), default="")  # who may ask
    how_to_ask: Mapped[str] = mapped_column(String(600), default="")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("organisation_contact.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    withdrawn_at: Mapped[datetime | None]  # no longer offered
    verified_on: Mapped[date | None]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)
    body: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    contact: Mapped[OrganisationContact | None] = relationship(lazy="raise")
    verified_by: Mapped[Member | None] = relationship(lazy="raise")
    terms: Mapped[list[Term]] = relationship(secondary="offer_term", lazy="raise", order_by=(Term.position, Term.id))
    territories: Mapped[list["OfferTerritory"]] = relationship(
        lazy="raise", order_by="OfferTerritory.id", cascade="all, delete-orphan"
    )


class OfferTerm(Model):
    """A theme or a project stage of an offer: the term says which."""

    offer_id: Mapped[int] = mapped_column(ForeignKey("offer.id"), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True)

    __table_args__ = (Index("ix_offer_term_term_id_offer_id", "term_id", "offer_id"),)


class OfferTerritory(Placed, Model):
    """Where an offer holds; without a row, wherever its organisation works."""

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offer.id"), index=True)

    __table_args__ = (Index("ix_offer_territory_place", "scope", "code", "offer_id"),)
