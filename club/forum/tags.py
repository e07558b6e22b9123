"""Tags of topics: up to five of a closed list, words that members propose, and lists by tag or by place."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    ForeignKey,
    String,
    delete,
    func,
    insert,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from club import clock, journal, text
from club.access import Refused
from club.communes import twins
from club.events import emit
from club.extensions import Model, db
from club.forum.events import TopicChanged
from club.forum.models import Topic
from club.members.models import Member
from club.paging import AnyRow, Page, newest_first
from club.policy import Action
from club.rows import rows
from club.territories.models import Departement, Region
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import Term, TermKind

MOST = 5  # of one topic
TWINS = "jumelles"


class TopicTag(Model):
    """A topic bears a tag."""

    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True, index=True)


class TagProposal(Model):
    """A word that an author misses in the list; staff accept it, perhaps under another spelling, or refuse it."""

    LABEL_MAX = 40

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(LABEL_MAX))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    term_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"))  # what it became

    topic: Mapped[Topic] = relationship(lazy="raise")
    proposed_by: Mapped[Member] = relationship(foreign_keys=proposed_by_id, lazy="raise")


def of_topic(topic_id: int) -> Sequence[AnyRow]:
    """The tags of a topic, in the order of the list."""
    borne = select(Term.slug, Term.label).join(TopicTag, TopicTag.term_id == Term.id)
    return db.session.execute(borne.where(TopicTag.topic_id == topic_id).order_by(Term.position, Term.id)).all()


def put(topic: Topic, term_ids: Iterable[int]) -> None:
    """Give a new topic its tags; what is not a tag is left out."""
    chosen = vocabulary.terms_of(term_ids, TermKind.TAG)[:MOST]
    if chosen:
        db.session.execute(insert(TopicTag), [{"topic_id": topic.id, "term_id": term.id} for term in chosen])


def move(topic_id: int, into_id: int) -> None:
    """The tags of a topic and the words proposed for it go to another, which keeps its own and at most five."""
    borne = set(db.session.scalars(select(TopicTag.term_id).where(TopicTag.topic_id == into_id)))
    own = select(TopicTag.term_id).where(TopicTag.topic_id == topic_id).order_by(TopicTag.term_id)
    more = [id for id in db.session.scalars(own) if id not in borne][: max(MOST - len(borne), 0)]
    db.session.execute(delete(TopicTag).where(TopicTag.topic_id == topic_id))
    if more:
        db.session.execute(insert(TopicTag), [{"topic_id": into_id, "term_id": id} for id in more])
    db.session.execute(update(TagProposal).where(TagProposal.topic_id == topic_id).values(topic_id=into_id))


def share(topic_id: int, made_id: int) -> None:
    """A topic made of another's messages has its tags."""
    borne = select(literal(made_id), TopicTag.term_id).where(TopicTag.topic_id == topic_id)
    db.session.execute(insert(TopicTag).from_select(["topic_id", "term_id"], borne))


def propose(topic: Topic, label: str, *, by: Member) -> None:
    """Ask staff for a word that the list lacks; one that it has is given at once."""
    known = vocabulary.term(TermKind.TAG, text.slugify(label)[:60])
    if known is not None:
        _add(topic.id, known.id)
    else:
        db.session.add(TagProposal(label=label, topic_id=topic.id, proposed_by_id=by.id))


def _add(topic_id: int, term_id: int) -> None:
    borne = set(db.session.scalars(select(TopicTag.term_id).where(TopicTag.topic_id == topic_id)))
    if term_id not in borne and len(borne) < MOST:
        db.session.add(TopicTag(topic_id=topic_id, term_id=term_id))
        db.session.flush()


def proposal(id: int) -> TagProposal | None:
    return db.session.get(TagProposal, id)


def proposals(*, after: str | None) -> Page[AnyRow]:
    """The words that wait for staff, with the topics that want them."""
    waiting = (
        select(TagProposal.id, TagProposal.label, TagProposal.created_at, Member.first_name, Member.last_name)
        .add_columns(Topic.id.label("topic_id"), Topic.slug, Topic.title)
        .join(Topic, Topic.id == TagProposal.topic_id)
        .join(Member, Member.id == TagProposal.proposed_by_id)
        .where(TagProposal.settled_at.is_(None))
    )
    return newest_first(waiting, TagProposal.created_at, TagProposal.id, after=after, rows=True)


def accept(one: TagProposal, label: str, *, by: Member) -> None:
    """The word joins the list, or is found there; the topic that wanted it bears it."""
    _lock(one)
    slug = text.slugify(label)[:60]
    term = vocabulary.term(TermKind.TAG, slug)
    if term is None:
        last = select(func.coalesce(func.max(Term.position), 0)).where(Term.kind == TermKind.TAG)
        term = Term(kind=TermKind.TAG, slug=slug, label=label, position=db.session.scalars(last).one() + 1)
        db.session.add(term)
        db.session.flush()
    _add(one.topic_id, term.id)
    emit(TopicChanged(topic_id=one.topic_id))
    one.term_id = term.id
    _settle(one, by, {"accepted": label})


def refuse(one: TagProposal, *, by: Member) -> None:
    """The list stays as it is."""
    _lock(one)
    _settle(one, by, {"accepted": False})


def _lock(one: TagProposal) -> None:
    db.session.refresh(one, ["settled_at"], with_for_update=True)
    if one.settled_at is not None:
        raise Refused("Une réponse est déjà donnée à cette proposition.")


def _settle(one: TagProposal, by: Member, after: dict[str, object]) -> None:
    one.settled_at, one.settled_by_id = clock.now(), by.id
    journal.record(Action.TAG_SETTLE, "tag_proposal", one.id, label=one.label, after=after, by=by.id)


class Filter(NamedTuple):
    """A way to narrow the list: `key` is what its address says, « tag-halle » or « departement-36 ».

    TWINS are the communes like that of who looks (`code`): the address is the same for all.
    """

    kind: str
    code: str
    label: str

    @property
    def key(self) -> str:
        return self.kind if self.kind == TWINS else f"{self.kind}-{self.code}"


def filters(commune: str | None) -> tuple[Filter, ...]:
    """The communes like that of who looks, every tag, région and département, in one statement."""
    alike = [Filter(TWINS, commune, "Communes comme la mienne")] if commune else []
    return (*alike, *(Filter(kind, code, label) for kind, code, label, _ in rows(_filters())))


@cache
def _filters() -> CompoundSelect[*tuple[Any, ...]]:
    words = select(literal("tag").label("kind"), Term.slug, Term.label.label("label"), literal(0).label("place"))
    tags = words.where(Term.kind == TermKind.TAG)
    regions = select(literal("region"), Region.code, Region.name, literal(0))
    departements = select(literal("departement"), Departement.code, Departement.name, Departement.position)
    return union_all(tags, regions, departements).order_by("place", "label")


def having(chosen: Iterable[Filter]) -> list[ColumnElement[bool]]:
    """The topics that pass all these filters."""
    return [_condition(one) for one in chosen]


def _condition(one: Filter) -> ColumnElement[bool]:
    if one.kind == "tag":
        named = select(Term.id).where(Term.kind == TermKind.TAG, Term.slug == one.code).scalar_subquery()
        borne = select(TopicTag.topic_id).where(TopicTag.topic_id == Topic.id, TopicTag.term_id == named)
        return borne.exists()
    if one.kind == TWINS:
        return Topic.commune_code.in_(twins.codes_of(one.code))
    if one.kind == "region":
        within = select(Departement.code).where(Departement.region_code == one.code)
        return Topic.departement_code.in_(within)
    return Topic.departement_code == one.code
