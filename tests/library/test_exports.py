"""The list of resources as a table, as data and as a feed: what the reader may see, with the filters of the page."""

import csv
import io
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from club import clock, sheets
from club.extensions import db as database
from club.library import exports
from club.library.models import ResourceTerritory, ResourceTheme
from club.sheets import ATOM


@pytest.fixture
def shelf(make):
    editor = make.partner(make.organisation("Établissement des Deux Vallées"))
    guide = make.resource(editor, "Le guide des halles")
    for theme in (make.theme(), make.theme("mobilites", "Mobilités")):
        database.session.add(ResourceTheme(resource_id=guide.id, term_id=theme.id))
    database.session.add(ResourceTerritory(resource_id=guide.id, scope="departement", code="36", label="Indre"))
    note = make.resource(make.partner(make.organisation("Agence")), '=HYPERLINK("x")')
    note.summary = "@SOMME(A1)"
    make.resource(editor, "Un brouillon", published=False)
    make.resource(editor, "Masquée", hidden_at=clock.now())
    database.session.commit()
    return SimpleNamespace(guide=guide, note=note, mobility=make.theme("mobilites", "Mobilités"))


def table(answer):
    assert answer.text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";"))


def entries(answer):
    assert answer.mimetype == "application/atom+xml"
    return [one.findtext(f"{ATOM}title") for one in ElementTree.fromstring(answer.data).findall(f"{ATOM}entry")]


def test_a_table_holds_what_the_reader_sees_and_no_formula(sign_in, make, shelf):
    answer = sign_in(make.member()).get("/ressources/export.csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=ressources.csv"
    note, guide = table(answer)
    assert (note["titre"], note["resume"]) == ('\'=HYPERLINK("x")', "'@SOMME(A1)")
    assert guide == {
        "titre": "Le guide des halles", "type": "Guide", "organisme": "Établissement des Deux Vallées",
        "themes": "Commerce et artisanat ; Mobilités", "territoires": "France entière ; Indre", "fichiers": "0",
        "publiee_le": clock.today().isoformat(), "mise_a_jour_le": clock.today().isoformat(), "resume": "Un guide.",
        "adresse": f"https://club.example/ressources/{shelf.guide.id}-ressource",
    }  # fmt: skip


def test_the_filters_of_the_page_are_those_of_its_exports(sign_in, make, shelf):
    browser = sign_in(make.member())
    page = BeautifulSoup(browser.get(f"/ressources/?theme={shelf.mobility.id}&france=1").text, "lxml")
    addresses = {one.get_text(): one["href"] for one in page.select("main p.lc-meta a")}
    assert [row["titre"] for row in table(browser.get(addresses["tableur (CSV)"]))] == ["Le guide des halles"]
    told = browser.get(addresses["données (JSON)"]).json["ressources"]
    assert [(one["titre"], one["fichiers"]) for one in told] == [("Le guide des halles", 0)]
    assert entries(browser.get(addresses["fil (Atom)"])) == ["Le guide des halles"]
    assert entries(browser.get("/ressources/flux.atom")) == ['=HYPERLINK("x")', "Le guide des halles"]
    assert browser.get("/ressources/export.json?theme=999999").json == {"ressources": []}


def test_what_leaves_is_read_in_batches(sign_in, make, queries, monkeypatch):
    editor = make.partner()
    for number in range(5):
        make.resource(editor, f"Guide {number}")
    monkeypatch.setattr(exports, "BATCH", 2)
    monkeypatch.setattr(sheets, "IN_MEMORY", 200)
    browser = sign_in(make.member())
    with queries() as seen, browser.get("/ressources/export.csv") as answer:
        told = [row["titre"] for row in table(answer)]
        assert int(answer.headers["Content-Length"]) == len(answer.data) > sheets.IN_MEMORY
    assert told == [f"Guide {number}" for number in (4, 3, 2, 1, 0)]
    assert len([sql for sql in seen if "FROM resource JOIN" in sql]) == 3, seen


def test_a_feed_reader_has_an_address_of_its_own_that_can_be_killed(sign_in, make, shelf):
    browser, reader = sign_in(make.member()), sign_in()

    def address():
        found = BeautifulSoup(browser.get("/experiences/mon-fil").text, "lxml").find(id="adresse-ressources")
        return found["value"] if found else None

    assert address() is None
    browser.post("/experiences/mon-fil")
    first = address()
    assert entries(reader.get(first)) == ['=HYPERLINK("x")', "Le guide des halles"]
    assert entries(reader.get(f"{first}?theme={shelf.mobility.id}")) == ["Le guide des halles"]
    browser.post("/experiences/mon-fil")
    assert reader.get(first).status_code == reader.get("/ressources/fil/faux.atom").status_code == 404
