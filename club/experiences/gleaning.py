"""From thread to write-up: the passages that were ticked begin a draft, quoted with their authors."""

from collections.abc import Sequence

from sqlalchemy import select

from club import text
from club.experiences import coauthors, operations, writing
from club.experiences.models import Experience
from club.extensions import db
from club.forum import queries as forum
from club.forum.models import Post, Topic
from club.members.models import Member, Status
from club.paging import AnyRow
from club.policy import Viewer
from club.territories.models import Commune

MOST = 200


def passages(topic_id: int, viewer: Viewer) -> Sequence[AnyRow]:
    """The messages in sight of a topic, in its order."""
    said = (
        select(Post.id, Post.number, Post.body, Post.author_id, Member.first_name, Member.last_name, Member.status)
        .join(Topic, Topic.id == Post.topic_id)
        .join(Member, Member.id == Post.author_id)
        .where(Post.topic_id == topic_id, Post.hidden_at.is_(None), Post.removed_at.is_(None))
        .where(forum.posts_readable_by(viewer))
    )
    return db.session.execute(said.order_by(Post.number).limit(MOST)).all()


def glean(topic: Topic, chosen: Sequence[AnyRow], commune: Commune, *, invites: bool, by: Member) -> Experience:
    """A draft made of these passages; their authors may be asked to write together."""
    experience = operations.create(
        writing.Essentials(
            title=topic.title[: Experience.TITLE_MAX], summary="", commune=commune, theme_ids=[topic.theme_id]
        ),
        by=by,
    )
    asked = [quoted(row) for row in chosen if row.number == 1]
    answered = [quoted(row) for row in chosen if row.number > 1]
    writing.put(writing.Story(context="\n\n".join(asked), actions="\n\n".join(answered), calendar=""), experience)
    experience.source_topic_id = topic.id
    db.session.flush()
    db.session.expire(experience, ["coauthors"])
    if invites:
        _invite(experience, chosen, by)
    return experience


def quoted(row: AnyRow) -> str:
    """A passage as a quotation, under the name of who wrote it."""
    lines = [f"> {line}".rstrip() for line in text.clean(row.body).splitlines()]
    return "\n".join([f"**{row.first_name} {row.last_name}** :", "", *lines])


def _invite(experience: Experience, chosen: Sequence[AnyRow], by: Member) -> None:
    authors = {row.author_id for row in chosen if row.status == Status.ACTIVE} - {by.id}
    for member in db.session.scalars(select(Member).where(Member.id.in_(authors)).limit(coauthors.MOST)):
        coauthors.ask(experience, member, by=by)
