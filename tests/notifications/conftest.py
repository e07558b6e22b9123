"""The mails that the schedule would write now, sent."""

from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask

from club import events, jobs, mail
from club.notifications import rhythm


@pytest.fixture
def write(app: Flask, db: Any) -> Callable[[], None]:
    """Write the mails that are due at this moment; they do not leave yet."""

    def written() -> None:
        with jobs.background(app):
            events.sweep()
            rhythm.write_soon()
            rhythm.write_daily()

    return written


@pytest.fixture
def mails(app: Flask, write: Callable[[], None]) -> Callable[..., list[EmailMessage]]:
    """Do what the worker would at this moment; the messages it sent, those to one member if one is given."""

    def sent(member: Any = None) -> list[EmailMessage]:
        before = len(mail.outbox)
        write()
        with jobs.background(app):
            mail.deliver_due()
        return [one for one in mail.outbox[before:] if member is None or one["To"] == member.email]

    return sent
