"""A topic as its page shows it: one narrow statement, for it is the most read page of the club."""

from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import NamedTuple

from sqlalchemy import BindParameter, Integer, bindparam, func, select
from sqlalchemy.orm import aliased

from club.access import me
from club.forum import queries
from club.forum.ledger import TopicEvent
from club.forum.models import Topic
from club.forum.tags import TopicTag
from club.paging import AnySelect
from club.rows import rows
from club.territories.models import Commune
from club.vocabulary.models import Term

COLUMNS = (
    *("id", "kind", "title", "slug", "author_id", "departement_code", "audience", "about_kind", "about_id"),
    *("created_at", "last_post_at", "posts_count", "last_number", "is_locked", "is_pinned", "solution_id"),
    *("is_solution_locked", "answered_at", "echoes_count", "hidden_at", "hidden_reason", "removed_at"),
)


class Head(NamedTuple):
    """What stands above the messages, whoever reads them."""

    title: str
    kind: str
    theme_slug: str
    theme_label: str
    tags: tuple[tuple[str, str], ...]
    audience: str
    is_locked: bool
    is_pinned: bool
    solution_id: int | None
    hidden_at: datetime | None
    created_at: datetime
    posts_count: int


class Sheet(SimpleNamespace):
    """The columns of `_sheet`, and the tags as (slug, label)."""

    @property
    def head(self) -> Head:
        return Head(*(getattr(self, name) for name in Head._fields))


def sheet(id: int) -> Sheet | None:
    """What the page of a topic says of it to its reader; of one that joined another, the other."""
    reader = me()
    found = rows(_sheet(), id=id, reader=reader.id)
    tags = tuple((row.tag_slug, row.tag_label) for row in found if row.tag_slug)
    return Sheet(**found[0]._mapping, tags=tags, forum_read_at=reader.forum_read_at) if found else None


@cache
def _sheet() -> AnySelect:
    asked: BindParameter[int] = bindparam("id")
    reader: BindParameter[int] = bindparam("reader", type_=Integer)
    joined, tag = aliased(Topic), aliased(Term)
    heir = select(joined.merged_into_id).where(joined.id == asked).scalar_subquery()
    return (
        select(*(getattr(Topic, name) for name in COLUMNS))
        .add_columns(Term.slug.label("theme_slug"), Term.label.label("theme_label"))
        .add_columns((Commune.code + "-" + Commune.slug).label("commune_path"), Commune.name.label("commune_name"))
        .add_columns(Commune.population)
        .add_columns(select(TopicEvent.id).where(TopicEvent.topic_id == Topic.id).exists().label("has_events"))
        .add_columns(*queries.marks(Topic.id, reader))
        .add_columns(tag.slug.label("tag_slug"), tag.label.label("tag_label"))
        .join(Term, Term.id == Topic.theme_id)
        .outerjoin(Commune, Commune.code == Topic.commune_code)
        .outerjoin(TopicTag, TopicTag.topic_id == Topic.id)
        .outerjoin(tag, tag.id == TopicTag.term_id)
        .where(Topic.id == func.coalesce(heir, asked))
        .order_by(tag.position, tag.id)
    )
