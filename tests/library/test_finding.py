"""The list of resources: facets that count, words, tags to take back, an order for the reader, the same cost."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations, product
from random import Random

import pytest
from bs4 import BeautifulSoup

from club import clock, search
from club.extensions import db as database
from club.library import care, catalogue, counting
from club.library.bookmarks import Bookmark
from club.library.catalogue import Filter
from club.library.models import Resource, ResourceStage, ResourceTerritory, ResourceTheme
from club.library.searching import all_documents
from club.territories.applying import Where
from tests.page import walked


def titles(answer):
    return [link.get_text() for link in BeautifulSoup(answer.text, "lxml").select("a.lc-target")]


def counted(answer):
    page = BeautifulSoup(answer.text, "lxml")
    boxes = {one.contents[1]: int(one.span.get_text()) for one in page.select("form.lc-facets label.lc-check")}
    options = [one.get_text().rpartition(" (") for one in page.select("#region option, #departement option")]
    return boxes | {name: int(number.rstrip(")")) for name, _, number in options if name}


@pytest.fixture
def shelf(make):
    """Four resources that are read, by territory; three that are not."""
    editor = make.partner(make.organisation("Établissement des Deux Vallées"))
    habitat, shops = make.theme("habitat", "Habitat"), make.theme()
    stage = make.term("action_stage", "etude", "Étude")
    make.commune()
    make.commune("37001", "Ailleurs", epci_siren="243700001")
    made = {
        name: make.resource(editor, name) for name in ("Les halles", "Les toits", "Les bords de Loire", "Le canton")
    }
    for number, one in enumerate(made.values()):
        one.published_at = clock.now() - timedelta(days=number)
    make.resource(editor, "Un brouillon", published=False)
    make.resource(editor, "Masquée", hidden_at=clock.now())
    made["vieux"] = make.resource(editor, "Archivée", state="archived")
    places = (
        ("Les toits", "departement", "36"), ("Les bords de Loire", "commune", "37001"),
        ("Le canton", "epci", "243600293"), ("Le canton", "commune", "36093"),
    )  # fmt: skip
    for name in {name for name, *_ in places}:
        database.session.query(ResourceTerritory).filter_by(resource_id=made[name].id).delete()
    for name, scope, code in places:
        database.session.add(ResourceTerritory(resource_id=made[name].id, scope=scope, code=code, label=code))
    for name, theme in (("Les halles", shops), ("Les toits", habitat), ("Le canton", habitat), ("vieux", habitat)):
        database.session.add(ResourceTheme(resource_id=made[name].id, term_id=theme.id))
    database.session.add(ResourceStage(resource_id=made["Les toits"].id, term_id=stage.id))
    made["Les toits"].licence = "cc-by"
    database.session.commit()
    care.weigh_all()
    database.session.get(care.ResourceCare, made["Les toits"].id).score = 40
    database.session.commit()
    search.indexing.index_many([*all_documents()])
    database.session.commit()
    return made | {"habitat": habitat, "shops": shops, "stage": stage, "organisation": editor.organisation_id}


def test_every_facet_and_the_words_narrow(make, sign_in, shelf):
    browser = sign_in(make.member())
    asked = {
        "q=halle": {"Les halles"},
        "q=": {"Les halles", "Les toits", "Les bords de Loire", "Le canton"},
        f"theme={shelf['habitat'].id}": {"Les toits", "Le canton"},
        f"theme={shelf['habitat'].id}&q=canton": {"Le canton"},
        f"etape={shelf['stage'].id}": {"Les toits"},
        "fraicheur=a-verifier": {"Les toits"},
        "fraicheur=a-verifier&fraicheur=a-jour": {"Les halles", "Les toits", "Les bords de Loire", "Le canton"},
        "licence=cc-by": {"Les toits"},
        "organisation=999999": set(),
        "commune=36093": {"Les halles", "Les toits", "Le canton"},
        "departement=37": {"Les halles", "Les bords de Loire"},
        "departement=36": {"Les halles", "Les toits", "Le canton"},
        "region=24": {"Les halles", "Les toits", "Les bords de Loire", "Le canton"},
        "france=1": {"Les halles"},
    }
    assert {query: set(titles(browser.get(f"/ressources/?{query}"))) for query in asked} == asked


def test_each_facet_counts_what_the_reader_may_read_under_the_others(make, sign_in, shelf):
    browser = sign_in(make.member())
    plain = counted(browser.get("/ressources/"))
    told = {
        "Guide": 4, "Habitat": 2, "Commerce et artisanat": 1, "Étude": 1, "À jour": 3, "À vérifier": 1, "CC BY 4.0": 1,
        "Valables à Levroux": 3, "Partout en France": 1, "Centre-Val de Loire": 4, "Indre – 36": 3,
        "Indre-et-Loire – 37": 2,
    }  # fmt: skip
    assert plain == told
    by_theme = counted(browser.get(f"/ressources/?theme={shelf['habitat'].id}"))
    assert by_theme | {"Commerce et artisanat": 1, "Guide": 2, "À jour": 1, "Partout en France": 0} == by_theme
    inside = counted(browser.get("/ressources/?departement=37&fraicheur=a-verifier"))
    assert inside | {"Indre – 36": 1, "Indre-et-Loire – 37": 0, "À jour": 2} == inside
    assert "Guide" not in inside
    worded = browser.get("/ressources/?q=halle")
    assert counted(worded)["Guide"] == 1
    assert "1 ressource pour «\u00a0halle\u00a0»" in worded.text.replace("\u202f", " ")


def test_what_a_choice_promises_is_what_it_finds(shelf):
    """Whatever facets are in use together: the count beside a choice is the size of the list with it."""
    kind = database.session.query(Resource.type_id).first()[0]
    facets = {
        "type": {"type_ids": [kind]},
        "theme": {"theme_ids": [shelf["habitat"].id, shelf["shops"].id]},
        "stage": {"stage_ids": [shelf["stage"].id]},
        "organisation": {"organisation_id": shelf["organisation"]},
        "level": {"levels": ["a-verifier"]},
        "licence": {"licences": ["cc-by"]},
        "where": {"where": Where(departement="36")},
    }
    chosen = {"type": "type_ids", "theme": "theme_ids", "stage": "stage_ids", "level": "levels", "licence": "licences"}
    every = [one for size in range(len(facets) + 1) for one in combinations(facets, size)]
    for words, used in Random(2026).sample([*product(("", "toits"), every)], 20):
        wanted = Filter(words=words, **{name: value for one in used for name, value in facets[one].items()})
        found = counting.find(wanted, None, [])
        assert found.total == len(found.page) == catalogue.size(wanted)
        for facet, name in chosen.items():
            told = {one.id: one.number for one in found.facets[facet]}
            assert told == {id: catalogue.size(replace(wanted, **{name: [id]})) for id in told}, (used, words, facet)


def test_a_filter_is_taken_away_and_the_others_stay(make, sign_in, shelf):
    browser = sign_in(make.member())
    page = browser.get(f"/ressources/?theme={shelf['habitat'].id}&departement=36&q=canton&commune=36093&tri=fraiches")
    assert titles(page) == ["Le canton"]
    tags = {tag.get_text(" ", strip=True): tag["href"] for tag in BeautifulSoup(page.text, "lxml").select("a.lc-theme")}
    said = ("Habitat", "Indre", "« canton »", "Valables à Levroux")
    assert set(tags) == {f"Retirer le filtre {one}" for one in said}
    without = tags["Retirer le filtre « canton »"]
    assert "q=" not in without
    assert all(part in without for part in ("departement=36", "commune=36093", "tri=fraiches", "theme="))
    assert titles(browser.get(without)) == ["Le canton", "Les toits"]


def test_my_territory_comes_first_then_what_is_fresh_then_what_is_used(make, sign_in, shelf):
    reader = make.member()
    assert titles(sign_in(reader).get("/ressources/")) == ["Le canton", "Les toits", "Les halles", "Les bords de Loire"]
    for one in (make.member(), make.member()):
        database.session.add(Bookmark(member_id=one.id, resource_id=shelf["Les bords de Loire"].id))
    database.session.add(Bookmark(member_id=reader.id, resource_id=shelf["Les toits"].id))
    database.session.commit()
    care.weigh_all()
    stranger = sign_in(make.member(commune=None))
    used = ["Les bords de Loire", "Les toits", "Les halles", "Le canton"]
    assert titles(stranger.get("/ressources/?tri=utilisees")) == used
    assert titles(stranger.get("/ressources/?tri=fraiches")) == used
    assert titles(stranger.get("/ressources/"))[0] == "Les halles"  # without a commune, what holds all over France
    assert titles(stranger.get("/ressources/?tri=recentes")) == [
        *("Les halles", "Les toits", "Les bords de Loire", "Le canton"),
    ]


def test_pages_follow_one_another_without_a_hole(make, sign_in):
    editor = make.partner()
    for number in range(45):
        make.resource(editor, f"Guide {number:02}")
    care.weigh_all()
    browser = sign_in(make.member())
    seen = walked(browser, "/ressources/?q=&tri=pour-moi", titles, pages=3)
    assert seen == [f"Guide {number:02}" for number in reversed(range(45))]
    assert titles(browser.get("/ressources/?apres=abc~~")) == seen[:20]


def test_every_filter_together_costs_eight_statements_at_most_whatever_it_finds(make, sign_in, shelf, queries):
    browser, editor = sign_in(make.member()), make.partner()
    kind = database.session.query(Resource.type_id).first()[0]
    address = f"/ressources/?theme={shelf['habitat'].id}&type={kind}&region=24&fraicheur=a-jour&q=le+canton"
    told, costs = [], []
    for number in (0, 27):
        for one in range(number):
            extra = make.resource(editor, f"Le canton {one}")
            database.session.add(ResourceTheme(resource_id=extra.id, term_id=shelf["habitat"].id))
        database.session.commit()
        search.indexing.index_many([*all_documents()])
        database.session.commit()
        browser.get(address)  # synonyms are read once
        with queries() as seen:
            told.append(len(titles(browser.get(address))))
        costs.append(len(seen))
    assert told == [1, 20]
    assert costs[0] == costs[1] <= 8, "\n".join(seen)
