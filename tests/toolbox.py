"""A small application with the tools alone, on a database of its own where commits are real."""

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask
from sqlalchemy import event

from club import config, jobs, limits, places
from club.extensions import db
from club.mail.bounces import Bounce
from club.mail.models import Letter
from club.once import Submission
from club.storage.models import ContentReading, StoredFile


@contextmanager
def small_app(folder: Path, database_url: str, **more: str) -> Iterator[Flask]:
    """The tools with these settings: `CLUB_MAIL_URL="smtp://…"`."""
    usual = {
        "CLUB_ENV": "test",
        "CLUB_SECRET_KEY": "une-cle-de-test-assez-longue-pour-signer",
        "CLUB_INSTANCE": str(folder / "instance"),
        "CLUB_DATABASE_URL": database_url,
        "CLUB_BASE_URL": "https://club.example",
    }
    settings = config.read(usual | more)
    settings.instance.mkdir(exist_ok=True)
    app = Flask("tools", template_folder=str(places.TEMPLATES), instance_path=str(settings.instance))
    app.config.update(CLUB=settings, SECRET_KEY=settings.secret_key, SQLALCHEMY_DATABASE_URI=settings.database_url)
    for tool in (limits, jobs):
        tool.init_app(app, settings)
    db.init_app(app)
    with app.app_context():
        for model in (Letter, Bounce, StoredFile, ContentReading, Submission):
            model.metadata.tables[model.__tablename__].create(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.I)


@contextmanager
def writes() -> Iterator[list[str]]:
    """The statements that change something while this lasts."""
    written: list[str] = []

    def watch(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if WRITES.match(statement):
            written.append(statement)

    event.listen(db.engine, "before_cursor_execute", watch)
    try:
        yield written
    finally:
        event.remove(db.engine, "before_cursor_execute", watch)


def together(app: Flask, *works: Callable[[], Any]) -> list[Any]:
    """Run each work at the same time, each with a session of its own; their results in order."""
    results: list[Any] = [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        with jobs.background(app):
            results[place] = work()
            db.session.remove()

    db.session.commit()  # what this test has read holds no lock
    threads = [Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
