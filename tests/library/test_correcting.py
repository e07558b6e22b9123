"""Suggesting a correction: the difference, accepted with credit or refused with a word, never over a newer text."""

import pytest
from bs4 import BeautifulSoup

from club.extensions import db as database
from club.library import operations
from club.library.bookmarks import Bookmark
from club.library.corrections import Correction
from club.library.models import Resource, ResourceLink, ResourceTheme
from club.library.operations import sheet_of
from club.library.queries import resource as whole
from club.notifications.models import Notification

BEFORE, AFTER = "Le taux est de 30 %.", "Le taux est de 40 %."


@pytest.fixture
def editor(make):
    return make.partner(make.organisation("Établissement des Deux Vallées"))


@pytest.fixture
def guide(make, editor):
    found = make.resource(editor, "Le guide des halles")
    found.body = BEFORE
    database.session.add(ResourceTheme(resource_id=found.id, term_id=make.theme().id))
    database.session.add(ResourceLink(resource_id=found.id, url="https://halles.example/", label="Les halles"))
    database.session.commit()
    return found


@pytest.fixture
def reader(make):
    return make.member("Ana", last_name="Roux")


@pytest.fixture
def proposed(sign_in, guide, reader):
    said = {"body": AFTER, "why": "Le taux a changé en 2026."}
    assert sign_in(reader).post(f"/ressources/{guide.id}/corriger", data=said).status_code == 302
    return database.session.query(Correction).one()


def told(member):
    mine = database.session.query(Notification).filter_by(member_id=member.id)
    return [(one.words["title"], one.words["reason"], one.why, one.mail) for one in mine]


def test_the_form_starts_from_the_source_and_loses_nothing(sign_in, guide, reader):
    browser = sign_in(reader)
    url = f"/ressources/{guide.id}/corriger"
    assert BEFORE in BeautifulSoup(browser.get(url).text, "lxml").select_one("#body").get_text()
    same = browser.post(url, data={"body": BEFORE, "why": "Rien"})
    assert "Vous n’avez rien changé au texte." in same.text
    bare = browser.post(url, data={"body": AFTER, "why": ""})
    assert "Dites en une phrase ce que vous corrigez." in bare.text
    assert AFTER in BeautifulSoup(bare.text, "lxml").select_one("#body").get_text()


def test_its_owner_sees_the_difference_and_accepts_with_credit(make, sign_in, guide, reader, editor, proposed, work):
    work()
    title = "Une correction est proposée pour « Le guide des halles »"
    assert told(editor) == [(title, "Le taux a changé en 2026.", "owner", "daily")]
    keeper = make.member()
    database.session.add(Bookmark(member_id=keeper.id, resource_id=guide.id))
    browser = sign_in(editor)
    page = BeautifulSoup(browser.get(f"/ressources/corrections/{proposed.id}").text, "lxml")
    assert ["30" in one.get_text() for one in page.select(".lc-diff del")] == [True]
    assert ["40" in one.get_text() for one in page.select(".lc-diff ins")] == [True]
    browser.post(f"/ressources/corrections/{proposed.id}/accepter", data={"body": AFTER, "version": 1})
    assert (guide.body, guide.version) == (AFTER, 2)
    assert "Avec l’aide de Ana Roux" in sign_in(keeper).get(f"/ressources/{guide.id}-{guide.slug}").text
    work()
    assert told(reader) == [("Votre correction de « Le guide des halles » est acceptée", "", "corrector", "daily")]
    assert told(keeper)[0][0] == "« Le guide des halles » a changé"
    again = browser.post(f"/ressources/corrections/{proposed.id}/accepter", data={"body": "x", "version": 2})
    assert again.status_code == 409
    assert guide.body == AFTER


def test_accepting_changes_the_text_and_nothing_else(guide):
    before = whole(guide.id)
    kept = {c.name: getattr(before, c.name) for c in Resource.__table__.columns}
    lists = sheet_of(before, body=AFTER)
    operations.edit(before, lists, version=1, by=before.author)
    after = whole(guide.id)
    moved = {name for name, value in kept.items() if getattr(after, name) != value}
    assert moved == {"body", "body_html", "slug", "updated_at", "version"}
    assert sheet_of(after) == lists
    assert (lists.theme_ids, lists.territories, lists.links) != ([], [], [])


def test_a_text_that_moved_meanwhile_is_never_overwritten(sign_in, guide, editor, proposed):
    guide.body, guide.version = "Le taux dépend de la commune.", 2
    database.session.commit()
    browser = sign_in(editor)
    url = f"/ressources/corrections/{proposed.id}"
    assert "Le texte a changé depuis" in browser.get(url).text
    answer = browser.post(f"{url}/accepter", data={"body": AFTER, "version": 1})
    assert answer.status_code == 409
    assert "Le taux dépend de la commune." in answer.text
    assert AFTER in answer.text
    assert (guide.body, proposed.state) == ("Le taux dépend de la commune.", "proposed")


def test_a_refusal_says_why(sign_in, guide, reader, editor, proposed, work):
    browser = sign_in(editor)
    url = f"/ressources/corrections/{proposed.id}"
    assert "Dites en un mot pourquoi." in browser.post(f"{url}/refuser", data={"word": ""}).text
    browser.post(f"{url}/refuser", data={"word": "Le taux de 40 % est une dérogation."})
    work()
    said = "Votre correction de « Le guide des halles » n’est pas retenue"
    assert told(reader) == [(said, "Le taux de 40 % est une dérogation.", "corrector", "daily")]
    assert "Le taux de 40 % est une dérogation." in sign_in(reader).get(url).text
    assert guide.body == BEFORE
    assert "Avec l’aide" not in sign_in(reader).get(f"/ressources/{guide.id}-ressource").text


def test_the_list_of_what_waits_has_it_for_who_may_answer(make, sign_in, guide, editor, proposed):
    page = "/ressources/a-verifier?vue=corrections"
    assert "Le taux a changé en 2026." in sign_in(editor).get(page).text
    assert "Le taux a changé en 2026." not in sign_in(make.partner()).get(page).text
