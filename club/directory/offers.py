"""What an organisation offers to the communes: kept one by one, each with its own territories if it says so."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import joinedload, selectinload

from club import clock, text
from club.directory import operations
from club.directory.models import Offer, OfferTerm, OfferTerritory
from club.extensions import db
from club.members.models import Member, Organisation
from club.territories import coverage
from club.territories.scopes import Scope


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is written of an offer; without territories it holds wherever its organisation works."""

    title: str
    body: str = ""
    is_free: bool | None = None
    price: str = ""
    delay_days: int | None = None  # working days
    delay: str = ""
    audience: str = ""
    how_to_ask: str = ""
    contact_id: int | None = None
    term_ids: Sequence[int] = ()
    territories: Sequence[Scope] = ()


MANY = {"term_ids", "territories"}
WRITTEN = tuple(field.name for field in fields(Said) if field.name not in MANY)
TEXTS = ("title", "price", "delay", "audience", "how_to_ask", "body")


def add(organisation: Organisation, said: Said, *, by: Member) -> Offer:
    """One more offer, after the others."""
    with operations.changing(organisation, f"Nouvelle offre : {said.title}", by):
        return put(organisation, said, by=by)


def put(organisation: Organisation, said: Said, *, by: Member) -> Offer:
    """The same for a card that is being made: its history begins after."""
    last = select(func.max(Offer.position)).where(Offer.organisation_id == organisation.id)
    offer = Offer(organisation=organisation, title=said.title, position=(db.session.scalar(last) or 0) + 1)
    db.session.add(offer)
    _write(offer, said, by)
    return offer


def edit(offer: Offer, said: Said, *, version: int, by: Member) -> None:
    """Replace an offer; raises Conflict when somebody changed it since `version`."""
    with operations.changing(offer.organisation, f"Offre : {said.title}", by):
        operations.refuse_stale(offer, version, TEXTS, said)
        offer.version += 1
        _write(offer, said, by)


def _write(offer: Offer, said: Said, by: Member) -> None:
    for name in WRITTEN:
        setattr(offer, name, getattr(said, name))
    offer.body_html = text.render(said.body)
    offer.updated_at = clock.now()
    db.session.flush()
    db.session.execute(delete(OfferTerm).where(OfferTerm.offer_id == offer.id))
    db.session.add_all(OfferTerm(offer_id=offer.id, term_id=one) for one in dict.fromkeys(said.term_ids))
    coverage.keep(OfferTerritory, said.territories, offer_id=offer.id)
    verify(offer, by=by)


def verify(offer: Offer, *, by: Member) -> None:
    """Say that it is true today."""
    offer.verified_on, offer.verified_by_id = clock.today(), by.id
    operations.touched(offer.organisation, by)


def withdraw(offer: Offer, *, by: Member) -> None:
    """No longer offered: kept for its organisation, shown to nobody else."""
    with operations.changing(offer.organisation, f"Offre retirée : {offer.title}", by):
        offer.withdrawn_at = offer.withdrawn_at or clock.now()
        operations.touched(offer.organisation, by)


def offer_again(offer: Offer, *, by: Member) -> None:
    """Back among what is offered."""
    with operations.changing(offer.organisation, f"Offre remise : {offer.title}", by):
        offer.withdrawn_at = None
        verify(offer, by=by)


def raise_up(offer: Offer, *, by: Member) -> None:
    """One place higher among the offers of its organisation."""
    mine = select(Offer).where(Offer.organisation_id == offer.organisation_id)
    ordered = list(db.session.scalars(mine.order_by(Offer.position, Offer.id)))
    place = ordered.index(offer)
    if place:
        ordered[place - 1 : place + 1] = [offer, ordered[place - 1]]
    for position, one in enumerate(ordered, 1):
        one.position = position
    operations.touched(offer.organisation, by)


def offer(id: int) -> Offer | None:
    """One offer with all that is said of it."""
    return db.session.scalar(select(Offer).where(Offer.id == id).options(*_loaded()))


def offers_of(organisation_id: int, *, withdrawn: bool = False) -> Sequence[Offer]:
    """The offers of an organisation in their order; those it withdrew only if asked."""
    mine = select(Offer).where(Offer.organisation_id == organisation_id)
    if not withdrawn:
        mine = mine.where(Offer.withdrawn_at.is_(None))
    return db.session.scalars(mine.order_by(Offer.position, Offer.id).options(*_loaded())).all()


def _loaded() -> list[Any]:
    return [
        joinedload(Offer.organisation, innerjoin=True),
        joinedload(Offer.contact),
        selectinload(Offer.terms),
        selectinload(Offer.territories),
    ]


def offers_of_many(ids: Sequence[int]) -> Sequence[Offer]:
    """What several organisations offer, in their order."""
    shown = select(Offer).where(Offer.organisation_id.in_(ids), Offer.withdrawn_at.is_(None))
    return db.session.scalars(shown.order_by(Offer.position, Offer.id).options(*_loaded())).all()
