"""Topics and answers in the search index."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import func, select

from club import related, search, text
from club.extensions import db
from club.forum import audience
from club.forum.events import PostChanged, ReplyPosted, TopicChanged, TopicMerged, TopicOpened, TopicSplit
from club.forum.models import Post, Topic
from club.forum.tags import TopicTag
from club.members.models import Member
from club.paging import AnyRow
from club.territories.models import Departement
from club.vocabulary.models import Term

BATCH = 2000


def index_topic(event: TopicOpened | TopicChanged) -> None:
    """Follow a topic; when it is hidden or removed its messages go with it."""
    for row in db.session.execute(_rows().where(Post.topic_id == event.topic_id)):
        _keep(row)


def index_merged(event: TopicMerged) -> None:
    """The first message of a topic that joined another is now an answer there."""
    search.remove("topic", str(event.topic_id))
    index_topic(TopicChanged(topic_id=event.into_id))


def index_split(event: TopicSplit) -> None:
    """An answer that became the first message of a topic stands for it."""
    search.remove("post", str(event.first_post_id))
    index_topic(TopicChanged(topic_id=event.made_id))


def index_post(event: ReplyPosted | PostChanged) -> None:
    """Follow one message."""
    for row in db.session.execute(_rows().where(Post.id == event.post_id)):
        _keep(row)


def _rows() -> Any:
    return (
        select(
            *(Post.id, Post.number, Post.body_html, Post.created_at, Post.hidden_at, Post.removed_at),
            *(Topic.id.label("topic_id"), Topic.slug, Topic.title, Topic.about_kind, Term.label.label("theme")),
            *(Topic.solution_id, Topic.audience, Topic.departement_code, Topic.author_id.label("topic_author_id")),
            *(Topic.hidden_at.label("topic_hidden_at"), Topic.removed_at.label("topic_removed_at")),
            *(Member.first_name, Member.last_name, _tags().label("tags")),
        )
        .join(Topic, Topic.id == Post.topic_id)
        .join(Term, Term.id == Topic.theme_id)
        .join(Member, Member.id == Post.author_id)
    )


def _tags() -> Any:
    borne = select(func.aggregate_strings(Term.label, " ")).join(TopicTag, TopicTag.term_id == Term.id)
    return borne.where(TopicTag.topic_id == Topic.id).correlate(Topic).scalar_subquery()


def _keep(row: AnyRow) -> None:
    kind, key = _name(row)
    if any((row.hidden_at, row.removed_at, row.topic_hidden_at, row.topic_removed_at)):
        search.remove(kind, key)
    else:
        search.index(document(row))


def _name(row: AnyRow) -> tuple[str, str]:
    is_topic = row.number == 1 and row.about_kind is None
    return ("topic", str(row.topic_id)) if is_topic else ("post", str(row.id))


def document(row: AnyRow) -> search.Document:
    """The first message stands for its topic; each answer for itself."""
    kind, key = _name(row)
    url = (
        url_for("forum.topic", id=row.topic_id, slug=row.slug)
        if kind == "topic"
        else url_for("forum.post_link", id=row.id)
    )
    return search.Document(
        kind=kind,
        key=key,
        title=f"Résolu : {row.title}" if kind == "topic" and row.solution_id else row.title,
        body=text.plain(row.body_html),
        extra=" ".join(filter(None, (row.theme, row.tags if kind == "topic" else "", row.first_name, row.last_name))),
        url=url,
        audience=audience.words_of_topic(row.audience, row.departement_code, row.topic_author_id),
        moment=row.created_at,
    )


def all_documents() -> Iterator[search.Document]:
    """Every readable message."""
    last = 0
    while rows := db.session.execute(_rows().where(Post.id > last).order_by(Post.id).limit(BATCH)).all():
        last = rows[-1].id
        for row in rows:
            if not any((row.hidden_at, row.removed_at, row.topic_hidden_at, row.topic_removed_at)):
                yield document(row)


def facts(ids: Sequence[int]) -> Iterator[related.Facts]:
    """What topics that are shown are compared by; some are not for everybody."""
    columns = Topic.id, Topic.title, Topic.audience, Term.label, Departement.name
    found = select(*columns).join(Term, Term.id == Topic.theme_id)
    found = found.outerjoin(Departement, Departement.code == Topic.departement_code)
    shown = Topic.hidden_at.is_(None), Topic.removed_at.is_(None), Topic.about_kind.is_(None)
    for row in db.session.execute(found.where(Topic.id.in_(ids), *shown)):
        is_for_all, places = row.audience == audience.Audience.MEMBERS, related.split(row.name)
        yield related.Facts("topic", row.id, row.title, frozenset({row.label}), places, is_for_all)
