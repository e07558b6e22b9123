"""How fast one may publish: unhurried for everybody, gentler still on the first day, so that nobody floods the club."""

from datetime import timedelta

from club import clock, limits
from club.members.models import Member

BURST = "10 per 10 minutes"
FIRST_DAY = {"topic": "3 per day", "reply": "10 per day"}
WORDS = {"topic": "3 sujets", "reply": "10 réponses"}


def refusal(kind: str, member: Member) -> str | None:
    """Count one publication of this kind; the sentence that refuses it once there were too many."""
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


def _is_new(member: Member) -> bool:
    is_fresh = member.admitted_at is not None and clock.now() - member.admitted_at < timedelta(days=1)
    return is_fresh and not member.is_staff
