"""What is near a thing: resources, experiences, topics, partners and aids, by theme, territory and words.

The worker finds it and keeps it with the reason; a page reads it in one statement. Only what every member may read
is shown near something else: it is found in the search index, which forgets at once what is hidden.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Index, String, and_, delete, or_, select, union_all
from sqlalchemy.orm import Mapped, mapped_column

from club import clock, jobs, search, text
from club.extensions import Model, db, only_reading
from club.french import listed, small
from club.rows import among, insert
from club.search import words
from club.search.models import SearchDocument

LABELS = {
    "resource": "Ressource",
    "experience": "Expérience",
    "topic": "Sujet",
    "organisation": "Partenaire",
    "aid": "Aide",
}
SHOWN, OF_A_KIND = 4, 2
LOOKED_AT, KEPT = 12, 3  # of each kind: found by words, then kept
IN_COMMON = 2  # words; one alone is seldom the same subject
MOST_SAID = 3  # words, themes
A_TIME, A_NIGHT, AGE = 200, 2_000, timedelta(days=30)
EVERYBODY = "members"


@dataclass(frozen=True)
class Facts:
    """What things are compared by. `beside` is what its page names already: its partners, its national sheet."""

    kind: str
    id: int
    words: str
    themes: frozenset[str] = frozenset()
    departements: frozenset[str] = frozenset()
    is_for_all: bool = True
    beside: frozenset[tuple[str, int]] = frozenset()


Source = Callable[[Sequence[int]], Iterable[Facts]]
SOURCES: dict[str, Source] = {}  # by kind, filled by the wiring: the facts of some ids, of what members may read


class Related(Model):
    """Two things that are near, and why. Only what all may read is shown on the page of the other."""

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    other_kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    other_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    score: Mapped[int]
    reasons: Mapped[str] = mapped_column(String(400))
    is_mutual: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (Index("ix_related_other", "other_kind", "other_key"),)


OTHER = Related.other_kind, Related.other_key


class RelatedDone(Model):
    """When what is near a thing was last looked for."""

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class Near(NamedTuple):
    """What a page shows of a thing that is near its own."""

    kind: str
    title: str
    url: str
    reasons: str

    @property
    def label(self) -> str:
        """What it is, in a word."""
        return LABELS[self.kind]


def near(kind: str, id: int) -> list[Near]:
    """The few nearest things, the nearest first."""
    key = str(id)
    there = and_(SearchDocument.kind == Related.other_kind, SearchDocument.key == Related.other_key)
    back = and_(SearchDocument.kind == Related.kind, SearchDocument.key == Related.key)
    columns: list[Any] = [SearchDocument.kind, SearchDocument.title, SearchDocument.url]
    columns += [Related.reasons, Related.score.label("score")]
    ways = union_all(
        select(*columns).join(Related, there).where(Related.kind == kind, Related.key == key),
        select(*columns).join(Related, back).where(
            Related.other_kind == kind, Related.other_key == key, Related.is_mutual
        ),
    ).subquery()  # fmt: skip
    rows = db.session.execute(select(ways).order_by(ways.c.score.desc(), ways.c.title).limit(5 * SHOWN)).all()
    found: dict[str, Near] = {}
    many: Counter[str] = Counter()
    for row in rows:
        if row.url not in found and many[row.kind] < OF_A_KIND:
            many[row.kind] += 1
            found[row.url] = Near(row.kind, row.title, row.url, row.reasons)
    return list(found.values())[:SHOWN]


def things_changed(things: Sequence[tuple[str, str]]) -> None:
    """The search index tells what it was given: what is near it is looked for again."""
    ours = [one for one in things if one[0] in LABELS]
    topics = [one for one in ours if one[0] == "topic"]
    if topics:  # one that is for fewer readers leaves the pages of the others at once
        _drop(Related, or_(among(Related.kind, Related.key, topics), among(*OTHER, topics)))
    if ours:
        _drop(RelatedDone, among(RelatedDone.kind, RelatedDone.key, ours))


def _drop(table: type[Related] | type[RelatedDone], condition: ColumnElement[bool]) -> None:
    db.session.execute(delete(table).where(condition).execution_options(synchronize_session=False))


@jobs.every(minutes=2)
def relate_new() -> int:
    """Find what is near what is new or has changed, the newest first; so many at a time."""
    return _relate(RelatedDone.at.is_(None), A_TIME)


@jobs.every(hour=1)
def relate_old() -> int:
    """Each thing has new neighbours with time: it is looked at again."""
    return _relate(RelatedDone.at < clock.now() - AGE, A_NIGHT)


def _relate(waits: ColumnElement[bool], most: int) -> int:
    done = and_(RelatedDone.kind == SearchDocument.kind, RelatedDone.key == SearchDocument.key)
    asked = select(SearchDocument.kind, SearchDocument.key).outerjoin(RelatedDone, done)
    asked = asked.where(SearchDocument.kind.in_(sorted(LABELS)), waits)
    with only_reading():
        found = db.session.execute(asked.order_by(SearchDocument.id.desc()).limit(most)).all()
    for kind, key in found:
        relate(kind, int(key))
        db.session.commit()
    return len(found)


def relate(kind: str, id: int) -> None:
    """Find what is near a thing, and keep it."""
    with only_reading():  # looking takes far longer than writing what was found
        mine = next(iter(SOURCES[kind]([id])), None)
        rows = [row for other in LABELS for row in _nearest(mine, other)] if mine else []
    key = str(id)
    _drop(Related, and_(Related.kind == kind, Related.key == key))
    if rows:
        db.session.execute(insert(Related).on_conflict_do_nothing(), rows)
    done = insert(RelatedDone).values(kind=kind, key=key, at=clock.now())
    again = done.on_conflict_do_update(index_elements=["kind", "key"], set_={"at": done.excluded.at})
    db.session.execute(again)


def _nearest(mine: Facts, kind: str) -> list[dict[str, Any]]:
    query = f"{mine.words} {' '.join(sorted(mine.themes))}"
    keys = search.closest(query, audiences=[EVERYBODY], kind=kind, size=LOOKED_AT)
    ids = [int(key) for key in keys if key.isdecimal()]
    rows: list[dict[str, Any]] = []
    for other in SOURCES[kind](ids):
        score, reasons = compared(mine, other) if _is_worth(mine, other) else (0, [])
        if score:
            known = {"kind": mine.kind, "key": str(mine.id), "other_kind": kind, "other_key": str(other.id)}
            said = " · ".join(reasons)[:400]
            rows.append({**known, "score": score, "reasons": said, "is_mutual": mine.is_for_all})
    return sorted(rows, key=lambda row: -row["score"])[:KEPT]


def _is_worth(mine: Facts, other: Facts) -> bool:
    """Neither itself, nor what its page names already, nor a variant of the same aid, nor what is for some only."""
    ours, theirs = (mine.kind, mine.id), (other.kind, other.id)
    is_variant = any(kind == "aid" for kind, _ in mine.beside & other.beside)
    is_said = ours in other.beside or theirs in mine.beside or is_variant
    return other.is_for_all and ours != theirs and not is_said


def compared(mine: Facts, other: Facts) -> tuple[int, list[str]]:
    """How near two things are, and why in words; 0 for a place in common and nothing else."""
    themes = sorted(mine.themes & other.themes)
    places = sorted(mine.departements & other.departements)
    same = in_common(mine.words, other.words)
    if not themes and len(same) < IN_COMMON:
        return 0, []
    reasons = [_themes(themes[:MOST_SAID])] if themes else []
    reasons += [f"même département : {places[0]}"] if places else []
    reasons += [f"mêmes mots : {listed(same[:MOST_SAID])}"] if len(same) >= IN_COMMON else []
    return 4 * min(len(themes), 2) + 3 * bool(places) + min(len(same), 4), reasons


def _themes(labels: list[str]) -> str:
    """A label may have an « et » of its own: they are put side by side with commas."""
    return ("même thème : " if len(labels) == 1 else "mêmes thèmes : ") + ", ".join(map(small, labels))


def in_common(one: str, other: str) -> list[str]:
    """The words of a text that another has too, as the search understands them, in their order."""
    known = set(words.terms(other))
    met = {words.term(word): word for word in reversed(words.WORD.findall(text.clean(one).lower())) if len(word) > 2}
    shared = [(term, word) for term, word in met.items() if term in known]
    return [word for _, word in reversed(shared)]


def split(labels: str | None) -> frozenset[str]:
    """The labels that a statement puts together with « | »."""
    return frozenset(filter(None, (labels or "").split("|")))
