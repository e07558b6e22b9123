"""What can happen in the forum."""

from dataclasses import dataclass

from club.events import Event


@dataclass(frozen=True, kw_only=True)
class TopicOpened(Event):
    topic_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class Announced(Event):
    """An announcement was published: every member who may read it is told."""

    topic_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ReplyPosted(Event):
    topic_id: int
    post_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class MembersMentioned(Event):
    """A message names members, all of whom may read it."""

    topic_id: int
    post_id: int
    by_id: int
    member_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class PostChanged(Event):
    """A message was edited, removed, hidden or restored."""

    topic_id: int
    post_id: int


@dataclass(frozen=True, kw_only=True)
class TopicChanged(Event):
    """A topic was renamed, hidden or restored."""

    topic_id: int


@dataclass(frozen=True, kw_only=True)
class TopicRead(Event):
    """A member has read a topic up to a message: what was told of it is read too."""

    topic_id: int
    member_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class ForumRead(Event):
    """A member said that the whole forum is read."""

    member_id: int


@dataclass(frozen=True, kw_only=True)
class TopicKept(Event):
    """Staff put a topic in order: the event of its timeline says how. One member it concerns is told."""

    event_id: int
    topic_id: int
    member_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class HiddenPostCorrected(Event):
    """The author of a hidden message wrote it again: whoever may show it looks at it once more."""

    post_id: int
    version: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class TopicMerged(Event):
    """All the messages of a topic are now at the end of another."""

    topic_id: int
    into_id: int


@dataclass(frozen=True, kw_only=True)
class TopicSplit(Event):
    """Some messages of a topic are now one of their own."""

    topic_id: int
    made_id: int
    first_post_id: int


@dataclass(frozen=True, kw_only=True)
class PostsMoved(Event):
    """The messages of this topic past this number came from elsewhere."""

    topic_id: int
    after_number: int


@dataclass(frozen=True, kw_only=True)
class PostHeld(Event):
    """A first message waits to be read by staff."""

    held_id: int


@dataclass(frozen=True, kw_only=True)
class PostSettled(Event):
    """Staff have read a first message: its author is told what became of it."""

    held_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class SolutionChosen(Event):
    """An answer was chosen as the solution: its author is told."""

    topic_id: int
    post_id: int
    by_id: int
