"""What communes declare of the aids they asked for: written, corrected, taken back, and read by their own team."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, false, or_, select, update
from sqlalchemy.orm import joinedload, selectinload

from club import clock, french
from club.access import Conflict
from club.communes import twins
from club.experiences import queries as experiences
from club.experiences.models import Experience
from club.extensions import db
from club.funding import queries
from club.funding.models import Aid, AidProof
from club.funding.progress import GRANTED, LABELS, Progress
from club.members import vouching
from club.members.events import MemberChanged
from club.members.models import Member, MemberCommune, Status
from club.paging import AnyRow, AnySelect
from club.policy import Viewer, of_the_communes
from club.rows import awaited
from club.territories.models import Commune

MOST = 100


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """All that is written in the form."""

    commune_code: str
    state: str
    amount: int | None = None
    cost: int | None = None
    asked_on: date | None = None
    answered_on: date | None = None
    paid_on: date | None = None
    experience_id: int | None = None
    is_contactable: bool = False


def declare(aid: Aid, said: Declaration, *, by: Member) -> AidProof:
    """What a commune says of a request, in the name of whoever writes it."""
    proof = AidProof(aid_id=aid.id)
    _write(proof, said, by)
    db.session.add(proof)
    db.session.flush()
    return proof


def correct(proof: AidProof, said: Declaration, *, version: int, by: Member) -> None:
    """Replace it; raises Conflict when it was changed since `version`. Whoever corrects it signs it."""
    awaited(proof)
    if version != proof.version:
        raise Conflict(_said(proof), _said(said))
    proof.version += 1
    _write(proof, said, by)


def _write(proof: AidProof, said: Declaration, by: Member) -> None:
    for name, value in vars(said).items():
        setattr(proof, name, value)
    proof.member_id, proof.updated_at = by.id, clock.now()
    proof.granted_at = (proof.granted_at or clock.now()) if said.state in GRANTED else None


def _said(one: AidProof | Declaration) -> str:
    days = (("demande", one.asked_on), ("réponse", one.answered_on), ("versement", one.paid_on))
    amounts = (("montant", one.amount), ("coût du projet", one.cost))
    lines = [LABELS[Progress(one.state)]]
    lines += [f"{name} : {french.euros(value)}" for name, value in amounts if value is not None]
    lines += [f"{name} : {french.day(value)}" for name, value in days if value is not None]
    return "\n".join([*lines, "contact accepté" if one.is_contactable else "contact non proposé"])


def take_back(proof: AidProof) -> None:
    """Nothing stays of it: the figures are counted without it from now on."""
    db.session.delete(proof)


def member_changed(event: MemberChanged) -> None:
    """The declarations of whoever closes the account stay with the commune, without name."""
    gone = exists().where(Member.id == event.member_id, Member.status == Status.CLOSED)
    theirs = update(AidProof).where(AidProof.member_id == event.member_id, gone)
    db.session.execute(theirs.values(member_id=None, is_contactable=False))


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """`proof.read` said in SQL; a test proves that it equals the rule."""
    if not of_the_communes(viewer, None):
        return false()
    return AidProof.commune_code.in_(vouching.served_by(viewer.id))


def proof(id: int) -> AidProof | None:
    """A declaration with its sheet, and those who may read it."""
    return db.session.scalar(
        select(AidProof)
        .where(AidProof.id == id)
        .execution_options(populate_existing=True)
        .options(
            joinedload(AidProof.aid, innerjoin=True),
            joinedload(AidProof.commune, innerjoin=True),
            selectinload(AidProof.serving),
        )
    )


def of_my_communes(viewer: Viewer) -> Sequence[AidProof]:
    """What the communes of a member declared, the newest first."""
    mine = select(AidProof).where(readable_by(viewer))
    parts = [joinedload(one) for one in (AidProof.aid, AidProof.commune, AidProof.member, AidProof.experience)]
    mine = mine.options(*parts, selectinload(AidProof.serving))
    return db.session.scalars(mine.order_by(AidProof.updated_at.desc(), AidProof.id).limit(MOST)).all()


def contacts_of(aid_id: int, like: str | None = None) -> Sequence[AnyRow]:
    """Who agrees to speak of an aid: the member and the commune, and what it told; neither state nor amount.

    The communes like the one of code `like` come first.
    """
    return _contacts(AidProof.aid_id == aid_id, like)


def spoken_of_in(code: str) -> Sequence[AnyRow]:
    """The published sheets of which somebody of a commune agrees to speak."""
    return _contacts((AidProof.commune_code == code) & queries.published())


def _contacts(condition: ColumnElement[bool], like: str | None = None) -> Sequence[AnyRow]:
    told = Experience.id.label("told_id"), Experience.slug.label("told_slug"), Experience.title.label("told")
    person = Member.id.label("member_id"), Member.slug.label("member_slug"), Member.first_name, Member.last_name
    place = Commune.name.label("commune"), Commune.code.label("commune_code"), Commune.slug.label("commune_slug")
    is_twin = Commune.code.in_(twins.codes_of(like or "")).label("is_twin")
    found: AnySelect = (
        select(*person, *place, *told, is_twin, Aid.id.label("aid_id"), Aid.slug.label("aid_slug"), Aid.title)
        .select_from(AidProof)
        .join(Aid, Aid.id == AidProof.aid_id)
        .join(Commune, Commune.code == AidProof.commune_code)
        .join(Member, (Member.id == AidProof.member_id) & Member.is_findable)
        .join(MemberCommune, (MemberCommune.member_id == Member.id) & (MemberCommune.commune_code == Commune.code))
        .where(MemberCommune.is_vouched)
        .outerjoin(Experience, (Experience.id == AidProof.experience_id) & experiences.listed())
        .where(AidProof.is_contactable, condition)
        .distinct()
    )
    order = is_twin.desc(), Commune.name, Member.last_name, Member.id, Aid.title
    return db.session.execute(found.order_by(*order).limit(MOST)).all()


def write_ups(codes: Sequence[str]) -> Sequence[AnyRow]:
    """The published experiences of these communes, to which a declaration may be tied."""
    if not codes:
        return []
    theirs = or_(*(experiences.in_commune(code) for code in codes))
    told = select(Experience.id, Experience.title).where(experiences.listed(), theirs)
    return db.session.execute(told.order_by(Experience.title, Experience.id).limit(MOST)).all()


def is_told_by(experience_id: int, code: str) -> bool:
    """Whether an experience is of this commune, alone or with others."""
    told = select(Experience.id).where(Experience.id == experience_id, experiences.in_commune(code))
    return db.session.scalar(told) is not None


def exported(member: Member) -> list[dict[str, Any]]:
    """What a member signed, for the copy of one's own data."""
    signed = select(AidProof).where(AidProof.member_id == member.id).options(joinedload(AidProof.aid))
    return [
        {"aide": one.aid.title, "commune": one.commune_code, "declare": _said(one)}
        for one in db.session.scalars(signed.order_by(AidProof.id))
    ]
