"""The answer that solved a question: chosen by who asked or by staff, changed, taken away, locked by staff."""

from flask import url_for

from club import clock, journal
from club.access import Refused
from club.events import emit
from club.extensions import db
from club.forum.events import SolutionChosen, TopicChanged
from club.forum.models import Post, Topic, TopicKind
from club.forum.timeline import note
from club.members.models import Member
from club.policy import Action


def why_not(post: Post) -> str | None:
    """The sentence that refuses an answer as the solution."""
    if post.topic.kind != TopicKind.QUESTION or post.topic.about_kind is not None:
        return "Seule une question a une solution."
    if post.number == 1:
        return "La question ne peut pas être sa propre solution : choisissez une réponse."
    if post.hidden_at is not None or post.removed_at is not None:
        return "Cette réponse n’est plus lisible : choisissez-en une autre."
    return None


def choose(post: Post, *, by: Member) -> None:
    """This answer is the solution, in place of the one before; choosing it twice is choosing it once."""
    topic = post.topic
    db.session.refresh(topic, ["solution_id", "is_solution_locked"], with_for_update=True)
    if refusal := why_not(post):
        raise Refused(refusal)
    if topic.solution_id == post.id:
        return
    before = topic.solution_id
    topic.solution_id, topic.solved_at = post.id, clock.now()
    note(topic, "solved", by, number=post.number, url=url_for("forum.post_link", id=post.id, _external=False))
    _record(topic, {"solution": before}, {"solution": post.id}, by)
    emit(TopicChanged(topic_id=topic.id))
    emit(SolutionChosen(topic_id=topic.id, post_id=post.id, by_id=by.id))


def clear(topic: Topic, *, by: Member) -> None:
    """The question has no solution any more."""
    before = topic.solution_id
    if before is None:
        return
    topic.solution_id = topic.solved_at = None
    note(topic, "unsolved", by)
    _record(topic, {"solution": before}, {"solution": None}, by)
    emit(TopicChanged(topic_id=topic.id))


def lock(topic: Topic, *, is_locked: bool, by: Member) -> None:
    """Only staff may change the choice, or its author may again."""
    if topic.is_solution_locked != is_locked:
        topic.is_solution_locked = is_locked
        note(topic, "solution_locked" if is_locked else "solution_unlocked", by)
        _record(topic, {"is_solution_locked": not is_locked}, {"is_solution_locked": is_locked}, by)


def _record(topic: Topic, before: dict[str, object], after: dict[str, object], by: Member) -> None:
    """What authors do to their own question is theirs; what staff does is journaled."""
    if by.id != topic.author_id:
        journal.record(Action.TOPIC_SOLVE, "topic", topic.id, label=topic.title, before=before, after=after, by=by.id)
