"""What is begun is kept on the server for its author, and goes once it is published."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from club import clock
from club.drafts.models import Draft
from club.drafts.operations import forget_old_drafts
from club.extensions import db
from club.library.models import Resource
from club.mail.models import Letter
from club.notifications.models import Notification
from tests.factories import PASSWORD

SCRIPT = {"X-Fragment": "1"}
BEGUN = {"title": "Qui a déjà rouvert une gare ?", "body": "Bonjour, nous avons une gare fermée", "kind": "question"}


@pytest.fixture
def ana(make):
    return make.member("Ana")


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_topic_begun_is_found_again_with_all_its_fields(ana, make, sign_in):
    browser, theme = sign_in(ana), make.theme()
    typed = BEGUN | {"theme_id": str(theme.id), "tried": "Nous avons écrit à la région.", "csrf_token": "x"}
    assert browser.post("/brouillons/nouveau-sujet", data=typed, headers=SCRIPT).status_code == 204
    browser.post("/brouillons/nouveau-sujet", data=typed | {"body": "Bonjour, nous avons une gare fermée en 1980"})
    assert count(Draft) == 1
    page = sign_in(ana).get("/forum/nouveau-sujet").text
    for words in ("Qui a déjà rouvert une gare", "gare fermée en 1980", "Nous avons écrit à la région."):
        assert words in page
    assert f'selected value="{theme.id}"' in page
    assert "Qui a déjà rouvert une gare" in browser.get("/brouillons/").text
    assert (count(Notification), count(Letter)) == (0, 0)


def test_what_was_tried_is_kept_before_anything_else_is_typed(ana, make, sign_in):
    browser = sign_in(ana)
    browser.post("/brouillons/nouveau-sujet", data={"title": "", "body": "", "tried": "Le modèle de l’EPF."})
    page = BeautifulSoup(browser.get("/forum/nouveau-sujet").text, "lxml")
    assert page.find(id="tried").get_text().strip() == "Le modèle de l’EPF."
    assert page.find(id="tried")["data-draft-to"] == "/brouillons/nouveau-sujet"
    assert "Le modèle de l’EPF." in browser.get("/brouillons/").text


def test_publishing_lets_the_draft_go(ana, make, sign_in):
    browser, form = sign_in(ana), BEGUN | {"theme_id": str(make.theme().id)}
    browser.post("/brouillons/nouveau-sujet", data=form)
    assert browser.post("/forum/nouveau-sujet", data=form).status_code == 302
    topic = make.topic(make.member("Béa"))
    browser.post(f"/brouillons/reponse-{topic.id}", data={"body": "Chez nous, la gare est"})
    assert "Chez nous, la gare est" in browser.get(f"/forum/sujets/{topic.id}-sujet").text
    browser.post(f"/forum/sujets/{topic.id}/repondre", data={"body": "Chez nous, la gare est rouverte."})
    assert count(Draft) == 0


def test_a_draft_is_nobody_elses(ana, make, sign_in):
    topic = make.topic(ana)
    sign_in(ana).post(f"/brouillons/reponse-{topic.id}", data={"body": "Un secret pas encore publié"})
    for other in (make.member("Béa"), make.member("Adèle", role="administrator")):
        browser = sign_in(other)
        for page in ("/brouillons/", f"/forum/sujets/{topic.id}-sujet"):
            assert "Un secret" not in browser.get(page).text
        browser.post(f"/brouillons/reponse-{topic.id}/supprimer")
    assert count(Draft) == 1
    assert sign_in().get("/brouillons/").status_code == 302


def test_an_emptied_text_and_the_button_delete_the_draft(ana, sign_in):
    browser = sign_in(ana)
    browser.post("/brouillons/nouveau-sujet", data=BEGUN)
    browser.post("/brouillons/nouveau-sujet", data={"title": " ", "body": ""}, headers=SCRIPT)
    assert count(Draft) == 0
    browser.post("/brouillons/nouveau-sujet", data=BEGUN)
    assert "supprimé" in browser.post("/brouillons/nouveau-sujet/supprimer", follow_redirects=True).text
    assert count(Draft) == 0
    assert "Vous n’avez pas de texte commencé" in browser.get("/brouillons/").text


def test_what_is_no_place_or_too_long_is_refused(ana, sign_in):
    browser = sign_in(ana)
    for place in (
        "ailleurs",
        "reponse-0",
        "reponse-x",
        "reponse-9999999999",
        "reponse-1-2",
        "experience-1",
        "experience-1-6",
    ):
        assert browser.post(f"/brouillons/{place}", data=BEGUN).status_code == 404
    answer = browser.post("/brouillons/nouveau-sujet", data=BEGUN | {"body": "a" * 40_001})
    assert answer.status_code == 409
    assert "trop long" in answer.text
    assert count(Draft) == 0


def test_drafts_go_after_half_a_year(ana, sign_in, monkeypatch):
    sign_in(ana).post("/brouillons/nouveau-sujet", data=BEGUN)
    now = clock.now()
    for days, left in ((179, 1), (181, 0)):
        monkeypatch.setattr(clock, "now", lambda days=days: now + timedelta(days=days))
        forget_old_drafts()
        assert count(Draft) == left


def test_it_is_in_the_copy_of_one_s_own_data_and_goes_with_the_account(ana, make, sign_in):
    browser, other = sign_in(ana), sign_in(make.member("Béa"))
    for one in (browser, other):
        one.post("/brouillons/nouveau-sujet", data=BEGUN, headers=SCRIPT)
    told = browser.get("/compte/donnees.json").json["brouillons"]
    assert [(one["lieu"], one["titre"]) for one in told] == [("nouveau-sujet", BEGUN["title"])]
    assert count(Draft) == 2
    browser.post("/compte/fermer", data={"password": PASSWORD})
    assert count(Draft) == 1


def test_a_resource_that_was_left_unsent_comes_back_whole_until_it_is_kept(make, sign_in):
    editor, theme = make.partner(), make.theme()
    kind = make.term("resource_type", "guide", "Guide")
    browser = sign_in(editor)
    typed = {"title": "Le guide des halles", "summary": "En bref", "body": "**Long**", "themes": [str(theme.id)]}
    typed |= {"type_id": str(kind.id), "expires_on": "2027-01-31"}
    for address in ("/ressources/nouvelle", "/ressources/{}/modifier"):
        made = db.session.scalar(select(Resource.id))
        place, address = f"ressource-{made}" if made else "ressource", address.format(made)
        assert browser.post(f"/brouillons/{place}", data=typed, headers={"X-Fragment": "1"}).status_code == 204
        page = BeautifulSoup(browser.get(address).text, "lxml")
        assert page.find(id="title")["value"] == typed["title"]
        assert [page.find(id=name).get_text().strip() for name in ("summary", "body")] == ["En bref", "**Long**"]
        assert page.find("input", {"name": "themes", "value": str(theme.id)}).has_attr("checked")
        assert page.find(id="expires_on")["value"] == "2027-01-31"
        assert "le voici" in page.get_text()
        assert "Le guide des halles" in browser.get("/brouillons/").text
        version = page.find("input", {"name": "version"})["value"]
        sent = typed | {"save": "1", "begun": place, "version": version}
        assert browser.post(address, data=sent).status_code == 302
        assert db.session.query(Draft).all() == []
        assert "le voici" not in browser.get(address).text
