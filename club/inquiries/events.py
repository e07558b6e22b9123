"""What can happen to a request."""

from dataclasses import dataclass

from club.events import Event


@dataclass(frozen=True, kw_only=True)
class InquirySent(Event):
    """A commune asks an organisation."""

    inquiry_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class InquiryReplied(Event):
    """One more message of one side; `by_id` is None for a contact without an account."""

    inquiry_id: int
    reply_id: int
    by_id: int | None


@dataclass(frozen=True, kw_only=True)
class InquiryUnanswered(Event):
    """Five working days went by without an answer."""

    inquiry_id: int


@dataclass(frozen=True, kw_only=True)
class InquiryReturned(Event):
    """The mail to the contact came back."""

    inquiry_id: int


@dataclass(frozen=True, kw_only=True)
class InquiryClosed(Event):
    """Nothing more is expected of it."""

    inquiry_id: int
    by_id: int
