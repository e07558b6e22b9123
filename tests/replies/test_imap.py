"""The mailbox of a real IMAP conversation: read, emptied, and what fails put in a folder of its own."""

import asyncio
import threading
from email.message import EmailMessage

import pytest
from aioimaplib.imap_testing_server import Mail, MockImapServer
from sqlalchemy import select

from club.extensions import db
from club.forum import operations
from club.forum.models import Post

USER = "club"


class Server:
    """An IMAP server in a thread of its own."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.imap = MockImapServer(loop=self.loop)
        self.listening = self.loop.run_until_complete(self.imap.run_server("127.0.0.1", 0))
        self.port = self.listening.sockets[0].getsockname()[1]
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()

    def receive(self, message: EmailMessage) -> None:
        self.imap.receive(Mail(message), imap_user=USER)

    def folder(self, name: str) -> list[str]:
        return [one.email["Message-ID"] for one in self.imap._server_state.mailboxes[USER].get(name, [])]

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._closed(), self.loop).result(5)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
        self.loop.close()

    async def _closed(self) -> None:
        self.listening.close()
        for connection in self.imap._connections:
            connection.transport.close()


@pytest.fixture
def server(reply_at):
    running = Server()
    reply_at(f"imap://{USER}:mot%20de%20passe@127.0.0.1:{running.port}/INBOX")
    yield running
    running.stop()


def test_an_imap_folder_is_read_and_emptied(server, read, letter, monkeypatch, make):
    ana, bea = make.member("Ana"), make.member("Béa")
    topic = operations.open_topic(
        kind="question", title="Qui a un modèle de bail ?", theme_id=make.theme().id, body="Bonjour", by=ana
    )
    post = operations.reply(topic, "Nous en avons un.", by=bea)
    db.session.commit()
    server.receive(letter(post, ana, "Merci à vous."))
    server.receive(letter(post, ana, "Un courriel qui échoue.", Message_ID="<echec@essai.example>"))
    server.receive(letter(post, ana, "Encore un mot.", Message_ID="<encore@essai.example>"))
    real = operations.reply

    def broken(topic, body, **more):
        if "échoue" in body:
            raise ValueError("what nobody foresaw")
        return real(topic, body, **more)

    monkeypatch.setattr(operations, "reply", broken)
    read()
    found = db.session.scalars(select(Post.body).where(Post.number > 2).order_by(Post.number)).all()
    assert found == ["Merci à vous.", "Encore un mot."]
    assert server.folder("INBOX") == []
    assert server.folder("club-en-echec") == ["<echec@essai.example>"]


def test_a_server_that_does_not_answer_stops_nothing(reply_at, read):
    reply_at("imap://club:secret@127.0.0.1:9/INBOX")
    assert read() == []
