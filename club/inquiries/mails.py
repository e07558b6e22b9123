"""The mails to the contact of an organisation, who may have no account: each holds a signed link to answer from."""

from datetime import timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from club import mail
from club.inquiries import queries
from club.inquiries.models import Inquiry, InquiryReply

LINK_LIFE = timedelta(days=60)


class Expired(Exception):
    """The link was true and is too old."""


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["CLUB"].secret_key, salt="inquiry")


def token_of(inquiry: Inquiry) -> str:
    """The signed part of the address from which the contact answers; of no use once the contact is another."""
    token: str = _signer().dumps([inquiry.id, inquiry.contact_email])
    return token


def read_token(token: str) -> Inquiry | None:
    """The request of an address; None when it was tampered with. Raises Expired."""
    try:
        id, email = _signer().loads(token, max_age=int(LINK_LIFE.total_seconds()))
    except SignatureExpired as why:
        raise Expired from why
    except (BadData, ValueError, TypeError):
        return None
    found = queries.inquiry(id)
    return found if found is not None and found.contact_email == email else None


def ask(inquiry_id: int) -> None:
    """The request itself."""
    _write(inquiry_id, f"inquiry-{inquiry_id}", is_reminder=False)


def remind(inquiry_id: int) -> None:
    """The same once more, five working days later."""
    _write(inquiry_id, f"inquiry-{inquiry_id}-reminder", is_reminder=True)


def follow_up(inquiry_id: int, reply: InquiryReply) -> None:
    """The author wrote something more."""
    _write(inquiry_id, f"inquiry-reply-{reply.id}", is_reminder=False, more=reply.body)


def _write(inquiry_id: int, key: str, *, is_reminder: bool, more: str = "") -> None:
    one = queries.inquiry(inquiry_id)
    if one is None or not one.contact_email or (one.hidden_at and not more):
        return
    if is_reminder and one.organisation.closed_on is not None:  # nobody is there to answer
        return
    mail.write(
        "inquiry",
        to=one.contact_email,
        key=key,
        reply_to=one.author.email if one.shares_email else None,
        is_reminder=is_reminder,
        message=more or one.body,
        is_more=bool(more),
        link=mail.absolute("inquiries.answer", token=token_of(one)),
        contact_email=current_app.config["CLUB"].contact_email,
        **_about(one),
    )


def _about(one: Inquiry) -> dict[str, Any]:
    """Who asks, from where, about what."""
    return {
        "organisation": one.organisation.name,
        "who": one.author.full_name,
        "function": one.author.function.label if one.author.function else "",
        "commune": one.commune.name,
        "departement": one.commune.departement.name,
        "population": one.commune.population,
        "offer": one.offer.title if one.offer else "",
        "theme": one.theme.label if one.theme else "",
        "stage": one.stage.label if one.stage else "",
    }
