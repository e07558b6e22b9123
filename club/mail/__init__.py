"""Write e-mails in the transaction of what they tell; send each once, whatever the mail server does."""

import logging
import secrets
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import ColumnElement, delete, select, update

from club import clock, jobs
from club.config import Settings
from club.extensions import db
from club.mail import bounces
from club.mail.models import Letter
from club.mail.transports import outbox, transport_of
from club.rows import insert

__all__ = [
    "ALL",
    "Letter",
    "absolute",
    "deliver",
    "deliver_due",
    "drop_unsent",
    "outbox",
    "read_unsubscribe",
    "retry",
    "unsubscribe_token",
    "unsubscribe_url",
    "write",
]

ALL = "all"  # the kind that stands for every kind of mail one may stop
DELAYS = (1, 5, 15, 60, 240, 720)  # minutes before the next try
MOST_TRIES = 12
RESERVED = timedelta(minutes=10)  # longer than any honest sending
PAUSE = timedelta(seconds=50)  # shorter than the minute of the sweep
REFUSALS = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, SMTPNotSupportedError)  # of one letter
log = logging.getLogger(__name__)


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
    reply_to: str | None = None,
    **context: Any,
) -> Letter | None:
    """Write templates/email/<name>.txt and .html to one person; None when this key was written already."""
    stop = unsubscribe_url(member_id, unsubscribe_kind) if member_id and unsubscribe_kind else None
    stop_all = unsubscribe_url(member_id, ALL) if member_id and unsubscribe_kind else None
    words = {
        "absolute": absolute,
        "unsubscribe": stop,
        "reply_to": reply_to,
        "stop_all": stop_all,
        "site_name": _settings().site_name,
        **context,
    }
    first, _, text = _storable(render_template(f"email/{name}.txt", **words)).partition("\n")
    values = {
        "key": key,
        "kind": unsubscribe_kind or name,
        "to": to,
        "to_member_id": member_id,
        "subject": "".join(c for c in " ".join(first.split()) if c.isprintable())[:250],
        "text": text.strip() + "\n",
        "html": _storable(render_template(f"email/{name}.html", **words)),
        "headers": _stop_headers(stop) | ({"Reply-To": reply_to} if reply_to else {}),
        "message_id": f"<{secrets.token_hex(12)}@{urlsplit(_settings().base_url).hostname}>",
    }
    return _added(values)


def drop_unsent(*conditions: ColumnElement[bool]) -> None:
    """Letters that need not leave any more: what they tell was read, or may no longer be told."""
    db.session.execute(delete(Letter).where(Letter.sent_at.is_(None), *conditions))


def _storable(text: str) -> str:
    """Without the characters that PostgreSQL or a mail program refuse."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _added(values: dict[str, Any]) -> Letter | None:
    """Add the row unless its key exists, even when two workers write the same letter at once."""
    statement = insert(Letter).values(values).on_conflict_do_nothing(index_elements=[Letter.key]).returning(Letter)
    letter = db.session.scalar(statement)
    if letter is not None:
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
    return absolute("members.unsubscribe", token=unsubscribe_token(member_id, kind))


def unsubscribe_token(member_id: int, kind: str) -> str:
    """The signed part of that address."""
    token: str = _signer().dumps([member_id, kind])
    return token


def read_unsubscribe(token: str) -> tuple[int, str] | None:
    """Whose mails of which kind a signed address stops; None when it was tampered with."""
    try:
        member_id, kind = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return int(member_id), str(kind)


@jobs.task
def deliver(letter_id: int) -> None:
    """Send one letter unless it has left, is not due or another process has it."""
    if _is_server_silent() or not _reserve(letter_id):
        return
    error: Exception | None = None
    try:
        letter = db.session.get_one(Letter, letter_id)
        if bounces.holds_back(letter):
            db.session.delete(letter)
            db.session.commit()
            return
        message = _message(letter)
        db.session.commit()  # no transaction stays open while a mail server makes us wait
        transport_of(_settings()).send(message)
    except Exception as problem:  # whatever is wrong with one letter must not stop the others
        error = problem
        db.session.rollback()
    sent = db.session.get(Letter, letter_id)
    if sent is not None:  # what it tells may have been read, and the letter dropped, meanwhile
        _mark(sent, error)
    db.session.commit()


def _reserve(letter_id: int) -> bool:
    """Take a letter for this process alone; should it die, the sweep finds the letter again later."""
    now = clock.now()
    due = (Letter.id == letter_id, Letter.sent_at.is_(None), Letter.next_try_at <= now)
    reserved = update(Letter).where(*due).values(next_try_at=now + RESERVED).returning(Letter.id)
    taken = db.session.scalar(reserved)
    db.session.commit()
    return taken is not None


def _mark(letter: Letter, error: Exception | None) -> None:
    if error is None:
        letter.sent_at = clock.now()
        letter.last_error = None
        return
    log.warning("letter %s not sent: %r", letter.id, error)
    if status := bounces.refusal(error):
        bounces.note(letter, status)
    if isinstance(error, OSError) and not isinstance(error, REFUSALS):
        current_app.extensions["mail_silent_until"] = clock.now() + PAUSE
    letter.next_try_at = clock.now() + timedelta(minutes=DELAYS[min(letter.attempts, len(DELAYS) - 1)])
    letter.attempts += 1
    letter.last_error = f"{type(error).__name__}: {error}"[:1000]


def _is_server_silent() -> bool:
    """Whether the server failed to answer a moment ago: other letters need not wait for it one by one."""
    until: datetime | None = current_app.extensions.get("mail_silent_until")
    return until is not None and clock.now() < until


@jobs.every(minutes=1)
def deliver_due(limit: int = 200) -> int:
    """Send what is due; what has failed too often waits for an administrator."""
    due = select(Letter.id).where(
        Letter.sent_at.is_(None), Letter.next_try_at <= clock.now(), Letter.attempts < MOST_TRIES
    )
    ids = db.session.scalars(due.order_by(Letter.next_try_at, Letter.id).limit(limit)).all()
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
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    name, address = parseaddr(_settings().mail_from)
    message["From"] = Address(name, addr_spec=address)
    person, _, domain = letter.to.rpartition("@")
    message["To"] = Address(addr_spec=f"{person}@{domain.encode('idna').decode()}")
    message["Subject"] = letter.subject
    message["Message-ID"] = letter.message_id
    message["Date"] = letter.created_at
    message["Auto-Submitted"] = "auto-generated"
    for header, value in letter.headers.items():
        message[header] = value
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    message.policy = message.policy.clone(max_line_length=900)  # a folded address would be encoded, then unreadable
    return message
