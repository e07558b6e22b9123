"""Reading requests."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from club.access import Part
from club.communes.models import ProjectAction, ProjectAxis
from club.extensions import db
from club.inquiries.models import Inquiry, InquiryReply, State
from club.members import vouching
from club.members.models import Member, Organisation
from club.paging import AnyRow, Page, newest_first
from club.policy import Viewer, of_the_communes, partner
from club.policy import member as is_member
from club.territories.models import Commune
from club.vocabulary.models import Term

OPEN, CLOSED = "en-cours", "closes"


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """`inquiry.read` said in SQL; a test proves that it equals the rule."""
    if not is_member(viewer, None):
        return false()
    readable = [Inquiry.author_id == viewer.id]
    if of_the_communes(viewer, None):
        readable.append(Inquiry.commune_code.in_(vouching.served_by(viewer.id)))
    if partner(viewer, None):
        readable.append(Inquiry.organisation_id == viewer.organisation_id)
    return or_(*readable)


def inquiry(id: int) -> Inquiry | None:
    """A request with all that its page and its mails show, and those who may read it."""
    return db.session.scalar(
        select(Inquiry)
        .where(Inquiry.id == id)
        .options(
            joinedload(Inquiry.organisation, innerjoin=True),
            joinedload(Inquiry.offer),
            joinedload(Inquiry.commune, innerjoin=True).joinedload(Commune.departement, innerjoin=True),
            joinedload(Inquiry.author, innerjoin=True).joinedload(Member.function),
            joinedload(Inquiry.theme),
            joinedload(Inquiry.stage),
            selectinload(Inquiry.serving),
        )
    )


def replies(inquiry_id: int) -> Sequence[InquiryReply]:
    """What was written back, the oldest first."""
    written = select(InquiryReply).where(InquiryReply.inquiry_id == inquiry_id)
    return db.session.scalars(written.order_by(InquiryReply.id).options(joinedload(InquiryReply.author))).all()


def reply(id: int) -> Part | None:
    """One message of a request, read by those who read the request."""
    found = db.session.get(InquiryReply, id)
    whole = inquiry(found.inquiry_id) if found else None
    return Part(whole, id=id, reply=found, hidden_at=found.hidden_at) if found and whole else None


def listed(viewer: Viewer, tab: str, *, after: str | None) -> Page[AnyRow]:
    """One page of the requests that somebody may read, the newest first."""
    stage, theme = aliased(Term), aliased(Term)
    columns: list[Any] = [
        *(Inquiry.id, Inquiry.state, Inquiry.sent_at, Inquiry.answered_at, Inquiry.author_id),
        *(Organisation.name.label("organisation"), Organisation.acronym, Commune.name.label("commune")),
        *(Member.first_name, Member.last_name, theme.label.label("theme"), stage.label.label("stage")),
        case((Inquiry.hidden_at.is_(None), func.substr(Inquiry.body, 1, 400)), else_="").label("body"),
    ]
    statement = (
        select(*columns)
        .join(Organisation, Organisation.id == Inquiry.organisation_id)
        .join(Commune, Commune.code == Inquiry.commune_code)
        .join(Member, Member.id == Inquiry.author_id)
        .outerjoin(theme, theme.id == Inquiry.theme_id)
        .outerjoin(stage, stage.id == Inquiry.stage_id)
        .where(readable_by(viewer), _in(tab))
    )
    return newest_first(statement, Inquiry.sent_at, Inquiry.id, after=after, rows=True)


def _in(tab: str) -> ColumnElement[bool]:
    is_closed = Inquiry.state == State.CLOSED
    return is_closed if tab == CLOSED else ~is_closed


def stage_of(commune_code: str, theme_id: int | None) -> int | None:
    """Where the project of a commune stands on a theme: the stage of its action that was last told."""
    told = (
        select(ProjectAction.state_id)
        .join(ProjectAxis, ProjectAxis.id == ProjectAction.axis_id)
        .where(ProjectAction.commune_code == commune_code, ProjectAxis.theme_id == theme_id)
        .where(ProjectAction.state_id.is_not(None), ProjectAction.dropped_on.is_(None))
    )
    return db.session.scalar(told.order_by(ProjectAction.updated_at.desc(), ProjectAction.id).limit(1))


def exported(member: Member) -> list[dict[str, Any]]:
    """What a member asked and answered, for the copy of one's own data."""
    asked = select(Inquiry.body, Inquiry.sent_at, Inquiry.commune_code, Organisation.name)
    asked = asked.join(Organisation, Organisation.id == Inquiry.organisation_id).where(Inquiry.author_id == member.id)
    written = select(InquiryReply.body, InquiryReply.created_at).where(InquiryReply.author_id == member.id)
    return [
        *(
            {"demande": row.body, "a": row.name, "commune": row.commune_code, "date": row.sent_at.isoformat()}
            for row in db.session.execute(asked.order_by(Inquiry.id))
        ),
        *(
            {"reponse": row.body, "date": row.created_at.isoformat()}
            for row in db.session.execute(written.order_by(InquiryReply.id))
        ),
    ]
