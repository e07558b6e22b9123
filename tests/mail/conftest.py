"""An application that writes one kind of letter, and mail servers that behave badly on purpose."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader

from club import clock, mail, places
from club.mail import transports
from tests.toolbox import free_port, small_app

PAGES = {
    "email/essai.txt": "Réponse à {{ title }}\n\nBonjour,\n{{ absolute('topic', id=3) }}\n",
    "email/essai.html": '{% extends "email/layout.html" %}{% block content %}<p>{{ title }}</p>{% endblock %}',
}


class Server(MessageHandler):
    """A mail server that keeps what it accepts; `refuses` decides for each message."""

    def __init__(self) -> None:
        super().__init__()
        self.port = free_port()
        self.received: list[Message] = []
        self.refuses: Callable[[], bool] = lambda: False
        self._controller: Controller | None = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuses():
            return "451 Plus tard"
        return str(await super().handle_DATA(server, session, envelope))

    def handle_message(self, message: Message) -> None:
        self.received.append(message)

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def club(tmp_path: Path, fresh_database: str, server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setattr(transports, "PATIENCE", 1)
    address = f"smtp://127.0.0.1:{server.port}"
    with small_app(tmp_path, fresh_database, CLUB_MAIL_URL=address) as app:
        app.jinja_env.loader = ChoiceLoader([DictLoader(PAGES), FileSystemLoader(places.TEMPLATES)])
        app.add_url_rule("/sujets/<int:id>", endpoint="topic")
        app.add_url_rule("/desabonnement/<token>", endpoint="members.unsubscribe")
        yield app


@pytest.fixture
def write(club: Flask) -> Callable[..., mail.Letter]:
    """Write one committed letter: `write("clé")`."""

    def one(key: str = "reponse-1", **more: Any) -> mail.Letter:
        values = {"to": "ana@levroux.example", "title": "La halle"} | more
        letter = mail.write("essai", key=key, **values)
        assert letter is not None
        mail.db.session.commit()
        return letter

    return one


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let time pass for the club: `wait(minutes=5)`."""
    passed = [timedelta(0)]
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + passed[0])

    def some(**span: float) -> None:
        passed[0] += timedelta(**span)

    return some
