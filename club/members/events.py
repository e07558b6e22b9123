"""What can happen to accounts."""

from dataclasses import dataclass

from club.events import Event


@dataclass(frozen=True, kw_only=True)
class MemberConfirmed(Event):
    """Somebody who asks to join has confirmed the address: staff may decide."""

    member_id: int


@dataclass(frozen=True, kw_only=True)
class MemberAdmitted(Event):
    member_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class MemberRefused(Event):
    member_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class PasswordForgotten(Event):
    """Somebody typed this address on the page of forgotten passwords; it may be nobody's."""

    email: str


@dataclass(frozen=True, kw_only=True)
class CommunesAdded(Event):
    """An admitted member says that they serve communes that the staff did not admit them with."""

    member_id: int


@dataclass(frozen=True, kw_only=True)
class MailStopped(Event):
    """A mail about one thing, such as « alert-12 », is not wanted any more; the thing itself remembers."""

    member_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class MemberUnreachable(Event):
    """The mails of a member come back, and leave no more: they may have left."""

    member_id: int


@dataclass(frozen=True, kw_only=True)
class MemberChanged(Event):
    """A card was changed, suspended, reinstated or closed: what is searched must follow."""

    member_id: int
