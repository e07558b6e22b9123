"""Keeping resources: a gesture, a note, folders; told of changes; nobody else's business."""

import pytest
from bs4 import BeautifulSoup

from club import clock, jobs, mail
from club.events import emit
from club.extensions import db as database
from club.library import operations
from club.library.bookmarks import Bookmark, ResourceFolder
from club.library.events import ResourceRevised
from club.notifications import rhythm
from club.notifications.models import Notification


@pytest.fixture
def editor(make):
    return make.partner(make.organisation("Établissement des Deux Vallées"))


@pytest.fixture
def guide(make, editor):
    return make.resource(editor, "Le guide des halles")


def texts(answer, selector):
    return [one.get_text(" ", strip=True) for one in BeautifulSoup(answer.text, "lxml").select(selector)]


def test_one_gesture_keeps_and_twice_changes_nothing(make, sign_in, guide):
    browser = sign_in(make.member())
    page = f"/ressources/{guide.id}-ressource"
    assert "Garder cette ressource" in browser.get(page).text
    for _ in range(2):
        assert browser.post(f"/ressources/{guide.id}/garder").status_code == 302
    assert "Vous gardez cette ressource" in browser.get(page).text
    assert texts(browser.get("/ressources/gardees"), "main h3") == ["Le guide des halles"]
    browser.post(f"/ressources/{guide.id}/ne-plus-garder?de=page")
    assert "Garder cette ressource" in browser.get(page).text
    assert "Vous ne gardez encore" in browser.get("/ressources/gardees").text


def test_a_note_and_a_folder_made_while_keeping(make, sign_in, guide):
    reader = make.member()
    browser, other = sign_in(reader), sign_in(make.member())
    url = f"/ressources/{guide.id}/garder/note"
    faulty = browser.post(url, data={"note": "x" * 501, "folder_id": 0, "new_folder": "Halles"})
    assert "500 caractères au plus." in faulty.text
    assert 'value="Halles"' in faulty.text
    for note in ("Page 12, le bail", "Page 13"):
        browser.post(url, data={"note": note, "folder_id": 0, "new_folder": "Halles"})
    kept = database.session.query(Bookmark).one()
    folder = database.session.query(ResourceFolder).one()
    assert (kept.note, kept.folder_id) == ("Page 13", folder.id)
    browser.post(f"/ressources/{guide.id}/garder")  # the quick gesture loses neither
    assert "Page 13" in browser.get(f"/ressources/{guide.id}-ressource").text
    assert "Page 13" in browser.get(f"/ressources/gardees?dossier={folder.id}").text
    assert "Page 13" not in browser.get("/ressources/gardees?dossier=0").text
    assert other.get(f"/ressources/gardees?dossier={folder.id}").status_code == 404
    assert "Page 13" not in other.get(f"/ressources/{guide.id}-ressource").text
    assert [one["note"] for one in browser.get("/compte/donnees.json").json["ressources_gardees"]] == ["Page 13"]


def test_folders_are_renamed_and_removed_without_losing_what_they_hold(make, sign_in, guide):
    browser = sign_in(make.member())
    for name in ("Halles", "Baux"):
        browser.post(f"/ressources/{guide.id}/garder/note", data={"note": "", "folder_id": 0, "new_folder": name})
    ids = {one.name: one.id for one in database.session.query(ResourceFolder)}
    double = browser.post(f"/ressources/gardees/dossiers/{ids['Baux']}/renommer", data={"name": "Halles"})
    assert "Vous avez déjà un dossier de ce nom." in double.text
    browser.post(f"/ressources/gardees/dossiers/{ids['Baux']}/renommer", data={"name": "Baux commerciaux"})
    assert "Baux commerciaux 1 ressource" in texts(browser.get("/ressources/gardees"), "aside li")
    browser.post(f"/ressources/gardees/dossiers/{ids['Baux']}/supprimer")
    assert texts(browser.get("/ressources/gardees?dossier=0"), "main h3") == ["Le guide des halles"]


def test_what_is_kept_goes_with_the_account(make, sign_in, guide):
    leaver, other = make.member(), make.member()
    for member in (leaver, other):
        url = f"/ressources/{guide.id}/garder/note"
        sign_in(member).post(url, data={"note": "x", "folder_id": 0, "new_folder": "Halles"})
    sign_in(leaver).post("/compte/fermer", data={"password": "une phrase de passe de test"})
    assert [one.member_id for one in database.session.query(Bookmark)] == [other.id]
    assert [one.member_id for one in database.session.query(ResourceFolder)] == [other.id]


def test_those_who_keep_it_are_told_what_changed(make, sign_in, guide, editor, work):
    keeper = make.member()
    make.member("Ailleurs")
    for member in (keeper, editor):
        sign_in(member).post(f"/ressources/{guide.id}/garder")
    for _ in range(2):
        emit(ResourceRevised(resource_id=guide.id, by_id=editor.id, note="Les montants de 2027."))
    database.session.commit()
    work()
    line = database.session.query(Notification).one()  # neither the one who wrote, nor those who do not keep it
    assert (line.member_id, line.why, line.mail) == (keeper.id, "kept", "daily")
    bell = sign_in(keeper).get("/notifications/").text
    assert "« Le guide des halles » a changé" in bell
    assert "Les montants de 2027." in bell
    assert "car vous avez gardé cette ressource" in bell
    operations.hide(guide, reason="x", by=editor)
    emit(ResourceRevised(resource_id=guide.id, by_id=editor.id, note="Encore."))
    database.session.commit()
    work()
    assert database.session.query(Notification).count() == 0  # hidden: what was told is withdrawn, nothing more is


def test_the_mail_of_the_day_says_why(make, sign_in, guide, editor, work, app):
    keeper = make.member()
    sign_in(keeper).post(f"/ressources/{guide.id}/garder")
    emit(ResourceRevised(resource_id=guide.id, by_id=editor.id, note="Les montants."))
    database.session.commit()
    work()
    with jobs.background(app):
        rhythm.write_daily(at_once=True)
    work()
    [sent] = [one for one in mail.outbox if one["To"] == keeper.email]
    text = sent.get_body(("plain",)).get_content()
    assert "« Le guide des halles » a changé" in text
    assert "vous avez gardé cette ressource" in text


def test_the_page_of_what_is_kept_costs_the_same_with_3_and_30(make, sign_in, editor, queries):
    reader = make.member()
    browser, costs = sign_in(reader), []
    for number in (3, 27):
        for _ in range(number):
            kept = Bookmark(member_id=reader.id, resource_id=make.resource(editor).id, kept_at=clock.now())
            database.session.add(kept)
        database.session.commit()
        with queries() as seen:
            page = browser.get("/ressources/gardees")
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 6
    assert len(texts(page, "main h3")) == 20
