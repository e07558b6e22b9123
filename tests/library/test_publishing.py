"""Publishing a resource: drafts, real files, refusals beside the field, conflicts, downloads."""

import io

import pytest
from bs4 import BeautifulSoup
from fpdf import FPDF
from odf.opendocument import OpenDocumentText
from odf.text import P
from PIL import Image

from club import limits, search, storage
from club.extensions import db as database
from club.french import unbroken
from club.library import operations
from club.library.models import Resource, ResourceFile, ResourceLink, ResourceTerritory
from club.search import models as index
from club.storage.models import StoredFile
from club.storage.stores import StorageDown


@pytest.fixture
def editor(make):
    make.commune()
    return make.partner(make.organisation("Établissement des Deux Vallées"))


@pytest.fixture
def typed(make, editor):
    return {
        "title": "Convention d’occupation d’une halle", "summary": "Six pages.", "body": "Utile si **publique**.",
        "type_id": make.term("resource_type", "guide", "Guide").id, "themes": [make.theme().id],
        "regions": ["24"], "places": "243600293\nLevroux (36)", "links-0-url": "https://exemple.fr/halle",
        "links-0-label": "Le site", "submission": "une-cle", "version": "1",
    }  # fmt: skip


def pdf():
    page = FPDF()
    page.add_page()
    page.set_font("helvetica")
    page.cell(text="Convention")
    return io.BytesIO(bytes(page.output()))


def odt():
    document, out = OpenDocumentText(), io.BytesIO()
    document.text.addElement(P(text="Article premier"))
    document.write(out)
    return io.BytesIO(out.getvalue())


def png():
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "green").save(out, "PNG")
    return io.BytesIO(out.getvalue())


def only():
    return database.session.query(Resource).one()


def send(browser, data, url="/ressources/nouvelle"):
    answer = browser.post(url, data=data, content_type="multipart/form-data")
    return browser.get(answer.headers["Location"]) if answer.status_code == 302 else answer


def test_a_published_resource_says_where_what_and_how_heavy(sign_in, editor, typed, make):
    files = [(pdf(), "convention.pdf"), (odt(), "modele.odt"), (png(), "plan.png")]
    answer = send(sign_in(editor), typed | {"files": files, "publish": "1"})
    assert answer.status_code == 200
    page = BeautifulSoup(answer.text, "lxml")
    assert page.h1.get_text() == typed["title"]
    words = page.get_text(" ")
    for said in ("Établissement des Deux Vallées", "Centre-Val de Loire", "CC Levroux", "PDF", "ODT", "PNG", "Guide"):
        assert said in words
    assert page.find("a", href="https://exemple.fr/halle").get_text() == "Le site"
    assert page.strong is not None
    scopes = {one.scope for one in database.session.query(ResourceTerritory)}
    assert scopes == {"region", "epci", "commune"}
    found = search.find("modele", audiences=["members"])
    assert [(hit.kind, hit.key) for hit in found.items] == [("resource", str(only().id))]
    file = database.session.query(ResourceFile).filter_by(title="convention").one()
    reader = sign_in(make.member())
    sent = reader.get(f"/ressources/fichiers/{file.id}")
    assert sent.status_code == 200
    assert sent.data.startswith(b"%PDF-")
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert sign_in().get(f"/ressources/fichiers/{file.id}").status_code == 302


def test_a_file_of_a_draft_is_as_absent_as_the_draft(sign_in, editor, typed, make):
    send(sign_in(editor), typed | {"files": [(pdf(), "a.pdf")]})
    file = database.session.query(ResourceFile).one()
    assert only().published_at is None
    assert sign_in(make.partner()).get(f"/ressources/fichiers/{file.id}").status_code == 404
    assert sign_in(editor).get(f"/ressources/fichiers/{file.id}").status_code == 200
    assert sign_in(editor).get("/ressources/fichiers/999999").status_code == 404


def test_a_refused_file_is_said_beside_the_field_and_the_others_are_kept(sign_in, editor, typed):
    browser = sign_in(editor)
    wrong = (io.BytesIO(b"MZ\x90\x00 program"), "virus.pdf")
    answer = send(browser, typed | {"files": [(pdf(), "bon.pdf"), wrong], "publish": "1"})
    page = BeautifulSoup(answer.text, "lxml")
    assert "virus.pdf" in page.find(id="files-erreur").get_text()
    assert only().published_at is None
    assert [file.title for file in database.session.query(ResourceFile)] == ["bon"]
    form = page.find("form", enctype="multipart/form-data")
    assert form["action"] == f"/ressources/{only().id}/modifier"
    again = typed | {
        "version": page.find(id="version")["value"], "submission": page.find(id="submission")["value"], "publish": "1",
    }  # fmt: skip
    send(browser, again, form["action"])
    assert only().published_at is not None
    assert database.session.query(ResourceFile).count() == 1


def test_files_survive_a_form_that_has_another_fault(sign_in, editor, typed):
    browser = sign_in(editor)
    answer = send(browser, typed | {"title": "", "files": [(pdf(), "bon.pdf")], "publish": "1"})
    page = BeautifulSoup(answer.text, "lxml")
    assert "Écrivez un titre." in page.get_text()
    assert page.find(id="body").get_text().strip() == typed["body"]
    assert only().title == "Brouillon sans titre"
    action = page.find("form", enctype="multipart/form-data")["action"]
    data = typed | {"version": page.find(id="version")["value"], "submission": page.find(id="submission")["value"]}
    send(browser, data | {"publish": "1"}, action)
    assert (only().title, database.session.query(ResourceFile).count()) == (typed["title"], 1)
    assert only().published_at is not None


def test_publishing_asks_for_summary_theme_and_territory(sign_in, editor, typed):
    bare = {"title": "Un titre", "type_id": typed["type_id"]}
    answer = send(sign_in(editor), bare | {"publish": "1"})
    for sentence in ("Résumez la ressource", "Choisissez au moins un thème.", "Dites où la ressource s’applique"):
        assert sentence in answer.text
    send(sign_in(editor), bare | {"save": "1"})
    page = f"{answer.request.host_url}ressources/{only().id}"
    refused = sign_in(editor).post(f"/ressources/{only().id}/publier", headers={"Referer": page})
    assert refused.status_code == 409
    assert "les thèmes, le territoire" in refused.text
    assert "Cela a changé entre-temps" not in refused.text  # nothing has: it is said why, with the way back
    assert f'href="/ressources/{only().id}">Revenir à la page précédente' in refused.text
    assert only().published_at is None


def test_files_are_renamed_and_removed(sign_in, editor, typed, work):
    browser = sign_in(editor)
    send(browser, typed | {"files": [(pdf(), "a.pdf"), (png(), "b.png")], "publish": "1"})
    first, second = database.session.query(ResourceFile).order_by(ResourceFile.position)
    data = typed | {"submission": "b", f"file-title-{first.id}": "La convention", "file-remove": str(second.id)}
    answer = send(browser, data, f"/ressources/{only().id}/modifier")
    assert "La convention" in answer.text
    assert [file.title for file in database.session.query(ResourceFile)] == ["La convention"]
    assert database.session.query(StoredFile).count() == 1


def test_the_search_follows_the_files_of_the_form(sign_in, editor, typed):
    browser = sign_in(editor)
    send(browser, typed | {"files": [(pdf(), "zirconium.pdf"), (png(), "b.png")], "publish": "1"})
    first, _ = database.session.query(ResourceFile).order_by(ResourceFile.position)
    found = typed["title"]
    assert found in browser.get("/recherche?q=zirconium").text
    data = typed | {"submission": "b", f"file-title-{first.id}": "Le tungstène"}
    send(browser, data, f"/ressources/{only().id}/modifier")
    assert found in browser.get("/recherche?q=tungstene").text
    assert found not in browser.get("/recherche?q=zirconium").text
    again = typed | {"submission": "c", "version": str(only().version), "file-remove": str(first.id)}
    send(browser, again, f"/ressources/{only().id}/modifier")
    assert found not in browser.get("/recherche?q=tungstene").text


def test_a_preview_keeps_no_text(sign_in, editor, typed):
    answer = send(sign_in(editor), typed | {"preview": "1"})
    assert "<strong>publique</strong>" in answer.text
    assert "Centre-Val de Loire" in answer.text
    assert database.session.query(Resource).count() == 0


def test_a_double_click_makes_one_resource(sign_in, editor, typed):
    browser = sign_in(editor)
    for _ in range(2):
        assert browser.post("/ressources/nouvelle", data=typed | {"publish": "1"}).status_code == 302
    assert database.session.query(Resource).count() == 1


def test_the_second_of_two_editions_is_shown_both_versions(sign_in, editor, typed):
    browser = sign_in(editor)
    browser.post("/ressources/nouvelle", data=typed)
    url = f"/ressources/{only().id}/modifier"
    assert browser.post(url, data=typed | {"body": "Le texte neuf.", "submission": "a"}).status_code == 302
    late = browser.post(url, data=typed | {"body": "Ma version tardive.", "submission": "b"})
    assert late.status_code == 409
    assert "Le texte neuf." in late.text
    assert "Ma version tardive." in late.text


def test_a_withdrawn_or_hidden_resource_leaves_the_members_and_the_index(sign_in, editor, typed, make):
    browser, reader = sign_in(editor), sign_in(make.member())
    browser.post("/ressources/nouvelle", data=typed | {"publish": "1"})
    url = f"/ressources/{only().id}-{only().slug}"
    found = database.session.query(index.SearchDocument).filter_by(kind="resource")
    assert (reader.get(url).status_code, found.count()) == (200, 1)
    browser.post(f"/ressources/{only().id}/retirer")
    assert (reader.get(url).status_code, found.count()) == (404, 0)
    browser.post(f"/ressources/{only().id}/publier")
    assert (reader.get(url).status_code, found.count()) == (200, 1)
    operations.hide(only(), reason="Périmée.", by=editor)
    database.session.commit()
    assert (reader.get(url).status_code, found.count()) == (404, 0)
    assert "Périmée." in browser.get(url).text
    operations.restore(only(), by=editor)
    database.session.commit()
    assert (reader.get(url).status_code, found.count()) == (200, 1)


def test_administrators_choose_the_organisation_and_editors_do_not(sign_in, editor, typed, make):
    other = make.organisation("Agence d’ailleurs")
    sign_in(editor).post("/ressources/nouvelle", data=typed | {"organisation_id": other.id})
    assert only().organisation_id == editor.organisation_id
    admin = sign_in(make.member(role="administrator"))
    admin.post("/ressources/nouvelle", data=typed | {"organisation_id": other.id, "submission": "x"})
    assert database.session.query(Resource).filter_by(organisation_id=other.id).count() == 1


def test_when_the_storage_is_down_the_page_lives_and_nothing_is_orphaned(app, sign_in, editor, typed):
    class Broken:
        def exists(self, key):
            raise StorageDown

    app.extensions["store"], kept = Broken(), app.extensions.get("store") or storage.store_of(app.config["CLUB"])
    try:
        answer = send(sign_in(editor), typed | {"files": [(pdf(), "a.pdf")]})
    finally:
        app.extensions["store"] = kept
    assert unbroken(str(StorageDown())) in BeautifulSoup(answer.text, "lxml").find(id="files-erreur").get_text()
    assert database.session.query(StoredFile).count() == database.session.query(ResourceFile).count() == 0
    assert only().title == typed["title"]


def test_the_limit_is_said_kindly_and_the_text_is_kept(sign_in, editor, typed):
    for _ in range(40):
        limits.hit("resource", editor.id, "40 per day")
    answer = send(sign_in(editor), typed)
    assert "beaucoup publié aujourd’hui" in answer.text
    assert typed["summary"] in answer.text
    assert database.session.query(Resource).count() == 0


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://[", "exemple.fr", "https://"])
def test_only_whole_addresses_are_links(sign_in, editor, typed, url):
    answer = send(sign_in(editor), typed | {"links-0-url": url})
    assert "adresse complète" in answer.text
    assert database.session.query(ResourceLink).count() == 0


def test_an_unknown_place_is_said_beside_the_field(sign_in, editor, typed):
    answer = send(sign_in(editor), typed | {"places": "Trifouilly-les-Oies"})
    error = BeautifulSoup(answer.text, "lxml").find(id="places-erreur")
    assert "Trifouilly-les-Oies" in error.get_text()


@pytest.mark.parametrize(
    "field", ["title", "type_id", "themes", "regions", "places", "version", "submission", "file-remove"]
)
@pytest.mark.parametrize("value", ["\x00", "9" * 400, "🏛" * 50, "[]"])
def test_odd_input_never_breaks(sign_in, editor, typed, field, value):
    assert sign_in(editor).post("/ressources/nouvelle", data=typed | {field: value, "publish": "1"}).status_code < 500
