"""What a member who leaves passes on of Entraide: what they offer, with its requests, and what they asked of others."""

from typing import Any

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from club import clock, french
from club.events import emit
from club.extensions import db
from club.helping import operations
from club.helping.events import HelpOfferChanged
from club.helping.models import HelpOffer, HelpRequest
from club.helping.states import LABELS, OPEN, OfferState, State
from club.members.models import Member
from club.passing import MOST, Facts, Item, Part
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

GONE = "Cette personne a quitté son poste."
WRITTEN = ("kind", "title", "body", "availability", "capacity")
PLACE = ("commune_code", "departement_code")


def _offers(member: Member, commune: str) -> list[Item]:
    under_way = select(func.count()).where(HelpRequest.offer_id == HelpOffer.id, HelpRequest.state.in_(OPEN))
    mine = HelpOffer.author_id == member.id, HelpOffer.commune_code == commune, HelpOffer.hidden_at.is_(None)
    shown = select(HelpOffer.id, HelpOffer.title, HelpOffer.updated_at, under_way.scalar_subquery().label("requests"))
    newest = shown.where(*mine, HelpOffer.state != OfferState.CLOSED).order_by(
        HelpOffer.updated_at.desc(), HelpOffer.id
    )
    return [_offer(row) for row in db.session.execute(newest.limit(MOST))]


def _offer(row: Any) -> Item:
    note = french.plural(row.requests, "demande en cours", "demandes en cours") if row.requests else ""
    return Item(str(row.id), row.title, url_for("helping.show", id=row.id), row.updated_at, note)


def _own(member: Member, key: str) -> HelpOffer | None:
    asked = select(HelpOffer).where(HelpOffer.id == int(key), HelpOffer.author_id == member.id)
    return db.session.scalar(asked.options(selectinload(HelpOffer.themes)))


def _take_offer(member: Member, key: str) -> Facts | None:
    """It stays open until the successor answers: who asked for help is not left alone."""
    found = _own(member, key)
    if found is None:
        return None
    said = {name: getattr(found, name) for name in WRITTEN}
    place = {name: getattr(found, name) for name in PLACE}
    return {"offer": found.id, "said": said, "place": place, "themes": [theme.id for theme in found.themes]}


def _receive_offer(facts: Facts, to: Member, from_id: int) -> None:
    """Written anew in the name of the successor; what was done before stays with who did it."""
    themes = [one.id for one in vocabulary.terms_of(facts["themes"], TermKind.THEME)]
    made = operations.create(operations.Sheet(**facts["said"], theme_ids=themes), by=to, place=facts["place"])
    old = db.session.get(HelpOffer, facts["offer"])
    if old is None or old.author_id != from_id:
        return
    operations.give_up((HelpRequest.offer_id == old.id) & (HelpRequest.author_id == to.id), GONE, by=to)
    under_way = select(HelpRequest).where(HelpRequest.offer_id == old.id, HelpRequest.state.in_(OPEN))
    for one in db.session.scalars(under_way).all():
        one.offer_id = made.id
        db.session.flush()
        operations.pass_on(one, "host", by=to)
    old.state = OfferState.CLOSED
    emit(HelpOfferChanged(offer_id=old.id))


def _let_offer_go(member: Member, key: str) -> None:
    found = _own(member, key)
    if found is not None:
        operations.leave(found, GONE, by=member)


def _exchanges(member: Member, commune: str) -> list[Item]:
    mine = HelpRequest.author_id == member.id, HelpRequest.commune_code == commune, HelpRequest.state.in_(OPEN)
    newest = select(HelpRequest).where(*mine).order_by(HelpRequest.updated_at.desc(), HelpRequest.id).limit(MOST)
    return [_exchange(one) for one in db.session.scalars(newest.options(joinedload(HelpRequest.offer)))]


def _exchange(one: HelpRequest) -> Item:
    at = f"rendez-vous le {french.day(clock.here(one.meeting_at).date())}" if one.meeting_at else ""
    note = " · ".join(filter(None, [LABELS[State(one.state)].lower(), at]))
    url = url_for("helping.exchange", id=one.id)
    return Item(str(one.id), one.offer.title, url, one.meeting_at or one.updated_at, note, is_own=True)


def _asked(member_id: int, key: str) -> HelpRequest | None:
    found = db.session.get(HelpRequest, int(key))
    return found if found and found.author_id == member_id and found.state in OPEN else None


def _take_exchange(member: Member, key: str) -> Facts | None:
    return {"exchange": int(key)} if _asked(member.id, key) else None


def _receive_exchange(facts: Facts, to: Member, from_id: int) -> None:
    """Asked by the successor from now on; not of themselves, nor twice of the same person."""
    found = _asked(from_id, str(facts["exchange"]))
    if found is None:
        return
    offer = db.session.get_one(HelpOffer, found.offer_id)
    same = HelpRequest.offer_id == offer.id, HelpRequest.author_id == to.id, HelpRequest.state.in_(OPEN)
    if offer.author_id == to.id or db.session.scalar(select(HelpRequest.id).where(*same).limit(1)):
        return
    found.author_id = to.id
    db.session.flush()
    operations.pass_on(found, "guest", by=to)


def _let_exchange_go(member: Member, key: str) -> None:
    operations.give_up((HelpRequest.id == int(key)) & (HelpRequest.author_id == member.id), GONE, by=member)


OFFERS = Part(
    "Entraide : ce que vous proposez",
    "Transmise, une offre est proposée par votre successeur, avec les demandes en cours ; ce qui a eu lieu reste à "
    "votre nom. Laissée, elle n’a plus cours et ceux qui attendaient en sont prévenus.",
    _offers,
    _take_offer,
    _receive_offer,
    _let_offer_go,
)
EXCHANGES = Part(
    "Entraide : ce que vous avez demandé",
    "Transmise, une demande est suivie par votre successeur, rendez-vous compris. Laissée, elle est annulée et la "
    "personne en est prévenue.",
    _exchanges,
    _take_exchange,
    _receive_exchange,
    _let_exchange_go,
)
