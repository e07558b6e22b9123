"""permissions.csv is the law: every cell is asked for real, and a refused request changes no row."""

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from club.extensions import db as database
from tests.conftest import signed_in, undone
from tests.factories import Make
from tests.toolbox import writes
from tests.world import CASES, PEOPLE, World

pytestmark = pytest.mark.anywhere  # the rules are Python; that filters equal them is proven on both databases

LAW = list(csv.DictReader((Path(__file__).parent / "permissions.csv").read_text(encoding="utf-8").splitlines()))
CELLS = [(row, who, "36") for row in LAW for who in PEOPLE if row[who] != "n/a"]
# Outside its territory a référent is an ordinary member.
# Lists show the territory's things, whatever it is; a référent has no commune of their own.
NOWHERE = {"mod.file", "adm.accueil", "adm.membres", "com.modifier", "com.etape"}
CELLS += [(row, "referent", "37") for row in LAW if row["referent"] == "200*" and row["action"] not in NOWHERE]
HOST = "club.example"  # of the settings of tests
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


class Ground:
    """The small club of a territory, built once for all its cells, which follow each other."""

    def __init__(self, app: Flask, stack: ExitStack) -> None:
        self.app, self.stack, self.where = app, stack, ""

    def stand_in(self, where: str) -> None:
        if where == self.where:
            return
        self.stack.close()
        self.where, self.connection = where, self.stack.enter_context(database.engine.connect())
        self.stack.enter_context(undone(self.app, self.connection, self.connection.begin()))
        self.world = World(Make(), where)
        self.cookies = {who: self._cookie_of(person) for who, person in self.world.people.items() if person}

    def _cookie_of(self, person: Any) -> Any:
        """What the browser of this person holds once they have signed in."""
        return signed_in(self.app, person).get_cookie("club", HOST)

    def browser(self, who: str) -> FlaskClient:
        client = self.app.test_client()
        if cookie := self.cookies.get(who):
            client.set_cookie(cookie.key, cookie.value, domain=HOST)
        return client


@pytest.fixture(scope="module")
def ground(app: Flask) -> Iterator[Ground]:
    with app.app_context(), ExitStack() as stack:
        yield Ground(app, stack)


@pytest.fixture
def db(app: Flask, ground: Ground, where: str) -> Iterator[Any]:
    """What a cell does is undone alone: the next one finds the club as it was built."""
    ground.stand_in(where)
    with app.app_context(), undone(app, ground.connection, ground.connection.begin_nested()) as it:
        yield it


@pytest.mark.parametrize(
    ("row", "who", "where"), CELLS, ids=lambda value: value["action"] if isinstance(value, dict) else value
)
def test_each_cell(app, db, ground, row, who, where):
    world = ground.world.again()
    with app.test_request_context():
        ask = CASES[row["action"]](world, who)
    browser = ground.browser(who)
    wanted = expected(row, who, where)
    before = rows_of_everything() if wanted != "200" else {}
    with writes() as written:
        answer = browser.get(ask.path) if ask.data is None else browser.post(ask.path, data=ask.data)
    assert ask.data is not None or written == []  # reading changes nothing, whoever reads
    said = verdict(answer)
    assert said == wanted, answer.text[:1500]
    if said != "200":
        after = rows_of_everything()
        assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    elif row["method"] == "POST" and ask.data is not None:
        assert answer.status_code == 302 or row["action"] in UNSEEN, answer.text[:3000]


# What answers with a page rather than with a redirection.
UNSEEN = {
    "adm.emporter_membres",
    "for.apercu",
    "fic.envoyer",
    "for.joindre",
    "cpt.notifications",
    "pub.reset",
    "pub.inscription",
}


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
