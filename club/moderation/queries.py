"""The queue of reports."""

from sqlalchemy import ColumnElement, and_, false, func, select, true
from sqlalchemy.orm import aliased, joinedload

from club.extensions import db
from club.members.models import Member
from club.moderation.models import Report
from club.paging import AnyRow, AnySelect, Page, newest_first
from club.policy import Viewer, moderator, referent

Others = aliased(Report)


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """`report.read` said in SQL: all for moderators, their départements for référents."""
    if moderator(viewer, None):
        return true()
    if referent(viewer, None):
        return and_(Report.departement_code.is_not(None), Report.departement_code.in_(viewer.scope_departements))
    return false()


def report(id: int) -> Report | None:
    """A report with the people its page names."""
    people = (joinedload(Report.reporter), joinedload(Report.thing_author), joinedload(Report.settled_by))
    return db.session.scalar(select(Report).where(Report.id == id).options(*people))


def queue(viewer: Viewer, *, is_settled: bool, after: str | None) -> Page[AnyRow]:
    """One page of the queue, newest first, with how many reports are open on the same thing."""
    state = Report.settled_at.is_not(None) if is_settled else Report.settled_at.is_(None)
    return newest_first(_rows().where(readable_by(viewer), state), Report.created_at, Report.id, after=after, rows=True)


def _rows() -> AnySelect:
    author = aliased(Member)
    same = (
        select(func.count())
        .where(Others.thing_kind == Report.thing_kind, Others.thing_id == Report.thing_id, Others.settled_at.is_(None))
        .correlate(Report)
        .scalar_subquery()
    )
    return (
        select(
            *(Report.id, Report.thing_kind, Report.thing_id, Report.thing_label, Report.reason, Report.note),
            *(Report.created_at, Report.settled_at, Report.decision, same.label("same")),
            *(Member.first_name, Member.last_name),
            *(author.first_name.label("author_first_name"), author.last_name.label("author_last_name")),
        )
        .join(Member, Member.id == Report.reporter_id)
        .outerjoin(author, author.id == Report.thing_author_id)
    )


def reports_of(kind: str, thing_id: int) -> list[Report]:
    """All the reports on one thing, newest first."""
    same = select(Report).where(Report.thing_kind == kind, Report.thing_id == thing_id)
    newest = same.order_by(Report.created_at.desc(), Report.id.desc()).options(joinedload(Report.reporter))
    return list(db.session.scalars(newest.limit(20)))
