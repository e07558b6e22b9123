"""Letters that come back for good: refused by the mail server at once, or returned later by a report (RFC 3464).

Each letter counts once. An address that fails is told to its owner; one that goes on failing is written to no more,
but for what somebody asks on a page (a new password, an invitation).
"""

import re
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPRecipientsRefused

from sqlalchemy import String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from club import clock
from club.events import Event, emit
from club.extensions import Model, db
from club.mail.models import Letter
from club.rows import insert

FAILING = 2  # letters returned before the owner is told
STOPPED = 4  # before the mails that one may stop leave no more
STATUS = re.compile(r"\b5\.(\d{1,3})\.\d{1,3}\b")  # RFC 3463
NO_SUCH_BOX = frozenset({550, 551, 553})  # RFC 5321, when the server says no more
POLICY = "7"  # refused for what it is (spam, authentication): that says nothing of the address


class Bounce(Model):
    """A letter that was returned; the row goes when the address is said to be good."""

    message_id: Mapped[str] = mapped_column(String(120), primary_key=True)  # of the letter
    address: Mapped[str] = mapped_column(String(254), index=True)
    status: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(default=clock.now)


@dataclass(frozen=True, kw_only=True)
class LetterReturned(Event):
    """One more letter came back from an address: how many did since it was last good."""

    address: str
    returned: int


def is_lasting(status: str) -> bool:
    """Whether this status says that the address itself does not work, and will not."""
    found = STATUS.fullmatch(status)
    return found is not None and found[1] != POLICY


def refusal(error: Exception) -> str | None:
    """The status of a server that refuses the recipient for good; None for any other trouble."""
    if not isinstance(error, SMTPRecipientsRefused):
        return None
    for code, said in error.recipients.values():
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        found = STATUS.search(words)
        status = found[0] if found else "5.1.1" if code in NO_SUCH_BOX else ""
        if 500 <= code < 600 and is_lasting(status):
            return status
    return None


def note(letter: Letter, status: str) -> None:
    """This letter came back; told once, however often it is tried or reported."""
    row = {"message_id": letter.message_id, "address": letter.to, "status": status[:12], "at": clock.now()}
    new = insert(Bounce).values(row).on_conflict_do_nothing().returning(Bounce.message_id)
    if db.session.scalar(new) is not None:
        emit(LetterReturned(address=letter.to, returned=_count(letter.to)))


def note_by_id(message_id: str, status: str) -> bool:
    """The same for a letter that a report names; False when no letter of ours has this id."""
    letter = db.session.scalar(select(Letter).where(Letter.message_id == message_id))
    if letter is not None:
        note(letter, status)
    return letter is not None


def _count(address: str) -> int:
    return db.session.scalar(select(func.count()).select_from(Bounce).where(Bounce.address == address)) or 0


def holds_back(letter: Letter) -> bool:
    """Whether a letter that one may stop is for an address that goes on failing."""
    return "List-Unsubscribe" in letter.headers and _count(letter.to) >= STOPPED


def forget(address: str) -> None:
    """The address is good: what came back counts no more."""
    db.session.execute(delete(Bounce).where(Bounce.address == address))
