"""The file that the commune keeps: one page that needs nothing, documents, functions instead of people."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup

from club import clock, jobs, storage
from club.directory.models import OrganisationContact
from club.experiences.models import ExperienceFile, ExperiencePartner
from club.extensions import db as database
from club.handover import filing
from club.handover.models import Handover
from club.members.models import Member
from club.storage.models import StoredFile

PDF = b"%PDF-1.7 un plan"
PEOPLE = ("Témoinville", "Zyxquelconque", "Partisan", "0612345678", "06 12 34 56 78", "unmistakable")


@pytest.fixture
def scene(make, desk):
    """Everywhere somebody can be named: title, answer, contact, partner, file, note, word."""
    helper = make.leader("Zoé", last_name="Zyxquelconque", commune="36005", email="unmistakable@tiers.example")
    organisation = make.organisation("Agence des halles", website="https://halles.example", address="1 rue du Bourg")
    contact = {"name": "Paul Partisan", "email": "unmistakable@halles.example", "phone": "06 12 34 56 78"}
    database.session.add(OrganisationContact(organisation_id=organisation.id, **contact))
    partner = ExperiencePartner(
        experience_id=desk.told.id, organisation_id=organisation.id, name="Agence des halles", part="avec Paul Partisan"
    )
    database.session.add(partner)
    desk.told.title = "La halle vue par Zoé Zyxquelconque"
    kept = storage.keep(PDF, name="Plan de Témoinville.pdf", mime="application/pdf", kind_label="PDF")
    title = "Plan de Zoé Zyxquelconque, unmistakable@tiers.example"
    database.session.add(ExperienceFile(experience_id=desk.told.id, stored_id=kept.id, title=title))
    solved = make.topic(desk.member, "Qui connaît Zoé Zyxquelconque (06 12 34 56 78) ?", body="Paul Témoinville")
    answer = make.post(solved, helper, "Appelez Paul Témoinville, 0612345678, unmistakable@tiers.example")
    solved.solution_id = answer.id
    secret = make.topic(desk.member, "Une question entre chefs de projet ?", audience="project_leaders")
    database.session.commit()
    return {"solved": solved, "secret": secret, "organisation": organisation}


def opened(browser, handover):
    answer = browser.get(f"/passations/{handover.id}/dossier")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    return zipfile.ZipFile(BytesIO(answer.data))


def text_of(archive):
    return archive.read("index.html").decode()


def test_the_file_is_made_by_the_worker_and_says_what_the_commune_asked_did_and_must_not_miss(
    make, sign_in, leave, desk, handover, scene, app
):
    browser = sign_in(desk.member)
    browser.post(f"/passations/{handover.id}/dossier")
    assert "En préparation." in browser.get(f"/passations/{handover.id}").text
    assert browser.get(f"/passations/{handover.id}/dossier").status_code == 404
    with jobs.background(app):
        filing.make_waiting_handover_files()
    archive = opened(browser, handover)
    page = text_of(archive)
    assert archive.testzip() is None
    assert archive.namelist()[0] == "index.html"
    assert {archive.read(one) for one in archive.namelist()[1:]} == {PDF, b"%PDF-1.7 convention"}
    for words in (
        "Qui a un modèle de bail", "Cheffe ou chef de projet PVD, Commune 36005", "Agence des halles",
        "https://halles.example", "Échéances des aides",
    ):  # fmt: skip
        assert words in page, words
    for words in ("Une question entre chefs de projet ?", "Le plan secret", "Mon brouillon secret", "Ma note secrète"):
        assert words not in page, words


def test_no_third_person_is_in_it(make, sign_in, leave, desk, handover, scene):
    handover.word = handover.word_html = "Voyez Paul Témoinville"
    database.session.commit()
    referent = make.referent("36")
    leave()
    archive = opened(sign_in(referent), handover)
    whole = " ".join(archive.namelist()) + text_of(archive)
    for words in (*PEOPLE, desk.member.full_name, desk.member.email):
        assert words.lower() not in whole.lower(), words
    assert "Qui connaît […] ([…]) ?" in whole


def test_a_colleague_who_is_named_in_a_title_is_not_in_it(make, sign_in, leave, desk, handover):
    colleague = make.member("Bérengère", last_name="Vantadour")
    make.topic(desk.member, f"Qui peut aider {colleague.full_name.upper()} sur le bail ?")
    referent = make.referent("36")
    leave()
    page = text_of(opened(sign_in(referent), handover))
    assert "Qui peut aider […] sur le bail ?" in page
    assert "vantadour" not in page.lower()


def test_the_page_needs_neither_network_nor_script(sign_in, leave, desk, handover, scene, make):
    referent = make.referent("36")
    leave()
    archive = opened(sign_in(referent), handover)
    page = BeautifulSoup(text_of(archive), "lxml")
    assert page.find_all(["script", "link", "img", "iframe"]) == []
    assert page.find("style")
    assert page.html["lang"] == "fr"
    local = {one["href"] for one in page.find_all("a", href=True) if "://" not in one["href"]}
    assert local == set(archive.namelist()) - {"index.html"}


def test_the_file_stays_with_the_commune(make, sign_in, leave, desk, handover):
    referent, later = make.referent("36"), make.leader("Nina")
    other, stranger = make.leader("Luc", commune="36005"), make.member("Modeste", role="moderator")
    leave()
    at = f"/passations/{handover.id}/dossier"
    readers = {one: sign_in(one).get(at).status_code for one in (referent, later, other, stranger, desk.member)}
    assert list(readers.values()) == [200, 200, 404, 404, 404]
    assert "Levroux, départ du" in sign_in(later).get("/passations/").text
    assert at in sign_in(later).get("/passations/").text


def test_it_is_made_anew_in_the_place_of_the_one_before(app, make, sign_in, leave, desk, handover):
    referent = make.referent("36")
    leave()
    first = database.session.get(Handover, handover.id).stored_id
    sign_in(referent).post(f"/passations/{handover.id}/dossier")
    leave()
    assert database.session.get(Handover, handover.id).stored_id != first
    assert database.session.get(StoredFile, first) is None


def test_a_departure_that_is_taken_back_leaves_no_file(make, sign_in, leave, desk):
    later = make.handover(desk.member, leaves_on=clock.today() + timedelta(days=30))
    browser = sign_in(desk.member)
    browser.post(f"/passations/{later.id}/dossier")
    leave()
    stored = database.session.get(Handover, later.id).stored_id
    assert stored is not None
    browser.post(f"/passations/{later.id}/annuler")
    database.session.expire_all()
    assert database.session.get(Handover, later.id).stored_id is None
    assert database.session.get(StoredFile, stored) is None
    assert browser.get(f"/passations/{later.id}/dossier").status_code == 404
    assert "départ du" not in browser.get("/passations/").text


def test_a_store_that_is_down_is_tried_again_then_given_up(app, leave, desk, handover, scene, wait_until, monkeypatch):
    def down(*anything, **more):
        raise storage.StorageDown

    monkeypatch.setattr(storage, "keep_file", down)
    for _ in range(4):
        leave()
        wait_until(6)
    row = database.session.get(Handover, handover.id)
    assert (row.file_attempts, row.file_next_try_at, row.stored_id) == (4, None, None)
    assert database.session.get(Member, desk.member.id).commune_code is None
