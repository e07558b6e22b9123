"""No mail is lost, none is doubled, though the worker is killed and the mail server refuses half of what it gets."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from club import clock, config, create_app, jobs
from club.extensions import db as database
from club.forum import operations
from club.forum.models import Follow, Level
from club.mail.models import Letter
from club.members.models import Member
from club.notifications.models import Notification
from club.schema import upgrade
from tests.factories import Make
from tests.mail.conftest import Server

pytestmark = [pytest.mark.anywhere, pytest.mark.timeout(300)]  # ten deaths and a server that refuses take a while


ROOT = Path(__file__).parent.parent
TOLD, KILLS = 500, 10


@pytest.fixture
def server() -> Iterator[Server]:
    """Refuses every other message."""
    server = Server()
    tries = iter(range(10**9))
    server.refuses = lambda: next(tries) % 2 == 0
    server.start()
    yield server
    server.stop()


@pytest.fixture
def settings(tmp_path: Path, fresh_database: str, server: Server) -> dict[str, str]:
    (tmp_path / "minutes-passed").write_text("0")
    return {
        "CLUB_ENV": "test",
        "CLUB_SECRET_KEY": "une-cle-de-test-assez-longue-pour-signer",
        "CLUB_INSTANCE": str(tmp_path),
        "CLUB_DATABASE_URL": fresh_database,
        "CLUB_BASE_URL": "https://club.example",
        "CLUB_MAIL_URL": f"smtp://127.0.0.1:{server.port}",
        "CLUB_LIMITS": "off",
    }


def answered(settings: dict[str, str]) -> Callable[..., int]:
    """An answer in a topic of which everybody wants all; a function that counts rows afterwards."""
    app = create_app(config.read(settings))
    with jobs.background(app):
        upgrade()
        make = Make()
        author, writer = make.member("Autrice"), make.member("Marie")
        topic = make.topic(author)
        then = {"status": "active", "forum_read_at": topic.created_at, "first_name": "Une", "last_name": "Voix"}
        crowd = [then | {"email": f"foule{n}@essai.example"} for n in range(TOLD - 1)]  # and the author
        ids = database.session.scalars(insert(Member).returning(Member.id), crowd).all()
        follows = [{"member_id": id, "topic_id": topic.id, "level": Level.ALL} for id in ids]
        database.session.execute(insert(Follow), follows)
        operations.reply(topic, "Notre bail est en ligne depuis ce matin.", by=writer, at=clock.now())
        database.session.commit()
        database.session.remove()
        database.engine.dispose()

    def count(model: type, *conditions: object) -> int:
        with jobs.background(app):
            found = database.session.scalar(select(func.count()).select_from(model).where(*conditions))
            database.session.remove()
            database.engine.dispose()
        return int(found or 0)

    return count


def test_five_hundred_mails_ten_kills_and_a_server_that_refuses_half(settings, server, tmp_path):
    count = answered(settings)
    env = {name: value for name, value in os.environ.items() if not name.startswith("CLUB_")} | settings
    command = [sys.executable, "-m", "tests.hurried_worker"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    mother = subprocess.Popen(command, env=env, cwd=ROOT, text=True, **pipes)
    assert mother.stdin is not None
    assert mother.stdout is not None
    worker, killed = 0, 0
    try:
        end = time.monotonic() + 240
        while len(told(server)) < TOLD and time.monotonic() < end:
            mother.stdin.write("work\n")
            mother.stdin.flush()
            worker = int(mother.stdout.readline())
            goal = len(server.received) + TOLD // (KILLS + 1)
            started = time.monotonic()
            while time.monotonic() < end and (killed >= KILLS or not should_die(server, goal, started, killed)):
                time.sleep(0.005)
                if len(told(server)) == TOLD:
                    break
            if killed < KILLS:
                os.kill(worker, signal.SIGKILL)
                killed += 1
        time.sleep(0.2)  # the last mark
    finally:
        mother.kill()
        os.kill(worker, signal.SIGKILL)
        mother.communicate()
    assert killed == KILLS
    people = told(server)
    assert len(people) == TOLD
    assert sum(people.values()) - TOLD <= KILLS
    same = {(message["To"], message["Message-ID"]) for message in server.received}
    assert len(same) == TOLD
    assert count(Notification, Notification.mail.is_not(None)) == TOLD
    assert count(Notification, Notification.mailed_at.is_(None)) == 0
    assert count(Letter) == TOLD
    assert count(Letter, Letter.attempts > 0) > TOLD // 4


def told(server: Server) -> Counter[str]:
    """How many mails each person received."""
    return Counter(str(message["To"]) for message in list(server.received))


def should_die(server: Server, goal: int, started: float, killed: int) -> bool:
    """The first ones are killed while they write, the others while they send."""
    if killed < 3:
        return time.monotonic() - started > 0.4
    return len(server.received) >= goal
