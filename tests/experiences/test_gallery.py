"""The gallery of experiences: filters, pages, cost in statements, and who sees what."""

import pytest
from bs4 import BeautifulSoup

from club import clock
from club.experiences import queries
from club.experiences.models import ExperienceTheme
from club.extensions import db as database


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
    assert counts[0] == counts[1] <= 6, seen


def test_drafts_are_proposed_to_their_author_only(make, sign_in, author):
    make.experience(author, "Mon essai", published=False)
    assert "Mon essai" in sign_in(author).get("/experiences/").text
    assert "Mon essai" not in sign_in(make.member()).get("/experiences/").text


def test_a_commune_and_the_home_page_get_the_newest(make, author):
    reader = make.member("Léo")
    make.experience(author, "Ancienne")
    make.experience(author, "Récente")
    make.experience(reader, "La mienne", commune_code="36093")
    assert [row.title for row in queries.of_commune("36093")] == ["La mienne", "Récente", "Ancienne"]
    assert [row.title for row in queries.newest_for(reader, 1)] == ["Récente"]
