"""Counters of what people try, shared by all the processes: sign-in, posting, requests."""

import hashlib
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from flask import Flask, current_app, request
from limits import parse
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from club import jobs
from club.config import Settings

T = TypeVar("T")
log = logging.getLogger(__name__)

TABLE = "CREATE TABLE IF NOT EXISTS counter (key TEXT PRIMARY KEY, count INTEGER NOT NULL, expires REAL NOT NULL)"
COUNT = (
    "INSERT INTO counter (key, count, expires) VALUES (:key, :amount, :until) "
    "ON CONFLICT (key) DO UPDATE SET "
    "count = CASE WHEN expires <= :now THEN :amount ELSE count + :amount END, "
    "expires = CASE WHEN expires <= :now THEN :until ELSE expires END RETURNING count"
)


class FileStorage(Storage):
    """Fixed-window counters in a small SQLite file: they hold across processes without another server."""

    STORAGE_SCHEME = ["sqlitefile"]

    def __init__(self, uri: str, wrap_exceptions: bool = False, **options: float | str | bool) -> None:
        super().__init__(uri, wrap_exceptions, **options)
        self.path = Path(uri.removeprefix("sqlitefile://"))
        with self._open() as file:
            file.execute("PRAGMA journal_mode=WAL")
            file.execute(TABLE)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        file = sqlite3.connect(self.path, timeout=5, isolation_level=None)
        try:
            file.execute("PRAGMA synchronous=OFF")  # a counter lost in a power cut harms nobody
            yield file
        finally:
            file.close()

    @property
    def base_exceptions(self) -> type[Exception]:
        return sqlite3.Error

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = time.time()
        with self._open() as file:
            row = file.execute(COUNT, {"key": key, "amount": amount, "now": now, "until": now + expiry}).fetchone()
        return int(row[0])

    def get(self, key: str) -> int:
        with self._open() as file:
            row = file.execute("SELECT count FROM counter WHERE key = ? AND expires > ?", (key, time.time())).fetchone()
        return int(row[0]) if row else 0

    def get_expiry(self, key: str) -> float:
        with self._open() as file:
            row = file.execute("SELECT expires FROM counter WHERE key = ?", (key,)).fetchone()
        return float(row[0]) if row else time.time()

    def check(self) -> bool:
        with self._open() as file:
            return bool(file.execute("SELECT 1").fetchone())

    def reset(self) -> int | None:
        with self._open() as file:
            return file.execute("DELETE FROM counter").rowcount

    def clear(self, key: str) -> None:
        with self._open() as file:
            file.execute("DELETE FROM counter WHERE key = ?", (key,))

    def forget_old(self) -> None:
        """Drop the counters whose time is over."""
        with self._open() as file:
            file.execute("DELETE FROM counter WHERE expires <= ?", (time.time(),))


class Limits:
    """The counters of one application."""

    def __init__(self, settings: Settings) -> None:
        self.is_on = settings.are_limits_on
        address = settings.limits_url or f"sqlitefile://{settings.instance / 'limits.db'}"
        options = {"socket_timeout": 2, "socket_connect_timeout": 2} if address.startswith("redis") else {}
        self.storage = storage_from_string(address, **options)
        self.limiter = FixedWindowRateLimiter(self.storage)
        self.spare = FixedWindowRateLimiter(MemoryStorage())

    def ask(self, question: Callable[[FixedWindowRateLimiter], T]) -> T:
        """Ask the shared counters; while they do not answer, those of this process."""
        try:
            return question(self.limiter)
        except self.storage.base_exceptions:
            log.exception("the counters of limits do not answer")
            return question(self.spare)


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application its counters."""
    app.extensions["limits"] = Limits(settings)


def hit(scope: str, key: object, rule: str, cost: int = 1) -> bool:
    """Count one try (or several); False once the rule (« 5 per 10 minutes ») is used up. `key` names who tries."""
    limits: Limits = current_app.extensions["limits"]
    return not limits.is_on or limits.ask(lambda limiter: limiter.hit(parse(rule), scope, _name(key), cost=cost))


def is_open(scope: str, key: object, rule: str, cost: int = 1) -> bool:
    """Whether one more try (or several) would be allowed, without counting it."""
    limits: Limits = current_app.extensions["limits"]
    return not limits.is_on or limits.ask(lambda limiter: limiter.test(parse(rule), scope, _name(key), cost=cost))


def forget(scope: str, key: object, rule: str) -> None:
    """Start again from zero, as after the right password."""
    limits: Limits = current_app.extensions["limits"]
    limits.ask(lambda limiter: limiter.clear(parse(rule), scope, _name(key)))


@jobs.every(hour=4)
def forget_counters() -> None:
    """Keep the file of the counters small."""
    storage = current_app.extensions["limits"].storage
    if isinstance(storage, FileStorage):
        storage.forget_old()


def _name(key: object) -> str:
    """A key of fixed length that tells nobody's address."""
    return hashlib.sha256(str(key).encode("utf-8", "replace")).hexdigest()[:32]


def address() -> str:
    """The network address that asks (behind trusted proxies, the one they tell)."""
    return request.remote_addr or "?"
