"""Measure the pages of aids with 250 sheets and with 5,000: the time of the second by that of the first.

Time is that of the processor on SQLite, so that a busy machine does not count, and that of the wall on PostgreSQL.

usage: python -m tests.benchmarks.aids [--postgresql URL] [--rounds N]
"""

import argparse
import random
import tempfile
import time
from contextvars import Context
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert, select, text

from club import clock, create_app, preparing
from club.config import read
from club.extensions import Model, db
from club.funding.models import Aid, AidFunder, AidTerm, AidTerritory
from club.members import sessions
from club.members.models import Member, MemberCommune, Organisation
from club.search import rebuild
from club.territories.models import Commune, Departement, Epci
from club.vocabulary.models import Term, TermKind
from tests.benchmarks import prose
from tests.benchmarks.site import _new_database

SIZES = (250, 5_000)
FUNDERS = 60
LEVROUX = "36093"
BODIES = prose.bodies(200)
MOST = 2.0  # times as long with twenty times as many


@dataclass
class Place:
    """What the rows refer to."""

    terms: dict[str, list[int]]
    departements: list[Departement]
    groups: list[str]
    communes: list[str]


def fill(count: int) -> None:
    """Sheets as a country has them: few national ones, many of a département or an EPCI, some varied locally."""
    dice, place = random.Random(2026), _place()
    _people(place)
    rows = [_aid(number, dice) for number in range(1, count + 1)]
    scopes = [_scopes(number, dice, place) for number in range(1, count + 1)]
    national = [row["id"] for row, found in zip(rows, scopes, strict=True) if found[0][0] == "france"]
    for row, found in zip(rows, scopes, strict=True):
        row["national_id"] = dice.choice(national) if found[0][0] != "france" and dice.random() < 0.2 else None
    _write(Aid, sorted(rows, key=lambda row: row["national_id"] is not None))
    _write(AidTerritory, [_territory(number, *one) for number, some in enumerate(scopes, 1) for one in some])
    _write(AidTerm, [{"aid_id": n, "term_id": one} for n in range(1, count + 1) for one in _terms(dice, place)])
    given = ((n, one) for n in range(1, count + 1) for one in dice.sample(range(1, FUNDERS + 1), dice.randint(1, 2)))
    _write(AidFunder, [{"aid_id": number, "organisation_id": one, "position": one} for number, one in given])
    rebuild.reindex()
    _settle()


def _place() -> Place:
    terms: dict[str, list[int]] = {}
    for kind, key in db.session.execute(select(Term.kind, Term.id).order_by(Term.id)):
        terms.setdefault(kind, []).append(key)
    groups = list(db.session.scalars(select(Epci.siren).order_by(Epci.siren)))
    communes = list(db.session.scalars(select(Commune.code).where(Commune.epci_siren.is_not(None))))
    return Place(terms, list(db.session.scalars(select(Departement))), groups, communes)


def _people(place: Place) -> None:
    kind, now = place.terms[TermKind.PARTNER_TYPE][0], clock.now()
    _write(
        Organisation,
        [
            {"id": n, "name": f"Organisation {n}", "slug": f"organisation-{n}", "type_id": kind}
            for n in range(1, FUNDERS + 1)
        ],
    )
    db.session.add(
        Member(id=1, email="ana@essai.example", first_name="Ana", last_name="Petit", slug="ana-petit",
               status="active", commune_code=LEVROUX, departement_code="36", admitted_at=now, welcome_step=3)
    )  # fmt: skip
    db.session.flush()
    db.session.add(MemberCommune(member_id=1, commune_code=LEVROUX, position=0))
    db.session.commit()


def _aid(number: int, dice: random.Random) -> dict[str, Any]:
    now, luck = clock.now(), dice.random()
    days = dice.randint(-400, -1) if luck < 0.15 else dice.randint(1, 30) if luck < 0.25 else dice.randint(31, 400)
    told = dice.choice(BODIES)
    return {
        "id": number, "title": f"{prose.title(dice)} {number}"[:140], "slug": f"aide-{number}",
        "summary": told.source[:200], "author_id": 1, "body": told.source, "body_html": told.html,
        "is_permanent": luck > 0.8, "closes_at": None if luck > 0.8 else now + timedelta(days=days),
        "opens_at": now + timedelta(days=days - 20) if luck > 0.7 else None, "is_call": dice.random() < 0.3,
        "published_at": now - timedelta(days=dice.randint(1, 900)), "rate_max": 50.0, "ceiling": 100_000,
    }  # fmt: skip


def _scopes(number: int, dice: random.Random, place: Place) -> list[tuple[str, str]]:
    luck, one = dice.random(), dice.choice(place.departements)
    if luck < 0.08 or number < 4:
        return [("france", "")]
    if luck < 0.2:
        return [("region", one.region_code)]
    if luck < 0.65:
        return [("departement", one.code)]
    if luck < 0.9:
        return [("epci", dice.choice(place.groups))]
    return [("commune", code) for code in dice.sample(place.communes, 6)]


def _territory(number: int, scope: str, code: str) -> dict[str, Any]:
    return {"aid_id": number, "scope": scope, "code": code, "label": f"{scope} {code}".strip()}


def _terms(dice: random.Random, place: Place) -> list[int]:
    wanted = ((TermKind.FUNDING_KIND, 1), (TermKind.THEME, 3), (TermKind.ACTION_STAGE, 1))
    return [one for kind, many in wanted for one in dice.sample(place.terms[kind], dice.randint(1, many))]


def _write(model: type[Model], rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), 1000):
        db.session.execute(insert(model), rows[start : start + 1000])
    db.session.commit()


def _settle() -> None:
    db.session.execute(text("ANALYZE"))
    db.session.commit()


def prepare(folder: Path, count: int, server: str | None) -> tuple[Flask, FlaskClient]:
    """A filled club and a browser in which its member is signed in."""
    if server:
        _new_database(server, f"club_bench_aids_{count}")
    database = f"{server.rpartition('/')[0]}/club_bench_aids_{count}" if server else ""
    settings = {"CLUB_INSTANCE": str(folder / str(count)), "CLUB_LIMITS": "off", "CLUB_ENV": "test"}
    app = create_app(read(settings | {"CLUB_SECRET_KEY": "une-cle-pour-mesurer-assez-longue-!"} | (
        {"CLUB_DATABASE_URL": database} if database else {})))  # fmt: skip
    with app.app_context():
        preparing.prepare()
        fill(count)
        token = sessions.start(db.session.get_one(Member, 1), device="Mesure", is_long=False)
        db.session.commit()
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    return app, browser


def pages(app: Flask) -> dict[str, str]:
    """The measured addresses by their French names."""
    with app.app_context():
        theme = db.session.scalar(select(Term.id).where(Term.kind == TermKind.THEME, Term.slug == "habitat"))
        kind = db.session.scalar(select(Term.id).where(Term.kind == TermKind.FUNDING_KIND, Term.slug == "subvention"))
    facets = f"theme={theme}&nature={kind}&ouvertes=1"
    return {
        "Liste": "/aides/",
        "Liste, trois facettes": f"/aides/?{facets}",
        "Liste, trois facettes et un mot": f"/aides/?{facets}&q=halle",
        "Liste d’un département": "/aides/?departement=36",
        "Pour ma commune": "/aides/pour/36093-levroux",
        "Pour ma commune, deux facettes": f"/aides/pour/36093-levroux?theme={theme}&ouvertes=1",
    }


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


def main() -> None:
    """Both sizes, page after page in turn, so that the machine's moods touch both alike."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgresql", help="a server where two databases may be made")
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="club-bench-") as scratch:
        clubs = {count: prepare(Path(scratch), count, options.postgresql) for count in SIZES}
        asked = {count: pages(app) for count, (app, _) in clubs.items()}
        for name in asked[SIZES[0]]:
            times: dict[int, list[float]] = {count: [] for count in SIZES}
            for _ in range(options.rounds):
                for count, (_, browser) in clubs.items():
                    wall, processor = ask(browser, asked[count][name])
                    times[count].append(wall if options.postgresql else processor)
            few, many = (median(times[count][2:]) * 1000 for count in SIZES)
            told = {statements(*clubs[count], asked[count][name]) for count in SIZES}
            said = "atteint" if many / few <= MOST else "manqué"
            print(f"{name:<34} {few:6.1f} ms {many:6.1f} ms  × {many / few:.2f} {said}  requêtes : {told}", flush=True)


if __name__ == "__main__":
    main()
