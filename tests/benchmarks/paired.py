"""Measure the same pages of a small club and of a large one: the time of the second by that of the first.

Time is that of the processor on SQLite, so that a busy machine does not count, and that of the wall on PostgreSQL.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from contextvars import Context
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert, select, text

from club import clock, create_app, preparing
from club.config import read
from club.extensions import Model, db
from club.members import sessions
from club.members.models import Member, MemberCommune, Organisation
from club.search import rebuild
from club.vocabulary.models import Term, TermKind
from tests.benchmarks.site import _new_database

LEVROUX = "36093"
ORGANISATIONS = 60
MOST = 2.0  # times as long with twenty times as many


def _people(organisations: int) -> None:
    kind = db.session.scalar(select(Term.id).where(Term.kind == TermKind.PARTNER_TYPE).order_by(Term.id).limit(1))
    now = clock.now()
    write(
        Organisation,
        [
            {"id": n, "name": f"Organisation {n}", "slug": f"organisation-{n}", "type_id": kind}
            for n in range(1, organisations + 1)
        ],
    )
    db.session.add(
        Member(id=1, email="ana@essai.example", first_name="Ana", last_name="Petit", slug="ana-petit",
               status="active", commune_code=LEVROUX, departement_code="36", admitted_at=now, welcome_step=3)
    )  # fmt: skip
    db.session.flush()
    db.session.add(MemberCommune(member_id=1, commune_code=LEVROUX, position=0))
    db.session.commit()


def write(model: type[Model], rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), 1000):
        db.session.execute(insert(model), rows[start : start + 1000])
    db.session.commit()


def settle() -> None:
    """All is found and the sizes are known, as after a night: PostgreSQL goes through what was written by itself."""
    rebuild.reindex()
    db.session.remove()
    tidying = "VACUUM ANALYZE" if db.engine.dialect.name == "postgresql" else "ANALYZE"
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(tidying))


def prepare(
    fill: Callable[[int], None], folder: Path, count: int, server: str | None, organisations: int
) -> tuple[Flask, FlaskClient]:
    """A filled club and a browser in which its member is signed in."""
    name = f"club_bench_{Path(sys.argv[0]).stem}_{count}"  # several may be measured at once
    if server:
        _new_database(server, name)
    database = f"{server.rpartition('/')[0]}/{name}" if server else ""
    settings = {"CLUB_INSTANCE": str(folder / str(count)), "CLUB_LIMITS": "off", "CLUB_ENV": "test"}
    app = create_app(read(settings | {"CLUB_SECRET_KEY": "une-cle-pour-mesurer-assez-longue-!"} | (
        {"CLUB_DATABASE_URL": database} if database else {})))  # fmt: skip
    with app.app_context():
        preparing.prepare()
        _people(organisations)
        fill(count)
        settle()
        token = sessions.start(db.session.get_one(Member, 1), device="Mesure", is_long=False)
        db.session.commit()
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    return app, browser


def ask(browser: FlaskClient, address: str) -> tuple[float, float]:
    """Seconds of one answer: on the wall, and of the processor (SQLite answers in the same thread)."""
    wall, processor = time.perf_counter(), time.thread_time()
    answer = Context().run(browser.get, address)
    assert answer.status_code == 200, (address, answer.status_code)
    return time.perf_counter() - wall, time.thread_time() - processor


def statements(app: Flask, browser: FlaskClient, address: str) -> int:
    """How many statements a page asks."""
    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(connection: Any, cursor: Any, sql: str, *rest: Any) -> None:
        seen.append(sql)

    event.listen(engine, "before_cursor_execute", note)
    ask(browser, address)
    event.remove(engine, "before_cursor_execute", note)
    return len([sql for sql in seen if not sql.startswith(("BEGIN", "SAVEPOINT"))])


def compare(
    fill: Callable[[int], None],
    pages: Callable[[Flask], dict[str, str]],
    sizes: tuple[int, int],
    organisations: int = ORGANISATIONS,
) -> None:
    """Both sizes, page after page in turn, so that the machine's moods touch both alike."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgresql", help="a server where two databases may be made")
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="club-bench-") as scratch:
        clubs = {count: prepare(fill, Path(scratch), count, options.postgresql, organisations) for count in sizes}
        asked = {count: pages(app) for count, (app, _) in clubs.items()}
        for name in asked[sizes[0]]:
            times: dict[int, list[float]] = {count: [] for count in sizes}
            for _ in range(options.rounds):
                for count, (_, browser) in clubs.items():
                    wall, processor = ask(browser, asked[count][name])
                    times[count].append(wall if options.postgresql else processor)
            few, many = (median(times[count][2:]) * 1000 for count in sizes)
            told = {statements(*clubs[count], asked[count][name]) for count in sizes}
            said = "atteint" if many / few <= MOST else "manqué"
            print(f"{name:<34} {few:6.1f} ms {many:6.1f} ms  × {many / few:.2f} {said}  requêtes : {told}", flush=True)
