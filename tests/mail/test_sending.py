"""Each letter leaves once, whatever the mail server does."""

import asyncio
import socket
import time
from contextlib import closing
from email.header import decode_header, make_header
from itertools import cycle
from pathlib import Path

from flask import Flask

from club import mail
from club.extensions import db
from club.mail import transports
from tests.mail.conftest import Server
from tests.toolbox import small_app, together


def ids(server: Server) -> list[str]:
    return sorted(str(message["Message-ID"]) for message in server.received)


def test_a_letter_arrives_in_text_and_html_with_its_accents(write, server):
    letter = write(title="L’été à Châtillon", member_id=7, unsubscribe_kind="replies")
    mail.deliver(letter.id)
    [message] = server.received
    assert str(make_header(decode_header(message["Subject"]))) == "Réponse à L’été à Châtillon"
    assert message["To"] == "ana@levroux.example"
    assert message["List-Unsubscribe"].startswith("<https://club.example/desabonnement/")
    text, html = message.get_payload()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert "L’été à Châtillon" in html.get_payload(decode=True).decode()
    assert letter.sent_at is not None


def test_a_sent_letter_never_leaves_again(write, server, wait):
    letter = write()
    mail.deliver(letter.id)
    mail.deliver(letter.id)
    wait(days=3)
    mail.deliver_due()
    assert len(server.received) == 1


def test_workers_that_take_the_same_letter_send_it_once(club: Flask, write, server):
    number = write().id
    together(club, *[lambda: mail.deliver(number)] * 5)
    assert len(server.received) == 1


def test_a_server_that_refuses_half_the_time_gets_each_letter_once_and_under_the_same_name(write, server, wait):
    answers = cycle([True, False])
    server.refuses = lambda: next(answers)
    letters = [write(f"reponse-{number}") for number in range(10)]
    for _ in range(6):
        mail.deliver_due()
        wait(hours=5)
    assert ids(server) == sorted(letter.message_id for letter in letters)
    assert all(letter.sent_at for letter in letters)
    assert sum(letter.attempts for letter in letters) == 10


def test_a_hanging_server_is_waited_for_once_and_locks_nothing(club: Flask, write, server, wait):
    server.stop()
    with closing(socket.create_server(("127.0.0.1", server.port))):  # accepts, then says nothing
        for number in range(10):
            write(f"reponse-{number}")

        def post() -> float:
            time.sleep(0.3)
            started = time.monotonic()
            mail.write("essai", to="b@levroux.example", key="pendant", title="x")
            db.session.commit()
            return time.monotonic() - started

        started = time.monotonic()
        _, waited = together(club, mail.deliver_due, post)
        assert waited < 0.5
        assert time.monotonic() - started < 3 * transports.PATIENCE
    server.start()
    for _ in range(2):
        wait(minutes=2)
        mail.deliver_due()
    assert len(set(ids(server))) == len(server.received) == 11


def test_a_server_that_is_killed_and_comes_back_loses_nothing(write, server, wait):
    first = write("avant")
    mail.deliver(first.id)
    server.stop()
    second = write("pendant")
    mail.deliver(second.id)
    db.session.expire_all()
    assert second.sent_at is None
    assert "ConnectionRefusedError" in str(second.last_error)
    server.start()
    wait(minutes=2)
    mail.deliver_due()
    assert ids(server) == sorted([first.message_id, second.message_id])


def test_a_server_that_does_not_say_goodbye_does_not_get_the_letter_twice(write, server, wait):
    async def silence(*_: object) -> str:
        await asyncio.sleep(3 * transports.PATIENCE)
        return "221 Bye"

    server.handle_QUIT = silence  # type: ignore[attr-defined]
    letter = write()
    mail.deliver(letter.id)
    wait(days=1)
    mail.deliver_due()
    assert len(server.received) == 1
    assert letter.sent_at is not None


def test_a_worker_that_dies_while_sending_leaves_the_letter_to_the_sweep(write, server, wait):
    letter = write()
    assert mail._reserve(letter.id)
    mail.deliver_due()
    assert not server.received
    wait(minutes=11)
    mail.deliver_due()
    assert len(server.received) == 1


def test_an_impossible_address_does_not_stop_the_letters_behind_it(write, server):
    bad = write("a", to="x@essai.example\r\nBcc: y@essai.example")
    mute = write("b", to="sans arobase")
    good = write("c", to="ana@châtillon.example")
    mail.deliver_due()
    assert [message["To"] for message in server.received] == ["ana@xn--chtillon-jza.example"]
    assert good.sent_at
    assert bad.last_error
    assert mute.last_error


def test_tries_are_further_and_further_apart_then_wait_for_an_administrator(write, server, wait):
    server.refuses = lambda: True
    letter = write()
    gaps = []
    for _ in range(14):
        before = letter.next_try_at
        mail.deliver_due()
        gaps.append(letter.next_try_at - before)
        wait(hours=12, minutes=1)
    assert letter.attempts == 12
    assert "451" in str(letter.last_error)
    server.refuses = lambda: False
    mail.deliver_due()
    assert not server.received
    mail.retry(letter)
    db.session.commit()
    mail.deliver_due()
    assert len(server.received) == 1


def test_a_folder_takes_the_letters_of_a_site_without_mail_server(tmp_path: Path, fresh_database: str):
    with small_app(tmp_path, fresh_database, CLUB_MAIL_URL="folder:") as app:
        values = {"key": "k", "kind": "essai", "to": "ana@levroux.example", "message_id": "<a1@club.example>"}
        letter = mail.Letter(**values, subject="Été", text="Bonjour\n", html="<p>Bonjour</p>", headers={})
        db.session.add(letter)
        db.session.commit()
        mail.deliver_due()
        assert letter.sent_at
        written = (Path(app.instance_path) / "mail" / "a1.eml").read_bytes()
        assert b"Message-ID: <a1@club.example>\r\n" in written
