"""What somebody who leaves a commune may pass on: each feature says its own things, joined at the start (wiring)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from club.members.models import Member

Facts = Mapping[str, Any]  # plain values, kept as JSON from the day of leaving until the successor answers
MOST = 100  # things of one part


class Item(NamedTuple):
    """One thing of whoever leaves. What `is_own` is nobody else's business: neither the staff nor the file sees it."""

    key: str  # its name within its part
    title: str
    url: str
    moment: date | datetime | None = None
    note: str = ""
    is_own: bool = False
    can_give: bool = True


class Part(NamedTuple):
    """One kind of things: how they are listed, and what becomes of them."""

    heading: str
    help: str  # what giving and letting go mean here
    items: Callable[[Member, str], Sequence[Item]]  # of a member, in a commune (its code)
    take: Callable[[Member, str], Facts | None]  # on the day of leaving: what is passed on; None when it is no more
    receive: Callable[[Facts, Member, int], None] | None = None  # accepted by the successor, from a member's id
    let_go: Callable[[Member, str], None] | None = None

    @property
    def can_let_go(self) -> bool:
        """Whether a thing of this part may be left behind."""
        return self.let_go is not None


def nothing(member: Member, key: str) -> None:
    """Letting go of what stays where it is: the successor is not told of it."""


PARTS: dict[str, Part] = {}  # by the kind, in the order of the page; filled in by the wiring
