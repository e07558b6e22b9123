"""Telling both sides of a request what happens to it, on the bell and in the day's mail. Again changes nothing."""

from flask import url_for
from sqlalchemy import select

from club.events import Event, Listener
from club.inquiries import events, queries, receivers
from club.inquiries.models import Inquiry
from club.members.models import Member, Status
from club.notifications.fanout import Fact, tell


def sent(event: events.InquirySent) -> None:
    """The editors of the organisation have something to read."""
    inquiry = queries.inquiry(event.inquiry_id)
    if inquiry is not None:
        _tell_receivers(
            inquiry, "sent", f"{inquiry.commune.name} adresse une demande à votre organisation", event.by_id
        )


def replied(event: events.InquiryReplied) -> None:
    """The other side reads the message, and the colleagues of who wrote it."""
    inquiry = queries.inquiry(event.inquiry_id)
    if inquiry is not None:
        kind = f"reply-{event.reply_id}"
        _tell_author(
            inquiry, kind, f"{_name(inquiry)} : une réponse à la demande de {inquiry.commune.name}", event.by_id
        )
        _tell_receivers(inquiry, kind, f"Un message sur la demande de {inquiry.commune.name}", event.by_id)


def unanswered(event: events.InquiryUnanswered) -> None:
    """The author is asked whether an answer came another way; the editors see that it is late."""
    inquiry = queries.inquiry(event.inquiry_id)
    if inquiry is not None:
        _tell_author(inquiry, "late", f"Votre demande à {_name(inquiry)} : vous a-t-on répondu ?", None)
        waits = f"La demande de {inquiry.commune.name} attend depuis 5 jours ouvrés"
        _tell_receivers(inquiry, "late", waits, None)


def returned(event: events.InquiryReturned) -> None:
    """The author has to reach the organisation another way."""
    inquiry = queries.inquiry(event.inquiry_id)
    if inquiry is not None:
        title = f"Votre demande à {_name(inquiry)} n’est pas arrivée : l’adresse du contact ne marche pas"
        _tell_author(inquiry, "returned", title, None)


def closed(event: events.InquiryClosed) -> None:
    """Nothing more is expected of the organisation; the author learns it from a colleague."""
    inquiry = queries.inquiry(event.inquiry_id)
    if inquiry is not None:
        title = f"La demande de {inquiry.commune.name} à {_name(inquiry)} est close"
        _tell_author(inquiry, "closed", title, event.by_id)
        _tell_receivers(inquiry, "closed", title, event.by_id)


def _name(inquiry: Inquiry) -> str:
    return inquiry.organisation.acronym or inquiry.organisation.name


def _fact(inquiry: Inquiry, kind: str, title: str, by_id: int | None) -> Fact:
    words = {"title": title, "url": url_for("inquiries.show", id=inquiry.id, _external=False)}
    return Fact(kind=f"inquiry-{kind}", subject_kind="inquiry", subject_id=inquiry.id, actor_id=by_id, words=words)


def _tell_author(inquiry: Inquiry, kind: str, title: str, by_id: int | None) -> None:
    """The team of the commune, once whoever asked has left the club."""
    whom = inquiry.team_ids if inquiry.author.status == Status.CLOSED else [inquiry.author_id]
    asked = select(Member.id).where(Member.id.in_(whom))
    tell(_fact(inquiry, kind, title, by_id), asked, why="inquiry", is_mailed=True)


def _tell_receivers(inquiry: Inquiry, kind: str, title: str, by_id: int | None) -> None:
    whom = receivers.editors(inquiry.organisation_id)
    tell(_fact(inquiry, kind, title, by_id), whom, why="inquiry-receiver", is_mailed=True)


LISTENERS: dict[type[Event], list[Listener]] = {
    events.InquirySent: [sent],
    events.InquiryReplied: [replied],
    events.InquiryUnanswered: [unanswered],
    events.InquiryReturned: [returned],
    events.InquiryClosed: [closed],
}
