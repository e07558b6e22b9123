"""What the club said is saved survives a power cut: real processes, killed with no chance to tidy up."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select

from club import config, create_app, events, jobs
from club.extensions import db as database
from club.forum.models import Follow, Post
from club.notifications.models import Notification
from club.schema import upgrade
from tests.factories import PASSWORD, Make

ROOT = Path(__file__).parent.parent
BROKEN = (OSError, URLError, HTTPException)


class Site:
    """A prepared instance, its web server, and somebody's browser."""

    def __init__(self, instance: Path, database_url: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"
        self.settings = {
            "CLUB_ENV": "test",
            "CLUB_SECRET_KEY": "une-cle-de-test-assez-longue-pour-signer",
            "CLUB_INSTANCE": str(instance),
            "CLUB_DATABASE_URL": database_url,
            "CLUB_BASE_URL": self.address,
            "CLUB_MAIL_URL": "memory:",
            "CLUB_LIMITS": "off",
        }
        self.app: Flask = create_app(config.read(self.settings))
        with jobs.background(self.app):
            upgrade()
            make = Make()
            author, writer = make.member("Autrice"), make.member("Marie")
            topic = make.topic(author)
            database.session.add(Follow(topic_id=topic.id, member_id=author.id))
            database.session.commit()
            self.author, self.email, self.topic = author.id, writer.email, topic.id
            database.session.remove()
            database.engine.dispose()

    @contextmanager
    def served(self) -> Iterator[Callable[[], None]]:
        """Serve with two processes; gives a function that kills them all at once."""
        command = [sys.executable, "-m", "gunicorn", "-w", "2", "-b", f"127.0.0.1:{self.port}", "wsgi:app"]
        env = {name: value for name, value in os.environ.items() if not name.startswith("CLUB_")} | self.settings
        server = subprocess.Popen(command, env=env, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)

        def kill() -> None:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()

        try:
            self._wait()
            yield kill
        finally:
            if server.poll() is None:
                kill()

    def _wait(self) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                with build_opener().open(f"{self.address}/healthz", timeout=5):
                    return
            except BROKEN:
                time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def browser(self) -> Any:
        """A browser in which the writer is signed in."""
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        self.send(browser, "/connexion", "password", email=self.email, password=PASSWORD)
        return browser

    def send(self, browser: Any, path: str, has: str, **typed: str) -> str:
        """Fill in the form of a page that has this field and send it; the page that answers."""
        with browser.open(self.address + path, timeout=20) as page:
            field = BeautifulSoup(page.read(), "lxml").find(attrs={"name": has})
        form = field.find_parent("form")
        hidden = {one["name"]: one.get("value", "") for one in form.find_all("input", type="hidden")}
        data = urlencode(hidden | typed).encode()
        with browser.open(self.address + (form.get("action") or path), data, timeout=20) as answer:
            return str(answer.read().decode())

    def reply(self, browser: Any, body: str) -> str:
        return self.send(browser, f"/forum/sujets/{self.topic}/repondre", "body", body=body)

    @contextmanager
    def looked_into(self) -> Iterator[None]:
        """The database of the site, from this process."""
        with jobs.background(self.app):
            yield
            database.session.remove()
            database.engine.dispose()


@pytest.fixture
def site(tmp_path: Path, fresh_database: str) -> Site:
    return Site(tmp_path, fresh_database)


def test_an_acknowledged_message_survives_and_is_told_afterwards(site):
    with site.served() as kill:
        answer = site.reply(site.browser(), "Notre bail est en ligne depuis ce matin.")
        kill()
    assert "Notre bail est en ligne depuis ce matin." in answer
    with site.looked_into():
        assert database.session.scalar(select(func.count(Notification.id))) == 0
        assert database.session.scalars(select(events.Outbox.kind).where(events.Outbox.done_at.is_(None))).all()
        assert events.sweep() > 0
        told = select(func.count(Notification.id)).where(Notification.member_id == site.author)
        assert database.session.scalar(told) == 1
        assert events.sweep() == 0
        assert database.session.scalar(told) == 1
    with site.served(), site.browser().open(f"{site.address}/forum/sujets/{site.topic}") as page:
        assert page.read().decode().count("Notre bail est en ligne depuis ce matin.") == 1


def test_nothing_acknowledged_is_lost_or_doubled_when_the_cut_comes_in_the_middle(site):
    acknowledged: list[str] = []
    with site.served() as kill:
        browsers = [site.browser(), site.browser()]

        def write(name: int) -> None:
            for number in range(1000):
                body = f"Message numéro {number} du navigateur {name}."
                try:
                    site.reply(browsers[name], body)
                except BROKEN:
                    return
                acknowledged.append(body)

        writers = [Thread(target=write, args=(name,)) for name in range(2)]
        for writer in writers:
            writer.start()
        end = time.monotonic() + 40
        while len(acknowledged) < 6 and time.monotonic() < end:
            time.sleep(0.01)
        kill()
        for writer in writers:
            writer.join()
    assert len(acknowledged) >= 6
    with site.looked_into():
        kept = [post.body for post in database.session.scalars(select(Post).where(Post.topic_id == site.topic))]
        numbers = database.session.scalars(select(Post.number).where(Post.topic_id == site.topic)).all()
        facts = database.session.scalar(select(func.count(events.Outbox.id)).where(events.Outbox.kind.like("Reply%")))
    assert set(acknowledged) <= set(kept)
    assert len(kept) == len(set(kept))
    assert sorted(numbers) == list(range(1, len(kept) + 1))
    assert facts == len(kept) - 1  # the first message of the topic was made here
