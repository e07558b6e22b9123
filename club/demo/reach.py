"""Invented figures of the months that are over: how much the demonstration is read, and from where."""

from datetime import date
from random import Random
from typing import Any

from club import clock
from club.demo.calendar import SEED
from club.demo.content import entries
from club.experiences.models import Experience
from club.extensions import db
from club.library.models import Resource
from club.reach.closing import SHOWN
from club.reach.models import FEWEST, OTHERS, ReachCell, ReachMonth
from club.reach.months import month_of, moved, this_month

PLACES = (("36", 1.0), ("18", 0.4), (OTHERS, 0.5), ("37", 0.25))  # its share of what the first one reads
SHARES = {"view": 1.0, "download": 0.4, "bookmark": 0.2, "quotation": 0.12}
OF_EXPERIENCE = ("view", "quotation")


def reach(resources: dict[str, Resource], experiences: dict[str, Experience]) -> None:
    """Cells of the last twelve months, since each thing was published; all these months are closed."""
    random = Random(SEED)
    things: dict[str, dict[str, Any]] = {"resource": {**resources}, "experience": {**experiences}}
    months = [moved(this_month(), -ago) for ago in range(SHOWN, 0, -1)]
    db.session.add_all(ReachMonth(month=month) for month in months)
    for entry in entries("reach"):
        thing = things[entry["kind"]][entry["key"]]
        since = month_of(thing.published_at.astimezone(clock.PARIS).date())
        for month in months:
            if month >= since:
                _month(entry["kind"], thing.id, month, entry["a_month"], random)
    db.session.flush()


def _month(kind: str, id: int, month: date, a_month: int, random: Random) -> None:
    for gesture in SHARES if kind == "resource" else OF_EXPERIENCE:
        for departement, share in PLACES:
            number = round(a_month * SHARES[gesture] * share * random.uniform(0.6, 1.4))
            if number >= FEWEST:
                communes = max(FEWEST, number // 2)
                words = {"kind": kind, "thing_id": id, "month": month, "gesture": gesture, "number": number}
                db.session.add(ReachCell(**words, departement_code=departement, communes=communes))
