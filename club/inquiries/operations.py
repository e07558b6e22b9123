"""Asking an organisation, answering, closing."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, update

from club import clock, text
from club.access import Refused
from club.directory.models import Offer
from club.events import emit
from club.extensions import db
from club.inquiries import counting, mails, receivers
from club.inquiries.events import InquiryClosed, InquiryReplied, InquiryReturned, InquirySent
from club.inquiries.models import WAITING, Inquiry, InquiryReply, State
from club.mail.bounces import LetterReturned
from club.members.events import MemberChanged
from club.members.models import Member, Organisation, Status
from club.transitions import Transition, target

CLOSED = "Cette demande est close."
OPEN = (State.SENT, State.READ, State.ANSWERED)
WAYS = {
    "read": Transition((State.SENT,), State.READ, "Cette demande est déjà lue."),
    "answer": Transition(OPEN, State.ANSWERED, CLOSED),
    "close": Transition(OPEN, State.CLOSED, "Cette demande est déjà close."),
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the form says."""

    commune_code: str
    body: str
    theme_id: int | None = None
    stage_id: int | None = None
    shares_email: bool = False


def send(asked: Asked, organisation: Organisation, offer: Offer | None, *, by: Member) -> Inquiry:
    """Ask an organisation, for an offer of it or not; raises Refused when nobody there can be reached."""
    if refusal := receivers.refusal(organisation, offer):
        raise Refused(refusal)
    contact = receivers.contact(organisation.id, offer, asked.commune_code)
    if contact is None and not receivers.has_editors(organisation.id):
        raise Refused(receivers.NOBODY)
    made = Inquiry(**vars(asked), body_html=text.render(asked.body), author_id=by.id, sent_at=clock.now())
    made.organisation = organisation
    made.offer_id = offer.id if offer else None
    if contact is not None:
        made.contact_name, made.contact_email = contact.name, contact.email
    db.session.add(made)
    db.session.flush()
    mails.ask(made.id)
    emit(InquirySent(inquiry_id=made.id, by_id=by.id))
    return made


def acknowledge(inquiry: Inquiry) -> None:
    """The organisation has read it; again changes nothing."""
    _refresh(inquiry)
    if inquiry.state == State.SENT:
        inquiry.state, inquiry.read_at = target(WAYS, "read", inquiry.state), clock.now()


def reply(inquiry: Inquiry, body: str, *, by: Member | None, is_from_organisation: bool) -> InquiryReply:
    """One more message; that of the organisation answers the request. Raises Refused when it is closed."""
    _refresh(inquiry)
    state = target(WAYS, "answer", inquiry.state)
    made = InquiryReply(inquiry_id=inquiry.id, author_id=by.id if by else None, body=body, body_html=text.render(body))
    made.is_from_organisation = is_from_organisation
    db.session.add(made)
    if is_from_organisation:
        inquiry.state = state
        inquiry.read_at = inquiry.read_at or clock.now()
        _answered(inquiry)
    db.session.flush()
    if not is_from_organisation:
        mails.follow_up(inquiry.id, made)
    emit(InquiryReplied(inquiry_id=inquiry.id, reply_id=made.id, by_id=by.id if by else None))
    return made


def say_answered(inquiry: Inquiry, has_answered: bool) -> None:
    """The author's own word: somebody called back, or not yet. What was answered stays so."""
    _refresh(inquiry)
    state = target(WAYS, "answer", inquiry.state)
    inquiry.has_answered = has_answered or inquiry.answered_at is not None
    if has_answered:
        inquiry.state = state
        _answered(inquiry)


def close(inquiry: Inquiry, *, has_answered: bool, by: Member) -> None:
    """Nothing more is expected; the author says whether an answer came. Raises Refused when it was closed before."""
    _refresh(inquiry)
    state = target(WAYS, "close", inquiry.state)
    if inquiry.answered_at is None:
        inquiry.has_answered = has_answered
        if has_answered:
            _answered(inquiry)
        elif counting.is_late(inquiry.sent_at) and inquiry.returned_at is None:
            inquiry.counted_at = inquiry.counted_at or clock.now()
    inquiry.state, inquiry.closed_at = state, clock.now()
    counting.recount(inquiry.organisation_id)
    emit(InquiryClosed(inquiry_id=inquiry.id, by_id=by.id))


def _answered(inquiry: Inquiry) -> None:
    inquiry.answered_at = inquiry.answered_at or clock.now()
    inquiry.counted_at = inquiry.counted_at or clock.now()
    counting.recount(inquiry.organisation_id)


def _refresh(inquiry: Inquiry) -> None:
    """Two people may act at once: the second one sees what the first one did."""
    names: list[Any] = ["state", "read_at", "answered_at", "closed_at", "counted_at", "has_answered"]
    db.session.refresh(inquiry, names, with_for_update=True)


def letter_returned(event: LetterReturned) -> None:
    """The address of a contact does not work: what waits there never arrived, and its authors are told."""
    waiting = Inquiry.contact_email == event.address, Inquiry.state.in_(WAITING), Inquiry.returned_at.is_(None)
    found = update(Inquiry).where(*waiting).values(returned_at=clock.now(), counted_at=None)
    for id, organisation_id in db.session.execute(found.returning(Inquiry.id, Inquiry.organisation_id)).all():
        counting.recount(organisation_id)
        emit(InquiryReturned(inquiry_id=id))


def member_changed(event: MemberChanged) -> None:
    """The requests of whoever closes the account stay with the commune; the address is no longer given."""
    gone = exists().where(Member.id == event.member_id, Member.status == Status.CLOSED)
    theirs = update(Inquiry).where(Inquiry.author_id == event.member_id, gone)
    db.session.execute(theirs.values(shares_email=False))


def hide(thing: Inquiry | InquiryReply, *, reason: str, by: Member) -> None:
    """Out of sight by moderation, with the reason."""
    thing.hidden_at, thing.hidden_reason = clock.now(), reason


def restore(thing: Inquiry | InquiryReply, *, by: Member) -> None:
    """Back in sight."""
    thing.hidden_at, thing.hidden_reason = None, ""
