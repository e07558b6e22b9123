"""The filters of the list: they narrow, they count, they are in the address, and they cost the same."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from club import clock, search
from club.extensions import db as database
from club.funding.models import AidFunder, AidTerm
from club.funding.searching import all_documents
from tests.funding.test_catalogue import titles


@pytest.fixture
def shelf(make, editor):
    """Four aids: two themes, two kinds, one call, one that is closed, one in Touraine."""
    now = clock.now()
    make.commune("37001", "Ailleurs", epci_siren="243700001")
    loan = make.term("funding_kind", "pret", "Prêt")
    habitat, shops = make.theme("habitat", "Habitat"), make.theme()
    aids = {
        "halle": make.aid(editor, "Les halles", closes_at=now + timedelta(days=9), is_call=True),
        "toits": make.aid(editor, "Les toits", scope="departement", code="36"),
        "vieille": make.aid(editor, "La vieille", closes_at=now - timedelta(days=9)),
        "loire": make.aid(editor, "Les bords de Loire", scope="commune", code="37001"),
    }
    for name, term in (("halle", shops), ("vieille", shops), ("toits", habitat), ("loire", habitat), ("toits", loan)):
        database.session.add(AidTerm(aid_id=aids[name].id, term_id=term.id))
    database.session.add(AidFunder(aid_id=aids["toits"].id, organisation_id=editor.organisation_id))
    database.session.commit()
    search.indexing.index_many([*all_documents()])
    database.session.commit()
    return aids | {"habitat": habitat, "shops": shops, "loan": loan, "funder": editor.organisation_id}


def counted(answer):
    labels = BeautifulSoup(answer.text, "lxml").select("form.lc-facets label.lc-check")
    return {label.contents[1]: int(label.span.get_text()) for label in labels}


def test_every_filter_narrows(make, sign_in, shelf):
    browser = sign_in(make.member())
    asked = {
        f"theme={shelf['habitat'].id}": {"Les toits", "Les bords de Loire"},
        f"nature={shelf['loan'].id}": {"Les toits"},
        f"financeur={shelf['funder']}": {"Les toits"},
        "ouvertes=1": {"Les halles", "Les toits", "Les bords de Loire"},
        "etat=fermee": {"La vieille"},
        "etat=ferme-bientot&etat=fermee": {"La vieille", "Les halles"},
        "appel=1": {"Les halles"},
        "departement=37": {"Les halles", "La vieille", "Les bords de Loire"},
        "region=24": {"Les halles", "La vieille", "Les bords de Loire", "Les toits"},
        "q=halle": {"Les halles"},
        "q=toits&etat=fermee": set(),
    }
    assert {query: set(titles(browser.get(f"/aides/?{query}"))) for query in asked} == asked


def test_each_facet_is_counted_under_the_others(make, sign_in, shelf):
    browser = sign_in(make.member())
    plain = counted(browser.get("/aides/"))
    assert plain | {"Habitat": 2, "Commerce et artisanat": 2, "Subvention": 4, "Prêt": 1, "Fermée": 1} == plain
    assert plain["Ouvertes maintenant"] == 3
    open_now = counted(browser.get("/aides/?ouvertes=1"))
    assert (open_now["Commerce et artisanat"], open_now["Fermée"]) == (1, 1)
    by_theme = counted(browser.get(f"/aides/?theme={shelf['shops'].id}"))
    assert (by_theme["Habitat"], by_theme["Subvention"], by_theme["Appels à projets"]) == (2, 2, 1)
    nothing = browser.get(f"/aides/?theme={shelf['shops'].id}&nature={shelf['loan'].id}")
    assert counted(nothing)["Prêt"] == 0  # a choice stays on the page, to be taken back
    assert "Rien avec ces filtres." in nothing.text


def test_a_filter_is_taken_away_and_the_others_stay(make, sign_in, shelf):
    browser = sign_in(make.member())
    page = browser.get(f"/aides/?theme={shelf['habitat'].id}&departement=36&q=toits&etat=ouverte")
    assert titles(page) == ["Les toits"]
    tags = {tag.get_text(" ", strip=True): tag["href"] for tag in BeautifulSoup(page.text, "lxml").select("a.lc-theme")}
    assert set(tags) == {f"Retirer le filtre {one}" for one in ("Habitat", "Indre", "« toits »", "Ouverte")}
    without = tags["Retirer le filtre Habitat"]
    assert "theme" not in without
    assert titles(browser.get(without)) == ["Les toits"]
    assert all(part in without for part in ("departement=36", "q=toits", "etat=ouverte"))


def test_a_choice_that_is_no_more_can_still_be_taken_back(make, sign_in, shelf):
    page = BeautifulSoup(sign_in(make.member()).get("/aides/?theme=999999&appel=1").text, "lxml")
    tags = [tag.get_text(" ", strip=True) for tag in page.select("a.lc-theme")]
    assert tags == ["Retirer le filtre Choix inconnu", "Retirer le filtre Appels à projets"]


def test_the_common_search_finds_aids_and_forgets_those_that_leave(make, sign_in, shelf):
    page = sign_in(make.member()).get("/recherche?q=halles&genre=aid")
    assert titles(page) == ["Les halles"]
    assert "Aides" in page.text


def test_every_filter_together_costs_eight_statements_at_most(make, sign_in, shelf, queries):
    browser = sign_in(make.member())
    address = (
        f"/aides/?theme={shelf['habitat'].id}&nature={shelf['loan'].id}&financeur={shelf['funder']}&region=24"
        "&ouvertes=1&appel=1&q=les+toits+de+la+halle"
    )
    browser.get(address)  # synonyms are read once
    with queries() as seen:
        assert browser.get(address).status_code == 200
    assert len(seen) <= 8, "\n".join(seen)


def test_the_places_say_how_many_aids_apply_there(make, sign_in, shelf):
    page = BeautifulSoup(sign_in(make.member()).get("/aides/?etat=ouverte&etat=ferme-bientot").text, "lxml")
    options = [one.get_text() for one in page.select("#region option, #departement option")]
    told = ["Toutes", "Centre-Val de Loire (3)", "Tous", "Indre – 36 (2)", "Indre-et-Loire – 37 (2)"]
    assert sorted(options) == sorted(told)
