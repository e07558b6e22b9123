"""Files sent one by one by the script of the form: each is kept or refused by itself, and sent twice is kept once."""

import io
import os

import pytest
from bs4 import BeautifulSoup

from club import search, storage
from club.extensions import db as database
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


def test_a_file_added_to_a_published_resource_is_found_by_its_title_at_once(sign_in, editor, make):
    resource = make.resource(editor, organisation_id=editor.organisation_id)
    send(sign_in(editor), f"/ressources/{resource.id}/fichiers", picture("PNG"), "Cadastre napoléonien.png")
    assert [hit.key for hit in search.find("cadastre", audiences=["members"]).items] == [str(resource.id)]


def test_only_who_may_edit_a_resource_sends_it_files(sign_in, editor, make):
    resource = make.resource(editor, organisation_id=editor.organisation_id)
    url = f"/ressources/{resource.id}/fichiers"
    assert send(sign_in(make.member()), url, pdf()).status_code == 403
    assert send(sign_in(make.member()), FIRST, pdf()).status_code == 403
    assert send(sign_in(make.partner()), url, pdf()).status_code == 403
    assert send(sign_in(editor), url, pdf()).status_code == 200
    assert sign_in(editor).post(url).status_code == 400
