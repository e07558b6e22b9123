"""Fill an empty, initialised club with much: topics, messages, members and the index of the search, in bulk.

usage: python -m tests.benchmarks.fill TOPICS MESSAGES EXPERIENCES
"""

import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, text

from club import clock, create_app, jobs, upkeep
from club import text as writing
from club.extensions import Model, db
from club.forum.models import Category, Follow, Post, Reading, Topic, TopicKind
from club.forum.tags import TopicTag
from club.members import passwords
from club.members.models import Member, MemberCommune, MemberTheme
from club.search import rebuild
from club.territories.models import Commune, ProgrammeCommune
from club.vocabulary.models import Term, TermKind
from tests.benchmarks import prose, shelves

MEMBERS = 300
PASSWORD = "la-halle-de-la-mesure"  # of the first one
LONG, READ = 1, 2  # ids of the topic of 1,000 messages and of the one whose page is measured
LONG_MESSAGES, READ_MESSAGES = 1000, 25
RARE_MESSAGES = 20
DAYS = 3 * 365
BATCH = 5000
LINES = ("Lucie Martin", "Karim Benali", "Anne Le Goff", "Paul Girard", "Inès Moreau", "Hugo Petit", "Zoé Lambert")


@dataclass
class Place:
    """What the rows refer to."""

    communes: list[Commune]
    themes: list[int]
    functions: list[int]
    types: list[int]


def fill(topics: int, messages: int, experiences: int) -> None:
    """Write the data set, one transaction a table."""
    dice = random.Random(2026)
    place = _place()
    _members(dice, place)
    posts = _posts(dice, _shares(dice, topics, messages))
    _topics(dice, place, posts, topics)
    _attention(posts)
    _tags(dice, topics)
    codes = [commune.code for commune in place.communes]
    shelves.fill(_write, dice, experiences=experiences, communes=codes, themes=place.themes, type_id=place.types[0])
    rebuild.reindex()
    _settle()


def _place() -> Place:
    inside = select(Commune).join(ProgrammeCommune).where(Commune.departement_code == "36").order_by(Commune.code)
    terms = db.session.execute(select(Term.kind, Term.id).order_by(Term.id)).all()
    kinds = (TermKind.THEME, TermKind.FUNCTION, TermKind.RESOURCE_TYPE)
    return Place(list(db.session.scalars(inside)), *([id for kind, id in terms if kind == wanted] for wanted in kinds))


def _write(model: type[Model], rows: Iterator[dict[str, Any]] | list[dict[str, Any]]) -> None:
    rows = iter(rows)
    while some := list(islice(rows, BATCH)):
        db.session.execute(insert(model.__table__), some)
    db.session.commit()


def _members(dice: random.Random, place: Place) -> None:
    past = clock.now() - timedelta(days=DAYS + 1)
    _write(
        Member,
        [_member(number, place, past + timedelta(days=number * DAYS / MEMBERS)) for number in range(1, MEMBERS + 1)],
    )
    _write(
        MemberCommune,
        [
            {"member_id": n, "commune_code": place.communes[n % len(place.communes)].code, "position": 0}
            for n in _numbers()
        ],
    )
    _write(
        MemberTheme,
        [{"member_id": n, "term_id": term} for n in _numbers() for term in sorted(dice.sample(place.themes, 4))],
    )


def _numbers() -> range:
    return range(1, MEMBERS + 1)


def _member(number: int, place: Place, joined: datetime) -> dict[str, Any]:
    commune = place.communes[number % len(place.communes)]
    first, last = LINES[number % len(LINES)].split(" ", 1)
    return {
        "email": f"membre{number}@mesure.example",
        "first_name": first,
        "last_name": f"{last} {number}",
        "slug": writing.slugify(f"{first} {last} {number}"),
        "status": "active",
        "function_id": place.functions[number % len(place.functions)],
        "commune_code": commune.code,
        "departement_code": commune.departement_code,
        "created_at": joined,
        "confirmed_at": joined,
        "admitted_at": joined,
        "password_hash": passwords.hashed(PASSWORD) if number == 1 else None,
        "forum_read_at": clock.now() - timedelta(days=60),
        "welcome_step": 3,
    }


def _shares(dice: random.Random, topics: int, messages: int) -> list[int]:
    """How many messages each topic has: a long one, the one to read, the rest very unequal, as in a real forum."""
    others = range(READ, topics)
    weights = [dice.paretovariate(1.2) for _ in others]
    drawn = Counter(others)
    while left := messages - LONG_MESSAGES - READ_MESSAGES - drawn.total():
        drawn.update(dice.choices(others, weights, k=left))
        drawn = Counter({topic: min(count, LONG_MESSAGES) for topic, count in drawn.items()})
    return [LONG_MESSAGES, READ_MESSAGES, *(drawn[topic] for topic in others)]


def _posts(dice: random.Random, shares: list[int]) -> list[tuple[datetime, int, int, int]]:
    """(moment, topic, number, author) of every message, in the order of time; written as they are told."""
    start, posts = clock.now() - timedelta(days=DAYS), []
    for topic_id, share in enumerate(shares, 1):
        opened = 0.0 if topic_id == LONG else dice.uniform(0, DAYS - 1)
        lasts = (DAYS - opened) * (0.99 if topic_id == LONG else 0.002 + 0.99 * dice.random() ** 4)
        moments = sorted(opened + lasts * dice.random() for _ in range(share - 1))
        for number, day in enumerate([opened, *moments], 1):
            posts.append((start + timedelta(days=day), topic_id, number, dice.randrange(1, MEMBERS + 1)))
    return sorted(posts)


def _topics(dice: random.Random, place: Place, posts: list[tuple[datetime, int, int, int]], topics: int) -> None:
    known: dict[int, dict[str, Any]] = {}
    for moment, topic_id, number, author in posts:
        topic = known.setdefault(topic_id, {"created_at": moment, "author_id": author, "answered_at": None})
        if author != topic["author_id"]:
            topic["answered_at"] = topic["answered_at"] or moment
        topic |= {"last_post_at": moment, "last_post_by_id": author, "posts_count": number, "last_number": number}
    for topic in known.values():
        commune = place.communes[topic["author_id"] % len(place.communes)]
        title = prose.title(dice)
        topic |= {"kind": dice.choice((TopicKind.QUESTION, TopicKind.QUESTION, TopicKind.DISCUSSION)), "title": title}
        topic |= {"slug": writing.slugify(title), "theme_id": dice.choice(place.themes)}
        topic |= {"commune_code": commune.code, "departement_code": commune.departement_code}
    _write(Topic, [known[topic_id] for topic_id in range(1, topics + 1)])
    _write(Category, _categories(list(known.values())))
    _write(Post, _messages(dice, posts))


def _categories(topics: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for theme_id in sorted({topic["theme_id"] for topic in topics}):
        mine = [topic for topic in topics if topic["theme_id"] == theme_id]
        counts = {"topics_count": len(mine), "posts_count": sum(topic["posts_count"] for topic in mine)}
        yield {"theme_id": theme_id, **counts, "last_post_at": max(topic["last_post_at"] for topic in mine)}


def _messages(dice: random.Random, posts: list[tuple[datetime, int, int, int]]) -> Iterator[dict[str, Any]]:
    *usual, rare = prose.bodies()
    chosen = set(dice.sample(range(len(posts)), RARE_MESSAGES))
    for index, (moment, topic_id, number, author) in enumerate(posts):
        body = rare if index in chosen else dice.choice(usual)
        written = {"body": body.source, "body_html": body.html, "created_at": moment, "departement_code": "36"}
        yield {"topic_id": topic_id, "number": number, "author_id": author, **written}


def _attention(posts: list[tuple[datetime, int, int, int]]) -> None:
    """Who wrote in a topic follows it and has read it up to there."""
    seen = {(author, topic_id): (moment, number) for moment, topic_id, number, author in posts}
    pairs = sorted(seen)
    _write(Follow, ({"member_id": m, "topic_id": t, "created_at": seen[m, t][0]} for m, t in pairs))
    _write(Reading, ({"member_id": m, "topic_id": t, "last_number": seen[m, t][1]} for m, t in pairs))


def _tags(dice: random.Random, topics: int) -> None:
    """Up to three words of the closed list; the first one is borne by one topic in three."""
    tags = db.session.scalars(select(Term.id).where(Term.kind == TermKind.TAG).order_by(Term.id)).all()
    rows = []
    for topic_id in range(1, topics + 1):
        chosen = set(dice.sample(tags, dice.randrange(3))) | ({tags[0]} if topic_id % 3 == 0 else set())
        rows += [{"topic_id": topic_id, "term_id": tag} for tag in sorted(chosen)]
    _write(TopicTag, rows)


def _settle() -> None:
    """What the worker does each night on SQLite, and PostgreSQL by itself after a while."""
    upkeep.know_sizes()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def main(app: Flask, *sizes: int) -> None:
    """Fill the database of the settings."""
    with jobs.background(app):
        fill(*sizes)


if __name__ == "__main__":
    main(create_app(), *map(int, sys.argv[1:]))
