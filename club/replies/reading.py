"""The worker reads the mailbox: an answer is posted by the rules of the site, or refused with a word; each once."""

import hashlib
import logging
from datetime import timedelta

from flask import current_app
from sqlalchemy import delete
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import MultiDict

from club import clock, jobs, limits, mail
from club.access import Refused
from club.config import Settings
from club.extensions import db
from club.forum import forms, holding, operations, pace, queries
from club.forum.models import Topic
from club.members import queries as members
from club.members.models import Member, Status
from club.policy import Action, can
from club.replies import addresses, mailboxes, returned
from club.replies.letters import Received
from club.replies.models import MailedReply
from club.rows import insert

log = logging.getLogger(__name__)
KEPT = timedelta(days=2 * addresses.DAYS)
REFUSALS = "10 per hour"  # mails that tell one person of a refusal
UNKNOWN = "L’adresse à laquelle vous avez écrit ne correspond à aucun message."
OLD = "Le message auquel vous répondez date de plus de 30 jours : répondez-y sur le site."
OTHER = "Elle vient d’une autre adresse que celle de votre compte : répondez depuis celle-ci, ou sur le site."
SUSPENDED = "Votre compte est suspendu."
GONE = "Ce sujet n’est plus accessible."
LOCKED = "Ce sujet est fermé aux réponses."
EMPTY = "Nous n’y avons trouvé aucun texte à publier."


@jobs.every(minutes=1)
def read_replies() -> int:
    """Deal with the mails that have arrived; returns how many."""
    settings: Settings = current_app.config["CLUB"]
    if not addresses.is_on():
        return 0
    done = 0
    try:
        with mailboxes.opened(settings.reply_url) as box:
            for key, raw in box.mails():
                _read_one(box, key, raw)
                done += 1
    except mailboxes.TROUBLES as why:  # the next minute tries again
        log.warning("the mailbox of answers does not answer: %r", why)
    return done


@jobs.every(hour=4)
def forget_read_mails() -> None:
    """Drop what is known of mails whose addresses answer nothing any more."""
    db.session.execute(delete(MailedReply).where(MailedReply.received_at < clock.now() - KEPT))
    db.session.commit()


def _read_one(box: mailboxes.Mailbox, key: object, raw: bytes) -> None:
    """One mail and its commit; whatever is wrong with it must not stop the others."""
    try:
        _deal_with(Received(raw))
        db.session.commit()
    except OperationalError:  # the database, not the mail: it stays for the next minute
        db.session.rollback()
        log.exception("a mailed answer waits")
    except Exception:  # whatever a mail from outside makes fail: the ones behind it are read
        db.session.rollback()
        log.exception("a mailed answer is kept aside")
        box.put_aside(key)
    else:
        box.remove(key)


def _deal_with(letter: Received) -> None:
    if returned.noted(letter):
        return
    if letter.is_automatic or not letter.sender:
        return
    found = next((token for one in letter.recipients if (token := addresses.token_of(one))), "")
    said = addresses.read(found)
    member = db.session.get(Member, said.member_id) if said else members.by_email(letter.sender)
    if member is None or member.status not in (Status.ACTIVE, Status.SUSPENDED) or not _claimed(letter, member):
        return
    if refusal := _refusal(letter, member, said):
        _tell(letter, member, refusal)
    elif said is not None:
        _answer(letter, member, said)


def _refusal(letter: Received, member: Member, said: addresses.Token | None) -> str | None:
    """What can be said before looking at the topic."""
    if said is None:
        return UNKNOWN
    if members.normal(letter.sender) != member.email:
        return OTHER
    if member.status == Status.SUSPENDED:
        return SUSPENDED
    return OLD if said.is_old else None


def _claimed(letter: Received, member: Member) -> bool:
    """Take this mail; False when it was dealt with already, by another process maybe."""
    key = hashlib.sha256(f"{member.id}:{letter.id}".encode("utf-8", "replace")).hexdigest()
    row = insert(MailedReply).values(key=key).on_conflict_do_nothing().returning(MailedReply.key)
    return db.session.scalar(row) is not None


def _answer(letter: Received, member: Member, said: addresses.Token) -> None:
    post = queries.post(said.post_id)
    topic = queries.topic(post.topic_id) if post else None
    if post is None or topic is None or not can(member, Action.TOPIC_READ, topic):
        return _tell(letter, member, GONE)
    if not can(member, Action.TOPIC_REPLY, topic):
        return _tell(letter, member, LOCKED, topic)
    body = letter.text(answered=f"{topic.title} {post.body}")
    form = forms.ReplyForm(MultiDict({"body": body}), meta={"csrf": False})
    if not body or not form.validate():
        return _tell(letter, member, next(iter(form.body.errors), EMPTY) if body else EMPTY, topic)
    if refusal := pace.refusal("reply", member, form.body.data):
        return _tell(letter, member, refusal, topic)
    target = queries.quotable(post.id, topic.id, member) if post.number > 1 else None
    return _post(letter, member, topic, form.body.data, post.id if target else None)


def _post(letter: Received, member: Member, topic: Topic, body: str, reply_to_id: int | None) -> None:
    if holding.must_wait(member):
        holding.hold(holding.Start(topic, topic.title), body, {"reply_to_id": reply_to_id}, by=member)
        return
    try:
        with db.session.begin_nested():
            operations.reply(topic, body, by=member, reply_to_id=reply_to_id)
    except Refused as why:
        _tell(letter, member, str(why), topic)


def _tell(letter: Received, member: Member, reason: str, topic: Topic | None = None) -> None:
    """Say to the member, at the address of the account, why their answer is not published, and give the text back."""
    if not limits.hit("reply-refusal", member.id, REFUSALS):
        return
    link = mail.absolute("forum.topic", id=topic.id, slug=topic.slug) if topic else mail.absolute("forum.index")
    key = hashlib.sha256(letter.id.encode("utf-8", "replace")).hexdigest()[:40]
    mail.write(
        "unposted",
        to=member.email,
        key=f"unposted-{member.id}-{key}",
        first_name=member.first_name,
        reason=reason,
        link=link,
        title=topic.title if topic else "",
        extract=letter.text() if members.normal(letter.sender) == member.email else "",
    )
