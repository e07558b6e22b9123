"""What is new in the searches of aids that members keep: one mail for all those of a rhythm. Again changes nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from club import clock, jobs, mail
from club.extensions import db
from club.funding import searches, states
from club.funding.models import Aid
from club.funding.queries import published
from club.funding.searches import AidSearch, Rhythm
from club.members import queries as members
from club.members.models import Member, Status
from club.notifications.rhythm import EVENING, MORNING, SETTLED, last_hour

TUESDAY = 1


class Round(NamedTuple):
    """The searches of one member that are looked at together, and the moment that calls for it."""

    member_id: int
    rhythm: str
    at: datetime
    ids: list[int]


@jobs.every(minutes=5)
def write_alerts(*, at_once: bool = False) -> int:
    """Write to each member whose hour has come, or at once to those who want it so. Returns how many mails."""
    due = _due(at_once=at_once)
    db.session.commit()
    written = 0
    for one in due:
        written += _write(one)
        db.session.commit()
    return written


def _due(*, at_once: bool) -> Sequence[Round]:
    now = clock.now()
    newest = db.session.scalar(select(func.max(Aid.published_at)).where(published(), Aid.published_at <= now - SETTLED))
    is_day = MORNING <= now.astimezone(clock.PARIS).hour < EVENING
    kept = (
        select(AidSearch, Member)
        .join(Member, Member.id == AidSearch.author_id)
        .where(AidSearch.rhythm != Rhythm.NEVER, Member.status == Status.ACTIVE, members.wanting(searches.MAIL))
        .order_by(AidSearch.author_id, AidSearch.rhythm, AidSearch.id)
    )
    rounds: dict[tuple[int, str], Round] = {}
    for search, member in db.session.execute(kept):
        at = now if at_once else _moment(search, member, newest if is_day else None, now)
        if at is not None and search.ran_at < at:
            one = rounds.setdefault((member.id, search.rhythm), Round(member.id, search.rhythm, at, []))
            one.ids.append(search.id)
    return list(rounds.values())


def _moment(search: AidSearch, member: Member, newest: datetime | None, now: datetime) -> datetime | None:
    """The last moment at which this search had to be looked at."""
    if search.rhythm == Rhythm.SOON:
        return newest and newest + SETTLED
    return last_hour(now, member.zone, member.daily_hour, TUESDAY if search.rhythm == Rhythm.WEEKLY else None)


def _write(one: Round) -> bool:
    """The mail of one round, if something is new; its searches are done with until the next."""
    reader = db.session.get_one(Member, one.member_id)
    kept = db.session.scalars(select(AidSearch).where(AidSearch.id.in_(one.ids)).order_by(AidSearch.name)).all()
    found = [(search, searches.fresh(search, reader)) for search in kept]
    for search in kept:
        search.ran_at = clock.now()
    told = [_told(search, aids, reader) for search, aids in found if aids]
    if not told:
        return False
    letter = mail.write(
        "alert",
        to=reader.email,
        key=f"alert-{one.member_id}-{one.rhythm}-{one.at.timestamp():.0f}",
        member_id=reader.id,
        unsubscribe_kind=searches.MAIL,
        first_name=reader.first_name,
        searches=told,
        count=sum(len(one["aids"]) for one in told),
        link=mail.absolute("funding.kept_searches"),
    )
    for search, aids in found:
        searches.told(search, aids)
    return letter is not None


def _told(search: AidSearch, aids: Sequence[Any], reader: Member) -> dict[str, Any]:
    endpoint, values = searches.place(search)
    stop = mail.unsubscribe_url(reader.id, f"{searches.MAIL}-{search.id}")
    with clock.told_in(reader.zone):
        at = states.edges(ZoneInfo(reader.zone))
        lines = [
            {
                "title": row.title,
                "said": states.badge(row, at)[1],
                "extract": row.summary,
                "link": mail.absolute("funding.show", id=row.id, slug=row.slug),
            }
            for row in aids
        ]
    return {"name": search.name, "aids": lines, "link": mail.absolute(endpoint, **values), "stop": stop}
