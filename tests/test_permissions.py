"""permissions.csv is the law: every cell is asked for real, and a refused request changes no row."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection

from club.extensions import db as database
from tests.conftest import undone
from tests.factories import Make
from tests.world import CASES, PEOPLE, World

pytestmark = pytest.mark.anywhere  # the rules are Python; that filters equal them is proven on both databases

LAW = list(csv.DictReader((Path(__file__).parent / "permissions.csv").read_text(encoding="utf-8").splitlines()))
CELLS = [(row, who, "36") for row in LAW for who in PEOPLE if row[who] != "n/a"]
# Outside its territory a référent is an ordinary member.
NOWHERE = {"mod.file", "adm.accueil", "adm.membres"}  # lists: they show the territory's things, whatever it is
CELLS += [(row, "referent", "37") for row in LAW if row["referent"] == "200*" and row["action"] not in NOWHERE]
UNTOLD = {"login_session", "once", "submission"}


def expected(row: dict[str, str], who: str, where: str) -> str:
    value = row[who]
    if value == "200*":
        return "200" if where == "36" else row["membre"]
    return value


TOLD = [
    table.name
    for table in database.metadata.sorted_tables
    if table.name not in UNTOLD and not table.name.startswith(("commune", "epci", "term"))
]


def rows_of_everything() -> dict[str, list[str]]:
    """As the driver gives them: some sixty tables are read twice for each cell."""
    cursor = database.session.connection().connection.cursor()
    return {name: sorted(map(str, cursor.execute(f'SELECT * FROM "{name}"').fetchall())) for name in TOLD}


@pytest.fixture(scope="module")
def ground(app: Flask, request: pytest.FixtureRequest) -> Iterator[tuple[Connection, World]]:
    """The small club of a territory, built once for all its cells."""
    with app.app_context(), database.engine.connect() as connection, undone(app, connection, connection.begin()):
        yield connection, World(Make(), request.param)


@pytest.fixture
def db(app: Flask, ground: tuple[Connection, World]) -> Iterator[Any]:
    """What a cell does is undone alone: the next one finds the club as it was built."""
    with app.app_context(), undone(app, ground[0], ground[0].begin_nested()) as it:
        yield it


@pytest.mark.parametrize(
    ("row", "who", "ground"),
    CELLS,
    indirect=["ground"],
    ids=lambda value: value["action"] if isinstance(value, dict) else value,
)
def test_each_cell(app, db, ground, sign_in, row, who, request):
    where, world = request.node.callspec.params["ground"], ground[1].again()
    with app.test_request_context():
        ask = CASES[row["action"]](world, who)
    browser = sign_in(world.people[who])
    before = rows_of_everything()
    answer = browser.get(ask.path) if ask.data is None else browser.post(ask.path, data=ask.data)
    said = verdict(answer)
    assert said == expected(row, who, where), answer.text[:1500]
    if said != "200":
        after = rows_of_everything()
        assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    elif row["method"] == "POST" and ask.data is not None:
        assert answer.status_code == 302 or row["action"] in UNSEEN, answer.text[:3000]


# What answers with a page rather than with a redirection.
UNSEEN = {"for.apercu", "for.joindre", "cpt.notifications", "pub.reset", "pub.inscription"}


def verdict(answer) -> str:
    if answer.status_code in {301, 302, 303}:
        target = answer.headers["Location"]
        if target.startswith("/connexion"):
            return "302-login"
        is_turned_away = target.startswith("/attente") and answer.request.path != "/connexion"
        return "302-attente" if is_turned_away else "200"
    return str(answer.status_code)


def test_every_permission_is_asked():
    assert {row["action"] for row in LAW} == set(CASES)
