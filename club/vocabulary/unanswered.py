"""The words that found nothing, counted by day: never who asked, nor what names somebody. Kept a year."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Date, String, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from club import clock, jobs, text
from club.extensions import Model, db
from club.members.models import Member
from club.paging import AnyRow
from club.rows import insert
from club.search.words import WORD

KEPT = timedelta(days=365)
PERIODS = {30: "30 jours", 90: "3 mois", 365: "12 mois"}
SHOWN = 100
MOST_WORDS = 8
PLACES = {"resource": "Ressources", "aid": "Aides", "all": "Tout le club"}
E_MAIL = re.compile(r"\S*@\S*")
WEB = re.compile(r"(?:https?:|www\.)\S*", re.I)
PHONE = re.compile(r"(?:\+|\b00)\d[\d\s.()/–-]{6,}\d|\b0[1-9](?:[\s./–-]*\d{2}){4}\b")
STREET = re.compile(
    r"\b\d{1,4}(?:\s*(?:bis|ter))?,?\s+(?:rue|avenue|boulevard|place|impasse|chemin|allée|allee|quai|cours)\b.*", re.I
)


class UnansweredSearch(Model):
    """Words that nobody found, on one day, in one list."""

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    place: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(String(100))
    number: Mapped[int] = mapped_column(default=1)

    __table_args__ = (UniqueConstraint("day", "place", "words"),)


def told(typed: str, place: str) -> None:
    """Somebody found nothing: the worker writes it down, for a page that is read changes nothing."""
    if harmless(typed):
        jobs.hand_over("note_unanswered", typed[:300], place)


def harmless(typed: str) -> str:
    """The words alone, folded; without what looks like an address, a number of phone or a link."""
    for pattern in (E_MAIL, WEB, PHONE, STREET):
        typed = pattern.sub(" ", typed)
    found = [word for word in WORD.findall(text.fold(typed)) if not (word.isdecimal() and len(word) > 5)]
    return " ".join(found[:MOST_WORDS])[:100].strip()


@jobs.task
def note_unanswered(typed: str, place: str) -> None:
    """Count one more search without an answer."""
    words = _unnamed(harmless(typed))
    if not words or place not in PLACES:
        return
    row = {"day": clock.today(), "place": place, "words": words, "number": 1}
    known = {"number": UnansweredSearch.number + 1}
    more = (
        insert(UnansweredSearch).values(row).on_conflict_do_update(index_elements=["day", "place", "words"], set_=known)
    )
    db.session.execute(more)
    db.session.commit()


def _unnamed(words: str) -> str:
    """Without the names of members: their last name with the first one, or alone."""
    kept = words.split()
    for first, last in db.session.execute(select(Member.first_name, Member.last_name)):
        name = {*text.fold(last).split()}
        if name and name <= {*kept} and (name == {*kept} or {*text.fold(first).split()} & {*kept}):
            kept = [word for word in kept if word not in name | {*text.fold(first).split()}]
    return " ".join(kept)


def most_asked(days: int) -> Sequence[AnyRow]:
    """What was looked for most and not found, over some days: words, place, number, last day."""
    since = clock.today() - timedelta(days=days)
    number = func.sum(UnansweredSearch.number).label("number")
    columns = UnansweredSearch.words, UnansweredSearch.place, number, func.max(UnansweredSearch.day).label("last")
    found = select(*columns).where(UnansweredSearch.day > since)
    found = found.group_by(UnansweredSearch.words, UnansweredSearch.place)
    return db.session.execute(found.order_by(number.desc(), UnansweredSearch.words).limit(SHOWN)).all()


@jobs.every(hour=3)
def forget_old_searches() -> int:
    """What is older than a year goes."""
    old = delete(UnansweredSearch).where(UnansweredSearch.day < clock.today() - KEPT)
    gone = db.session.scalars(old.returning(UnansweredSearch.id)).all()
    db.session.commit()
    return len(gone)
