"""A club that reads answers from a mailbox, and the mails that people send to it."""

from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from club import jobs, mail
from club.replies import addresses, reading

ADDRESS = "reponse@club.example"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A maildir, as a mail server makes it."""
    for name in ("new", "cur", "tmp"):
        (tmp_path / "courrier" / name).mkdir(parents=True)
    return tmp_path / "courrier"


@pytest.fixture
def reply_at(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Name the mailbox in the settings."""

    def named(url: str) -> None:
        settings = replace(app.config["CLUB"], reply_url=url, reply_address=ADDRESS)
        monkeypatch.setitem(app.config, "CLUB", settings)

    return named


@pytest.fixture
def read(app: Flask, db: Any) -> Callable[[], list[EmailMessage]]:
    """Do what the worker does each minute; the mails it sent."""

    def run() -> list[EmailMessage]:
        before = len(mail.outbox)
        with jobs.background(app):
            reading.read_replies()
            mail.deliver_due()
        return mail.outbox[before:]

    return run


@pytest.fixture
def letter(app: Flask) -> Callable[..., EmailMessage]:
    """An answer by e-mail to a message."""

    def written(post: Any, member: Any, text: str = "Oui, voici le nôtre.", **headers: str) -> EmailMessage:
        message = EmailMessage()
        message["From"] = f"Une personne <{member.email}>"
        with jobs.background(app):
            message["To"] = addresses.address(post.id, member.id) or ""
        message["Message-ID"] = "<une-reponse@essai.example>"
        for name, value in headers.items():
            del message[name.replace("_", "-")]
            message[name.replace("_", "-")] = value
        message.set_content(text)
        return message

    return written


@pytest.fixture
def arrive(inbox: Path, reply_at: Callable[[str], None]) -> Callable[[EmailMessage | bytes], None]:
    """A mail reaches the maildir."""
    reply_at(f"maildir:{inbox}")

    def delivered(message: EmailMessage | bytes) -> None:
        raw = message if isinstance(message, bytes) else message.as_bytes()
        name = f"{len(list(inbox.glob('*/*')))}.essai"
        (inbox / "new" / name).write_bytes(raw)

    return delivered
