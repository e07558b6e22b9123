"""Reading accounts."""

import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from statistics import median

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import joinedload, selectinload

from club import clock, mail
from club.extensions import db
from club.members import sessions
from club.members.models import (
    Invitation,
    MailChoice,
    Member,
    MemberCommune,
    Organisation,
    Role,
    SecretLink,
    Standing,
    Status,
)
from club.territories.models import Commune

WELCOME_STEPS = 3
FEW = 20  # decisions that the usual delay is computed from
SETTLED = (Status.ACTIVE, Status.SUSPENDED)


def by_email(email: str) -> Member | None:
    return db.session.scalar(select(Member).where(Member.email == normal(email)))


def password_hash(email: str) -> str | None:
    """What is stored of a password, without loading the account."""
    return db.session.scalar(select(Member.password_hash).where(Member.email == normal(email)))


def words_about(member: Member) -> list[str]:
    """Words that a password must not be made of."""
    served = select(Commune.name).join(MemberCommune, MemberCommune.commune_code == Commune.code)
    communes = db.session.scalars(served.where(MemberCommune.member_id == member.id)).all()
    return [member.first_name, member.last_name, *member.email.split("@"), *communes]


def normal(email: str) -> str:
    """An address as it is stored and compared."""
    return unicodedata.normalize("NFKC", email).strip().lower()


def member(id: int) -> Member | None:
    """A member with all that the profile shows."""
    return db.session.scalar(
        select(Member)
        .where(Member.id == id)
        .options(
            joinedload(Member.function),
            joinedload(Member.organisation),
            selectinload(Member.communes).joinedload(Commune.departement),
            selectinload(Member.themes),
            selectinload(Member.helps),
        )
    )


def secret_link(purpose: str, token: str) -> SecretLink | None:
    """A link of an e-mail that can still be used, with its member."""
    return db.session.scalar(
        select(SecretLink)
        .where(
            SecretLink.purpose == purpose,
            SecretLink.token_hash == sessions.hashed(token),
            SecretLink.used_at.is_(None),
            SecretLink.expires_at > clock.now(),
        )
        .options(joinedload(SecretLink.member, innerjoin=True))
        .with_for_update(of=SecretLink)  # used once: of two who use it at the same moment the second finds none
    )


def invitation(token: str) -> Invitation | None:
    """An invitation that can still be accepted."""
    return db.session.scalar(
        select(Invitation)
        .where(
            Invitation.token_hash == sessions.hashed(token),
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > clock.now(),
        )
        .options(joinedload(Invitation.invited_by), joinedload(Invitation.organisation))
    )


def open_invitation(email: str) -> Invitation | None:
    """An invitation of this address that can still be accepted."""
    return db.session.scalar(
        select(Invitation).where(
            Invitation.email == normal(email),
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > clock.now(),
        )
    )


def usual_delay() -> timedelta | None:
    """How long the last admissions took (median); None before there are three."""
    last = (
        select(Member.confirmed_at, Member.admitted_at)
        .where(
            Member.admitted_at.is_not(None),
            Member.confirmed_at.is_not(None),
            Member.decided_by_id.is_not(None),
        )
        .order_by(Member.admitted_at.desc())
        .limit(FEW)
    )
    spans = [admitted - confirmed for confirmed, admitted in db.session.execute(last) if admitted and confirmed]
    return timedelta(seconds=median(span.total_seconds() for span in spans)) if len(spans) >= 3 else None


def organisations() -> Sequence[Organisation]:
    """Those that may be chosen: in the directory, and still there."""
    listed = Organisation.standing == Standing.LISTED, Organisation.closed_on.is_(None)
    return db.session.scalars(select(Organisation).where(*listed).order_by(Organisation.name)).all()


def former_names() -> dict[str, int]:
    """The names of cards that were merged, and the card that each one is now."""
    gone = select(Organisation.name, Organisation.merged_into_id).where(Organisation.standing == Standing.MERGED)
    return {name: id for name, id in db.session.execute(gone) if id}


def is_last_administrator(member: Member) -> bool:
    """Whether nobody else administers the club; nobody who does changes until whoever asks is done."""
    them = select(Member.id).where(Member.role == Role.ADMINISTRATOR, Member.status == Status.ACTIVE)
    return db.session.scalars(them.order_by(Member.id).with_for_update(key_share=True)).all() == [member.id]


def keepers_of(departement: str | None) -> list[int]:
    """Who decides on a request: the référents of the département, else the administrators."""
    return referents_of(departement) or _with_roles(Role.ADMINISTRATOR)


def moderators_of(departement: str | None) -> list[int]:
    """Who looks at a report: moderators, administrators and the référents of the département."""
    return _with_roles(Role.MODERATOR, Role.ADMINISTRATOR) + referents_of(departement)


def _with_roles(*roles: Role) -> list[int]:
    active = select(Member.id).where(Member.status == Status.ACTIVE, Member.role.in_(roles))
    return list(db.session.scalars(active))


def referents_of(departement: str | None) -> list[int]:
    """The référents whose territory has this département."""
    rows = db.session.execute(
        select(Member.id, Member.scope_departements).where(Member.status == Status.ACTIVE, Member.role == Role.REFERENT)
    )
    return [row.id for row in rows if departement in row.scope_departements]


def editing(organisation_id: int) -> ColumnElement[bool]:
    """The active members who keep the card of an organisation; others of its people may belong to it as members."""
    return and_(Member.organisation_id == organisation_id, Member.role == Role.PARTNER, Member.status == Status.ACTIVE)


def stopped_mails(member_id: int) -> set[str]:
    """The kinds of mail a member has stopped; what was never chosen is wanted."""
    mine = select(MailChoice.kind).where(MailChoice.member_id == member_id, MailChoice.is_wanted.is_(False))
    return set(db.session.scalars(mine))


def wanting(kind: str) -> ColumnElement[bool]:
    """The members who want this kind of mail, as a condition on Member."""
    refused = MailChoice.kind.in_((kind, mail.ALL)), MailChoice.is_wanted.is_(False)
    return Member.id.not_in(select(MailChoice.member_id).where(*refused))


def photo_of(id: int) -> Member | None:
    return db.session.get(Member, id)
