"""Signing in: the same answer and the same time whether or not the account exists."""

from dataclasses import dataclass

from flask import request, session

from club import clock, limits
from club.members import passwords, queries, sessions
from club.members.models import Member, Status

PER_ACCOUNT = "8 per 10 minutes"
PER_ADDRESS = "60 per 10 minutes"
WHOLE_SITE = "2000 per 10 minutes"
WRONG = "L’adresse ou le mot de passe ne convient pas. Vérifiez-les, ou demandez un nouveau mot de passe."
TOO_MANY = "Trop d’essais. Attendez dix minutes, ou demandez un nouveau mot de passe."


@dataclass(frozen=True)
class Answer:
    """What a try gave: a member who may come in, or a sentence; `unconfirmed` may ask for the link again."""

    member: Member | None = None
    sentence: str = ""
    unconfirmed: Member | None = None
    is_limited: bool = False


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
    member = queries.by_email(address)
    if not passwords.matches(member.password_hash if member else None, password) or member is None:
        return Answer(sentence=WRONG)
    if passwords.is_outdated(member.password_hash or ""):
        member.password_hash = passwords.hashed(password)
    limits.forget("sign-in-account", address, PER_ACCOUNT)
    return _admitted(member)


def _admitted(member: Member) -> Answer:
    _end_suspension(member)
    if member.status == Status.SUSPENDED:
        return Answer(sentence=_why_suspended(member))
    if member.status == Status.UNCONFIRMED:
        sentence = "Confirmez d’abord votre adresse : ouvrez le lien du courriel que nous vous avons envoyé."
        return Answer(sentence=sentence, unconfirmed=member)
    return Answer(member=member) if member.status in sessions.OPEN else Answer(sentence=WRONG)


def _end_suspension(member: Member) -> None:
    until = member.suspended_until
    if member.status == Status.SUSPENDED and until is not None and until <= clock.now():
        member.status = Status.ACTIVE
        member.suspended_until = None
        member.suspension_reason = ""


def _why_suspended(member: Member) -> str:
    until = member.suspended_until
    term = f"jusqu’au {until.astimezone(clock.PARIS):%d/%m/%Y}" if until else "sans date de fin"
    return (
        f"Votre compte est suspendu {term}. Raison : {member.suspension_reason or 'non précisée'} "
        "Pour contester cette décision, écrivez à l’équipe d’animation."
    )


def open_session(member: Member, *, is_long: bool) -> None:
    """Give this browser a session of its own, and forget whatever it carried before."""
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
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "Mac", "Linux": "Linux"}
    browser = next((name for mark, name in browsers.items() if mark in agent), "Navigateur")
    system = next((name for mark, name in systems.items() if mark in agent), "appareil inconnu")
    return f"{browser}, {system}"
