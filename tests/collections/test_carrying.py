"""A copy of a collection to read without the club: made by the worker for one reader, told, served, dropped."""

import tracemalloc
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup

from club import clock, jobs, storage
from club.collections import chapters, exports, packing, queries
from club.collections.models import Collection, CollectionExport
from club.extensions import db as database
from club.library.models import ResourceFile
from club.members.models import Organisation
from club.notifications.models import Notification
from club.storage.models import StoredFile
from tests.factories import PASSWORD

PDF = b"%PDF-1.7 une charte"


def enclose(resource, content=PDF, name="Charte des façades.pdf"):
    kept = storage.keep(content, name=name, mime="application/pdf", kind_label="PDF")
    file = ResourceFile(resource_id=resource.id, stored_id=kept.id, title=name.rpartition(".")[0])
    database.session.add(file)
    database.session.commit()
    return file


@pytest.fixture
def make_copies(app, work):
    """What the worker does: the copies that are due, then what is to be told."""

    def run():
        with jobs.background(app):
            exports.make_waiting_exports()
        work()
        database.session.expire_all()

    return run


@pytest.fixture
def author(make):
    return make.member("Ana")


@pytest.fixture
def shelf(make, author):
    """A collection of two guides, the first of which names the other and its file, and of a draft."""
    editor = make.partner(make.organisation("Établissement des Deux Vallées"))
    first, second = make.resource(editor, "Le guide des halles"), make.resource(editor, "La charte")
    file = enclose(second)
    first.body_html = (
        f'<p><a href="/ressources/{second.id}-ressource">la suite</a> <a href="/ressources/fichiers/{file.id}">PDF</a> '
        '<a href="https://club.example/forum/">le forum</a> <a href="/forum/">là</a> <a href="//x.example">x</a></p>'
    )
    draft = make.resource(editor, "Le brouillon", published=False)
    return make.collection(author, first, draft, second, title="Façades & halles")


def opened(browser, page):
    address = BeautifulSoup(browser.get(page).text, "lxml").find("a", string="Télécharger la copie")["href"]
    answer = browser.get(address)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    return zipfile.ZipFile(BytesIO(answer.data))


def links(archive, name):
    return [one["href"] for one in BeautifulSoup(archive.read(name), "lxml").find_all("a", href=True)]


def test_a_copy_is_asked_for_made_told_and_holds_pages_and_files(make, sign_in, shelf, make_copies):
    reader = make.member()
    browser, page = sign_in(reader), f"/parcours/{shelf.id}-parcours"
    for _ in range(2):
        assert browser.post(f"/parcours/{shelf.id}/emporter").location == f"{page}#emporter"
    assert "en préparation" in browser.get(page).text
    make_copies()
    archive = opened(browser, page)
    assert archive.testzip() is None
    names = ["index.html", "01-ressource.html", "03-ressource.html", "fichiers/03-1-charte-des-facades.pdf"]
    assert archive.namelist() == names
    assert archive.read(names[3]) == PDF
    assert links(archive, "index.html")[:2] == names[1:3]
    forum = "https://club.example/forum/"
    assert links(archive, names[1])[1:6] == [names[2], names[3], forum, forum, "//x.example"]
    index = archive.read("index.html").decode()
    assert "Façades &amp; halles" in index
    assert "1 étape n’est pas disponible pour le moment\u202f: 2." in index
    assert all("brouillon" not in archive.read(name).decode("utf-8", "replace") for name in names)
    told = database.session.query(Notification).filter_by(member_id=reader.id).one()
    assert told.words["title"] == "La copie du parcours « Façades & halles » est prête"
    assert told.words["url"] == f"{page}#emporter"


def test_a_copy_holds_what_its_reader_may_read_and_no_more(make, sign_in, shelf, make_copies):
    organisation = database.session.query(Organisation).filter_by(name="Établissement des Deux Vallées").one()
    browser = sign_in(make.partner(organisation))
    browser.post(f"/parcours/{shelf.id}/emporter")
    make_copies()
    assert "02-ressource.html" in opened(browser, f"/parcours/{shelf.id}-parcours").namelist()


def test_what_is_too_heavy_is_left_out_and_said(sign_in, author, shelf, make_copies, monkeypatch):
    monkeypatch.setattr(packing, "MOST_BYTES", len(PDF) - 1)
    browser, page = sign_in(author), f"/parcours/{shelf.id}-parcours"
    browser.post(f"/parcours/{shelf.id}/emporter")
    make_copies()
    assert "1 fichier trop lourd est laissé de côté\u202f: Charte des façades." in browser.get(page).text
    archive = opened(browser, page)
    assert archive.namelist() == ["index.html", "01-ressource.html", "03-ressource.html"]
    own = f"https://club.example/ressources/fichiers/{database.session.query(ResourceFile).one().id}"
    assert own in links(archive, "index.html")
    assert own in links(archive, "03-ressource.html")


def test_a_store_that_is_down_is_tried_again_then_given_up(sign_in, author, shelf, make_copies, monkeypatch):
    now = clock.now()
    browser, page = sign_in(author), f"/parcours/{shelf.id}-parcours"
    browser.post(f"/parcours/{shelf.id}/emporter")
    moment = [now + timedelta(minutes=1)]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    with monkeypatch.context() as broken:
        broken.setattr(storage, "parts", _down)
        make_copies()
        assert database.session.query(CollectionExport).one().attempts == 1
        for minutes in (3, 20, 90):
            assert "en préparation" in browser.get(page).text
            moment[0] += timedelta(minutes=minutes)
            make_copies()
    assert "n’a pas pu être faite" in browser.get(page).text
    browser.post(f"/parcours/{shelf.id}/emporter")
    make_copies()
    assert opened(browser, page).testzip() is None


def _down(key, size):
    raise storage.StorageDown


def test_copies_go_after_a_week_and_with_what_they_hold(app, make, sign_in, author, shelf, make_copies, monkeypatch):
    browser = sign_in(author)

    def copies():
        database.session.expire_all()
        zips = database.session.query(StoredFile).filter_by(mime="application/zip").count()
        assert zips == database.session.query(CollectionExport).count()
        return zips

    def again():
        browser.post(f"/parcours/{shelf.id}/emporter")
        make_copies()
        assert copies() == 1

    again()
    resource = database.session.query(ResourceFile).one().resource_id
    staff = sign_in(make.member(role="moderator"))
    staff.post(f"/moderation/masquer/resource/{resource}", data={"reason": "Périmé."})
    assert copies() == 0
    staff.post(f"/moderation/retablir/resource/{resource}")
    again()
    again()
    later = clock.now() + timedelta(days=7, minutes=1)
    with monkeypatch.context() as moved:
        moved.setattr(clock, "now", lambda: later)
        with jobs.background(app):
            exports.drop_old_exports()
    assert copies() == 0
    again()
    browser.post(f"/parcours/{shelf.id}/supprimer")
    assert copies() == database.session.query(Notification).filter_by(subject_kind="collection").count() == 0


def test_who_loses_the_collection_has_no_copy_of_it(make, sign_in, shelf, make_copies):
    reader = make.member()
    browser = sign_in(reader)
    browser.post(f"/parcours/{shelf.id}/emporter")
    make_copies()
    address = f"/parcours/copies/{database.session.query(CollectionExport).one().id}"
    assert browser.get(address).status_code == 200
    shelf.shared_at = None
    database.session.commit()
    assert browser.get(address).status_code == 404
    late = make.member()
    database.session.add(CollectionExport(collection_id=shelf.id, author_id=late.id))
    database.session.commit()
    make_copies()
    assert database.session.query(CollectionExport).filter_by(author_id=late.id).count() == 0


def test_a_closed_account_leaves_what_was_shared_only(make, sign_in, author, shelf):
    make.collection(author, title="À moi", state="private")
    browser = sign_in(author)
    told = browser.get("/compte/donnees.json").json["parcours"]
    assert [one["titre"] for one in told] == ["Façades & halles", "À moi"]
    assert [step["ressource"] for step in told[0]["etapes"]] == ["Le guide des halles", "La charte"]
    browser.post("/compte/fermer", data={"password": PASSWORD})
    assert [one.title for one in database.session.query(Collection)] == ["Façades & halles"]


def test_a_heavy_copy_takes_little_memory(app, make, author, tmp_path):
    resource = make.resource(make.partner(), "La vidéo")
    enclose(resource, bytes(20_000_000), "film.mp4")
    collection = make.collection(author, resource)
    whole = packing.book(queries.collection(collection.id), chapters.of(collection.id, author))
    with jobs.background(app):
        packing.write(tmp_path / "essai.zip", whole, "https://club.example")  # templates are read once
        tracemalloc.start()
        packing.write(tmp_path / "parcours.zip", whole, "https://club.example")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert (tmp_path / "parcours.zip").stat().st_size > 20_000_000
    assert most < 4_000_000
