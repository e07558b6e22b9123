"""Coming in and going out: requests, confirmations, invitations, passwords, closing."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, select, update

from club import clock, jobs, mail, storage, text
from club.access import Denied, Refused
from club.events import emit
from club.extensions import db
from club.mail import Letter, bounces
from club.members import passwords, queries, sessions
from club.members.events import MemberAdmitted, MemberChanged, MemberConfirmed, PasswordForgotten
from club.members.models import (
    Invitation,
    LoginSession,
    MailChoice,
    Member,
    MemberCommune,
    MemberHelp,
    MemberTheme,
    Role,
    SecretLink,
    Status,
)  # fmt: skip
from club.storage.models import StoredFile
from club.territories import queries as territories
from club.territories.models import Commune

CONFIRM_LIFE = timedelta(days=7)
RESET_LIFE = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Request:
    """What somebody who wants to join tells."""

    email: str
    password: str
    first_name: str
    last_name: str
    function_id: int | None
    communes: Sequence[Commune] = field(default_factory=list)
    organisation_id: int | None = None
    message: str = ""


def register(asked: Request) -> None:
    """A request to join. An address that is known already gets a mail that says so, and the page tells nothing."""
    email = queries.normal(asked.email)
    member = queries.by_email(email)
    stored = passwords.hashed(asked.password)  # in both cases, so that both take the same time
    if member is not None and not _may_ask_again(member):
        mail.write("known", to=email, key=f"known-{secrets.token_hex(8)}", first_name=member.first_name)
        return
    if member is None:
        member = Member(email=email)
        db.session.add(member)
    member.password_hash, member.status = stored, Status.UNCONFIRMED
    member.first_name, member.last_name = asked.first_name, asked.last_name
    member.slug = text.slugify(f"{asked.first_name} {asked.last_name}")
    member.function_id, member.organisation_id = asked.function_id, asked.organisation_id
    member.request_message, member.decision_reason = asked.message, ""
    member.decided_by_id = member.closed_at = None
    db.session.flush()
    serve_communes(member, asked.communes)
    send_confirmation(member)


def _may_ask_again(member: Member) -> bool:
    """Whoever has not confirmed the address, or was refused, starts afresh: the last form counts."""
    was_refused = member.status == Status.CLOSED and member.decided_by_id is not None
    return member.status == Status.UNCONFIRMED or was_refused


def serve_communes(member: Member, communes: Sequence[Commune], *, is_vouched: bool = True) -> list[str]:
    """Replace the communes of a member; the first is the main one. Gives those that the staff has still to confirm."""
    known = select(MemberCommune.commune_code).where(MemberCommune.member_id == member.id, MemberCommune.is_vouched)
    vouched = {one.code for one in communes} if is_vouched else set(db.session.scalars(known))
    db.session.execute(delete(MemberCommune).where(MemberCommune.member_id == member.id))
    db.session.add_all(
        MemberCommune(
            member_id=member.id, commune_code=one.code, position=position, is_vouched=one.code in vouched
        )
        for position, one in enumerate(communes)
    )  # fmt: skip
    member.commune_code = communes[0].code if communes else None
    if communes:
        member.departement_code = communes[0].departement_code
    return [one.code for one in communes if one.code not in vouched]


def send_confirmation(member: Member) -> None:
    """Mail a new confirmation link; the earlier ones stop working."""
    token = _new_link(member, "confirm", CONFIRM_LIFE)
    mail.write(
        "confirm",
        to=member.email,
        key=f"confirm-{sessions.hashed(token)[:16]}",
        first_name=member.first_name,
        link=mail.absolute("members.confirm", token=token),
    )


def _new_link(member: Member, purpose: str, life: timedelta) -> str:
    db.session.execute(delete(SecretLink).where(SecretLink.member_id == member.id, SecretLink.purpose == purpose))
    token = secrets.token_urlsafe(32)
    db.session.add(
        SecretLink(
            purpose=purpose,
            member_id=member.id,
            token_hash=sessions.hashed(token),
            expires_at=clock.now() + life,
        )
    )
    return token


def confirm(link: SecretLink) -> None:
    """The address is theirs: the request goes to the staff."""
    link.used_at = clock.now()
    member = link.member
    if member.status == Status.UNCONFIRMED:
        member.status = Status.PENDING
        member.confirmed_at = clock.now()
        emit(MemberConfirmed(member_id=member.id))


def ask_new_password(email: str) -> None:
    """Ask for a link. Whose address it is, the worker finds out: here it takes the same time for everybody."""
    emit(PasswordForgotten(email=queries.normal(email)))


def send_new_password(event: PasswordForgotten) -> None:
    """Mail a link to whoever has an account that can be opened; nothing to the others."""
    member = queries.by_email(event.email)
    if member is None or member.status not in {Status.ACTIVE, Status.PENDING}:
        return
    token = _new_link(member, "reset", RESET_LIFE)
    mail.write(
        "reset",
        to=member.email,
        key=f"reset-{sessions.hashed(token)[:16]}",
        first_name=member.first_name,
        link=mail.absolute("members.reset", token=token),
    )


def reset_password(link: SecretLink, password: str) -> None:
    """A new password by the link of a mail: every open session ends."""
    link.used_at = clock.now()
    link.member.password_hash = passwords.hashed(password)
    sessions.end_all(link.member_id)
    mail.write("password_changed", to=link.member.email, key=f"changed-{link.id}", first_name=link.member.first_name)


def change_password(member: Member, password: str) -> None:
    """A new password from the account's page: the other sessions end."""
    member.password_hash = passwords.hashed(password)
    sessions.end_all(member.id, but=member.session_token)
    key = f"changed-{member.id}-{secrets.token_hex(6)}"
    mail.write("password_changed", to=member.email, key=key, first_name=member.first_name)


def accept(
    invitation: Invitation, *, first_name: str, last_name: str, password: str, communes: Sequence[Commune]
) -> Member:
    """Open the account an invitation promises; somebody who was waiting under this address is admitted."""
    member = queries.by_email(invitation.email)
    if member is not None and member.status in queries.SETTLED:
        raise Refused("Un compte existe déjà pour cette adresse. Connectez-vous, ou demandez un nouveau mot de passe.")
    if member is None:
        member = Member(email=invitation.email, first_name=first_name, last_name=last_name)
        db.session.add(member)
    member.first_name, member.last_name = first_name, last_name
    member.slug = text.slugify(f"{first_name} {last_name}")
    member.password_hash = passwords.hashed(password)
    member.role, member.status = invitation.role, Status.ACTIVE
    member.organisation_id = invitation.organisation_id
    member.scope_kind, member.scope_code = invitation.scope_kind, invitation.scope_code
    member.scope_departements = list(scope_departements(invitation.scope_kind, invitation.scope_code))
    member.departement_code = invitation.departement_code
    member.confirmed_at = member.admitted_at = invitation.accepted_at = clock.now()
    member.closed_at, member.decision_reason = None, ""
    db.session.flush()
    serve_communes(member, communes)
    invitation.accepted_by_id = member.id
    emit(MemberAdmitted(member_id=member.id, by_id=invitation.invited_by_id))
    emit(MemberChanged(member_id=member.id))
    return member


def scope_departements(kind: str | None, code: str | None) -> list[str]:
    """The départements that a référent's territory means."""
    if kind == "region" and code:
        return [one.code for one in territories.departements_of_region(code)]
    return [code] if code else []


@jobs.every(hour=5)
def forget_expired() -> None:
    """Drop the sessions and links that open nothing any more."""
    for model in (LoginSession, SecretLink):
        db.session.execute(delete(model).where(model.expires_at <= clock.now()))
    db.session.commit()


def close(member: Member) -> None:
    """Close an account: what is personal is erased, contributions stay under « Ancien membre »."""
    if queries.is_last_administrator(member):
        raise Denied("Vous êtes la dernière personne à administrer le club. Donnez d’abord ce rôle à quelqu’un.")
    sessions.end_all(member.id)
    photo = db.session.get(StoredFile, member.photo_id) if member.photo_id else None
    for model in (SecretLink, MailChoice, MemberTheme, MemberHelp, MemberCommune):
        db.session.execute(delete(model).where(model.member_id == member.id))
    db.session.execute(delete(Letter).where(Letter.to == member.email))
    bounces.forget(member.email)
    gone = f"ferme-{member.id}@ferme.invalid"
    db.session.execute(update(Invitation).where(Invitation.email == member.email).values(email=gone))
    db.session.execute(
        update(Member)
        .where(Member.id == member.id)
        .values(
            email=gone,
            password_hash=None,
            first_name="Ancien",
            last_name="membre",
            slug="ancien-membre",
            role=Role.MEMBER,
            status=Status.CLOSED,
            closed_at=clock.now(),
            organisation_id=None,
            commune_code=None,
            scope_kind=None,
            scope_code=None,
            scope_departements=[],
            photo_id=None,
            function_id=None,
            mail_failed_at=None,
            **dict.fromkeys(("bio", "bio_html", "help_offer", "phone", "request_message", "suspension_reason"), ""),
        )
    )
    if photo is not None:
        storage.let_go(photo)
    emit(MemberChanged(member_id=member.id))


def create_administrator(*, email: str, first_name: str, last_name: str, password: str) -> Member:
    """The first account of a new site; raises Refused when the address is taken or the password too weak."""
    try:
        validate_email(queries.normal(email), check_deliverability=False)
    except EmailNotValidError as error:
        raise Refused("Vérifiez cette adresse de courriel.") from error
    fault = passwords.fault(password, is_staff=True, context=[first_name, last_name, *email.split("@")[:1]])
    if fault:
        raise Refused(fault)
    if queries.by_email(email) is not None:
        raise Refused("Un compte existe déjà pour cette adresse.")
    now = clock.now()
    member = Member(
        email=queries.normal(email),
        password_hash=passwords.hashed(password),
        first_name=first_name,
        last_name=last_name,
        slug=text.slugify(f"{first_name} {last_name}"),
        role=Role.ADMINISTRATOR,
        status=Status.ACTIVE,
        confirmed_at=now,
        admitted_at=now,
    )
    db.session.add(member)
    db.session.flush()
    emit(MemberChanged(member_id=member.id))
    return member
