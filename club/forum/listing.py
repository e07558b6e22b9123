"""The lists of topics, in narrow rows: the forum's own, and those that other pages show."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, func, or_, select

from club import clock
from club.access import Me
from club.extensions import UtcDateTime, db
from club.forum import audience, tags, waiting
from club.forum.models import AnswerRate, Category, Follow, Level, Reading, Topic
from club.forum.queries import PER_PAGE, readable_by, visible
from club.members.models import Member
from club.paging import AnyRow, AnySelect, Page, newest_first
from club.policy import Viewer
from club.rows import READ_AT, READER, Alike, alike, rows
from club.territories.models import Commune
from club.vocabulary.models import Term

Reader = Member | Me
MOST_COUNTED = 99
RATE = (AnswerRate.questions, AnswerRate.answered)
TABS = {
    "recents": "Récents",
    "non-lus": "Non lus",
    "sans-reponse": "Sans réponse",
    "resolus": "Résolus",
    "les-miens": "Les miens",
    "suivis": "Suivis",
}
THEME: BindParameter[int] = bindparam("theme")
NOW = bindparam("now", type_=UtcDateTime)


class Narrowed(NamedTuple):
    """What a list is made of, but for the person and the theme: one statement for all who ask the same."""

    reader: Alike
    has_theme: bool
    chosen: tuple[tags.Filter, ...] = ()

    def conditions(self, tab: str) -> list[ColumnElement[bool]]:
        here = [Topic.theme_id == THEME] if self.has_theme else []
        return [readable_by(self.reader), visible(), *_tab(tab), *here, *tags.having(self.chosen)]


def topics(
    viewer: Reader,
    *,
    tab: str = "recents",
    theme_id: int | None = None,
    after: str | None = None,
    chosen: Sequence[tags.Filter] = (),
) -> Page[AnyRow]:
    """One page of topics, newest answer first."""
    statement = _topics(Narrowed(alike(viewer), theme_id is not None, tuple(chosen)), tab)
    words = _words(viewer, theme_id)
    return newest_first(statement, Topic.last_post_at, Topic.id, after=after, size=PER_PAGE, rows=True, words=words)


def _words(viewer: Reader, theme_id: int | None) -> dict[str, Any]:
    own: dict[str, Any] = {"reader": viewer.id, "read_at": viewer.forum_read_at}
    return own if theme_id is None else own | {"theme": theme_id}


@lru_cache(maxsize=256)
def _topics(narrowed: Narrowed, tab: str) -> AnySelect:
    return _rows().where(*narrowed.conditions(tab))


class Figures(NamedTuple):
    """How many topics each tab holds, and the share of questions answered in time (None while there are too few)."""

    counts: dict[str, str]
    share: int | None


def figures(viewer: Reader, *, theme_id: int | None = None, chosen: Sequence[tags.Filter] = ()) -> Figures:
    """For this person, in one statement that stops counting where nobody counts on."""
    statement = _figures(Narrowed(alike(viewer), theme_id is not None, tuple(chosen)))
    ((*found, questions, answered),) = rows(statement, **_words(viewer, theme_id))
    counts = {
        tab: str(many) if many <= MOST_COUNTED else f"{MOST_COUNTED}+" for tab, many in zip(TABS, found, strict=True)
    }
    return Figures(counts, waiting.percentage(questions, answered))


@lru_cache(maxsize=256)
def _figures(narrowed: Narrowed) -> AnySelect:
    held = [_count(narrowed.conditions(tab)) for tab in TABS]
    return select(*held, *(select(column).where(AnswerRate.id == 1).scalar_subquery() for column in RATE))


def _count(conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[int]:
    read = and_(Reading.topic_id == Topic.id, Reading.member_id == READER)
    found = select(Topic.id).outerjoin(Reading, read).where(*conditions).limit(MOST_COUNTED + 1)
    return select(func.count()).select_from(found.subquery()).scalar_subquery()


def pinned(viewer: Reader, theme_id: int | None) -> Sequence[AnyRow]:
    """The topics that staff keep at the top: of the forum, or of their theme."""
    return rows(_pinned(alike(viewer), theme_id is not None), now=clock.now(), **_words(viewer, theme_id))


@cache
def _pinned(reader: Alike, has_theme: bool) -> AnySelect:
    in_time = or_(Topic.pinned_until.is_(None), Topic.pinned_until > NOW)
    here = Topic.theme_id == THEME if has_theme else Topic.is_pin_local.is_(False)
    shown = _rows().where(readable_by(reader), visible(), Topic.is_pinned, in_time, here)
    return shown.order_by(Topic.last_post_at.desc()).limit(5)


def _rows() -> AnySelect:
    is_unread = and_(Topic.last_post_at > READ_AT, func.coalesce(Reading.last_number, 0) < Topic.last_number)
    return (
        select(
            *(Topic.id, Topic.slug, Topic.title, Topic.kind, Topic.created_at, Topic.last_post_at, Topic.posts_count),
            *(Topic.is_locked, Topic.is_pinned, Topic.audience, Topic.about_kind, Topic.about_id, Topic.solution_id),
            waiting.is_waiting().label("is_waiting"),
            *(Term.label.label("theme"), Term.slug.label("theme_slug"), Commune.name.label("commune")),
            *(Member.first_name, Member.last_name, is_unread.label("is_unread")),
        )
        .join(Term, Term.id == Topic.theme_id)
        .join(Member, Member.id == Topic.author_id)
        .outerjoin(Commune, Commune.code == Topic.commune_code)
        .outerjoin(Reading, and_(Reading.topic_id == Topic.id, Reading.member_id == READER))
    )


def _tab(tab: str) -> list[ColumnElement[bool]]:
    mine = (Follow.topic_id == Topic.id, Follow.member_id == READER)
    followed = select(Follow.topic_id).where(*mine, Follow.level >= Level.FOLLOW)
    conditions: dict[str, list[ColumnElement[bool]]] = {
        "non-lus": [Topic.last_post_at > READ_AT, func.coalesce(Reading.last_number, 0) < Topic.last_number],
        "sans-reponse": [waiting.is_waiting()],
        "resolus": [Topic.solution_id.is_not(None)],
        "les-miens": [Topic.author_id == READER],
        "suivis": [followed.exists()],
    }
    return conditions.get(tab, [])


def categories(viewer: Reader) -> Sequence[AnyRow]:
    """The themes with their counts: kept ones, and the few restricted topics this person may read."""
    return rows(_categories(alike(viewer)), reader=viewer.id)


@cache
def _categories(reader: Alike) -> AnySelect:
    own = (
        select(Topic.theme_id, func.count().label("topics"), func.sum(Topic.posts_count).label("posts"))
        .where(audience.restricted(), readable_by(reader), visible())
        .group_by(Topic.theme_id)
        .subquery()
    )
    topics = func.coalesce(Category.topics_count, 0) + func.coalesce(own.c.topics, 0)
    posts = func.coalesce(Category.posts_count, 0) + func.coalesce(own.c.posts, 0)
    return (
        select(Term.id, Term.slug, Term.label, topics.label("topics_count"), posts.label("posts_count"))
        .outerjoin(Category, Category.theme_id == Term.id)
        .outerjoin(own, own.c.theme_id == Term.id)
        .where(Term.kind == "theme")
        .order_by(Term.position, Term.id)
    )


def of_commune(code: str, viewer: Viewer) -> Sequence[AnyRow]:
    """The newest topics opened from a commune."""
    shown = readable_by(viewer), visible(), Topic.about_kind.is_(None)
    return db.session.execute(_titles().where(Topic.commune_code == code, *shown)).all()


def of_author(member_id: int, viewer: Viewer) -> Sequence[AnyRow]:
    """The newest topics a member opened."""
    return db.session.execute(_titles().where(Topic.author_id == member_id, readable_by(viewer), visible())).all()


def _titles() -> AnySelect:
    return (
        select(
            Topic.id,
            Topic.slug,
            Topic.title,
            Topic.kind,
            Topic.audience,
            Topic.posts_count,
            Topic.last_post_at,
            Term.label.label("theme"),
        )
        .join(Term, Term.id == Topic.theme_id)
        .order_by(Topic.last_post_at.desc(), Topic.id.desc())
        .limit(8)
    )
