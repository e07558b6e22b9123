"""Five working days without an answer: the contact is reminded and the author is asked, once."""

import logging

from sqlalchemy import select, update

from club import clock, jobs
from club.events import emit
from club.extensions import db
from club.inquiries import counting, mails
from club.inquiries.events import InquiryUnanswered
from club.inquiries.models import WAITING, Inquiry

log = logging.getLogger(__name__)
STEP = 500  # requests a day


@jobs.every(hour=6)
def remind_of_inquiries() -> int:
    """Returns how many requests were found late."""
    due = (
        *(Inquiry.state.in_(WAITING), Inquiry.reminded_at.is_(None), Inquiry.returned_at.is_(None)),
        Inquiry.sent_at <= clock.now() - counting.SHORTEST,
    )
    rows = db.session.execute(
        select(Inquiry.id, Inquiry.sent_at, Inquiry.organisation_id).where(*due).order_by(Inquiry.sent_at).limit(STEP)
    ).all()
    return sum(_remind_once(row.id, row.organisation_id) for row in rows if counting.is_late(row.sent_at))


def _remind_once(id: int, organisation_id: int) -> bool:
    """One request and its commit: another run may be at the same, and trouble with one must not stop the others."""
    try:
        is_ours = _claimed(id)
        if is_ours:
            counting.recount(organisation_id)
            mails.remind(id)
            emit(InquiryUnanswered(inquiry_id=id))
        db.session.commit()
    except Exception:  # whatever it is: the requests after this one are looked at all the same
        db.session.rollback()
        log.exception("nobody is reminded of request %s: the next run tries again", id)
        return False
    return is_ours


def _claimed(id: int) -> bool:
    waits = Inquiry.id == id, Inquiry.reminded_at.is_(None), Inquiry.state.in_(WAITING)
    now = clock.now()
    taken = update(Inquiry).where(*waits).values(reminded_at=now, counted_at=now).returning(Inquiry.id)
    return db.session.scalar(taken) is not None
