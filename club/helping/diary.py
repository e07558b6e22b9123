"""A meeting for one's diary (iCalendar, RFC 5545); no address of e-mail is in it."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from club import clock, later, mail
from club.helping.models import HelpRequest

icalendar: Any = later.module("icalendar")

LASTS = timedelta(hours=2)  # what a visit takes, unless the diary says otherwise


def as_ical(asked: HelpRequest) -> bytes:
    """The same file for both; its number follows each change of date."""
    assert asked.meeting_at is not None
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Le Club//Entraide//FR")
    calendar.add("version", "2.0")
    event = icalendar.Event()
    event.add("uid", f"entraide-{asked.id}@{urlsplit(current_app.config['CLUB'].base_url).hostname}")
    event.add("sequence", asked.version)
    event.add("dtstamp", clock.now())
    event.add("dtstart", asked.meeting_at)
    event.add("dtend", asked.meeting_at + LASTS)
    event.add("summary", f"{asked.offer.how.name} : {asked.offer.title}")
    if asked.place:
        event.add("location", asked.place)
    event.add("description", f"{asked.author.full_name} et {asked.offer.author.full_name}")
    event.add("url", mail.absolute("helping.exchange", id=asked.id))
    calendar.add_component(event)
    return bytes(calendar.to_ical())
