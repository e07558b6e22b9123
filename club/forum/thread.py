"""The messages of a page as their viewer sees them, ready for the template."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from club import french
from club.forum.models import Topic, TopicKind
from club.paging import AnyRow
from club.policy import Action, Viewer, can


class Line(NamedTuple):
    """One message: equal lines are the same HTML, so `kept` renders each of them once."""

    post: AnyRow
    topic_id: int
    topic_slug: str
    is_about: bool  # the discussion about a thing: no first message, no quotation
    is_mine: bool
    can_keep: bool
    can_edit: bool
    can_reply: bool
    can_thank: bool
    can_solve: bool  # chooses among the answers of a question
    is_solution: bool
    said: str
    said_fully: str
    edited_fully: str


def lines(posts: Iterable[AnyRow], topic: Topic, viewer: Viewer) -> list[Line]:
    """What the template `components/message.html` shows of each message."""
    can_reply = can(viewer, Action.TOPIC_REPLY, topic)
    posts = _without_ends(list(posts), topic, viewer)
    known = topic.id, topic.slug, topic.about_kind is not None
    solves = topic.kind == TopicKind.QUESTION and topic.about_kind is None and can(viewer, Action.TOPIC_SOLVE, topic)
    return [
        Line(post, *known, *_gestures(post, viewer), can_reply, *_answers(post, topic, viewer, solves), *_moments(post))
        for post in posts
    ]


def _answers(post: AnyRow, topic: Topic, viewer: Viewer, solves: bool) -> tuple[bool, bool, bool]:
    is_seen = post.hidden_at is None and post.removed_at is None
    is_solution = post.id == topic.solution_id
    can_thank = is_seen and post.author_id != viewer.id
    return can_thank, solves and is_seen and post.number > 1 and not is_solution, is_solution


def _without_ends(posts: list[AnyRow], topic: Topic, viewer: Viewer) -> list[AnyRow]:
    """A message that its author took back before anybody answered leaves no trace, but for who keeps order."""
    if posts and posts[-1].number == topic.last_number:
        while posts and _is_taken_back(posts[-1]) and not can(viewer, Action.CONTENT_HIDE, posts[-1]):
            posts.pop()
    return posts


def _is_taken_back(post: AnyRow) -> bool:
    return post.removed_at is not None and not post.hidden_reason and post.number > 1


def _gestures(post: AnyRow, viewer: Viewer) -> tuple[bool, bool, bool]:
    return post.author_id == viewer.id, can(viewer, Action.CONTENT_HIDE, post), can(viewer, Action.POST_EDIT, post)


def _moments(post: AnyRow) -> tuple[str, str, str]:
    at: datetime = post.created_at
    return french.moment(at), french.fulldate(at), french.fulldate(post.edited_at) if post.edited_at else ""
