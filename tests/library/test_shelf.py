"""The library's list and pages: facets, territories, statements, who sees what."""

import pytest
from bs4 import BeautifulSoup

from club import clock
from club.extensions import db as database
from club.library import queries as library
from club.library.models import Resource, ResourceTerritory, ResourceTheme
from club.policy import Action, can


@pytest.fixture
def editor(make):
    return make.partner(make.organisation("Établissement des Deux Vallées"))


def titles(answer):
    return [link.get_text() for link in BeautifulSoup(answer.text, "lxml").select("a.lc-target")]


def covering(make, editor, title, scope, code):
    resource = make.resource(editor, title)
    database.session.query(ResourceTerritory).filter_by(resource_id=resource.id).delete()
    database.session.add(ResourceTerritory(resource_id=resource.id, scope=scope, code=code, label=title))
    database.session.commit()
    return resource


def test_the_list_shows_what_is_published_only(make, sign_in, editor):
    make.resource(editor, "Le guide")
    make.resource(editor, "Un brouillon", published=False)
    make.resource(editor, "Masquée", hidden_at=clock.now(), hidden_reason="x")
    assert titles(sign_in(make.member()).get("/ressources/")) == ["Le guide"]


def test_facets_narrow_and_count(make, sign_in, editor):
    theme = make.theme("mobilites", "Mobilités")
    guide = make.resource(editor, "Le guide vélo")
    database.session.add(ResourceTheme(resource_id=guide.id, term_id=theme.id))
    other = make.partner(make.organisation("Agence d’ailleurs"))
    make.resource(other, "La note")
    browser = sign_in(make.member())
    page = browser.get("/ressources/")
    assert "Mobilités<span>1</span>" in page.text
    assert "Guide<span>2</span>" in page.text
    assert titles(browser.get(f"/ressources/?theme={theme.id}")) == ["Le guide vélo"]
    assert titles(browser.get(f"/ressources/?organisation={other.organisation_id}")) == ["La note"]
    assert titles(browser.get(f"/ressources/?type={guide.type_id}&theme=&organisation=")) == [
        "La note",
        "Le guide vélo",
    ]


def test_a_place_shows_what_holds_there(make, sign_in, editor):
    make.departement("37", "Indre-et-Loire")
    make.resource(editor, "Partout")
    covering(make, editor, "En région", "region", "24")
    covering(make, editor, "Dans l’Indre", "departement", "36")
    covering(make, editor, "En Touraine", "departement", "37")
    browser = sign_in(make.member())
    assert set(titles(browser.get("/ressources/?departement=36"))) == {"Partout", "En région", "Dans l’Indre"}
    assert set(titles(browser.get("/ressources/?region=24"))) == {"Partout", "En région", "Dans l’Indre", "En Touraine"}
    assert titles(browser.get("/ressources/?france=1")) == ["Partout"]


def test_what_a_commune_gets_goes_from_its_own_to_all_france(make, editor):
    commune = make.commune()
    make.commune("37093", "Ailleurs")
    make.resource(editor, "Partout")
    covering(make, editor, "Chez eux", "commune", "36093")
    covering(make, editor, "Leur EPCI", "epci", "243600293")
    covering(make, editor, "Ailleurs", "commune", "37093")
    assert {row.title for row in library.of_territory(commune)} == {"Partout", "Chez eux", "Leur EPCI"}


def test_the_list_costs_the_same_with_3_and_30_rows(make, sign_in, editor, queries):
    browser = sign_in(editor)
    counts = []
    for number in (3, 27):
        for _ in range(number):
            make.resource(editor)
        with queries() as seen:
            assert browser.get("/ressources/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 6, seen


def test_a_page_costs_at_most_ten_statements(make, sign_in, editor, queries):
    resource = make.resource(editor)
    browser = sign_in(editor)
    with queries() as seen:
        assert browser.get(f"/ressources/{resource.id}-ressource").status_code == 200
    assert len(seen) <= 10, seen


def test_pages_follow_one_another(make, sign_in, editor):
    for number in range(25):
        make.resource(editor, f"Guide {number}")
    browser = sign_in(editor)
    first = browser.get("/ressources/?france=1&_scheme=x&endpoint=y")
    following = BeautifulSoup(first.text, "lxml").select_one("a[rel=next]")["href"]
    assert len(set(titles(first) + titles(browser.get(following)))) == 25


@pytest.mark.parametrize(
    "query", ["type=abc", "theme=" + "9" * 30, "apres=x", "organisation=-1", "departement='", "region=\x00"]
)
def test_odd_filters_give_a_page(sign_in, editor, query):
    assert sign_in(editor).get(f"/ressources/?{query}").status_code == 200


def test_the_list_filter_equals_the_rule(make, editor):
    make.departement("36")
    other = make.partner(make.organisation("Agence d’ailleurs"), departement_code="36")
    for writer in (editor, other):
        for published in (True, False):
            for hidden in (None, clock.now()):
                make.resource(writer, published=published, hidden_at=hidden)
    things = database.session.query(Resource).all()
    for viewer in [
        editor,
        other,
        make.member(),
        make.referent("36"),
        make.member(role="moderator"),
        make.member(status="pending"),
    ]:
        listed = set(database.session.scalars(database.select(Resource.id).where(library.readable_by(viewer))))
        assert listed == {one.id for one in things if can(viewer, Action.RESOURCE_READ, one)}, viewer.role


def test_a_draft_looks_absent_to_another_organisation(make, sign_in, editor):
    draft = make.resource(editor, published=False)
    url = f"/ressources/{draft.id}-ressource"
    assert sign_in(make.partner()).get(url).status_code == 404
    assert sign_in(make.member()).get(url).status_code == 404
    assert sign_in(editor).get(url).status_code == 200
    assert draft.title in sign_in(editor).get("/ressources/mes-brouillons").text
