"""Which addresses pages show, asked a few at a time; dead after three misses over three days at least."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, delete, func, select, update

from club import clock, jobs
from club.config import Settings
from club.events import emit
from club.extensions import db
from club.rows import insert
from club.weblinks.asking import Asker, Unasked, host_of, is_named
from club.weblinks.events import LinkDied, LinkRevived
from club.weblinks.models import LinkUse, WebLink

MOST = 40  # addresses in one go
MOST_A_HOST = 5
LONGEST = 600  # seconds for one go: it is over before the next one starts, so that no host is asked twice at once
AGAIN, AFTER_MISS = timedelta(days=7), timedelta(days=1)
MISSES, PATIENCE = 3, timedelta(days=3)
STEP = 500
GONE = frozenset({0, 404, 410})

# What each kind of thing shows, as (id, address): of some of them, or of all.
Source = Callable[[Collection[int] | None], Iterable[tuple[int, str]]]
SOURCES: dict[str, Source] = {}


def _asker() -> Asker:
    settings: Settings = current_app.config["CLUB"]
    return Asker(settings.check_links, f"LeClub-Liens (+{settings.base_url})")


def follow(kind: str, *ids: int) -> None:
    """Write down what some things show now: they were just changed."""
    hosts = _asker().hosts
    if hosts:
        _write(kind, SOURCES[kind](ids), hosts, LinkUse.thing_id.in_(ids))


@jobs.every(hour=3)
def know_links() -> None:
    """The addresses of everything, as the settings allow them today; what nothing shows any more is forgotten."""
    hosts = _asker().hosts
    for kind, source in SOURCES.items():
        _write(kind, source(None) if hosts else (), hosts)
    db.session.execute(delete(WebLink).where(WebLink.id.not_in(select(LinkUse.link_id))))
    db.session.commit()


def _write(kind: str, shown: Iterable[tuple[int, str]], hosts: Sequence[str], *which: ColumnElement[bool]) -> None:
    db.session.execute(delete(LinkUse).where(LinkUse.kind == kind, *which))
    uses = sorted({(id, url) for id, url in shown if len(url) <= WebLink.URL_MAX and is_named(host_of(url), hosts)})
    for start in range(0, len(uses), STEP):
        some = uses[start : start + STEP]
        ids = _ids_of({url for _, url in some})
        rows = [{"kind": kind, "thing_id": id, "link_id": ids[url]} for id, url in some]
        db.session.execute(insert(LinkUse).values(rows).on_conflict_do_nothing())


def _ids_of(urls: set[str]) -> dict[str, int]:
    rows = [{"url": url, "host": host_of(url), "due_at": clock.now(), "misses": 0} for url in sorted(urls)]
    db.session.execute(insert(WebLink).values(rows).on_conflict_do_nothing())
    known = db.session.execute(select(WebLink.url, WebLink.id).where(WebLink.url.in_(urls)))
    return {row.url: row.id for row in known}


@jobs.every(minutes=15)
def check_links(asker: Asker | None = None) -> int:
    """Ask the addresses whose turn it is, one after the other. Returns how many were asked."""
    asker, end, asked = asker or _asker(), time.monotonic() + LONGEST, 0
    for id, url in _taken() if asker.hosts else ():
        if time.monotonic() > end:
            break
        try:
            status = asker.status(url)
        except Unasked:
            continue
        _note(db.session.get_one(WebLink, id), status, clock.now())
        db.session.commit()  # nothing is locked while a far server takes its time
        asked += 1
    return asked


def _taken() -> list[tuple[int, str]]:
    """The next ones, a few of each host; set aside until tomorrow, whatever becomes of this go."""
    turn = func.row_number().over(partition_by=WebLink.host, order_by=(WebLink.due_at, WebLink.id)).label("turn")
    due = select(WebLink.id, WebLink.url, WebLink.due_at, turn).where(WebLink.due_at <= clock.now()).subquery()
    next_ones = select(due.c.id, due.c.url).where(due.c.turn <= MOST_A_HOST).order_by(due.c.due_at, due.c.id)
    taken = [(row.id, row.url) for row in db.session.execute(next_ones.limit(MOST))]
    aside = update(WebLink).where(WebLink.id.in_([id for id, _ in taken]))
    db.session.execute(aside.values(due_at=clock.now() + AFTER_MISS))
    db.session.commit()
    return taken


def _note(link: WebLink, status: int, now: datetime) -> None:
    was_dead = link.dead_at is not None
    link.status, link.asked_at = status, now
    if status in GONE or status >= 500:
        link.misses += 1
        link.missed_since = link.missed_since or now
        link.due_at = now + AFTER_MISS
        if not was_dead and link.misses >= MISSES and now - link.missed_since >= PATIENCE:
            link.dead_at = now
            for kind, id in _uses(link):
                day = now.astimezone(clock.PARIS).date().isoformat()
                emit(LinkDied(kind=kind, thing_id=id, link_id=link.id, url=link.url, on=day))
        return
    link.misses, link.missed_since, link.dead_at, link.due_at = 0, None, None, now + AGAIN
    for kind, id in _uses(link) if was_dead else ():
        emit(LinkRevived(kind=kind, thing_id=id, link_id=link.id))


def _uses(link: WebLink) -> list[tuple[str, int]]:
    used = select(LinkUse.kind, LinkUse.thing_id).where(LinkUse.link_id == link.id)
    return [(row.kind, row.thing_id) for row in db.session.execute(used.order_by(LinkUse.kind, LinkUse.thing_id))]


def dead_of(kind: str, id: int) -> Mapping[str, datetime]:
    """The addresses of a thing that answer no more, each with the moment since when."""
    used = select(WebLink.url, WebLink.missed_since).join(LinkUse, LinkUse.link_id == WebLink.id)
    rows = db.session.execute(used.where(LinkUse.kind == kind, LinkUse.thing_id == id, WebLink.dead_at.is_not(None)))
    return {row.url: row.missed_since for row in rows}


def dead_count(kind: str, id: Any) -> Any:
    """How many of them, as a part of a statement."""
    used = select(func.count()).select_from(LinkUse).join(WebLink, LinkUse.link_id == WebLink.id)
    return used.where(LinkUse.kind == kind, LinkUse.thing_id == id, WebLink.dead_at.is_not(None))
