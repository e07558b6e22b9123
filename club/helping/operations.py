"""Changes of offers. HTML is rendered here, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, select

from club import clock, text
from club.access import Conflict
from club.events import emit
from club.extensions import db
from club.helping.events import HelpMoved, HelpOfferChanged
from club.helping.models import HelpOffer, HelpOfferTheme, HelpRequest
from club.helping.states import OFFER_WAYS, OPEN, OfferState, State
from club.members.events import MemberChanged
from club.members.models import Member, Status
from club.rows import awaited
from club.transitions import target


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """All that the form of an offer says."""

    kind: str
    title: str
    body: str
    availability: str
    capacity: int | None
    theme_ids: Sequence[int]


def create(sheet: Sheet, *, by: Member, place: Mapping[str, str | None] | None = None) -> HelpOffer:
    """A new offer, open at once, from the main commune of its owner unless `place` has the codes of another."""
    place = place or {"commune_code": by.commune_code, "departement_code": by.departement_code}
    offer = HelpOffer(author_id=by.id, kind=sheet.kind, title=sheet.title, **place)
    db.session.add(offer)
    _write(offer, sheet)
    return offer


def edit(offer: HelpOffer, sheet: Sheet, *, version: int, by: Member) -> None:
    """Replace what it says; raises Conflict when it was changed since `version`."""
    awaited(offer)
    if version != offer.version:
        raise Conflict(f"{offer.title}\n\n{offer.body}", f"{sheet.title}\n\n{sheet.body}")
    offer.version += 1
    offer.commune_code, offer.departement_code = by.commune_code, by.departement_code
    _write(offer, sheet)


def _write(offer: HelpOffer, sheet: Sheet) -> None:
    for name in ("kind", "title", "body", "availability", "capacity"):
        setattr(offer, name, getattr(sheet, name))
    offer.body_html, offer.updated_at = text.render(sheet.body), clock.now()
    db.session.flush()
    db.session.execute(delete(HelpOfferTheme).where(HelpOfferTheme.offer_id == offer.id))
    db.session.add_all(HelpOfferTheme(offer_id=offer.id, term_id=one) for one in dict.fromkeys(sheet.theme_ids))
    emit(HelpOfferChanged(offer_id=offer.id))


def move(offer: HelpOffer, way: str) -> None:
    """Pause or resume; raises Refused when it is so already."""
    offer.state = target(OFFER_WAYS, way, offer.state)
    emit(HelpOfferChanged(offer_id=offer.id))


def hide(thing: HelpOffer, *, reason: str, by: Member) -> None:
    """Out of sight by moderation, with the reason."""
    thing.hidden_at, thing.hidden_reason = clock.now(), reason
    emit(HelpOfferChanged(offer_id=thing.id))


def restore(thing: HelpOffer, *, by: Member) -> None:
    """Back in sight."""
    thing.hidden_at, thing.hidden_reason = None, ""
    emit(HelpOfferChanged(offer_id=thing.id))


def member_changed(event: MemberChanged) -> None:
    """Whoever leaves the club lets go of offers and of what was under way; the others hear of it."""
    member = db.session.get_one(Member, event.member_id)
    mine = db.session.scalars(select(HelpOffer).where(HelpOffer.author_id == member.id)).all()
    if member.status == Status.CLOSED:
        concerned = HelpRequest.offer_id.in_([offer.id for offer in mine]) | (HelpRequest.author_id == member.id)
        give_up(concerned, "Cette personne a quitté le club.", by=member)
    for offer in mine:
        if member.status == Status.CLOSED:
            offer.state, offer.body, offer.body_html, offer.availability = OfferState.CLOSED, "", "", ""
        emit(HelpOfferChanged(offer_id=offer.id))


def leave(offer: HelpOffer, word: str, *, by: Member) -> None:
    """Its owner goes: it takes no more requests, those under way are cancelled with this word."""
    give_up(HelpRequest.offer_id == offer.id, word, by=by)
    offer.state = OfferState.CLOSED
    emit(HelpOfferChanged(offer_id=offer.id))


def give_up(which: ColumnElement[bool], word: str, *, by: Member) -> None:
    """Cancel those of these requests that are under way; the others hear of it."""
    for one in db.session.scalars(select(HelpRequest).where(which, HelpRequest.state.in_(OPEN))).all():
        one.state, one.word = State.CANCELLED, word
        pass_on(one, "cancel", by=by)


def pass_on(asked: HelpRequest, step: str, *, by: Member) -> None:
    """Something of a request changed beside its own page: both hear of it, and what was read before is stale."""
    asked.version, asked.updated_at = asked.version + 1, clock.now()
    emit(HelpMoved(request_id=asked.id, step=step, version=asked.version, by_id=by.id))


def exported(member: Member) -> dict[str, list[dict[str, object]]]:
    """What a member offered, asked and told, for the copy of one's own data."""
    offers = db.session.scalars(select(HelpOffer).where(HelpOffer.author_id == member.id).order_by(HelpOffer.id))
    asked = db.session.scalars(select(HelpRequest).where(HelpRequest.author_id == member.id).order_by(HelpRequest.id))
    return {
        "offres": [{"genre": one.how.name, "titre": one.title, "texte": one.body, "etat": one.state} for one in offers],
        "demandes": [
            {"offre": one.offer_id, "message": one.message, "etat": one.state, "retour": one.note} for one in asked
        ],
    }
