"""What changed in a resource: its texts and the contents of its files are kept, and one may go back."""

import io

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from club.extensions import db
from club.forum.models import Category
from club.library.models import ResourceFile
from club.library.versions import ResourceFileVersion
from club.notifications.models import Notification
from club.storage.models import StoredFile
from tests.test_uploads import odt, pdf


@pytest.fixture
def editor(make):
    make.departement("36")
    make.theme()
    return make.partner(departement_code="36")


@pytest.fixture
def guide(make, editor):
    resource = make.resource(editor, "Le guide des halles")
    resource.body = "Un premier texte."
    db.session.commit()
    return resource


def edit(browser, guide, body, version, **more):
    theme = db.session.scalars(select(Category.theme_id)).first()
    form = {"title": guide.title, "summary": "Un guide.", "body": body, "type_id": guide.type_id, "version": version}
    form |= {"themes": [str(theme)], "covers_france": "y", "save": "1"}
    return browser.post(f"/ressources/{guide.id}/modifier", data=form | more)


@pytest.fixture
def changed(make, sign_in, guide, editor):
    browser = sign_in(editor)
    assert edit(browser, guide, "Un second texte.", 1, note="Le coût est à jour.").status_code == 302
    return browser


def test_the_history_shows_what_changed_who_did_and_why(changed, guide, editor, make, sign_in):
    page = changed.get(f"/ressources/{guide.id}/historique").text
    assert "2 versions" in page
    assert "Le coût est à jour." in page
    assert "<del>" in page
    assert editor.full_name in page
    first = changed.get(f"/ressources/{guide.id}/historique?version=1").text
    assert "Un premier texte." in first
    assert sign_in(make.member("Léo")).get(f"/ressources/{guide.id}/historique").status_code == 403
    assert sign_in(make.referent("36")).get(f"/ressources/{guide.id}/historique").status_code == 200


def test_going_back_is_a_new_version_and_two_at_once_see_both_texts(changed, guide):
    late = changed.post(f"/ressources/{guide.id}/historique/retablir", data={"wanted": "1", "version": "1"})
    assert late.status_code == 409
    assert "Un second texte." in late.text
    changed.post(f"/ressources/{guide.id}/historique/retablir", data={"wanted": "1", "version": "2"})
    db.session.refresh(guide)
    assert (guide.body, guide.version) == ("Un premier texte.", 3)
    assert "Un premier texte." in guide.body_html
    assert "Retour à la version 1" in changed.get(f"/ressources/{guide.id}/historique").text
    gone = changed.post(f"/ressources/{guide.id}/historique/retablir", data={"wanted": "9", "version": "3"})
    assert "Cette version n’existe plus" in gone.text


def test_those_who_keep_it_read_what_changed(make, sign_in, guide, editor, work):
    leo = make.member("Léo")
    sign_in(leo).post(f"/ressources/{guide.id}/garder", data={})
    edit(sign_in(editor), guide, "Un second texte.", 1, note="Le coût est à jour.")
    work()
    line = db.session.scalars(select(Notification).where(Notification.member_id == leo.id)).one()
    assert line.words["reason"] == "Le coût est à jour."


def test_a_file_is_replaced_behind_the_same_address_and_the_old_one_stays_with_its_owners(
    make, sign_in, guide, editor, work
):
    owner, reader = sign_in(editor), sign_in(make.member("Léo"))
    edit(owner, guide, "Un premier texte.", 1, files=[(io.BytesIO(pdf()), "plan.pdf")])
    file = db.session.scalars(select(ResourceFile)).one()
    reader.post(f"/ressources/{guide.id}/garder", data={})
    address = f"/ressources/fichiers/{file.id}"
    assert "Choisissez le nouveau fichier" in owner.post(f"{address}/remplacer", data={}).text
    bad = owner.post(f"{address}/remplacer", data={"file": (io.BytesIO(b"MZ\x90\x00" * 40), "plan.pdf")})
    assert "n’est pas accepté" in bad.text
    owner.post(f"{address}/remplacer", data={"file": (io.BytesIO(odt()), "plan.odt"), "note": "Plan de 2026"})
    assert reader.get(address).mimetype == "application/vnd.oasis.opendocument.text"
    old = db.session.scalars(select(ResourceFileVersion)).one()
    assert "Plan de 2026" in owner.get(f"/ressources/{guide.id}/historique").text
    assert owner.get(f"/ressources/anciens-fichiers/{old.id}").mimetype == "application/pdf"
    assert reader.get(f"/ressources/anciens-fichiers/{old.id}").status_code == 403
    work()
    assert "Plan de 2026" in [line.words.get("reason") for line in db.session.scalars(select(Notification))]
    edit(owner, guide, "Un premier texte.", 2, **{"file-remove": str(file.id)})
    assert db.session.scalars(select(StoredFile.id)).all() == []


def test_the_details_of_a_type_are_compared_and_brought_back_with_the_text(make, sign_in, guide, editor):
    browser = sign_in(editor)
    kind = make.term("resource_type", "webinaire", "Webinaire")
    edit(browser, guide, "Un premier texte.", 1, detail_authors="Paul Roy", note="Les auteurs.")
    said = {"type_id": kind.id, "detail_held_on": "2026-10-15", "note": "C’est un webinaire."}
    assert edit(browser, guide, "Un premier texte.", 2, **said).status_code == 302
    page = BeautifulSoup(browser.get(f"/ressources/{guide.id}/historique").text, "lxml")
    removed = " ".join(one.get_text() for one in page.select("del"))
    added = " ".join(one.get_text() for one in page.select("ins"))
    assert all(word in removed for word in ("Guide", "Auteurs", "Paul", "Roy"))
    assert all(word in added for word in ("Webinaire", "15", "octobre", "2026"))
    browser.post(f"/ressources/{guide.id}/historique/retablir", data={"wanted": "2", "version": "3"})
    db.session.refresh(guide)
    assert (guide.version, guide.details) == (4, {"authors": "Paul Roy"})
    assert guide.type_id != kind.id
    assert "Paul Roy" in browser.get(f"/ressources/{guide.id}-ressource", follow_redirects=True).text
