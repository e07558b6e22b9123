"""The only clock: everything that asks for the time asks here, so that a test can move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import g, has_app_context

PARIS = ZoneInfo("Europe/Paris")


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in mainland France."""
    return now().astimezone(PARIS).date()


def zone() -> ZoneInfo:
    """The zone in which moments are told: that of whoever looks, else that of mainland France."""
    here: ZoneInfo = g.get("zone", PARIS) if has_app_context() else PARIS
    return here


def here(at: datetime) -> datetime:
    """A moment on the clock of whoever looks."""
    return at.astimezone(zone())


@contextmanager
def told_in(name: str) -> Iterator[None]:
    """Tell moments in this zone for a while: a mail speaks to somebody who may live overseas."""
    before = zone()
    g.zone = ZoneInfo(name)
    try:
        yield
    finally:
        g.zone = before
