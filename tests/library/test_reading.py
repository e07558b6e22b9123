"""What files hold is read by the worker, apart: pages, first page, words; what cannot be read stays a file."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from fpdf import FPDF
from odf.opendocument import OpenDocumentText
from odf.text import P, Span
from PIL import Image

from club import clock, jobs, readings, search, storage, uploads
from club.extensions import db as database
from club.library import operations, publishing
from club.library.models import Resource, ResourceFile
from club.readings import process
from club.storage.models import ContentReading, StoredFile
from tests.test_uploads import archive, sent

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def pdf(*pages):
    document = FPDF()
    document.set_font("helvetica")
    for words in pages:
        document.add_page()
        document.multi_cell(0, text=words)
    return bytes(document.output())


def odt(words):
    document, out = OpenDocumentText(), io.BytesIO()
    line = P(text="Le ")
    line.addElement(Span(text=words))
    line.addText(" suit.")
    document.text.addElement(line)
    document.write(out)
    return out.getvalue()


def docx(*runs):
    text = "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs)
    body = f'<w:document xmlns:w="{WORD[1:-1]}"><w:body><w:p>{text}</w:p><w:p/></w:body></w:document>'
    return archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": body.encode()})


@pytest.fixture
def read(app, db):
    """What the worker does with the documents that wait."""

    def run():
        with jobs.background(app):
            return readings.read_waiting()

    return run


@pytest.fixture
def published(app, db, make):
    """A published resource of an organisation, with these contents as files."""

    def publish(*contents, title="Le guide"):
        editor = make.partner()
        resource = make.resource(editor, title, organisation_id=editor.organisation_id)
        for number, content in enumerate(contents, 1):
            stored = uploads.accept(sent(content, f"Pièce {number}"))
            operations.add_file(resource, stored, title=f"Pièce {number}")
        database.session.commit()
        return resource

    return publish


def test_the_first_page_the_pages_and_the_words_of_a_file_are_shown_and_found(published, read, sign_in, make):
    published(pdf("La mérule du plancher", "Deuxième page"), odt("campanile"), docx("lavo", "ir"))
    browser = sign_in(make.member())
    assert read() == 3
    list_page = BeautifulSoup(browser.get("/ressources/").text, "lxml")
    picture = list_page.find("img", alt="Première page de «\u00a0Pièce 1\u00a0»")
    answer = browser.get(picture["src"])
    image = Image.open(io.BytesIO(answer.data))
    assert (answer.mimetype, image.format, max(image.size)) == ("image/webp", "WEBP", 240)
    assert len(answer.data) < 30_000
    shown = browser.get(f"/ressources/{database.session.query(Resource.id).scalar()}-ressource")
    assert "PDF, 2 pages" in shown.text
    for word, name in (("mérules", "Pièce 1"), ("campanile", "Pièce 2"), ("lavoir", "Pièce 3")):
        found = BeautifulSoup(browser.get(f"/recherche?q={word}").text, "lxml").find(class_="lc-row__extract")
        assert f"Dans le fichier «\u00a0{name}\u00a0»" in found.get_text()
        assert found.mark is not None
    assert "campanile suit." in search.find("campanile", audiences=["members"]).items[0].extract_html.striptags()


def test_a_first_page_is_read_as_its_resource_is(published, read, sign_in, make):
    resource = published(pdf("Bonjour"))
    read()
    publishing.withdraw(resource, by=make.member(role="moderator"))
    database.session.commit()
    number = database.session.query(ResourceFile.id).scalar()
    assert sign_in(make.member()).get(f"/ressources/vignettes/{number}").status_code == 404
    assert sign_in(make.member(role="moderator")).get(f"/ressources/vignettes/{number}").status_code == 200
    assert search.find("bonjour", audiences=["members"]).total == 0


def test_no_transaction_is_open_while_a_document_is_read(published, read, monkeypatch):
    published(pdf("Bonjour"))
    seen, run = [], process.run
    monkeypatch.setattr(process, "run", lambda *what: seen.append(database.session().in_transaction()) or run(*what))
    assert read() == 1
    assert seen == [False]


def test_reading_twice_or_the_same_content_changes_nothing(published, read, sign_in, make):
    published(pdf("Bonjour"), title="Le premier")
    assert read() == 1
    before = database.session.query(StoredFile).count()
    key = database.session.query(ContentReading.key).scalar()
    readings.read_content(key)
    assert (read(), database.session.query(StoredFile).count()) == (0, before)
    readings.ask(database.session.query(StoredFile).filter_by(key=key).one())
    assert database.session.query(ContentReading).count() == 1


def test_what_was_read_goes_with_the_last_file_that_held_it(published, read):
    resource = published(pdf("Bonjour"))
    read()
    key = database.session.query(ContentReading.key).scalar()
    thumbnail = database.session.query(StoredFile).filter_by(mime="image/webp").one().key
    file = database.session.query(ResourceFile).one()
    operations.arrange_files(resource, {}, {file.id})
    database.session.commit()
    storage.drop_unused(key)
    storage.drop_unused(thumbnail)
    assert database.session.query(ContentReading).count() == database.session.query(StoredFile).count() == 0
    assert not storage._store().exists(thumbnail)


BREAKING = {
    "eats memory": "x = bytearray(1 << 30)",
    "never ends": "while True: pass",
    "writes without end": "import sys\nfor _ in range(99): sys.stdout.buffer.write(bytes(1 << 20))",
    "breaks": "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)",
    "answers something else": 'print(\'{"pages": 1, "key": 2}\')',
}


@pytest.mark.anywhere
@pytest.mark.parametrize("fault", BREAKING)
def test_a_document_that_breaks_its_reader_stays_a_file_without_first_page(
    published, read, sign_in, make, monkeypatch, tmp_path, wait_until, fault
):
    resource = published(pdf("Bonjour"))
    limits = process.READER.read_text().partition("def count(")[0]
    broken = tmp_path / "reader.py"
    broken.write_text(f"{limits}\nlimit()\n{BREAKING[fault]}\n")
    monkeypatch.setattr(process, "READER", broken)
    monkeypatch.setitem(process.SECONDS, "READ", 1)
    assert read() == 1
    assert read() == 0  # not again before its time
    reading = database.session.query(ContentReading).one()
    reading.next_try_at, reading.attempts = clock.now() - timedelta(minutes=1), len(readings.DELAYS)
    database.session.commit()
    assert read() == 1
    assert database.session.query(ContentReading).one().is_given_up
    assert read() == 0
    browser = sign_in(make.member(role="administrator"))
    assert "n’a pas pu être lu" in browser.get(f"/ressources/{resource.id}-ressource").text
    number = database.session.query(ResourceFile.id).scalar()
    assert browser.get(f"/ressources/fichiers/{number}").status_code == 200


def test_the_reader_knows_nothing_of_the_club(tmp_path: Path, monkeypatch):
    spy = tmp_path / "reader.py"
    spy.write_text("import json, os, sys\nprint(json.dumps({'text': ' '.join(os.environ) + ' '.join(sys.path)}))")
    monkeypatch.setattr(process, "READER", spy)
    monkeypatch.setenv("CLUB_SECRET_KEY", "x" * 40)
    found = process.run("READ", b"", "")
    assert "CLUB" not in found.text


def test_long_texts_are_cut_and_swelling_parts_too(tmp_path: Path):
    long = docx("mot " * 40_000)
    found = process.run("READ", long, "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
    assert 50_000 < len(found.text) <= 60_000
    bomb = f'<!DOCTYPE l [<!ENTITY a "{"lol" * 500}">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    swelling = archive({"[Content_Types].xml": b"", "word/document.xml": f"{bomb}]><l>&j;</l>".encode()})
    with pytest.raises(process.Unreadable):
        process.run("READ", swelling, "application/vnd.x")
