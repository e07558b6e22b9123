"""Write e-mails in the transaction of what they tell; send each once, whatever the mail server does."""

import secrets
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from smtplib import SMTPException
from sqlalchemy import select

from club import clock, jobs
from club.config import Settings
from club.extensions import db
from club.mail.models import Letter
from club.mail.transports import outbox, transport_of

__all__ = ["Letter", "absolute", "deliver", "deliver_due", "outbox", "read_unsubscribe", "retry", "unsubscribe_url", "write"]

DELAYS = (1, 5, 15, 60, 240, 720)  # minutes before the next try
MOST_TRIES = 12


def _settings() -> Settings:
    settings: Settings = current_app.config["CLUB"]
    return settings


def absolute(endpoint: str, **values: Any) -> str:
    """An address for a mail: from the settings, never from the request's Host header."""
    return _settings().base_url + current_app.url_map.bind("").build(endpoint, values)


def write(
    name: str,
    *,
    to: str,
    key: str,
    member_id: int | None = None,
    unsubscribe_kind: str | None = None,
    **context: Any,
) -> Letter | None:
    """Write templates/email/<name>.txt and .html to one person; None when a letter of this key exists already."""
    if db.session.scalar(select(Letter.id).where(Letter.key == key)) is not None:
        return None
    stop = unsubscribe_url(member_id, unsubscribe_kind) if member_id and unsubscribe_kind else None
    words = {"absolute": absolute, "unsubscribe": stop, "site_name": _settings().site_name, **context}
    first, _, text = render_template(f"email/{name}.txt", **words).partition("\n")
    letter = Letter(
        key=key,
        kind=unsubscribe_kind or name,
        to=to,
        to_member_id=member_id,
        subject=" ".join(first.split())[:250],
        text=text.strip() + "\n",
        html=render_template(f"email/{name}.html", **words),
        headers=_stop_headers(stop),
        message_id=f"<{secrets.token_hex(12)}@{urlsplit(_settings().base_url).hostname}>",
    )
    db.session.add(letter)
    db.session.flush()
    jobs.after_commit("deliver", letter.id)
    return letter


def _stop_headers(stop: str | None) -> dict[str, str]:
    """RFC 8058: the mail program offers one button."""
    if stop is None:
        return {}
    return {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(_settings().secret_key, salt="unsubscribe")


def unsubscribe_url(member_id: int, kind: str) -> str:
    """A signed address that stops one kind of mail for one member, without signing in."""
    return absolute("members.unsubscribe", token=_signer().dumps([member_id, kind]))


def read_unsubscribe(token: str) -> tuple[int, str] | None:
    """Whose mails of which kind a signed address stops; None when it was tampered with."""
    try:
        member_id, kind = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return int(member_id), str(kind)


@jobs.task
def deliver(letter_id: int) -> None:
    """Send one letter: lock, send, mark, commit. A failure waits for its next try."""
    waiting = select(Letter).where(Letter.id == letter_id, Letter.sent_at.is_(None))
    letter = db.session.scalar(waiting.with_for_update(skip_locked=True))
    if letter is None or letter.next_try_at > clock.now():
        db.session.rollback()
        return
    try:
        transport_of(_settings()).send(_message(letter))
    except (OSError, SMTPException) as error:
        _postpone(letter, error)
    else:
        letter.sent_at = clock.now()
        letter.last_error = None
    db.session.commit()


def _postpone(letter: Letter, error: Exception) -> None:
    delay = DELAYS[min(letter.attempts, len(DELAYS) - 1)]
    letter.attempts += 1
    letter.last_error = f"{type(error).__name__}: {error}"[:1000]
    letter.next_try_at = clock.now() + timedelta(minutes=delay)


@jobs.every(minutes=1)
def deliver_due(limit: int = 200) -> int:
    """Send what is due; what has failed too often waits for an administrator."""
    due = select(Letter.id).where(
        Letter.sent_at.is_(None), Letter.next_try_at <= clock.now(), Letter.attempts < MOST_TRIES
    )
    ids = db.session.scalars(due.order_by(Letter.id).limit(limit)).all()
    db.session.commit()
    for letter_id in ids:
        deliver(letter_id)
    return len(ids)


def retry(letter: Letter) -> None:
    """Try a letter again now, its count of failures forgotten."""
    letter.attempts = 0
    letter.next_try_at = clock.now()
    jobs.after_commit("deliver", letter.id)


def _message(letter: Letter) -> EmailMessage:
    message = EmailMessage()
    name, address = parseaddr(_settings().mail_from)
    message["From"] = Address(name, addr_spec=address)
    message["To"] = Address(addr_spec=letter.to)
    message["Subject"] = letter.subject
    message["Message-ID"] = letter.message_id
    message["Date"] = letter.created_at
    message["Auto-Submitted"] = "auto-generated"
    for header, value in letter.headers.items():
        message[header] = value
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message
