"""The only clock: everything that asks for the time asks here, so that a test can move it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in mainland France."""
    return now().astimezone(PARIS).date()
