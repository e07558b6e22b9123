"""What staff do to the mails."""

from club import journal, mail
from club.access import Refused
from club.members.models import Member
from club.policy import Action


def retry_mail(letter: mail.Letter, *, by: Member) -> None:
    """Try a mail again now; raises Refused when it has left already."""
    if letter.sent_at is not None:
        raise Refused("Ce courriel est déjà parti.")
    before = {"attempts": letter.attempts, "error": letter.last_error}
    mail.retry(letter)
    journal.record(Action.MAIL_RETRY, "letter", letter.id, label=letter.subject, before=before, by=by.id)
