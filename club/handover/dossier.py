"""What the file of a handover says: what the commune asked, did, has and must not miss; of people, functions only.

Nothing in it that the référent may not read: money papers stay on the site. Texts that people wrote are not copied
but linked, for they may name somebody; titles lose addresses, numbers and the names of those who are quoted.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload

from club import clock, zips
from club.experiences import queries as experiences
from club.experiences.models import Experience
from club.extensions import db
from club.forum import queries as forum
from club.forum.models import Post, Topic, TopicKind
from club.funding import calendar
from club.handover import papers
from club.handover.contacts import public_of
from club.handover.models import Handover
from club.members.models import Member, MemberCommune, Organisation
from club.territories.models import Commune
from club.vocabulary.models import Term

MOST = 100
MOST_BYTES = 200_000_000
READ_BY_TEAM = ("members", "communes")  # audiences that the whole team of a commune is part of
REACHING = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:\+33|\b0)[\s.]?[1-9](?:[\s.-]?\d{2}){4}\b")


class Question(NamedTuple):
    title: str
    url: str
    at: datetime
    answered_by: str = ""


class Named(NamedTuple):
    """A thing with its address, and what is said of it."""

    name: str
    url: str
    words: Sequence[str] = ()
    site: str = ""


class Document(NamedTuple):
    """A file of the commune; no name when it is too heavy to be enclosed."""

    title: str
    of: str
    kind: str
    size: int
    key: str
    url: str
    name: str


class Dossier(NamedTuple):
    """All that the page says, in plain values: no transaction is open while the zip is written."""

    commune: str
    code: str
    url: str
    function: str
    leaves_on: Any
    made_at: datetime
    waiting: Sequence[Question]
    solved: Sequence[Question]
    experiences: Sequence[Named]
    organisations: Sequence[Named]
    deadlines: Sequence[tuple[Any, str, str, str]]  # day, what, aid, address
    documents: Sequence[Document]


def of_handover(handover: Handover) -> Dossier:
    """What to write; `handover` comes with its commune, and its member with their function."""
    commune, member = handover.commune, handover.member
    asked = _asked(commune.code)
    names = {member.full_name, *(row.solver for row in asked if row.solver), *_people(commune.code)}
    questions = [_question(row, names) for row in asked]
    told = _told(commune.code)
    return Dossier(
        commune=commune.name,
        code=commune.code,
        url=_address("directory.commune", code=commune.path),
        function=member.function.label if member.function else "Membre de l’équipe",
        leaves_on=handover.leaves_on,
        made_at=clock.now(),
        waiting=[one for one in questions if not one.answered_by],
        solved=[one for one in questions if one.answered_by],
        experiences=[
            Named(_bare(one.title, names), _address("experiences.show", id=one.id, slug=one.slug)) for one in told
        ],
        organisations=_organisations(commune.code),
        deadlines=_deadlines(commune),
        documents=_documents(commune.code, names),
    )


def _address(endpoint: str, **values: Any) -> str:
    return url_for(endpoint, **values, _external=True)


def _bare(title: str, names: Iterable[str]) -> str:
    """A title without what reaches somebody, nor the names of those who are quoted."""
    title = REACHING.sub("[…]", title)
    for name in names:
        title = re.sub(re.escape(name), "[…]", title, flags=re.IGNORECASE)
    return title


def _people(code: str) -> list[str]:
    """The team, and who asked or told something for the commune: a title may name them."""
    team = select(MemberCommune.member_id).where(MemberCommune.commune_code == code)
    askers = select(Topic.author_id).where(Topic.commune_code == code)
    tellers = select(Experience.author_id).where(experiences.in_commune(code))
    known = Member.id.in_(team) | Member.id.in_(askers) | Member.id.in_(tellers)
    return [one.full_name for one in db.session.scalars(select(Member).where(known))]


def _asked(code: str) -> Sequence[Any]:
    solver = aliased(Member)
    statement = (
        select(Topic.id, Topic.slug, Topic.title, Topic.created_at, Topic.solution_id)
        .add_columns((solver.first_name + " " + solver.last_name).label("solver"), Term.label.label("function"))
        .add_columns(Commune.name.label("commune"), Organisation.name.label("organisation"))
        .outerjoin(Post, Post.id == Topic.solution_id)
        .outerjoin(solver, solver.id == Post.author_id)
        .outerjoin(Term, Term.id == solver.function_id)
        .outerjoin(Commune, Commune.code == solver.commune_code)
        .outerjoin(Organisation, Organisation.id == solver.organisation_id)
        .where(Topic.commune_code == code, Topic.kind == TopicKind.QUESTION, Topic.audience.in_(READ_BY_TEAM))
        .where(forum.visible(), Topic.merged_into_id.is_(None))
    )
    return db.session.execute(statement.order_by(Topic.created_at.desc(), Topic.id.desc()).limit(MOST)).all()


def _question(row: Any, names: set[str]) -> Question:
    url = _address("forum.topic", id=row.id, slug=row.slug)  # the solution is shown under the question
    who = ", ".join(filter(None, [row.function, row.organisation or row.commune])) or "un membre du club"
    return Question(_bare(row.title, names), url, row.created_at, who if row.solution_id else "")


def _told(code: str) -> Sequence[Experience]:
    listed = select(Experience).where(experiences.listed(), experiences.in_commune(code))
    return db.session.scalars(listed.order_by(Experience.published_at.desc(), Experience.id.desc()).limit(MOST)).all()


def _organisations(code: str) -> list[Named]:
    known = select(Organisation).where(Organisation.id.in_(public_of(code))).options(joinedload(Organisation.type))
    rows = db.session.scalars(known.order_by(Organisation.name).limit(MOST)).all()
    return [
        Named(
            one.name, _address("directory.partner", id=one.id, slug=one.slug),
            [word for word in (one.type.label, one.address) if word], one.website,
        )
        for one in rows
    ]  # fmt: skip


def _deadlines(commune: Commune) -> list[tuple[Any, str, str, str]]:
    return [
        (one.day(clock.PARIS), one.what, one.title, _address("funding.show", id=one.id, slug=one.slug))
        for one in calendar.deadlines(commune.code)[:MOST]
    ]


def _documents(code: str, names: set[str]) -> list[Document]:
    room, found = zips.Room(MOST_BYTES), []
    for number, one in enumerate(papers.of_commune(code), 1):
        title, stored = _bare(one.title, names), one.stored
        ending = stored.name.rpartition(".")[2]
        name = zips.file_name(f"documents/{number:02d}", f"{title}.{ending}") if room.takes(stored.size) else ""
        url, of = _address(one.endpoint, id=one.id), _bare(one.of, names)
        found.append(Document(title, of, stored.kind_label, stored.size, stored.key, url, name))
    return found
