"""How often an organisation answers: what enters the figure, and the two numbers its card keeps.

A request counts once it is answered, or once five working days went by without an answer. Closed before that, it says
nothing of the organisation and does not count; nor does one whose mail came back.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update

from club import clock, jobs, workdays
from club.directory.events import OrganisationMerged
from club.extensions import db
from club.inquiries.models import Inquiry
from club.members.models import Organisation

DELAY = 5  # working days
SHORTEST = timedelta(days=DELAY)  # of the calendar: no earlier request can be late


def is_late(sent_at: datetime) -> bool:
    """Whether an answer was due by now."""
    return workdays.working_days_between(sent_at, clock.now()) >= DELAY


def recount(organisation_id: int) -> None:
    """Write down the two numbers of one organisation."""
    # Whoever counts the same one at this moment waits here, then sees the rows of the other.
    db.session.flush()
    db.session.execute(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update())
    _count(Organisation.id == organisation_id)


def merged(event: OrganisationMerged) -> None:
    """The requests of a card that goes are those of the card that is kept."""
    for id in (event.gone_id, event.kept_id):
        recount(id)


def _count(*which: ColumnElement[bool]) -> None:
    counted = select(func.count()).where(Inquiry.organisation_id == Organisation.id, Inquiry.counted_at.is_not(None))
    asked = counted.correlate(Organisation).scalar_subquery()
    answered = counted.where(Inquiry.answered_at.is_not(None)).correlate(Organisation).scalar_subquery()
    numbers = {"asked_count": asked, "answered_count": answered}
    db.session.execute(update(Organisation).where(*which).values(numbers).execution_options(synchronize_session=False))


@jobs.every(hour=4)
def recount_all() -> None:
    """Every organisation that was ever asked: requests follow the cards that are merged."""
    was_asked = Organisation.id.in_(select(Inquiry.organisation_id))
    _count(was_asked | (Organisation.asked_count > 0))
    db.session.commit()
