"""The lists of topics, in narrow rows: the forum's own, and those that other pages show."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select

from club import clock
from club.access import Me
from club.extensions import db
from club.forum import audience, waiting
from club.forum.models import AnswerRate, Category, Follow, Level, Reading, Topic
from club.forum.queries import PER_PAGE, readable_by, visible
from club.members.models import Member
from club.paging import AnyRow, AnySelect, Page, newest_first
from club.policy import Viewer
from club.territories.models import Commune
from club.vocabulary.models import Term

Reader = Member | Me
Only = Sequence[ColumnElement[bool]]
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


def topics(
    viewer: Reader, *, tab: str = "recents", theme_id: int | None = None, after: str | None = None, only: Only = ()
) -> Page[AnyRow]:
    """One page of topics, newest answer first."""
    statement = _rows(viewer).where(*_shown(viewer, tab, theme_id, only))
    return newest_first(statement, Topic.last_post_at, Topic.id, after=after, size=PER_PAGE, rows=True)


class Figures(NamedTuple):
    """How many topics each tab holds, and the share of questions answered in time (None while there are too few)."""

    counts: dict[str, str]
    share: int | None


def figures(viewer: Reader, *, theme_id: int | None = None, only: Only = ()) -> Figures:
    """For this person, in one statement that stops counting where nobody counts on."""
    held = [_count(_shown(viewer, tab, theme_id, only), viewer) for tab in TABS]
    rates = [select(column).where(AnswerRate.id == 1).scalar_subquery() for column in RATE]
    *found, questions, answered = db.session.execute(select(*held, *rates)).one()
    counts = {
        tab: str(many) if many <= MOST_COUNTED else f"{MOST_COUNTED}+" for tab, many in zip(TABS, found, strict=True)
    }
    return Figures(counts, waiting.percentage(questions, answered))


def _count(conditions: Only, viewer: Reader) -> ColumnElement[int]:
    read = and_(Reading.topic_id == Topic.id, Reading.member_id == viewer.id)
    found = select(Topic.id).outerjoin(Reading, read).where(*conditions).limit(MOST_COUNTED + 1)
    return select(func.count()).select_from(found.subquery()).scalar_subquery()


def _shown(viewer: Reader, tab: str, theme_id: int | None, only: Only) -> list[ColumnElement[bool]]:
    here = [] if theme_id is None else [Topic.theme_id == theme_id]
    return [readable_by(viewer), visible(), *_tab(viewer, tab), *here, *only]


def pinned(viewer: Reader, theme_id: int | None) -> Sequence[AnyRow]:
    """The topics that staff keep at the top: of the forum, or of their theme."""
    in_time = or_(Topic.pinned_until.is_(None), Topic.pinned_until > clock.now())
    here = Topic.is_pin_local.is_(False) if theme_id is None else Topic.theme_id == theme_id
    statement = _rows(viewer).where(readable_by(viewer), visible(), Topic.is_pinned, in_time, here)
    return db.session.execute(statement.order_by(Topic.last_post_at.desc()).limit(5)).all()


def _rows(viewer: Reader) -> AnySelect:
    is_unread = and_(
        Topic.last_post_at > viewer.forum_read_at, func.coalesce(Reading.last_number, 0) < Topic.last_number
    )
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
        .outerjoin(Reading, and_(Reading.topic_id == Topic.id, Reading.member_id == viewer.id))
    )


def _tab(viewer: Reader, tab: str) -> list[ColumnElement[bool]]:
    mine = (Follow.topic_id == Topic.id, Follow.member_id == viewer.id)
    followed = select(Follow.topic_id).where(*mine, Follow.level >= Level.FOLLOW)
    conditions: dict[str, list[ColumnElement[bool]]] = {
        "non-lus": [
            Topic.last_post_at > viewer.forum_read_at,
            func.coalesce(Reading.last_number, 0) < Topic.last_number,
        ],
        "sans-reponse": [waiting.is_waiting()],
        "resolus": [Topic.solution_id.is_not(None)],
        "les-miens": [Topic.author_id == viewer.id],
        "suivis": [followed.exists()],
    }
    return conditions.get(tab, [])


def categories(viewer: Viewer) -> Sequence[AnyRow]:
    """The themes with their counts: kept ones, and the few restricted topics this person may read."""
    own = (
        select(Topic.theme_id, func.count().label("topics"), func.sum(Topic.posts_count).label("posts"))
        .where(audience.restricted(), readable_by(viewer), visible())
        .group_by(Topic.theme_id)
        .subquery()
    )
    topics = func.coalesce(Category.topics_count, 0) + func.coalesce(own.c.topics, 0)
    posts = func.coalesce(Category.posts_count, 0) + func.coalesce(own.c.posts, 0)
    statement = (
        select(Term.id, Term.slug, Term.label, topics.label("topics_count"), posts.label("posts_count"))
        .outerjoin(Category, Category.theme_id == Term.id)
        .outerjoin(own, own.c.theme_id == Term.id)
        .where(Term.kind == "theme")
    )
    return db.session.execute(statement.order_by(Term.position, Term.id)).all()


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
