"""Finding departures, vacant posts, and what a successor is given."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from club.extensions import db
from club.handover.models import Handover
from club.members import queries as members
from club.members import vouching
from club.members.models import PROJECT_LEADER, Member, MemberCommune, Role, Status
from club.paging import AnyRow, AnySelect
from club.policy import Action, Viewer, administrator, can, of_the_communes, referent
from club.territories.models import Commune
from club.vocabulary.models import Term, TermKind

MOST = 100


def _whole() -> Select[Handover]:
    parts = (Handover.commune, Handover.member, Handover.successor, Handover.invitation, Handover.stored)
    whole = select(Handover).options(*(joinedload(one) for one in parts), selectinload(Handover.serving))
    return whole.options(joinedload(Handover.member).joinedload(Member.function))


def handover(id: int) -> Handover | None:
    """A departure with all that its pages show, and those who may read its file."""
    return db.session.scalar(_whole().where(Handover.id == id).execution_options(populate_existing=True))


def file_of(id: int) -> Handover | None:
    """A departure whose file is made."""
    found = handover(id)
    return found if found is not None and found.stored_id is not None else None


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """`handover.read` said in SQL; a test proves that it equals the rule."""
    if viewer.id is None or viewer.status != Status.ACTIVE:
        return Handover.id.is_(None)
    if administrator(viewer, None):
        return Handover.id.is_not(None)
    own = Handover.member_id == viewer.id
    return or_(own, Handover.departement_code.in_(viewer.scope_departements)) if referent(viewer, None) else own


def of_viewer(viewer: Viewer) -> Sequence[Handover]:
    """Departures that somebody may prepare, the last day first; those that were taken back are left out."""
    mine = _whole().where(readable_by(viewer), Handover.cancelled_at.is_(None))
    return db.session.scalars(mine.order_by(Handover.leaves_on.desc(), Handover.id.desc()).limit(MOST)).all()


def received_by(member_id: int) -> Sequence[Handover]:
    """Departures after which somebody comes."""
    theirs = _whole().where(Handover.successor_id == member_id, Handover.cancelled_at.is_(None))
    return db.session.scalars(theirs.order_by(Handover.leaves_on.desc(), Handover.id).limit(MOST)).all()


def files_for(viewer: Viewer) -> Sequence[Handover]:
    """The files of the communes that somebody serves."""
    if not of_the_communes(viewer, None):
        return []
    theirs = Handover.commune_code.in_(vouching.served_by(viewer.id)), Handover.stored_id.is_not(None)
    return db.session.scalars(_whole().where(*theirs).order_by(Handover.leaves_on.desc()).limit(MOST)).all()


def communes_of(member: Member) -> Sequence[Commune]:
    """The communes that a member may leave."""
    return vouching.vouched(member.id)


def communes_to_declare(member: Member, viewer: Viewer) -> list[Commune]:
    """Those whose departures this viewer of the staff may declare."""
    return [one for one in vouching.vouched(member.id) if can(viewer, Action.INVITATION_READ, one)]


class Vacancy(NamedTuple):
    """A post that nobody holds, and whom to write to meanwhile."""

    since: date
    referents: Sequence[AnyRow]


def vacancy(commune: Commune) -> Vacancy | None:
    """Since when nobody leads the project of a commune, when the last one left it through the club."""
    row = db.session.execute(vacant().where(Handover.commune_code == commune.code).limit(1)).first()
    return Vacancy(row.leaves_on, referents_of(commune.departement_code)) if row else None


def vacant() -> AnySelect:
    """The last departures of posts that nobody holds since: code and name of the commune, day, id."""
    later = aliased(Handover)
    newer = exists().where(later.commune_code == Handover.commune_code, later.left_at > Handover.left_at)
    held = (
        select(MemberCommune.member_id)
        .join(Member, Member.id == MemberCommune.member_id)
        .join(Term, Term.id == Member.function_id)
        .where(MemberCommune.commune_code == Handover.commune_code, MemberCommune.is_vouched)
        .where(Member.status == Status.ACTIVE, Member.role == Role.MEMBER)
        .where(Term.kind == TermKind.FUNCTION, Term.slug == PROJECT_LEADER)
    )
    columns = Handover.id, Handover.leaves_on, Commune.code, Commune.slug, Commune.name
    found = select(*columns).join(Commune, Commune.code == Handover.commune_code)
    return found.where(Handover.left_at.is_not(None), ~newer, ~held.exists()).order_by(Handover.leaves_on.desc())


def vacant_for(viewer: Viewer) -> Sequence[AnyRow]:
    """The vacant posts of a référent's territory, of all of them for the administrators."""
    if not can(viewer, Action.ADMIN_HOME):
        return []
    return db.session.execute(vacant().where(readable_by(viewer)).limit(MOST)).all()


def unreachable_for(viewer: Viewer) -> Sequence[AnyRow]:
    """Members of a territory whose mails come back, and whose departure nobody has declared."""
    if not can(viewer, Action.ADMIN_HOME):
        return []
    gone = exists().where(Handover.member_id == Member.id, Handover.under_way())
    serves = exists().where(MemberCommune.member_id == Member.id, MemberCommune.is_vouched)
    failing = Member.mail_failed_at.is_not(None), Member.status == Status.ACTIVE, Member.role == Role.MEMBER
    found = select(Member.id, Member.first_name, Member.last_name, Member.mail_failed_at).where(*failing, serves, ~gone)
    if referent(viewer, None):
        found = found.where(Member.departement_code.in_(viewer.scope_departements))
    return db.session.execute(found.order_by(Member.last_name, Member.id).limit(MOST)).all()


def referents_of(departement: str | None) -> Sequence[AnyRow]:
    """The référents of a territory whom members find, by name."""
    those = Member.id.in_(members.referents_of(departement)), Member.is_findable
    named = select(Member.id, Member.slug, Member.first_name, Member.last_name).where(*those)
    return db.session.execute(named.order_by(Member.last_name, Member.id)).all()
