"""How fast one may publish: unhurried for everybody, gentler still on the first day, so that nobody floods the club."""

from datetime import timedelta

from club import clock, limits, text
from club.members.models import Member

BURST = "10 per 10 minutes"
FIRST_DAY = {"topic": "3 per day", "reply": "10 per day"}
LINKS = "2 per day"
ELSEWHERE = 'rel="nofollow noopener"'  # how the renderer marks a link that leaves the club
WORDS = {"topic": "3 sujets", "reply": "10 réponses"}


def refusal(kind: str, member: Member, body: str) -> str | None:
    """Count one publication of this kind; the sentence that refuses it once there were too many."""
    if _is_new(member) and (refused := _links_refusal(_links(body), member)):
        return refused
    if not limits.hit("publish", member.id, BURST):
        return (
            "Vous avez beaucoup publié en 10 minutes. Votre texte est gardé ci-dessous : publiez-le un peu plus tard."
        )
    if _is_new(member) and not limits.hit(f"first-day-{kind}", member.id, FIRST_DAY[kind]):
        return (
            f"Le premier jour, un membre publie jusqu’à {WORDS[kind]}. "
            "Gardez votre texte (copiez-le) : vous pourrez le publier demain."
        )
    return None


def edit_refusal(before: str, after: str, member: Member) -> str | None:
    """The same for the links that an edit adds."""
    return _links_refusal(_links(after) - _links(before), member) if _is_new(member) else None


def _links(body: str) -> int:
    return text.render(body).count(ELSEWHERE)


def _links_refusal(links: int, member: Member) -> str | None:
    """The first day, few links to elsewhere: what floods a club lives by them."""
    if links <= 0:
        return None
    if not limits.is_open("first-day-links", member.id, LINKS, cost=links):
        return (
            "Le premier jour, un membre publie jusqu’à 2 liens vers d’autres sites. "
            "Retirez-en de ce message, ou attendez demain pour les donner tous."
        )
    limits.hit("first-day-links", member.id, LINKS, cost=links)
    return None


def _is_new(member: Member) -> bool:
    is_fresh = member.admitted_at is not None and clock.now() - member.admitted_at < timedelta(days=1)
    return is_fresh and not member.is_staff
