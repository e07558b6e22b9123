"""A search that finds nothing: what to try instead, and the words alone counted for the staff."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from club import clock, search
from club.extensions import db as database
from club.library.models import ResourceTheme
from club.library.searching import all_documents
from club.search import words
from club.vocabulary import queries as vocabulary
from club.vocabulary import unanswered
from club.vocabulary.models import Synonym
from club.vocabulary.unanswered import UnansweredSearch
from tests.library.test_finding import titles


@pytest.fixture
def worker(app, db):
    """Do the tasks that pages hand to the worker."""
    huey = app.extensions["jobs"].huey
    huey.flush()

    def run():
        while task := huey.dequeue():
            huey.execute(task)

    yield run
    huey.flush()


@pytest.fixture
def shelf(make):
    editor = make.partner()
    theme = make.theme("habitat", "Habitat")
    hall = make.resource(editor, "Rouvrir une halle")
    opah = make.resource(editor, "Conduire une OPAH")
    database.session.add(ResourceTheme(resource_id=hall.id, term_id=theme.id))
    database.session.add(Synonym(words=["opah", "opération programmée d'amélioration de l'habitat"]))
    database.session.commit()
    words.learn_synonyms_from(vocabulary.synonym_groups)
    search.indexing.index_many([*all_documents()])
    database.session.commit()
    return {"hall": hall, "opah": opah, "habitat": theme}


def offered(page):
    found = BeautifulSoup(page.text, "lxml").select_one(".lc-empty")
    return {link.get_text(): link["href"] for link in found.select("a")}, found.get_text(" ", strip=True)


def test_each_facet_is_offered_to_be_taken_away_with_what_it_hides(make, sign_in, shelf):
    browser = sign_in(make.member())
    links, said = offered(browser.get(f"/ressources/?q=opah&theme={shelf['habitat'].id}"))
    assert "les mots (1)" in said.replace(" ( 1 )", " (1)")
    assert titles(browser.get(links["le thème"])) == ["Conduire une OPAH"]
    assert titles(browser.get(links["les mots"])) == ["Rouvrir une halle"]


def test_a_wider_territory_is_offered(make, sign_in, shelf):
    make.commune("37001", "Ailleurs", epci_siren="243700001")
    place = shelf["hall"]
    database.session.refresh(place, ["territories"])
    place.territories[0].scope, place.territories[0].code = "departement", "37"
    shelf["opah"].hidden_at = clock.now()
    database.session.commit()
    browser = sign_in(make.member())
    links, _ = offered(browser.get("/ressources/?departement=36"))
    assert titles(browser.get(links["Toute la région Centre-Val de Loire"])) == ["Rouvrir une halle"]
    links, _ = offered(browser.get("/ressources/?commune=36093"))
    assert "Toute la région Centre-Val de Loire" in links
    assert "Tout le département de l’Indre" not in links  # nothing there either


def test_other_words_are_offered_those_that_find_something(make, sign_in, shelf):
    browser = sign_in(make.member())
    links, said = offered(browser.get("/ressources/?q=opah+quincaillerie"))
    assert "a aussi compris : opération programmée d'amélioration de l'habitat" in said.replace("\u202f", " ")
    assert "quincaillerie" not in links
    assert titles(browser.get(links["opah"])) == ["Conduire une OPAH"]
    for typed in ("opération+programmée", "opération+programmée+d'amélioration+de+l'habitat"):
        links, _ = offered(browser.get(f"/ressources/?q={typed}"))
        assert titles(browser.get(links["opah"])) == ["Conduire une OPAH"]
    links, _ = offered(browser.get("/ressources/?q=rouvirr"))
    assert titles(browser.get(links["rouvrir"])) == ["Rouvrir une halle"]


def test_words_alone_are_counted_by_day_and_seen_by_the_staff(make, sign_in, shelf, worker):
    reader, other = sign_in(make.member()), sign_in(make.member())
    for browser in (reader, reader, other):
        browser.get("/ressources/?q=Quincaillerie+d’été")
    reader.get("/ressources/?q=halle")
    reader.get("/aides/?q=halle")
    reader.get("/recherche?q=zinguerie")
    worker()
    rows = {(row.place, row.words): row.number for row in database.session.query(UnansweredSearch)}
    assert rows == {("resource", "quincaillerie d ete"): 3, ("aid", "halle"): 1, ("all", "zinguerie"): 1}
    columns = {column.name for column in UnansweredSearch.__table__.columns}
    assert columns == {"id", "day", "place", "words", "number"}
    page = sign_in(make.referent()).get("/administration/recherches")
    lines = [row.get_text(" ", strip=True) for row in BeautifulSoup(page.text, "lxml").select("tbody tr")]
    assert lines[0].startswith("quincaillerie d ete Ressources 3")
    assert reader.get("/administration/recherches").status_code == 403


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("écrire à ana.petit@essai.example pour la halle", "ecrire a pour la halle"),
        ("halle 06 12 34 56 78", "halle"),
        ("halle +33 6.12.34.56.78 marché", "halle marche"),
        ("diagnostic 12 bis rue des Lilas Levroux", "diagnostic"),
        ("https://exemple.fr/ma-page halle", "halle"),
        ("numéro 123456789", "numero"),
        ("loi 2021 36110", "loi 2021 36110"),
        ("Zénaïde Quincampoix", ""),
        ("quincampoix", ""),
        ("le bail de Zénaïde Quincampoix", "le bail de"),
        ("halle quincampoix", "halle quincampoix"),  # a last name may be a word
        ("@@@ !!!", ""),
    ],
)
def test_what_names_or_reaches_somebody_is_never_kept(make, db, typed, kept):
    make.member("Zénaïde", last_name="Quincampoix")
    unanswered.note_unanswered(typed, "resource")
    assert [row.words for row in database.session.query(UnansweredSearch)] == ([kept] if kept else [])


def test_what_is_older_than_a_year_is_forgotten_each_night(db, wait_until):
    unanswered.note_unanswered("halle", "resource")
    unanswered.forget_old_searches()
    assert database.session.query(UnansweredSearch).count() == 1
    database.session.query(UnansweredSearch).update({"day": clock.today() - timedelta(days=366)})
    assert unanswered.forget_old_searches() == 1
    assert database.session.query(UnansweredSearch).count() == 0
