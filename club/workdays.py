"""Working days in France: Monday to Friday but the public holidays (article L3133-1 of the Code du travail)."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from holidays import country_holidays

from club import clock, french

LONG = 60  # working days after which a date says more than a number


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("FR", years=year))


def is_working(day: date) -> bool:
    """Whether offices of mainland France are open that day."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def add_working_days(at: datetime, count: int) -> datetime:
    """The same hour of Paris, `count` working days later; what comes on a day off counts from the next working day."""
    here = at.astimezone(clock.PARIS)
    day = here.date()
    while count > 0:
        day += timedelta(days=1)
        count -= is_working(day)
    return datetime.combine(day, here.time(), clock.PARIS).astimezone(at.tzinfo)


def working_days_between(start: datetime, end: datetime) -> int:
    """How many whole working days have gone by; 0 when `end` comes first. Stops at 366 days of the calendar."""
    first, last = start.astimezone(clock.PARIS), end.astimezone(clock.PARIS)
    gone, is_last_working = _working_days(first.date(), min((last.date() - first.date()).days, 366))
    return max(gone - (is_last_working and last.time() < first.time()), 0)


@lru_cache(maxsize=4096)  # lists and pages ask again and again for the same days
def _working_days(after: date, length: int) -> tuple[int, bool]:
    """How many of the days that follow a day are working days, and whether the last of them is one."""
    days = [is_working(after + timedelta(days=number)) for number in range(1, length + 1)]
    return sum(days), bool(days) and days[-1]


def waited(since: datetime) -> str:
    """How long somebody has been waiting: « peu », « 1 jour ouvré », « 3 jours ouvrés », then a date."""
    days = working_days_between(since, clock.now())
    if days == 0:
        return "peu"
    if days > LONG:
        return f"le {french.day(since.astimezone(clock.PARIS).date())}"
    return french.plural(days, "jour ouvré", "jours ouvrés")
