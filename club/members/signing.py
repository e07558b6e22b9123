"""Signing in: the same answer and the same time whether or not the account exists."""

from dataclasses import dataclass

from flask import current_app, request, session
from itsdangerous import BadData, URLSafeTimedSerializer

from club import clock, limits
from club.events import emit
from club.extensions import db
from club.members import passwords, queries, sessions
from club.members.events import MemberChanged
from club.members.models import Member, Status

PER_ACCOUNT = "8 per 10 minutes"
PER_ADDRESS = "60 per 10 minutes"
WHOLE_SITE = "2000 per 10 minutes"
WRONG = "L’adresse ou le mot de passe ne convient pas. Vérifiez-les, ou demandez un nouveau mot de passe."
CONFIRM_FIRST = "Confirmez d’abord votre adresse : ouvrez le lien du courriel que nous vous avons envoyé."
ASKED_AGAIN = 3600  # seconds during which the link of the confirmation may be asked for again
TOO_MANY = "Trop d’essais. Attendez dix minutes, ou demandez un nouveau mot de passe."


@dataclass(frozen=True)
class Answer:
    """What a try gave: a member who may come in, or a sentence; `again` lets one ask for the link again."""

    member: Member | None = None
    sentence: str = ""
    again: str = ""
    is_limited: bool = False
    is_suspended: bool = False


def attempt(email: str, password: str) -> Answer:
    """Check a pair; counts every try, per account, per network address and for the whole site."""
    address = queries.normal(email)
    tries = [
        limits.hit("sign-in-account", address, PER_ACCOUNT),
        limits.hit("sign-in-address", limits.address(), PER_ADDRESS),
        limits.hit("sign-in-site", "all", WHOLE_SITE),
    ]
    if not all(tries):
        return Answer(sentence=TOO_MANY, is_limited=True)
    stored = queries.password_hash(address)
    db.session.rollback()  # nobody waits for the database while the password is checked
    if not passwords.matches(stored, password):
        return Answer(sentence=WRONG)
    member = queries.by_email(address)
    if member is None or member.password_hash != stored:
        return Answer(sentence=WRONG)
    limits.forget("sign-in-account", address, PER_ACCOUNT)
    answer = _admitted(member)
    if answer.member is not None and passwords.is_outdated(stored or ""):
        member.password_hash = passwords.hashed(password)
    return answer


def _admitted(member: Member) -> Answer:
    _end_suspension(member)
    if member.status == Status.SUSPENDED:
        return Answer(sentence=_why_suspended(member), is_suspended=True)
    if member.status == Status.UNCONFIRMED:
        return Answer(sentence=CONFIRM_FIRST, again=_signer().dumps(member.id))
    return Answer(member=member) if member.status in sessions.OPEN else Answer(sentence=WRONG)


def _end_suspension(member: Member) -> None:
    until = member.suspended_until
    if member.status == Status.SUSPENDED and until is not None and until <= clock.now():
        member.status = Status.ACTIVE
        member.suspended_until = None
        member.suspension_reason = ""
        emit(MemberChanged(member_id=member.id))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["CLUB"].secret_key, salt="confirm-again")


def unconfirmed(token: str) -> Member | None:
    """Who, after the right password, asks for the confirmation again; None when the form is too old."""
    try:
        member = db.session.get(Member, _signer().loads(token, max_age=ASKED_AGAIN))
    except BadData:
        return None
    return member if member is not None and member.status == Status.UNCONFIRMED else None


def _why_suspended(member: Member) -> str:
    until = member.suspended_until
    term = f"jusqu’au {until.astimezone(clock.PARIS):%d/%m/%Y}" if until else "sans date de fin"
    return (
        f"Votre compte est suspendu {term}. Raison : {member.suspension_reason or 'non précisée'} — "
        f"Pour contester cette décision, écrivez à {current_app.config['CLUB'].contact_email}."
    )


def open_session(member: Member, *, is_long: bool) -> None:
    """Give this browser a session of its own, and forget whatever it carried before."""
    if "_user_id" in session:
        sessions.end(session["_user_id"])
    session.clear()
    is_long = is_long and not member.is_staff
    session.permanent = is_long
    token = sessions.start(member, device=device(), is_long=is_long)
    session["_user_id"] = token
    session["_fresh"] = True


def device() -> str:
    """A browser and a system in two words, enough to recognise one's own."""
    agent = request.user_agent.string
    browsers = {"Firefox": "Firefox", "Edg": "Edge", "OPR": "Opera", "Chrome": "Chrome", "Safari": "Safari"}
    systems = {
        "Android": "Android",
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Windows": "Windows",
        "Mac OS": "Mac",
        "Linux": "Linux",
    }
    browser = next((name for mark, name in browsers.items() if mark in agent), "Navigateur")
    system = next((name for mark, name in systems.items() if mark in agent), "appareil inconnu")
    return f"{browser}, {system}"
