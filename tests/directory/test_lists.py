"""Ad hoc lists of communes: pasted, chosen wherever a territory is said, named everywhere by their own name."""

import pytest
from bs4 import BeautifulSoup

from club.directory.models import Coverage
from club.extensions import db as database
from club.territories.models import PlaceList


@pytest.fixture
def editor(make):
    for code, name in (("36093", "Levroux"), ("36228", "Valençay"), ("36229", "Varennes")):
        make.commune(code, name)
    return make.partner(make.organisation("Syndicat d’énergie"))


def page(answer):
    return BeautifulSoup(answer.text, "lxml")


def test_a_pasted_list_is_chosen_as_a_territory_and_found_from_its_communes(make, sign_in, editor):
    browser = sign_in(editor)
    made = browser.post("/listes-de-communes/nouvelle", data={
        "name": "Syndicat  d’énergie", "source": "Statuts de 2024", "places": "36093\nVarennes (36)",
    })  # fmt: skip
    one = database.session.query(PlaceList).one()
    assert made.headers["Location"] == f"/listes-de-communes/{one.id}"
    assert one.label == "Syndicat d’énergie (2 communes)"
    address = f"/partenaires/{editor.organisation_id}/territoires"
    browser.post(address, data={"lists": [str(one.id)], "version": 1})
    assert [(c.scope, c.code, c.label) for c in database.session.query(Coverage)] == [
        ("list", str(one.id), "Syndicat d’énergie (2 communes)")
    ]
    assert page(browser.get(address)).select_one("#lists option[selected]")["value"] == str(one.id)
    reader = sign_in(make.member())
    assert "Syndicat d’énergie" in page(reader.get("/partenaires/?commune=36093")).select_one(".lc-rows").get_text()
    assert page(reader.get("/partenaires/?commune=36228")).main.select(".lc-rows li") == []
    assert len(page(reader.get("/partenaires/?departement=36")).main.select(".lc-rows li")) == 1


def test_another_name_and_size_are_said_where_the_list_is_used(sign_in, editor, make):
    one = make.place_list("Syndicat", "36093", author_id=editor.id)
    database.session.add(
        Coverage(organisation_id=editor.organisation_id, scope="list", code=str(one.id), label=one.label)
    )
    database.session.commit()
    browser, address = sign_in(editor), f"/listes-de-communes/{one.id}/modifier"
    said = {"name": "Syndicat des eaux", "places": "CC Levroux Boischaut Champagne", "version": 1}
    assert browser.post(address, data=said).status_code == 302
    assert database.session.query(Coverage).one().label == "Syndicat des eaux (3 communes)"
    found = sign_in(make.member()).get("/recherche?q=Syndicat+des+eaux")
    assert "Syndicat d’énergie" in page(found).main.get_text()
    stale = browser.post(address, data=said | {"places": "36228"})
    assert stale.status_code == 409
    assert "36228" in stale.text


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"name": "Eaux", "places": "Trifouilly"}, "places", "Ligne 1\u202f: «\u00a0Trifouilly\u00a0»"),
        ({"name": "Eaux", "places": ""}, "places", "Collez au moins une commune."),
        ({"name": "", "places": "36093"}, "name", "Nommez la liste."),
        ({"name": "Pays", "places": "36093"}, "name", "Une liste porte déjà ce nom."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(sign_in, editor, make, said, field, words):
    make.place_list("Pays", "36093")
    form = page(sign_in(editor).post("/listes-de-communes/nouvelle", data=said))
    assert words in form.find(id=f"{field}-erreur").get_text()
    assert form.find(id="places").get_text().strip() == said["places"]


def test_a_double_click_makes_one_list(sign_in, editor):
    browser = sign_in(editor)
    key = page(browser.get("/listes-de-communes/nouvelle")).find(id="submission")["value"]
    said = {"name": "Pays", "places": "36093", "submission": key}
    first, second = (browser.post("/listes-de-communes/nouvelle", data=said) for _ in range(2))
    # The second is told of the name, or led to the first: never another list.
    assert database.session.query(PlaceList).count() == 1
    assert first.status_code == 302
    assert second.status_code in {200, 302}
