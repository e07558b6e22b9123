"""The messages of a page as their viewer sees them, ready for the template."""

from collections.abc import Container, Iterable
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from club import clock, french
from club.forum.models import TopicKind
from club.paging import AnyRow
from club.policy import Action, Viewer, can
from club.rows import plain


class Line(NamedTuple):
    """One message: equal lines are the same HTML, so `kept` renders each of them once."""

    post: Any  # a row of `queries.posts`, as a named tuple
    topic_id: int
    topic_slug: str
    is_about: bool  # the discussion about a thing: no first message, no quotation
    can_reply: bool
    is_mine: bool
    can_keep: bool
    can_edit: bool
    can_thank: bool
    can_solve: bool  # chooses among the answers of a question
    is_solution: bool
    recently: str  # « il y a 5 min »; moments of other days are told when the line is rendered
    today: date
    zone: ZoneInfo

    @property
    def said(self) -> str:
        return self.recently or french.told(self.post.created_at, self.today, self.zone)

    @property
    def said_fully(self) -> str:
        return french.fulldate(self.post.created_at, self.zone)

    @property
    def edited_fully(self) -> str:
        return french.fulldate(self.post.edited_at, self.zone)


class Owned(NamedTuple):
    """All that the rules on a message look at: the same answer for all the messages of which this is the same."""

    author_id: int | None  # of the viewer's own messages; what others wrote is all alike
    departement_code: str | None


def lines(posts: Iterable[AnyRow], topic: Any, viewer: Viewer) -> list[Line]:
    """What the template `components/message.html` shows of each message."""
    seen = _without_ends(list(posts), topic, viewer)
    solves = topic.kind == TopicKind.QUESTION and topic.about_kind is None and can(viewer, Action.TOPIC_SOLVE, topic)
    known = topic.id, topic.slug, topic.about_kind is not None, can(viewer, Action.TOPIC_REPLY, topic)
    rights: dict[Owned, tuple[bool, bool, bool]] = {}
    now, zone = clock.now(), clock.zone()
    today = now.astimezone(zone).date()
    found = []
    for post in plain(seen):
        owned = Owned(viewer.id if post.author_id == viewer.id else None, post.departement_code)
        if owned not in rights:
            rights[owned] = _rights(owned, viewer)
        recently = french.recently(post.created_at, now, zone)
        answers = _answers(post, topic, viewer, solves)
        found.append(Line(post, *known, *rights[owned], *answers, recently, today, zone))
    return found


def runs(lines: Iterable[Line], stops: Container[int]) -> list[list[Line]]:
    """The messages, cut behind those after which something else stands; `stops` are their numbers."""
    found: list[list[Line]] = [[]]
    for line in lines:
        found[-1].append(line)
        if line.post.number in stops:
            found.append([])
    return [run for run in found if run]


def _rights(owned: Owned, viewer: Viewer) -> tuple[bool, bool, bool]:
    can_keep, can_edit = can(viewer, Action.CONTENT_HIDE, owned), can(viewer, Action.POST_EDIT, owned)
    return owned.author_id is not None, can_keep, can_edit


def _answers(post: AnyRow, topic: Any, viewer: Viewer, solves: bool) -> tuple[bool, bool, bool]:
    is_seen = post.hidden_at is None and post.removed_at is None
    is_solution = post.id == topic.solution_id
    can_thank = is_seen and post.author_id != viewer.id
    return can_thank, solves and is_seen and post.number > 1 and not is_solution, is_solution


def _without_ends(posts: list[AnyRow], topic: Any, viewer: Viewer) -> list[AnyRow]:
    """A message that its author took back before anybody answered leaves no trace, but for who keeps order."""
    if posts and posts[-1].number == topic.last_number:
        while posts and _is_taken_back(posts[-1]) and not can(viewer, Action.CONTENT_HIDE, posts[-1]):
            posts.pop()
    return posts


def _is_taken_back(post: AnyRow) -> bool:
    return post.removed_at is not None and not post.hidden_reason and post.number > 1
