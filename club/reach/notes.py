"""The note of a quarter for an organisation: one page, and a mail that leads to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, and_, func, or_, select

from club import clock, jobs, mail
from club.extensions import db
from club.library.models import Resource
from club.mail.models import Letter
from club.members import queries as members
from club.members.models import Member, Organisation
from club.reach import charts, queries
from club.reach.charts import Bar
from club.reach.closing import SHOWN
from club.reach.models import ReachCell, ReachMonth
from club.reach.months import Quarter, moved, quarter_of, this_month
from club.reach.queries import Line, Reach, Thing

MOST_USED, PLACES = 5, 8  # lines: the note is one page
OFFERED = 4  # quarters
SEASON = timedelta(days=14)  # at the beginning of a quarter: later, nobody waits for the note of the last one


@dataclass(frozen=True)
class Figure:
    """What happened in a quarter, and in the one before; None when it is of too few communes."""

    label: str
    number: int | None
    before: int | None


@dataclass(frozen=True)
class Note:
    """What the page says."""

    quarter: Quarter
    reach: Reach
    figures: Sequence[Figure]
    bars: Sequence[Bar]
    things: Sequence[Thing]
    places: Sequence[Line]
    more_places: int


def note(organisation_id: int, quarter: Quarter) -> Note:
    """The note of an organisation, with the quarter before and the year that the quarter ends."""
    which, first, after = queries.published_by(organisation_id), quarter.first, quarter.after
    reach = queries.between(which, first, after)
    before = queries.between(which, quarter.previous.first, first).totals
    return Note(
        quarter=quarter,
        reach=reach,
        figures=[Figure(label, reach.totals.get(name), before.get(name)) for name, label in queries.GESTURES.items()],
        bars=charts.bars(queries.between(which, moved(after, -SHOWN), after).months),
        things=queries.things(which, first, after)[:MOST_USED],
        places=reach.places[:PLACES],
        more_places=max(len(reach.places) - PLACES, 0),
    )


def last_quarters() -> list[Quarter]:
    """The quarters whose note may be read, the last one first."""
    found = [quarter_of(this_month()).previous]
    while len(found) < OFFERED:
        found.append(found[-1].previous)
    return found


@jobs.every(hour=7)
def write_notes() -> int:
    """At the beginning of a quarter, write to the members of each organisation of which there is something to say."""
    quarter = last_quarters()[0]
    if clock.today() >= quarter.after + SEASON or not _is_closed(quarter):
        return 0
    sent = sum(_write(organisation, quarter) for organisation in db.session.scalars(_spoken_of(quarter)).all())
    db.session.commit()
    return sent


def _is_closed(quarter: Quarter) -> bool:
    within = ReachMonth.month >= quarter.first, ReachMonth.month < quarter.after
    return db.session.scalar(select(func.count()).select_from(ReachMonth).where(*within)) == 3


def _spoken_of(quarter: Quarter) -> Select[Organisation]:
    of_resource = and_(ReachCell.kind == "resource", Resource.id == ReachCell.thing_id)
    own = or_(
        and_(ReachCell.kind == "organisation", ReachCell.thing_id == Organisation.id),
        Resource.organisation_id == Organisation.id,
    )
    said = select(ReachCell.thing_id).outerjoin(Resource, of_resource)
    said = said.where(own, ReachCell.month >= quarter.first, ReachCell.month < quarter.after)
    return select(Organisation).where(said.correlate(Organisation).exists()).order_by(Organisation.id)


def _write(organisation: Organisation, quarter: Quarter) -> int:
    readers = db.session.scalars(_readers(organisation.id, quarter)).all()
    if not readers:
        return 0
    said = note(organisation.id, quarter)
    return sum(_letter(one, organisation, said) is not None for one in readers)


def _key(quarter: Quarter) -> str:
    return f"reach-{quarter.slug}-"


def _readers(organisation_id: int, quarter: Quarter) -> Select[Member]:
    told = select(Letter.to_member_id).where(Letter.key.startswith(_key(quarter)), Letter.to_member_id.is_not(None))
    its = members.editing(organisation_id), members.wanting("reach")
    return select(Member).where(*its, Member.id.not_in(told)).order_by(Member.id)


def _letter(member: Member, organisation: Organisation, said: Note) -> mail.Letter | None:
    return mail.write(
        "reach",
        to=member.email,
        key=f"{_key(said.quarter)}{member.id}",
        member_id=member.id,
        unsubscribe_kind="reach",
        first_name=member.first_name,
        organisation=organisation.name,
        period=said.quarter.label,
        figures=[one for one in said.figures if one.number is not None],
        used=[(one.title, one.numbers.get("view")) for one in said.things],
        link=mail.absolute("reach.note", id=organisation.id, quarter=said.quarter.slug),
    )
