"""Work for later: tasks by name, handed to Huey after the commit, and a schedule.

The task table is ours so that Huey can be chosen by setting: SQLite file, Redis or PostgreSQL.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from flask import Flask, current_app
from flask.ctx import RequestContext
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from redis import ConnectionPool
from sqlalchemy import event
from sqlalchemy.orm import Session

from club.config import Settings
from club.extensions import db

log = logging.getLogger(__name__)

T = TypeVar("T", bound=Callable[..., Any])
TASKS: dict[str, Callable[..., Any]] = {}
SCHEDULE: list[tuple[Callable[..., Any], dict[str, str]]] = []
WAITING = "jobs_after_commit"


def task(function: T) -> T:
    """Make a function callable by the worker under its own name."""
    TASKS[function.__name__] = function
    return function


def every(*, minutes: int | None = None, hour: int | None = None) -> Callable[[T], T]:
    """Run a task each N minutes, or each day at an hour (UTC)."""

    def wrap(function: T) -> T:
        when = {"minute": f"*/{minutes}"} if minutes else {"minute": "0", "hour": str(hour)}
        SCHEDULE.append((function, when))
        return task(function)

    return wrap


def after_commit(name: str, *args: Any) -> None:
    """Hand a task to the worker once the present transaction is committed; forgotten if it is rolled back."""
    db.session.info.setdefault(WAITING, []).append((name, args))


@event.listens_for(Session, "after_commit")
def _hand_over(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint: what it did can still be rolled back
    waiting = session.info.pop(WAITING, [])
    for name, args in waiting:
        hand_over(name, *args)


def hand_over(name: str, *args: Any) -> None:
    """Put a task in the queue at once; the queue being down must not fail what the request has done."""
    try:
        current_app.extensions["jobs"].run(name, args)
    except Exception:  # whatever the queue raises, be it a file or Redis: the sweep of each minute finds the work again
        log.exception("could not hand %s over to the worker", name)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, previous: Any) -> None:
    if not session.in_nested_transaction():
        session.info.pop(WAITING, None)


def background(app: Flask) -> RequestContext:
    """The surroundings of work outside a request: addresses are built as in one, and SQLite takes its write lock."""
    return app.test_request_context(method="POST", base_url=app.config["CLUB"].base_url)


class Jobs:
    """The queue of one application."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app = app
        self.huey = _huey(settings)
        self._task = self.huey.task(retries=3, retry_delay=10, retry_backoff=3, name="run")(self._run)
        for function, when in SCHEDULE:
            self.huey.periodic_task(crontab(**when), name=f"every_{function.__name__}")(self._scheduled(function))

    def run(self, name: str, args: tuple[Any, ...]) -> None:
        """Put a task in the queue."""
        self._task(name, args)

    def close(self) -> None:
        """Let the queue's connection go: the processes that follow open their own."""
        self.huey.storage.close()

    def _run(self, name: str, args: tuple[Any, ...]) -> None:
        with background(self.app):
            TASKS[name](*args)

    def _scheduled(self, function: Callable[..., Any]) -> Callable[[], None]:
        def run() -> None:
            with background(self.app):
                function()

        run.__name__ = function.__name__
        return run


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application its queue."""
    app.extensions["jobs"] = Jobs(app, settings)


def _huey(settings: Settings) -> Huey:
    if settings.jobs_url.startswith("redis"):
        pool = ConnectionPool.from_url(settings.jobs_url, socket_timeout=5)
        return RedisHuey("club", connection_pool=pool, results=False)
    if settings.jobs_url.startswith("postgresql"):
        return PostgresHuey("club", dsn=settings.jobs_url, results=False)
    return SqliteHuey("club", filename=str(settings.instance / "jobs.db"), results=False)


def work(app: Flask) -> None:
    """Run the worker until it is stopped."""
    consumer = app.extensions["jobs"].huey.create_consumer(
        workers=1, max_delay=timedelta(seconds=1).total_seconds(), graceful_signal="TERM"
    )
    consumer.run()
