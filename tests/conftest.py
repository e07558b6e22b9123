"""One application and one migrated database for the run; one rolled-back transaction for each test."""

import contextlib
import gc
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Connection, Transaction, create_engine, event, text

from club import clock, config, create_app, events, jobs, journal, mail
from club.admin import labels
from club.extensions import db as database
from club.members import passwords, sessions
from club.schema import upgrade
from tests import page
from tests.factories import QUICK, Make
from tests.seeded import shared


class Browser(FlaskClient):
    """Each request in a context of its own, as in production; every HTML answer is judged."""

    def open(self, *args: Any, follow_redirects: bool = False, **kwargs: Any) -> Any:
        database.session.flush()
        answer = Context().run(super().open, *args, **kwargs)
        database.session.expire_all()
        page.judge(answer)
        if follow_redirects and 300 <= answer.status_code < 400:
            return self.open(answer.location, follow_redirects=True)
        return answer


# The long ones first: two workers then end together.
LONG = "pages kill_mails cli demo wheel security permissions kill never_told never_shown every_page calls".split()
RANKS = {f"test_{name}": rank for rank, name in enumerate(LONG)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files are handed out in the order of this list, then as they come."""
    items.sort(key=lambda item: RANKS.get(item.path.stem, len(LONG)))


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("instance")


def new_database(folder: Path, name: str) -> str:
    """The address of a fresh database: a SQLite file, or one made in the server of CLUB_TEST_DATABASE."""
    server = os.environ.get("CLUB_TEST_DATABASE")
    if not server:
        return f"sqlite:///{folder}/{name}.db"
    unique = f"club_{name}_{os.getpid()}_{secrets.token_hex(4)}"
    admin = create_engine(config.read({"CLUB_DATABASE_URL": server}).database_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {unique} TEMPLATE template0 ENCODING 'UTF8'"))
    admin.dispose()
    return config.read({"CLUB_DATABASE_URL": f"{server.rpartition('/')[0]}/{unique}"}).database_url


@pytest.fixture(scope="session")
def database_url(instance: Path) -> str:
    return new_database(instance, "run")


@pytest.fixture
def fresh_database(tmp_path: Path) -> str:
    """An empty database of its own, for tests that commit for real."""
    return new_database(tmp_path, "fresh")


@pytest.fixture(scope="session")
def settings(instance: Path, database_url: str) -> config.Settings:
    return config.read(
        {
            "CLUB_ENV": "test",
            "CLUB_SECRET_KEY": "une-cle-de-test-assez-longue-pour-signer",
            "CLUB_INSTANCE": str(instance),
            "CLUB_DATABASE_URL": database_url,
            "CLUB_MAIL_URL": "memory:",
            "CLUB_LIMITS_URL": "memory://",
            "CLUB_BASE_URL": "https://club.example",
        }
    )


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashing a password takes a tenth of a second on purpose: here each takes a thousandth."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(passwords, "HASHER", QUICK)
        yield


@pytest.fixture(scope="session")
def app(settings: config.Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Browser
    compiled = shared(tmp_path_factory) / "compiled"  # each template is compiled once for all
    compiled.mkdir(exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiled))
    with app.app_context():
        upgrade()
    gc.freeze()  # what is loaded now stays to the end: no need to look at it again and again
    yield app
    with app.app_context():
        database.engine.dispose()


@event.listens_for(journal.JournalEntry, "before_insert")
def _the_journal_is_told_in_french(_mapper: Any, _connection: Any, entry: journal.JournalEntry) -> None:
    """Whatever a test does as the staff: the page of the journal has words for it."""
    mute = {*entry.before, *entry.after} - set(labels.NAMES)
    assert entry.act in labels.ACTS, f"no French word for {entry.act}"
    assert not mute, f"no French word for {mute}, of {entry.act}"


@contextmanager
def undone(app: Flask, connection: Connection, transaction: Transaction) -> Iterator[Any]:
    """The database seen through this transaction, which is rolled back in the end."""
    engine = database.engine
    database.engines[None] = connection
    mail.outbox.clear()
    app.extensions["limits"].storage.reset()
    yield database
    database.session.remove()
    transaction.rollback()
    database.engines[None] = engine


@pytest.fixture
def db(app: Flask) -> Iterator[Any]:
    with app.app_context(), database.engine.connect() as connection, undone(app, connection, connection.begin()) as it:
        yield it


@pytest.fixture
def make(db: Any) -> Make:
    return Make()


def signed_in(app: Flask, member: Any) -> FlaskClient:
    """A browser in which this member is signed in."""
    client = app.test_client()
    token = sessions.start(member, device="Essai", is_long=False)
    database.session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return client


@pytest.fixture
def sign_in(app: Flask, db: Any) -> Callable[..., FlaskClient]:
    """A browser in which this member is signed in; nobody without an argument."""
    return lambda member=None: app.test_client() if member is None else signed_in(app, member)


@pytest.fixture
def work(app: Flask, db: Any) -> Callable[[], int]:
    """Do what the worker would: spread what happened, send the mails that are due."""

    def run() -> int:
        with jobs.background(app):
            done = events.sweep()
            mail.deliver_due()
        return done

    return run


@pytest.fixture
def wait_until(monkeypatch: pytest.MonkeyPatch) -> Callable[..., datetime]:
    """Let time pass until it is this hour (of this day of the week) in a zone: `wait_until(hour=10)`."""
    passed = [timedelta(0)]
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + passed[0])

    def until(hour: int, minute: int = 0, *, weekday: int | None = None, zone: str = "Europe/Paris") -> datetime:
        here = clock.now().astimezone(ZoneInfo(zone))
        at = here.replace(hour=hour, minute=minute, second=0, microsecond=0)
        while at < here + timedelta(minutes=6) or (weekday is not None and at.weekday() != weekday):
            at += timedelta(days=1)
        passed[0] += at - here
        return clock.now()

    until(6)  # the same morning for every test, whatever the hour it is run at
    return until


@pytest.fixture
def queries(db: Any) -> Callable[[], Any]:
    """Count the statements of a block: `with queries() as seen: …; assert len(seen) <= 8`."""

    @contextmanager
    def counted() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(connection: Any, cursor: Any, sql: str, *rest: Any) -> None:
            if "SAVEPOINT" not in sql:
                seen.append(sql)

        bind = database.engines[None]
        event.listen(bind, "before_cursor_execute", note)
        with contextlib.ExitStack() as stack:
            stack.callback(event.remove, bind, "before_cursor_execute", note)
            yield seen

    return counted
