"""What members want to be told of: of each topic, category, tag and place, and who is thus concerned by a topic."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Subquery, and_, case, cast, func, or_, select

from club.extensions import db
from club.forum import queries
from club.forum.models import Follow, Level, Topic, Watch
from club.forum.tags import Filter, TopicTag
from club.members.models import Member
from club.paging import AnyRow, Page, newest_first
from club.territories.models import Commune, Departement, Region
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import Term, TermKind

LABELS = {
    Level.NOTHING: "Rien",
    Level.CONCERNED: "Ce qui me concerne",
    Level.FOLLOW: "Suivre",
    Level.ALL: "Tout",
}
TOPIC_HELP = {
    Level.NOTHING: "Vous n’êtes prévenu de rien ici.",
    Level.CONCERNED: "Vous êtes prévenu quand on vous répond ou quand on vous mentionne.",
    Level.FOLLOW: "Vous êtes prévenu de chaque réponse.",
    Level.ALL: "Vous êtes prévenu de chaque réponse, et par courriel sans attendre.",
}
WATCH_HELP = {
    Level.NOTHING: "Vous n’êtes prévenu de rien ici, sauf des sujets que vous suivez.",
    Level.CONCERNED: "Vous êtes prévenu quand on vous répond ou quand on vous mentionne.",
    Level.FOLLOW: "Vous êtes prévenu de chaque nouveau sujet.",
    Level.ALL: "Vous êtes prévenu de chaque nouveau sujet et de chaque réponse.",
}
BOTH_HELP = {
    Level.NOTHING: "Aucun message.",
    Level.CONCERNED: "Quand on vous répond ou quand on vous mentionne. C’est le réglage de départ.",
    Level.FOLLOW: "Sujet : chaque réponse. Thème, territoire : chaque nouveau sujet.",
    Level.ALL: "Sujet : chaque réponse, par courriel sans attendre. Thème, territoire : aussi chaque réponse.",
}
HELPS = {"topic": TOPIC_HELP, "watch": WATCH_HELP, "both": BOTH_HELP}
PLACES = {"departement": Departement, "region": Region, "commune": Commune}


class Watched(NamedTuple):
    """A category, a tag or a place, as the page of what one follows shows it."""

    kind: str
    reference: str
    label: str
    level: Level


def level_of(typed: str | None) -> Level | None:
    """The level that a form sends; None when it makes no sense."""
    return next((level for level in Level if str(level.value) == typed), None)


def topics(viewer: Member, *, after: str | None) -> Page[AnyRow]:
    """The topics of which a member chose what to be told, newest answer first."""
    chosen = and_(Follow.topic_id == Topic.id, Follow.member_id == viewer.id)
    statement = (
        select(Topic.id, Topic.slug, Topic.title, Topic.last_post_at, Topic.posts_count, Term.label.label("theme"))
        .add_columns(Follow.level)
        .join(Follow, chosen)
        .join(Term, Term.id == Topic.theme_id)
        .where(queries.readable_by(viewer), queries.visible(), Follow.level != Level.CONCERNED)
    )
    return newest_first(statement, Topic.last_post_at, Topic.id, after=after, rows=True)


def watched(member_id: int) -> list[Watched]:
    """The categories, tags and places of which a member chose what to be told."""
    mine = select(Watch).where(Watch.member_id == member_id, Watch.level != Level.CONCERNED)
    rows = db.session.scalars(mine.order_by(Watch.kind.desc(), Watch.created_at)).all()
    labels = _labels(rows)
    known = [(row, labels.get((row.kind, row.reference))) for row in rows]
    return [Watched(row.kind, row.reference, label, Level(row.level)) for row, label in known if label]


def watch_level(member_id: int, kind: str, reference: str) -> Level:
    """What a member wants to be told of one of them."""
    found = db.session.get(Watch, (member_id, kind, reference))
    return Level(found.level) if found else Level.CONCERNED


def levels_of(member_id: int, filters: Sequence[Filter]) -> list[tuple[Filter, Level]]:
    """What a member wants to be told of the tag and the place by which a list is narrowed, in one statement."""
    tag = and_(Watch.kind == TermKind.TAG, cast(Term.id, Watch.reference.type) == Watch.reference)
    mine = select(Watch.kind, func.coalesce(Term.slug, Watch.reference), Watch.level).outerjoin(Term, tag)
    chosen = {
        (kind, code): Level(level) for kind, code, level in db.session.execute(mine.where(Watch.member_id == member_id))
    }
    return [(one, chosen.get((one.kind, one.code), Level.CONCERNED)) for one in filters]


def reference_of(kind: str, typed: str) -> str:
    """What a watch refers to: a tag may be named by the word of its address."""
    tag = vocabulary.term(TermKind.TAG, typed[:60]) if kind == TermKind.TAG and not _is_id(typed) else None
    return str(tag.id) if tag else typed[:20]


def label_of(kind: str, reference: str) -> str | None:
    """The name of a category, a tag or a place; None when there is no such thing."""
    return _labels([Watch(kind=kind, reference=reference)]).get((kind, reference))


def _labels(rows: Sequence[Watch]) -> dict[tuple[str, str], str]:
    """Their names, in one statement a kind of place and one for all the words."""
    found: dict[tuple[str, str], str] = {}
    words = [int(row.reference) for row in rows if row.kind not in PLACES and _is_id(row.reference)]
    if words:
        for id, kind, label in db.session.execute(select(Term.id, Term.kind, Term.label).where(Term.id.in_(words))):
            found[kind, str(id)] = label
    for kind, model in PLACES.items():
        codes = [row.reference for row in rows if row.kind == kind]
        if codes:
            named = select(model.code, model.name).where(model.code.in_(codes))  # type: ignore[attr-defined]
            found |= {(kind, code): name for code, name in db.session.execute(named)}
    return found


def _is_id(reference: str) -> bool:
    return reference.isascii() and reference.isdecimal() and len(reference) < 10


def places() -> list[tuple[str, list[tuple[str, str]]]]:
    """The régions and the départements that can be followed, as the groups of a select."""
    regions = db.session.execute(select(Region.code, Region.name).order_by(Region.name)).all()
    departements = db.session.execute(select(Departement.code, Departement.name).order_by(Departement.position)).all()
    return [
        ("Régions", [(f"region-{code}", name) for code, name in regions]),
        ("Départements", [(f"departement-{code}", f"{name} ({code})") for code, name in departements]),
    ]


def watching(topic_id: int) -> Subquery:
    """(member_id, weakest, strongest, kind) of all who chose something of the category, tags or places of a topic."""
    region = select(Departement.region_code).where(Departement.code == Topic.departement_code).scalar_subquery()
    of_topic: dict[str, Any] = {
        "theme": cast(Topic.theme_id, Watch.reference.type),
        "commune": Topic.commune_code,
        "departement": Topic.departement_code,
        "region": region,
    }
    same = [and_(Watch.kind == kind, Watch.reference == reference) for kind, reference in of_topic.items()]
    borne = select(cast(TopicTag.term_id, Watch.reference.type)).where(TopicTag.topic_id == topic_id)
    same.append(and_(Watch.kind == TermKind.TAG, Watch.reference.in_(borne)))
    return (
        select(
            Watch.member_id,
            func.min(Watch.level).label("weakest"),
            func.max(Watch.level).label("strongest"),
            func.max(case((Watch.level >= Level.FOLLOW, Watch.kind))).label("kind"),
        )
        .join(Topic, Topic.id == topic_id)
        .where(or_(*same))
        .group_by(Watch.member_id)
        .subquery()
    )
