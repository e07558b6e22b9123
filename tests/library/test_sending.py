"""Files sent one by one by the script of the form: each is kept or refused by itself, and sent twice is kept once."""

import io
import os
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from club import clock, search, storage
from club.extensions import db as database
from club.library import holding
from club.library.models import Resource, ResourceFile
from club.storage import StorageDown
from club.storage.models import StoredFile
from tests.test_uploads import pdf, picture

FIRST = "/ressources/nouvelle/fichiers?formulaire=une-cle"


@pytest.fixture
def editor(make):
    make.term("resource_type", "guide", "Guide")
    return make.partner()


def send(browser, url, content, name="Plan.pdf"):
    return browser.post(url, data={"files": (io.BytesIO(content), name)})


def line_of(answer):
    return BeautifulSoup(answer.text, "lxml").li


def test_the_first_file_makes_a_draft_that_the_others_and_the_form_go_on_with(sign_in, editor, make):
    browser = sign_in(editor)
    line = line_of(send(browser, FIRST, pdf()))
    resource = database.session.query(Resource).one()
    assert (resource.title, resource.published_at) == ("Brouillon sans titre", None)
    assert line["data-action"] == f"/ressources/{resource.id}/modifier"
    assert "PDF, 1 page" in line.get_text()
    assert line_of(send(browser, line["data-next"], picture("PNG"), "Carte.png")).input["value"] == "Carte"
    typed = {
        "title": "Le guide", "summary": "Un guide.", "type_id": resource.type_id, "themes": [make.theme().id],
        "covers_france": "y", "version": line["data-version"], "submission": line["data-submission"], "publish": "1",
        line.input["name"]: "Le plan de la halle",
    }  # fmt: skip
    assert browser.post(line["data-action"], data=typed).status_code == 302
    assert [one.title for one in database.session.query(ResourceFile).order_by(ResourceFile.position)] == [
        "Le plan de la halle",
        "Carte",
    ]
    assert database.session.query(Resource).one().published_at is not None


def test_a_file_sent_again_because_the_answer_was_lost_is_there_once(sign_in, editor):
    browser, content = sign_in(editor), pdf()
    send(browser, FIRST, content)
    assert send(browser, FIRST, content).status_code == 204
    assert send(browser, FIRST, picture("PNG")).status_code == 200
    assert database.session.query(Resource).count() == 1
    assert database.session.query(ResourceFile).count() == 2


def test_a_refused_file_says_why_in_plain_words_and_makes_nothing(sign_in, editor, monkeypatch):
    browser = sign_in(editor)
    answer = send(browser, FIRST, b"MZ\x90\0" + bytes(99))
    assert (answer.status_code, answer.mimetype) == (422, "text/plain")
    assert answer.text.startswith("Ce type de fichier n’est pas accepté.")

    def down(*_: object) -> None:
        raise StorageDown

    monkeypatch.setattr(storage._store(), "put", down)
    new = pdf() + os.urandom(8).hex().encode() + b"%%EOF"
    assert "ne répond pas" in send(browser, FIRST, new).text
    assert sum(database.session.query(model).count() for model in (Resource, ResourceFile, StoredFile)) == 0


def kept_form(resource, make, **more):
    return {
        "title": "Le guide", "summary": "Un guide.", "type_id": resource.type_id, "themes": [make.theme().id],
        "covers_france": "y", "version": resource.version,
    } | more  # fmt: skip


def found(word):
    return [hit.key for hit in search.find(word, audiences=["members"]).items]


def test_a_file_sent_to_a_published_resource_is_read_once_its_form_is_kept(sign_in, editor, make):
    resource = make.resource(editor, organisation_id=editor.organisation_id)
    page, browser, reader = f"/ressources/{resource.id}", sign_in(editor), sign_in(make.member())
    line = line_of(send(browser, f"{page}/fichiers", picture("PNG"), "Cadastre napoléonien.png"))
    number = database.session.query(ResourceFile.id).scalar()
    assert "les lecteurs le verront quand vous enregistrerez" in line.get_text()
    assert send(browser, f"{page}/fichiers", picture("PNG")).status_code == 204, "the same, sent again"
    assert "Cadastre" not in reader.get(page, follow_redirects=True).text
    assert reader.get(f"/ressources/fichiers/{number}").status_code == 404
    assert found("cadastre") == []
    assert "Cadastre" in browser.get(f"{page}/modifier").text
    colleague = sign_in(make.member("Luc", role="partner", organisation_id=editor.organisation_id))
    assert "Cadastre" not in colleague.get(f"{page}/modifier").text
    assert colleague.post(f"{page}/modifier", data=kept_form(resource, make)).status_code == 302
    assert "Cadastre" not in reader.get(page, follow_redirects=True).text
    typed = kept_form(resource, make, **{line.input["name"]: "Cadastre de 1812"})
    assert browser.post(f"{page}/modifier", data=typed).status_code == 302
    assert "Cadastre de 1812" in reader.get(page, follow_redirects=True).text
    assert found("cadastre") == [str(resource.id)]
    assert reader.get(f"/ressources/fichiers/{number}").status_code == 200


def test_a_file_that_nobody_keeps_is_dropped_after_a_week(sign_in, editor, make, monkeypatch):
    resource = make.resource(editor, organisation_id=editor.organisation_id)
    send(sign_in(editor), f"/ressources/{resource.id}/fichiers", picture("PNG"))
    holding.forget_held()
    assert database.session.query(ResourceFile).count() == 1
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + holding.KEPT + timedelta(minutes=1))
    holding.forget_held()
    assert database.session.query(ResourceFile).count() == database.session.query(StoredFile).count() == 0


def test_a_refused_edit_keeps_the_files_that_came_with_it(sign_in, editor, make):
    resource = make.resource(editor, organisation_id=editor.organisation_id)
    browser = sign_in(editor)
    typed = kept_form(resource, make, version=resource.version + 1, files=(io.BytesIO(picture("PNG")), "Le plan.png"))
    answer = browser.post(f"/ressources/{resource.id}/modifier", data=typed)
    assert (answer.status_code, "ils vous attendent dans le formulaire" in answer.text) == (409, True)
    assert "Le plan" not in browser.get(f"/ressources/{resource.id}", follow_redirects=True).text
    again = browser.get(f"/ressources/{resource.id}/modifier")
    assert 'value="Le plan"' in again.text
    assert browser.post(f"/ressources/{resource.id}/modifier", data=kept_form(resource, make)).status_code == 302
    assert "Le plan" in browser.get(f"/ressources/{resource.id}", follow_redirects=True).text


def test_only_who_may_edit_a_resource_sends_it_files(sign_in, editor, make):
    resource = make.resource(editor, organisation_id=editor.organisation_id)
    url = f"/ressources/{resource.id}/fichiers"
    assert send(sign_in(make.member()), url, pdf()).status_code == 403
    assert send(sign_in(make.member()), FIRST, pdf()).status_code == 403
    assert send(sign_in(make.partner()), url, pdf()).status_code == 403
    assert send(sign_in(editor), url, pdf()).status_code == 200
    assert sign_in(editor).post(url).status_code == 400
