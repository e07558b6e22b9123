"""Months and quarters, as mainland France counts them."""

import re
from datetime import date, datetime, time
from typing import NamedTuple

from club import clock
from club.french import MONTHS

SLUG = re.compile(r"(20[0-9]{2})-t([1-4])", re.ASCII)
ORDINALS = ("1er", "2e", "3e", "4e")


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def this_month() -> date:
    """The month that is not over."""
    return month_of(clock.today())


def moved(month: date, by: int) -> date:
    """The month that comes so many months later; earlier when negative."""
    years, place = divmod(month.year * 12 + month.month - 1 + by, 12)
    return date(years, place + 1, 1)


def bounds(month: date) -> tuple[datetime, datetime]:
    """The moments between which a month lasts."""
    return _midnight(month), _midnight(moved(month, 1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.PARIS)


def said(month: date) -> str:
    """« octobre 2026 »."""
    return f"{MONTHS[month.month - 1]} {month.year}"


class Quarter(NamedTuple):
    """Three months; `number` goes from 1 to 4."""

    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def after(self) -> date:
        """The month that follows it."""
        return moved(self.first, 3)

    @property
    def previous(self) -> "Quarter":
        return quarter_of(moved(self.first, -3))

    @property
    def slug(self) -> str:
        """What its address carries: « 2026-t3 »."""
        return f"{self.year}-t{self.number}"

    @property
    def short(self) -> str:
        """« 3e trimestre »."""
        return f"{ORDINALS[self.number - 1]} trimestre"

    @property
    def label(self) -> str:
        """« 3e trimestre 2026 »."""
        return f"{self.short} {self.year}"


def quarter_of(month: date) -> Quarter:
    """The quarter of a month."""
    return Quarter(month.year, (month.month + 2) // 3)


def quarter_named(slug: str) -> Quarter | None:
    """The quarter that an address names, once it is over."""
    found = SLUG.fullmatch(slug)
    quarter = Quarter(int(found[1]), int(found[2])) if found else None
    return quarter if quarter and quarter.after <= this_month() else None
