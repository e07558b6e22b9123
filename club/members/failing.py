"""Addresses whose mails come back: told to the member on the site, then to who keeps the territory."""

from club import clock
from club.events import emit
from club.mail import bounces
from club.mail.bounces import LetterReturned
from club.members import queries
from club.members.events import MemberUnreachable
from club.members.models import Member


def letter_returned(event: LetterReturned) -> None:
    """From the second one on the member is told; when mails stop, somebody who knows them is."""
    member = queries.by_email(event.address)
    if member is None or event.returned < bounces.FAILING:
        return
    member.mail_failed_at = member.mail_failed_at or clock.now()
    if event.returned == bounces.STOPPED:
        emit(MemberUnreachable(member_id=member.id))


def address_is_good(member: Member) -> None:
    """The member says so: mails leave again, and what came back is forgotten."""
    bounces.forget(member.email)
    member.mail_failed_at = None
