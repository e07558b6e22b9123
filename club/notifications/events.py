"""What the fan-out tells itself."""

from dataclasses import dataclass

from club.events import Event


@dataclass(frozen=True, kw_only=True)
class MailsLeft(Event):
    """Followers know of an answer by the bell; the mails of those after this notification are not written yet."""

    post_id: int
    after_id: int
