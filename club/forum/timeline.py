"""What was done to a topic, told between its messages: who, what, when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select

from club import clock
from club.extensions import db
from club.forum import queries
from club.forum.ledger import TopicEvent
from club.forum.models import Topic
from club.members.models import Member
from club.paging import AnyRow, AnySelect
from club.rows import rows

FURTHEST = 2**31 - 1
KEPT_OPEN = 3  # lines of one place that are shown at once; the older ones fold


@dataclass(frozen=True)
class Act:
    """How a kind of event is told: a small picture, and what comes after the name (words between braces)."""

    icon_name: str
    sentence: str


ACTS = {
    "locked": Act(icon_name="lock", sentence="a fermé le sujet aux réponses"),
    "unlocked": Act(icon_name="lock-open", sentence="a rouvert le sujet aux réponses"),
    "pinned": Act(icon_name="pin", sentence="a épinglé le sujet {where}{until}"),
    "unpinned": Act(icon_name="pin-off", sentence="n’épingle plus le sujet"),
    "unpinned_on_time": Act(icon_name="pin-off", sentence="Le sujet n’est plus épinglé, comme prévu"),
    "renamed": Act(icon_name="pencil", sentence="a renommé le sujet, qui s’appelait « {before} »"),
    "moved": Act(icon_name="folder-input", sentence="a déplacé le sujet de « {before} » vers « {after} »"),
    "kind": Act(icon_name="shapes", sentence="a changé le genre du sujet : {after}"),
    "audience": Act(icon_name="users", sentence="a changé qui peut lire le sujet : {after}"),
    "hidden": Act(icon_name="eye-off", sentence="a masqué le sujet"),
    "restored": Act(icon_name="eye", sentence="a rétabli le sujet"),
    "merged": Act(icon_name="merge", sentence="a réuni ici le sujet « {title} » ({messages})"),
    "split": Act(icon_name="split", sentence="a détaché {messages} vers un sujet à part"),
    "split_from": Act(icon_name="split", sentence="a détaché ces messages d’un autre sujet"),
    "solved": Act(icon_name="circle-check", sentence="a choisi la réponse n° {number} comme solution"),
    "unsolved": Act(icon_name="circle-x", sentence="a retiré la solution"),
    "solution_locked": Act(icon_name="lock", sentence="a verrouillé le choix de la solution"),
    "solution_unlocked": Act(icon_name="lock-open", sentence="a rendu le choix de la solution à l’auteur"),
}
UNKNOWN = Act(icon_name="info", sentence="a rangé le sujet")


@dataclass(frozen=True)
class Line:
    """One event as the page tells it."""

    icon: str
    who: str
    sentence: str
    at: datetime
    reason: str
    url: str


@dataclass(frozen=True)
class Lines:
    """The events of one place: the older ones folded when there are many."""

    folded: Sequence[Line]
    shown: Sequence[Line]


def note(topic: Topic, act: str, by: Member | None, *, at: datetime | None = None, **words: Any) -> TopicEvent:
    """Write down what somebody (None: the club by itself) just did to a topic; `act` is a key of ACTS.

    `words` fill the sentence; `reason` is shown beside it, `url` is where its title leads.
    """
    event = TopicEvent(
        topic_id=topic.id,
        number=topic.last_number,
        at=at or clock.now(),
        by_id=by.id if by else None,
        act=act,
        words=words,
    )
    db.session.add(event)
    db.session.flush()
    return event


def told(topic: Any, page: int, numbers: Sequence[int]) -> dict[int, Lines]:
    """The events of one page, by the message (of those shown, 0: before all) that they follow; one statement."""
    places: dict[int, list[Line]] = {}
    for event in rows(_of_page(), topic_id=topic.id, **_edges(topic, page)):
        before = [number for number in numbers if number <= event.number]
        line = _line(event, f"{event.first_name} {event.last_name}" if event.first_name else "")
        places.setdefault(max(before, default=0), []).append(line)
    return {number: _folded(lines) for number, lines in places.items()}


def _edges(topic: Any, page: int) -> dict[str, int]:
    """The last page also has what followed messages that are gone since."""
    first, last = (page - 1) * queries.PER_PAGE + 1, page * queries.PER_PAGE
    return {"first": 0 if page == 1 else first, "last": last if page < queries.last_page(topic) else FURTHEST}


@cache
def _of_page() -> AnySelect:
    return (
        select(TopicEvent.number, TopicEvent.act, TopicEvent.words, TopicEvent.at)
        .add_columns(Member.first_name, Member.last_name)
        .outerjoin(Member, Member.id == TopicEvent.by_id)
        .where(TopicEvent.topic_id == bindparam("topic_id"))
        .where(TopicEvent.number.between(bindparam("first"), bindparam("last")))
        .order_by(TopicEvent.number, TopicEvent.id)
    )


def _folded(lines: list[Line]) -> Lines:
    keep = len(lines) if len(lines) <= KEPT_OPEN + 1 else KEPT_OPEN
    return Lines(lines[:-keep], lines[-keep:])


def _line(event: AnyRow, who: str) -> Line:
    act, words = ACTS.get(event.act, UNKNOWN), event.words
    return Line(act.icon_name, who, _sentence(event), event.at, words.get("reason", ""), words.get("url", ""))


def said(event: TopicEvent, who: str) -> str:
    """One event in one line of text: « Ana Petit a renommé le sujet »."""
    return f"{who} {_sentence(event)}".strip()


def _sentence(event: Any) -> str:
    return ACTS.get(event.act, UNKNOWN).sentence.format_map(_Words(event.words))


class _Words(dict[str, Any]):
    """The words of a sentence; one that was not given says nothing."""

    def __missing__(self, key: str) -> str:
        return ""
