"""Telling authors what staff did to their topics. Runs in the worker; running it again changes nothing."""

from flask import url_for
from sqlalchemy import select, update

from club import mail
from club.extensions import db
from club.forum import audience, timeline
from club.forum.events import HiddenPostCorrected, PostHeld, PostSettled, PostsMoved, SolutionChosen, TopicKept
from club.forum.ledger import HeldPost, TopicEvent
from club.forum.models import Post, Topic
from club.members import queries as members
from club.members.models import Member
from club.notifications.fanout import Fact, inserted, tell, to_mail, write_mail
from club.notifications.models import Notification


def topic_kept(event: TopicKept) -> None:
    """Who is concerned is told what was done to it, by whom and why."""
    done, topic, who = db.session.get(TopicEvent, event.event_id), db.session.get(Topic, event.topic_id), event.by_id
    if done is None or topic is None or topic.hidden_at or topic.removed_at:
        return
    words = {
        "title": f"{timeline.said(done, db.session.get_one(Member, who).full_name)} : « {topic.title} »",
        "reason": done.words.get("reason", ""),
        "url": url_for("forum.topic", id=topic.id, slug=topic.slug, _external=False),
    }
    fact = Fact(
        kind="kept",
        subject_kind="topic_event",
        subject_id=done.id,
        topic_id=topic.id,
        actor_id=who,
        words=words,
    )
    tell(fact, audience.readers(topic).where(Member.id == event.member_id))


def posts_moved(event: PostsMoved) -> None:
    """What was told of messages that moved belongs to the topic where they are now."""
    here = select(Post.id).where(Post.topic_id == event.topic_id, Post.number > event.after_number)
    moved = update(Notification).where(Notification.subject_kind == "post", Notification.subject_id.in_(here))
    db.session.execute(moved.where(Notification.topic_id.is_not(None)).values(topic_id=event.topic_id))


def post_held(event: PostHeld) -> None:
    """Moderators, and the référents of the territory, see that a first message waits."""
    held = db.session.get(HeldPost, event.held_id)
    if held is None or held.settled_at is not None:
        return
    url = url_for("moderation.review", id=held.id, _external=False)
    words = {"title": f"Un premier message attend votre relecture : {held.title}", "url": url}
    fact = Fact(kind="held", subject_kind="held_post", subject_id=held.id, actor_id=held.author_id, words=words)
    tell(fact, select(Member.id).where(Member.id.in_(members.moderators_of(held.departement_code))))


def post_settled(event: PostSettled) -> None:
    """The author of a first message is told, by the bell and by mail, whether it is published, with a word."""
    held = db.session.get(HeldPost, event.held_id)
    if held is None:
        return
    became = "est publié" if held.post_id else "n’est pas publié"
    words = {"title": f"Votre message {became} : « {held.title} »", "reason": held.word}
    words["url"] = _place(held)
    fact = Fact(kind="read_first", subject_kind="held_post", subject_id=held.id, actor_id=event.by_id, words=words)
    author = select(Member.id).where(Member.id == held.author_id)
    tell(fact, author)
    link, decision = _place(held, is_absolute=True), "accept" if held.post_id else "refuse"
    for one in to_mail(fact, author, "moderation"):
        write_mail(one, "held", "moderation", link=link, title=held.title, decision=decision, note=held.word)


def _place(held: HeldPost, *, is_absolute: bool = False) -> str:
    """Where its author finds a message: at its place, or with the word of who read it."""
    find = mail.absolute if is_absolute else url_for
    return find("forum.post_link", id=held.post_id) if held.post_id else find("forum.own_held")


def hidden_post_corrected(event: HiddenPostCorrected) -> None:
    """Who may show it again is told that it was written anew."""
    post = db.session.get(Post, event.post_id)
    if post is None or post.hidden_at is None or post.removed_at is not None:
        return
    topic = db.session.get_one(Topic, post.topic_id)
    url = url_for("forum.post_link", id=post.id, _external=False)
    words = {"title": f"Un message masqué est corrigé : « {topic.title} »", "url": url}
    kind = f"corrected-{event.version}"
    fact = Fact(kind=kind, subject_kind="hidden_post", subject_id=post.id, actor_id=event.by_id, words=words)
    keepers = members.moderators_of(topic.departement_code)
    tell(fact, audience.readers(topic).where(Member.id.in_(keepers)))


def solution_chosen(event: SolutionChosen) -> None:
    """Who wrote the answer is told that it solved the question."""
    post, topic = db.session.get(Post, event.post_id), db.session.get(Topic, event.topic_id)
    if post is None or topic is None or topic.solution_id != post.id:
        return
    url = url_for("forum.post_link", id=post.id, _external=False)
    fact = Fact(
        kind="solution",
        subject_kind="post",
        subject_id=post.id,
        actor_id=event.by_id,
        words={"title": topic.title, "url": url, "who": db.session.get_one(Member, event.by_id).full_name},
        topic_id=topic.id,
    )
    author = audience.readers(topic).where(Member.id == post.author_id)
    db.session.execute(inserted(fact, Member.id.in_(author), why="solution").on_conflict_do_nothing())
