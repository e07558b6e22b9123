"""The dates of aids to come: openings, first files, closings; on a page, and for a diary (iCalendar, RFC 5545)."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import ColumnElement, or_, select

from club import clock, later, mail
from club.extensions import db
from club.french import MONTHS
from club.funding import catalogue, queries
from club.funding.models import Aid, AidTerm
from club.members.models import Member, MemberTheme

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = later.module("icalendar")

MOST = 300
CALLED = {"opens_at": "Ouverture", "prefile_at": "Pré-dépôt", "closes_at": "Clôture"}


class Deadline(NamedTuple):
    """A date of an aid."""

    at: datetime
    what: str
    id: int
    slug: str
    title: str

    def day(self, zone: tzinfo) -> date:
        """On somebody's calendar; what closes at midnight closes at the end of the day before."""
        at = self.at if self.what == CALLED["opens_at"] else self.at - timedelta(seconds=1)
        return at.astimezone(zone).date()


class Month(NamedTuple):
    """The dates of a month, such as « mars 2027 », each with its day."""

    name: str
    deadlines: list[tuple[date, Deadline]]


def deadlines(commune: str | None, theme_ids: Collection[int] = ()) -> list[Deadline]:
    """The dates to come of the aids that hold in a commune (or anywhere), on these themes if any, soonest first."""
    wanted = catalogue.Filter(commune=commune or "")
    which = list(catalogue.narrowed(wanted, catalogue.place(commune)))
    if theme_ids:
        which.append(Aid.id.in_(select(AidTerm.aid_id).where(AidTerm.term_id.in_(theme_ids))))
    return deadlines_where(*which)


def deadlines_where(*which: ColumnElement[bool]) -> list[Deadline]:
    """The same of these aids, if all may read them."""
    now = clock.now()
    to_come = or_(*(getattr(Aid, name) > now for name in CALLED))
    shown = select(Aid.id, Aid.slug, Aid.title, Aid.opens_at, Aid.prefile_at, Aid.closes_at)
    shown = shown.where(queries.published(), *which, to_come)
    rows = db.session.execute(shown.order_by(Aid.closes_at, Aid.id).limit(MOST)).all()
    dates = (
        Deadline(at, what, row.id, row.slug, row.title)
        for row in rows
        for name, what in CALLED.items()
        if (at := getattr(row, name)) is not None and at > now
    )
    return sorted(dates)


def by_month(dates: Iterable[Deadline]) -> list[Month]:
    """The same, month by month on the reader's calendar."""
    zone = clock.zone()
    told = sorted((one.day(zone), one) for one in dates)
    grouped = groupby(told, lambda pair: f"{MONTHS[pair[0].month - 1]} {pair[0].year}")
    return [Month(name, list(found)) for name, found in grouped]


def themes_of(member_id: int) -> list[int]:
    """The themes that a member follows."""
    return list(db.session.scalars(select(MemberTheme.term_id).where(MemberTheme.member_id == member_id)))


def as_ical(dates: Iterable[Deadline], reader: Member) -> bytes:
    """A calendar of whole days: each date on the day that the reader's zone gives it."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Le Club//Aides//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Échéances des aides")
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    host = urlsplit(current_app.config["CLUB"].base_url).hostname
    for one in dates:
        day = one.day(ZoneInfo(reader.zone))
        event = icalendar.Event()
        event.add("uid", f"aid-{one.id}-{one.what.lower()}@{host}")
        event.add("dtstamp", clock.now())
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", f"{one.what} : {one.title}")
        event.add("url", mail.absolute("funding.show", id=one.id, slug=one.slug))
        calendar.add_component(event)
    return bytes(calendar.to_ical())
