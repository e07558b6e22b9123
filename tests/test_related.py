"""What is near a thing: found by the worker, shown with its reason, never to who may not read it."""

import pytest
from bs4 import BeautifulSoup

from club import clock, related
from club.directory.models import Coverage
from club.events import emit
from club.experiences.models import ExperienceTheme
from club.extensions import db as database
from club.forum.audience import Audience
from club.forum.events import TopicChanged
from club.funding.models import AidTerm
from club.library import operations
from club.library.models import ResourceTheme
from club.search import rebuild


@pytest.fixture
def town(make, db):
    """A resource, and what shares its theme, its département or its words; each of another person."""
    make.commune()
    make.commune("37001", "Ailleurs", epci_siren="243700001")
    habitat, shops = make.theme("habitat", "Habitat"), make.theme()
    epf, agency = make.organisation("Établissement foncier"), make.organisation("Agence des halles")
    made = {
        "guide": make.resource(make.partner(epf, departement_code="36"), "Rénover la toiture d’une halle"),
        "story": make.experience(make.member(), "Une halle rouverte"),
        "topic": make.topic(make.member(commune="37001"), "La toiture de notre halle fuit", theme=shops),
        "far": make.topic(make.member(commune="37001"), "Le bureau des élus", theme=shops),
        "aid": make.aid(make.partner(), "Aide aux façades"),
        "notice": make.resource(make.partner(agency), "Note sur les façades"),
    }
    for model, id in ((ResourceTheme, "guide"), (ResourceTheme, "notice")):
        database.session.add(model(resource_id=made[id].id, term_id=habitat.id))
    database.session.add(ExperienceTheme(experience_id=made["story"].id, term_id=habitat.id))
    database.session.add(AidTerm(aid_id=made["aid"].id, term_id=habitat.id))
    database.session.add(Coverage(organisation_id=agency.id, scope="departement", code="36", label="Indre"))
    database.session.commit()
    return made | {"agency": agency, "epf": epf}


@pytest.fixture
def relate(app, db):
    """What the worker does: index, then find what is near."""

    def run():
        with app.test_request_context(method="POST", base_url="https://club.example"):
            rebuild.reindex()
            return related.relate_new()

    return run


def shown(page):
    box = BeautifulSoup(page.text, "lxml").find("section", attrs={"aria-labelledby": "titre-proches"})
    lines = box.select("li") if box else []
    return {line.a.get_text(): line.span.get_text(strip=True) for line in lines}


def test_near_things_are_shown_with_their_reason_on_each_kind_of_page(make, sign_in, town, relate):
    relate()
    browser = sign_in(make.member())
    near = shown(browser.get(f"/ressources/{town['guide'].id}-ressource"))
    assert near == {
        "Une halle rouverte": "Expérience · même thème : habitat · même département : Indre",
        "Aide aux façades": "Aide · même thème : habitat",
        "Note sur les façades": "Ressource · même thème : habitat",
        "Agence des halles": "Partenaire · même thème : habitat · même département : Indre",
    }
    near = shown(browser.get(f"/forum/sujets/{town['topic'].id}/proches"))
    assert near["Rénover la toiture d’une halle"] == "Ressource · mêmes mots : toiture et halle"
    assert "À voir aussi" in browser.get(f"/experiences/{town['story'].id}-experience").text
    assert "Rénover la toiture d’une halle" in shown(browser.get(f"/aides/{town['aid'].id}-aide"))
    partner = shown(browser.get(f"/partenaires/{town['agency'].id}-{town['agency'].slug}"))
    assert "même département : Indre" in partner["Une halle rouverte"]
    assert len(near) <= related.SHOWN


def test_what_all_may_not_read_is_never_near(make, sign_in, town, relate):
    town["topic"].audience = Audience.COMMUNES
    town["story"].hidden_at = clock.now()
    database.session.commit()
    relate()
    browser = sign_in(make.member())
    guide = f"/ressources/{town['guide'].id}-ressource"
    assert set(shown(browser.get(guide))) == {"Aide aux façades", "Note sur les façades", "Agence des halles"}
    own = shown(browser.get(f"/forum/sujets/{town['topic'].id}/proches"))  # who reads it sees what is near it
    assert "Rénover la toiture d’une halle" in own
    assert sign_in(make.partner()).get(f"/forum/sujets/{town['topic'].id}/proches").status_code == 404


def test_what_is_hidden_or_kept_for_some_leaves_the_pages_at_once(app, make, sign_in, town, relate):
    relate()
    browser, guide = sign_in(make.member()), f"/ressources/{town['guide'].id}-ressource"
    notice = f"/ressources/{town['notice'].id}-ressource"
    about = f"/forum/sujets/{town['topic'].id}/proches"
    assert "Rénover la toiture d’une halle" in shown(browser.get(notice))
    with app.test_request_context(method="POST"):
        operations.hide(town["guide"], reason="Périmée.", by=make.member(role="moderator"))
        database.session.commit()
    assert "Rénover la toiture d’une halle" not in shown(browser.get(notice))
    assert "Rénover la toiture d’une halle" not in shown(browser.get(about))
    story = f"/experiences/{town['story'].id}-experience"
    with app.test_request_context(method="POST"):
        town["topic"].title, town["topic"].theme_id = "Une halle rouverte fuit", make.theme("habitat", "Habitat").id
        emit(TopicChanged(topic_id=town["topic"].id))
        database.session.commit()
        related.relate_new()
    assert "Une halle rouverte fuit" in shown(browser.get(story))
    with app.test_request_context(method="POST"):
        town["topic"].audience = Audience.PROJECT_LEADERS
        emit(TopicChanged(topic_id=town["topic"].id))
        database.session.commit()
    assert "Une halle rouverte fuit" not in shown(browser.get(story))
    assert browser.get(guide).status_code == 404


def test_one_statement_whatever_there_is_and_none_on_the_topic(make, sign_in, town, relate, queries):
    browser, costs = sign_in(make.member()), []
    address = f"/ressources/{town['guide'].id}-ressource"
    for _ in range(2):
        browser.get(address)
        with queries() as seen:
            browser.get(address)
        costs.append(len(seen))
        relate()
    assert costs[0] == costs[1]
    assert len([sql for sql in seen if "related" in sql]) == 1
    with queries() as seen:
        browser.get(f"/forum/sujets/{town['topic'].id}-sujet")
    assert not [sql for sql in seen if "related" in sql]


def test_the_worker_looks_again_at_what_changed_and_at_what_is_old(make, town, relate, wait_until):
    first = relate()
    assert first >= 8
    with_nothing_new = related.relate_new()
    assert with_nothing_new == 0
    database.session.query(related.RelatedDone).filter_by(kind="aid").update({"at": clock.now() - 2 * related.AGE})
    assert related.relate_old() == 1
    related.things_changed([("resource", str(town["guide"].id)), ("post", "1")])
    assert related.relate_new() == 1
