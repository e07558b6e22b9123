"""Taking back what may no longer be told, from the bells and from the mails that have not left yet."""

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update

from club import clock, mail
from club.experiences.events import ExperienceHidden
from club.experiences.models import CoAuthor, Experience
from club.extensions import db
from club.forum import audience
from club.forum import queries as forum
from club.forum.events import PostChanged, TopicChanged, TopicMerged
from club.forum.models import Post, Topic
from club.library.events import ResourceHidden
from club.mail.models import Letter
from club.members.events import MemberChanged
from club.members.models import Member
from club.notifications.digest import CALM
from club.notifications.models import Digest, DigestItem, Notification


def post_changed(event: PostChanged) -> None:
    """A message hidden or removed is taken back from the bells and from the mails that have not left."""
    gone = exists().where(Post.id == event.post_id, or_(Post.hidden_at.is_not(None), Post.removed_at.is_not(None)))
    is_opening = exists().where(Post.id == event.post_id, Post.number == 1)  # a new topic is told with its words
    of_topic = and_(Notification.subject_kind == "topic", Notification.topic_id == event.topic_id, is_opening)
    of_post = and_(Notification.subject_kind == "post", Notification.subject_id == event.post_id)
    _withdraw(or_(of_post, of_topic), gone)


def topic_changed(event: TopicChanged) -> None:
    """So is a topic, for those who may no longer read it."""
    topic = db.session.get_one(Topic, event.topic_id)
    is_seen = topic.hidden_at is None and topic.removed_at is None
    readers = audience.readers(topic) if is_seen else None
    others = [] if readers is None else [Notification.member_id.not_in(readers)]
    _withdraw(Notification.topic_id == topic.id, *others)
    shown = DigestItem.kind == "question", DigestItem.thing_id == topic.id
    _withdraw_digests(*shown, *([] if readers is None else [DigestItem.member_id.not_in(readers)]))


def topic_merged(event: TopicMerged) -> None:
    """What was told of the messages of a topic that is no more is told of the topic where they are now."""
    of_posts = Notification.topic_id == event.topic_id, Notification.subject_kind == "post"
    db.session.execute(update(Notification).where(*of_posts).values(topic_id=event.into_id))
    _withdraw(Notification.topic_id == event.topic_id)


def member_changed(event: MemberChanged) -> None:
    """Who changes role may have fewer topics to read."""
    member = db.session.get_one(Member, event.member_id)
    readable = select(Topic.id).where(forum.readable_by(member))
    _withdraw(Notification.member_id == member.id, Notification.topic_id.not_in(readable))
    lost = DigestItem.kind == "question", DigestItem.thing_id.not_in(readable)
    _withdraw_digests(DigestItem.member_id == member.id, *lost)


def experience_hidden(event: ExperienceHidden) -> None:
    """An experience leaves the letters of the week that have not left; its writers alone still hear of it."""
    writing = select(CoAuthor.member_id).where(
        CoAuthor.experience_id == event.experience_id, CoAuthor.state == CoAuthor.ACCEPTED
    )
    author = select(Experience.author_id).where(Experience.id == event.experience_id)
    told = Notification.subject_kind.startswith("experience"), Notification.subject_id == event.experience_id
    _withdraw(*told, Notification.member_id.not_in(author), Notification.member_id.not_in(writing))
    _withdraw_digests(DigestItem.kind == "experience", DigestItem.thing_id == event.experience_id)


def resource_hidden(event: ResourceHidden) -> None:
    """So does a resource; who keeps it, or follows its theme, hears of it no more."""
    told = Notification.subject_kind.startswith("resource"), Notification.subject_id == event.resource_id
    _withdraw(*told, Notification.why.in_(("kept", "theme")))
    _withdraw_digests(DigestItem.kind == "resource", DigestItem.thing_id == event.resource_id)


def _withdraw(*conditions: ColumnElement[bool]) -> None:
    told_by = select(Notification.letter_id).where(*conditions, Notification.letter_id.is_not(None))
    unsent = select(Letter.id).where(Letter.id.in_(told_by), Letter.sent_at.is_(None))
    letters = db.session.scalars(unsent).all()
    db.session.execute(delete(Notification).where(*conditions))
    if letters:  # the rest of such a mail is told by another one
        again = update(Notification).where(Notification.letter_id.in_(letters))
        db.session.execute(again.values(letter_id=None, mailed_at=None))
        mail.drop_unsent(Letter.id.in_(letters))


def _withdraw_digests(*conditions: ColumnElement[bool]) -> None:
    """The letters that show such a thing and have not left are written again without it."""
    concerned = select(DigestItem.member_id).where(*conditions)
    unsent = Letter.kind == "digest", Letter.sent_at.is_(None), Letter.to_member_id.in_(concerned)
    readers = db.session.scalars(select(Letter.to_member_id).where(*unsent)).all()
    if not readers:
        return
    of_this_week = DigestItem.member_id.in_(readers), DigestItem.shown_at > clock.now() - CALM
    mail.drop_unsent(Letter.kind == "digest", Letter.to_member_id.in_(readers))
    db.session.execute(delete(DigestItem).where(*of_this_week))
    db.session.execute(delete(Digest).where(Digest.member_id.in_(readers)))
