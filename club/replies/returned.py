"""Reports of mail servers (RFC 3464): which of our letters did not arrive, and why."""

from collections.abc import Iterator
from email import message_from_string
from email.message import Message
from typing import NamedTuple

from club.mail import bounces
from club.replies.letters import Received


class Report(NamedTuple):
    """A letter that will not arrive."""

    message_id: str
    status: str


def read(letter: Received) -> Report | None:
    """What a report says; None for any other mail, a delay, or a refusal that says nothing of the address."""
    message = letter.message
    if message.get_content_type() != "multipart/report" or message.get_param("report-type") != "delivery-status":
        return None
    status = next((one for one in _failures(message) if bounces.is_lasting(one)), "")
    original = next(_originals(message), "")
    return Report(original, status) if status and original else None


def _failures(message: Message) -> Iterator[str]:
    """The status of each recipient that failed for good."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            for block in part.get_payload():
                if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed":
                    yield (str(block.get("Status", "")).split() or [""])[0]


def _originals(message: Message) -> Iterator[str]:
    """The Message-ID of what is returned, whole or by its headers alone."""
    for part in message.walk():
        kind = part.get_content_type()
        headers: Message | None = None
        if kind == "message/rfc822" and part.is_multipart():
            first = part.get_payload(0)
            headers = first if isinstance(first, Message) else None
        elif kind == "text/rfc822-headers":
            raw = part.get_payload(decode=True)
            headers = message_from_string(raw.decode("utf-8", "replace")) if isinstance(raw, bytes) else None
        if headers is not None and headers.get("Message-ID"):
            yield str(headers["Message-ID"]).strip()


def noted(letter: Received) -> bool:
    """Write down what a report says of one of our letters; False when the mail is something else."""
    report = read(letter)
    return report is not None and bounces.note_by_id(report.message_id, report.status)
