"""What members change in their own account, and what staff decide about accounts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from club import clock, jobs, journal, mail, storage, text
from club.access import Conflict, Denied, Refused
from club.events import emit
from club.extensions import db
from club.members import queries, sessions, vouching
from club.members.accounts import create_administrator, serve_communes
from club.members.events import CommunesAdded, MailStopped, MemberAdmitted, MemberChanged, MemberRefused
from club.members.models import MailChoice, Member, MemberHelp, MemberTheme, Role, Status
from club.policy import Action
from club.rows import awaited
from club.storage.models import StoredFile
from club.territories.models import Commune

__all__ = ["Refused", "create_administrator"]


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What a member tells of themself."""

    first_name: str
    last_name: str
    function_id: int | None
    bio: str
    help_offer: str
    phone: str
    is_phone_shown: bool
    is_email_shown: bool
    is_bio_shown: bool
    is_listed: bool
    communes: Sequence[Commune]
    theme_ids: Sequence[int]
    help_ids: Sequence[int]


SIMPLE = (
    *("first_name", "last_name", "function_id", "bio", "help_offer", "phone"),
    *("is_phone_shown", "is_email_shown", "is_bio_shown", "is_listed"),
)


def edit_profile(member: Member, profile: Profile, *, version: int) -> None:
    """Replace the card; raises Conflict when it was changed since `version`."""
    awaited(member)
    if version != member.version:
        raise Conflict(member.bio, profile.bio)
    member.version += 1
    for name in SIMPLE:
        setattr(member, name, getattr(profile, name))
    member.slug = text.slugify(f"{profile.first_name} {profile.last_name}")
    member.bio_html = text.render(profile.bio)
    before = vouching.waiting_codes(member.id)
    waiting = serve_communes(member, profile.communes, is_vouched=member.status == Status.PENDING)
    if set(waiting) - set(before):
        emit(CommunesAdded(member_id=member.id))
    choose_themes(member, profile.theme_ids)
    _replace(MemberHelp, member.id, profile.help_ids)
    emit(MemberChanged(member_id=member.id))


def choose_themes(member: Member, theme_ids: Sequence[int]) -> None:
    """Replace the themes a member follows."""
    _replace(MemberTheme, member.id, theme_ids)


def _replace(model: type[MemberTheme] | type[MemberHelp], member_id: int, term_ids: Sequence[int]) -> None:
    db.session.execute(delete(model).where(model.member_id == member_id))
    db.session.add_all(model(member_id=member_id, term_id=term_id) for term_id in dict.fromkeys(term_ids))


def put_photo(member: Member, photo: StoredFile | None) -> None:
    """Change or remove the portrait; the old one is let go."""
    old = db.session.get(StoredFile, member.photo_id) if member.photo_id else None
    member.photo_id = photo.id if photo else None
    db.session.flush()
    if old is not None:
        storage.let_go(old)


def choose_mail(member_id: int, kind: str, *, is_wanted: bool) -> None:
    """Want or stop one kind of mail."""
    choice = db.session.get(MailChoice, (member_id, kind))
    if choice is None:
        db.session.add(MailChoice(member_id=member_id, kind=kind, is_wanted=is_wanted))
    else:
        choice.is_wanted = is_wanted


def stop_mail(member_id: int, kind: str) -> None:
    """Stop a kind of mail, all of them, or the mails about one thing (« alert-12 »)."""
    if "-" in kind:
        emit(MailStopped(member_id=member_id, kind=kind))
    else:
        choose_mail(member_id, kind, is_wanted=False)


def choose_mails(member: Member, wanted: Mapping[str, bool], *, daily_hour: int, timezone: str | None) -> None:
    """What to be written, when, and on which clock."""
    for kind, is_wanted in wanted.items():
        choose_mail(member.id, kind, is_wanted=is_wanted)
    if any(wanted.values()):
        choose_mail(member.id, mail.ALL, is_wanted=True)
    member.daily_hour, member.timezone = daily_hour, timezone


def welcome_done(member: Member, step: int) -> None:
    """The first visit goes forward, never back."""
    member.welcome_step = max(member.welcome_step, min(step, 3))


def admit(member: Member, *, by: Member) -> None:
    """Open the club to somebody who waits; raises Refused when it was decided already."""
    _refuse_decided(member)
    member.status = Status.ACTIVE
    member.admitted_at = clock.now()
    member.decided_by_id = by.id
    _record(Action.REQUEST_DECIDE, member, {"status": Status.PENDING}, {"status": Status.ACTIVE}, "", by)
    mail.write(
        "admission",
        to=member.email,
        key=f"admission-{member.id}",
        first_name=member.first_name,
        link=mail.absolute("members.sign_in"),
    )
    emit(MemberAdmitted(member_id=member.id, by_id=by.id))
    emit(MemberChanged(member_id=member.id))


def refuse(member: Member, *, reason: str, by: Member) -> None:
    """Decline a request, with the reason; raises Refused when it was decided already."""
    _refuse_decided(member)
    member.status = Status.CLOSED
    member.closed_at = clock.now()
    member.decided_by_id, member.decision_reason = by.id, reason
    sessions.end_all(member.id)
    _record(Action.REQUEST_DECIDE, member, {"status": Status.PENDING}, {"status": Status.CLOSED}, reason, by)
    key = f"refusal-{member.id}-{int(clock.now().timestamp())}"  # who was refused may ask again
    mail.write("refusal", to=member.email, key=key, first_name=member.first_name, reason=reason)
    emit(MemberRefused(member_id=member.id, by_id=by.id))


def _refuse_decided(member: Member) -> None:
    awaited(member)
    if member.status != Status.PENDING:
        raise Refused("Cette demande a déjà été traitée.")


def suspend(member: Member, *, until: datetime | None, reason: str, by: Member) -> None:
    """Close the door for a time; the member is told why and how to appeal. Raises Refused when not active."""
    _refuse_last_administrator(member)
    awaited(member)
    if member.status != Status.ACTIVE:
        raise Refused("Ce compte n’est pas actif.")
    member.status, member.suspended_until, member.suspension_reason = Status.SUSPENDED, until, reason
    sessions.end_all(member.id)
    _record(Action.MEMBER_SUSPEND, member, {"status": Status.ACTIVE}, {"status": Status.SUSPENDED}, reason, by)
    key = f"suspension-{member.id}-{int(clock.now().timestamp())}"
    mail.write("suspension", to=member.email, key=key, first_name=member.first_name, reason=reason, until=until)
    emit(MemberChanged(member_id=member.id))


def reinstate(member: Member, *, by: Member) -> None:
    """Open the door again; raises Refused when it is not closed."""
    awaited(member)
    if member.status != Status.SUSPENDED:
        raise Refused("Ce compte n’est pas suspendu.")
    member.status, member.suspended_until, member.suspension_reason = Status.ACTIVE, None, ""
    _record(Action.MEMBER_SUSPEND, member, {"status": Status.SUSPENDED}, {"status": Status.ACTIVE}, "", by)
    key = f"reinstated-{member.id}-{int(clock.now().timestamp())}"
    mail.write(
        "reinstated", to=member.email, key=key, first_name=member.first_name, link=mail.absolute("members.sign_in")
    )
    emit(MemberChanged(member_id=member.id))


@jobs.every(minutes=15)
def end_suspensions() -> None:
    """Open the door again to whoever's suspension is over."""
    over = select(Member).where(Member.status == Status.SUSPENDED, Member.suspended_until <= clock.now())
    for member in db.session.scalars(over).all():
        member.status, member.suspended_until, member.suspension_reason = Status.ACTIVE, None, ""
        emit(MemberChanged(member_id=member.id))
    db.session.commit()


@dataclass(frozen=True, kw_only=True)
class Place:
    """A role, with the organisation of a partner or the territory of a référent."""

    role: Role
    organisation_id: int | None = None
    scope_kind: str | None = None
    scope_code: str | None = None
    scope_departements: Sequence[str] = ()


def change_role(member: Member, place: Place, *, by: Member) -> None:
    """Give another role; the open sessions end. Raises Denied for the last administrator."""
    if place.role is not Role.ADMINISTRATOR:
        _refuse_last_administrator(member)
    awaited(member)
    if member.status == Status.CLOSED:
        raise Refused("Ce compte est fermé.")
    before = {"role": member.role, "organisation": member.organisation_id, "scope": member.scope_code}
    member.role = place.role
    member.organisation_id = place.organisation_id if place.role is Role.PARTNER else member.organisation_id
    is_referent = place.role is Role.REFERENT
    member.scope_kind = place.scope_kind if is_referent else None
    member.scope_code = place.scope_code if is_referent else None
    member.scope_departements = list(place.scope_departements) if is_referent else []
    sessions.end_all(member.id)
    after = {"role": member.role, "organisation": member.organisation_id, "scope": member.scope_code}
    _record(Action.ROLE_CHANGE, member, before, after, "", by)
    emit(MemberChanged(member_id=member.id))


def _refuse_last_administrator(member: Member) -> None:
    if queries.is_last_administrator(member):
        raise Denied("C’est la dernière personne à administrer le club. Donnez d’abord ce rôle à quelqu’un.")


def _record(
    act: str, member: Member, before: Mapping[str, object], after: Mapping[str, object], reason: str, by: Member
) -> None:
    journal.record(
        act,
        "member",
        member.id,
        label=member.full_name,
        before=dict(before),
        after=dict(after),
        reason=reason,
        by=by.id,
    )
