"""The gallery of experiences: filters, pages, cost in statements, and who sees what."""

import csv
import io
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from club import clock
from club.experiences import queries
from club.experiences.models import ExperienceCommune, ExperienceFunder, ExperienceTheme
from club.extensions import db as database
from club.territories.models import ProgrammeCommune


@pytest.fixture
def author(make):
    return make.member("Inès")


def titles(answer):
    return [link.get_text() for link in BeautifulSoup(answer.text, "lxml").select("a.lc-target")]


def test_the_gallery_shows_what_is_published_only(make, sign_in, author):
    make.experience(author, "Une halle vivante")
    make.experience(author, "Un brouillon", published=False)
    make.experience(author, "Une histoire masquée", hidden_at=clock.now(), hidden_reason="x")
    assert titles(sign_in(make.member()).get("/experiences/")) == ["Une halle vivante"]


def test_filters_narrow_by_theme_place_and_commune(make, sign_in, author):
    theme = make.theme("mobilites", "Mobilités")
    here = make.experience(author, "Le vélo à Levroux")
    database.session.add(ExperienceTheme(experience_id=here.id, term_id=theme.id))
    make.commune("37093", "Ailleurs")
    make.experience(author, "Une place à Ailleurs", commune_code="37093")
    browser = sign_in(author)
    assert titles(browser.get(f"/experiences/?theme={theme.id}")) == ["Le vélo à Levroux"]
    assert titles(browser.get("/experiences/?departement=37")) == ["Une place à Ailleurs"]
    assert titles(browser.get("/experiences/?commune=Levroux+(36)")) == ["Le vélo à Levroux"]
    assert titles(browser.get("/experiences/?commune=37093")) == ["Une place à Ailleurs"]
    assert len(titles(browser.get("/experiences/?region=24"))) == 2
    assert "Aucune expérience ne répond" in browser.get("/experiences/?departement=99").text


@pytest.mark.parametrize(
    "query", ["theme=abc", "theme=99999999999999", "apres=%00x", "commune=%F0%9F%8F%9B", "region='", "_scheme=x"]
)
def test_odd_filters_give_a_page(sign_in, author, query):
    assert sign_in(author).get(f"/experiences/?{query}").status_code == 200


def test_pages_follow_one_another(make, sign_in, author):
    for number in range(25):
        make.experience(author, f"Histoire {number}")
    browser = sign_in(author)
    first = browser.get("/experiences/?departement=36&_scheme=x&endpoint=y")
    following = BeautifulSoup(first.text, "lxml").select_one("a[rel=next]")["href"]
    assert "departement=36" in following
    seen = titles(first) + titles(browser.get(following))
    assert len(seen) == len(set(seen)) == 25


def test_the_gallery_costs_the_same_with_3_and_30_rows(make, sign_in, author, queries):
    browser = sign_in(author)
    counts = []
    for number in (3, 27):
        for _ in range(number):
            make.experience(author)
        with queries() as seen:
            assert browser.get("/experiences/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 7, seen


def test_drafts_are_proposed_to_their_author_only(make, sign_in, author):
    make.experience(author, "Mon essai", published=False)
    assert "Mon essai" in sign_in(author).get("/experiences/").text
    assert "Mon essai" not in sign_in(make.member()).get("/experiences/").text


def test_a_commune_gets_the_newest_first(make, author):
    reader = make.member("Léo")
    make.experience(author, "Ancienne")
    make.experience(author, "Récente")
    make.experience(reader, "La mienne", commune_code="36093")
    assert [row.title for row in queries.of_commune("36093")] == ["La mienne", "Récente", "Ancienne"]


@pytest.fixture
def various(make, author):
    make.commune("36228", "Valençay", population=5200, slug="valencay")
    make.commune("87085", "Limoges", population=130_000)
    small = make.experience(author, "Petite", cost=8_000, stage="usage")
    big = make.experience(author, "Grande", commune_code="36228", cost=300_000, stage="reflexion")
    far = make.experience(author, "Lointaine", commune_code="87085", cost=60_000, stage="usage", adoptions_count=4)
    database.session.add(ExperienceFunder(experience_id=big.id, name="État (DETR)", amount=100_000))
    database.session.add(ExperienceCommune(experience_id=far.id, commune_code="36228"))
    database.session.get(ProgrammeCommune, "36228").is_ort_signed = True
    database.session.commit()
    return small, big, far


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("taille=2000-3499", {"Petite"}),
        ("taille=5000-9999", {"Grande", "Lointaine"}),
        ("stade=reflexion", {"Grande"}),
        ("cout=moins-10000", {"Petite"}),
        ("cout=50000-200000", {"Lointaine"}),
        ("financeur=detr", {"Grande"}),
        ("ort=1", {"Grande", "Lointaine"}),
        ("ort=1&cout=200000-1000000&stade=reflexion", {"Grande"}),
        ("taille=autre&cout=x&stade=", {"Petite", "Grande", "Lointaine"}),
    ],
)
def test_each_filter_keeps_what_it_says(make, sign_in, various, query, found):
    assert set(titles(sign_in(make.member()).get(f"/experiences/?{query}"))) == found


def test_communes_like_mine_come_first_and_say_why(make, sign_in, various):
    answer = sign_in(make.member()).get("/experiences/")
    assert titles(answer) == ["Petite", "Grande", "Lointaine"]
    assert "Même taille (2\u202f000 à 3\u202f499 habitants), même département" in answer.text
    assert titles(sign_in(make.member()).get("/experiences/?tri=reprises"))[0] == "Lointaine"
    assert titles(sign_in(make.member()).get("/experiences/?tri=cout")) == ["Petite", "Lointaine", "Grande"]


@pytest.mark.parametrize("sort", ["proches", "recentes", "reprises", "utiles", "cout"])
def test_no_row_is_lost_or_doubled_between_pages(make, sign_in, author, sort):
    for number in range(25):
        make.experience(author, f"Histoire {number}", adoptions_count=number % 3, cost=number % 4 or None)
    browser = sign_in(author)
    first = browser.get(f"/experiences/?tri={sort}")
    following = BeautifulSoup(first.text, "lxml").select_one("a[rel=next]")["href"]
    seen = titles(first) + titles(browser.get(following))
    assert len(seen) == len(set(seen)) == 25


def test_exports_give_what_the_reader_sees_and_no_formula(make, sign_in, various, author):
    make.experience(author, "=HYPERLINK(1)", cost=8_000)
    make.experience(author, "Un brouillon", published=False)
    make.experience(author, "Masquée", hidden_at=clock.now(), hidden_reason="x")
    browser = sign_in(make.member())
    rows = list(csv.reader(io.StringIO(browser.get("/experiences/export.csv").text.lstrip("\ufeff")), delimiter=";"))
    assert {row[0] for row in rows[1:]} == {"Petite", "Grande", "Lointaine", "'=HYPERLINK(1)"}
    told = browser.get("/experiences/export.json?cout=moins-10000").json["experiences"]
    assert {one["titre"] for one in told} == {"Petite", "=HYPERLINK(1)"}
    assert {one["code_insee"] for one in told} == {"36093"}


def test_the_feed_has_an_address_of_ones_own_that_can_be_killed(make, sign_in, various):
    reader = make.member()
    browser, feed_reader = sign_in(reader), sign_in()
    browser.post("/experiences/mon-fil")

    def address():
        return BeautifulSoup(browser.get("/experiences/mon-fil").text, "lxml").find(id="adresse")["value"]

    first = address()
    answer = feed_reader.get(first)
    assert answer.mimetype == "application/atom+xml"
    entries = ElementTree.fromstring(answer.data).findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == 3
    assert len(ElementTree.fromstring(feed_reader.get(first + "?ort=1").data).findall("{*}entry")) == 2
    browser.post("/experiences/mon-fil")
    assert feed_reader.get(first).status_code == 404
    second = address()
    reader.status = "suspended"
    database.session.commit()
    assert feed_reader.get(second).status_code == feed_reader.get("/experiences/fil/faux.atom").status_code == 404
