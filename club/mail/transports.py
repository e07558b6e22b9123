"""How an e-mail leaves: an SMTP server, a folder of .eml files, or the memory of a test."""

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from club.config import Settings

PATIENCE = 10  # seconds given to a mail server

outbox: list[EmailMessage] = []


class Transport(Protocol):
    """Raises OSError or smtplib.SMTPException when the message could not be handed over."""

    def send(self, message: EmailMessage) -> None: ...


class Memory:
    """Keeps the messages for a test."""

    def send(self, message: EmailMessage) -> None:
        outbox.append(message)


class Folder:
    """Writes each message into a file, named so that the newest is last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        (self.folder / f"{name}.eml").write_bytes(message.as_bytes())


class Smtp:
    """A mail server: `smtp://user:password@host:587?tls=starttls` or `smtps://…`."""

    def __init__(self, address: str, *, returns_to: str = "") -> None:
        self.parts = urlsplit(address)
        self.returns_to = returns_to  # where reports of what does not arrive are sent; else to the sender
        self.is_starttls = parse_qs(self.parts.query).get("tls") == ["starttls"]

    def send(self, message: EmailMessage) -> None:
        server = self._connected()
        try:
            if self.is_starttls:
                server.starttls(context=ssl.create_default_context())
            if self.parts.username:
                server.login(unquote(self.parts.username), unquote(self.parts.password or ""))
            server.send_message(message, from_addr=self.returns_to or None)
            with suppress(OSError, smtplib.SMTPException):  # the message has left already
                server.quit()
        finally:
            server.close()

    def _connected(self) -> smtplib.SMTP:
        host = self.parts.hostname or "localhost"
        if self.parts.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, self.parts.port or 465, timeout=PATIENCE, context=context)
        return smtplib.SMTP(host, self.parts.port or 25, timeout=PATIENCE)


def transport_of(settings: Settings) -> Transport:
    """The way out that the settings name."""
    scheme, _, rest = settings.mail_url.partition(":")
    if scheme == "memory":
        return Memory()
    if scheme == "folder":
        return Folder(Path(rest) if rest else settings.instance / "mail")
    return Smtp(settings.mail_url, returns_to=settings.reply_address)
