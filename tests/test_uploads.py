"""What is accepted is judged by its content; every refusal says what to do."""

import io
import random
import struct
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from fpdf import FPDF
from odf.opendocument import OpenDocumentText
from PIL import Image, PngImagePlugin
from werkzeug.datastructures import FileStorage

from club import pictures
from club.extensions import db
from club.storage import StoredFile, read
from club.uploads import UploadRefused, accept, clean_name, judge
from tests.toolbox import small_app

pytestmark = pytest.mark.anywhere  # contents are judged before any database


@pytest.fixture
def club(tmp_path: Path, fresh_database: str) -> Iterator[Flask]:
    with small_app(tmp_path, fresh_database, CLUB_MAX_UPLOAD_MB="1") as app:
        yield app


def sent(content: bytes, name: str = "fichier", mime: str = "text/html") -> FileStorage:
    return FileStorage(io.BytesIO(content), filename=name, content_type=mime)


def pdf(password: str = "") -> bytes:
    page = FPDF()
    page.add_page()
    page.set_font("Helvetica", size=12)
    page.cell(text="Bonjour")
    if password:
        page.set_encryption(owner_password=password, user_password=password)
    return bytes(page.output())


def archive(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


def odt() -> bytes:
    out = io.BytesIO()
    OpenDocumentText().write(out)
    return out.getvalue()


def open_document(kind: str, manifest: bytes = b"<manifest/>", **more: bytes) -> bytes:
    mime = f"application/vnd.oasis.opendocument.{kind}".encode()
    return archive({"mimetype": mime, "content.xml": b"<x/>", "META-INF/manifest.xml": manifest} | more)


def office(part: str, **more: bytes) -> bytes:
    return archive({"[Content_Types].xml": b"<Types/>", part: b"<x/>"} | more)


def picture(form: str, mode: str = "RGB", size: tuple[int, int] = (60, 40), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 120 if mode in "LP" else (200, 30, 30)[: len(mode)]).save(out, form, **more)
    return out.getvalue()


ACCEPTED = {
    "pdf": pdf(),
    "odt": odt(),
    "ods": open_document("spreadsheet"),
    "odp": open_document("presentation"),
    "docx": office("word/document.xml"),
    "xlsx": office("xl/workbook.xml"),
    "pptx": office("ppt/presentation.xml"),
    "png": picture("PNG"),
    "jpg": picture("JPEG"),
    "webp": picture("WEBP"),
    "csv": "commune;code\nLevroux;36093\nValençay;36228\n".encode("cp1252"),
    "zip": archive({"Réunion 10:30/compte-rendu.txt": b"Bonjour", "macros/notes.txt": b"Bonjour"}),
}


@pytest.mark.parametrize("extension", ACCEPTED)
def test_each_kind_is_known_by_its_content_whatever_the_name_says(club: Flask, extension: str):
    stored = accept(sent(ACCEPTED[extension], "page.html"))
    db.session.commit()
    assert stored.name == f"page.{extension}"
    assert stored.kind_label == extension.upper()
    assert stored.size == len(read(stored))
    assert "html" not in stored.mime


REFUSED = {
    "a web page": (b"<!doctype html><script>alert(1)</script>", "Types acceptés"),
    "a drawing with scripts": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='a()'/>", "Types acceptés"),
    "a program": (b"MZ\x90\0" + bytes(200), "Types acceptés"),
    "a text without columns": ("Bonjour à tous.\nÀ demain, peut-être ?\n".encode(), "Types acceptés"),
    "a table with rows of different widths": (b"a;b\nc;d;e\n", "Types acceptés"),
    "a table with control characters": (b"a;b\n\x01;d\n", "Types acceptés"),
    "a gif": (picture("GIF"), "Types acceptés"),
    "an encrypted pdf": (pdf("secret"), "chiffré"),
    "a pdf cut short": (pdf()[:300], "incomplet"),
    "an encrypted odt": (open_document("text", b"<manifest:encryption-data/>"), "chiffré"),
    "an encrypted docx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99) + "EncryptedPackage".encode("utf-16-le"),
        "chiffré",
    ),
    "an old doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "DOCX"),
    "a docm": (office("word/document.xml", **{"word/vbaProject.bin": b"x"}), "macros"),
    "a docm that says so": (
        archive({"[Content_Types].xml": b"macroEnabled", "word/document.xml": b""}),
        "macros",
    ),
    "an xlsx with old macros": (office("xl/workbook.xml", **{"xl/macrosheets/sheet1.xml": b"x"}), "macros"),
    "an odt with macros": (open_document("text", **{"Basic/Standard/Module1.xml": b"x"}), "macros"),
    "an archive in an archive": (archive({"b.zip": archive({"c": b""})}), "b.zip"),
    "a program in an archive": (archive({"Facture.pdf.EXE": b"MZ"}), "Facture.pdf.EXE"),
    "a path that climbs": (archive({"../../etc/cron.d/x": b""}), "chemins"),
    "a path of Windows that climbs": (archive({"a\\..\\..\\x": b""}), "chemins"),
    "an absolute path": (archive({"/etc/passwd": b""}), "chemins"),
    "a drive": (archive({"C:\\x": b""}), "chemins"),
    "a broken archive": (archive({"a": b"b"})[:40], "abîmée"),
    "a broken picture": (picture("PNG")[:50], "abîmée"),
    "an archive that swells": (archive({"zeros": bytes(60_000_000)}), "dépliée"),
    "an archive of thousands": (archive({str(n): b"" for n in range(2_001)}, zipfile.ZIP_STORED), "dépliée"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_says_why_and_stores_nothing(club: Flask, case: str):
    content, reason = REFUSED[case]
    with pytest.raises(UploadRefused, match=reason):
        accept(sent(content, "rapport.pdf", "application/pdf"))
    assert db.session.query(StoredFile).count() == 0


def test_an_encrypted_archive_is_refused():
    content = bytearray(archive({"a.txt": b"Bonjour"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UploadRefused, match="chiffré"):
        judge(bytes(content))


def test_a_bomb_that_lies_about_its_size_is_answered_at_once():
    content = bytearray(archive({"mimetype": bytes(50_000_000), "content.xml": b""}))
    place = content.index(b"PK\x01\x02") + 24
    content[place : place + 4] = struct.pack("<I", 50)
    started = time.process_time()
    with pytest.raises(UploadRefused):
        judge(bytes(content))
    assert time.process_time() - started < 1


@pytest.mark.parametrize(("size", "reason"), [(0, "vide"), (1_000_001, "dépasse 1 Mo")])
def test_an_empty_or_too_large_file_is_refused(club: Flask, size: int, reason: str):
    with pytest.raises(UploadRefused, match=reason):
        accept(sent(b"%PDF-" + bytes(size) if size else b""))


def test_a_pdf_that_is_also_a_page_is_stored_as_a_pdf(club: Flask):
    stored = accept(sent(pdf() + b"<script>alert(1)</script>", "piege.html", "text/html"))
    assert (stored.mime, stored.name) == ("application/pdf", "piege.pdf")


@pytest.mark.parametrize(
    "table",
    [
        'nom,"adresse\nsur deux lignes"\nLevroux,"1, place\nde la halle"\n',
        "\ufeffnom\tcode\r\nLevroux\t36093\r\n",
        "nom;code\n" + "Châtillon-sur-Indre;36045\n" * 5_000,
        "é" * 9_999 + ";b\n",
    ],
)
def test_tables_of_any_spreadsheet_are_taken(table: str):
    assert judge(table.encode()).extension == "csv"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Délibération n°3.PDF", "Délibération n°3.pdf"),
        ("C:\\Users\\ana\\Bilan été.docx", "Bilan été.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("photo\u202egnp.exe", "photognp.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("Rapport v2.1 final", "Rapport v2.1 final.pdf"),
        ("archive.tar.gz", "archive.tar.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("", "fichier.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
    ],
)
def test_names_keep_their_accents_and_lose_the_rest(given: str, kept: str):
    assert clean_name(given, "pdf") == kept


def test_a_long_name_fits_on_every_disk():
    assert len(clean_name("é" * 500 + ".pdf", "pdf").encode()) <= 255


def test_a_photo_loses_where_and_with_what_it_was_taken_and_stands_upright():
    exif = Image.Exif()
    exif[0x010F] = "Marque-de-l-appareil"
    exif[0x0112] = 6
    content = picture("JPEG", exif=exif.tobytes())
    assert b"Marque-de-l-appareil" in content
    cleaned = judge(content).content
    assert b"Marque-de-l-appareil" not in cleaned
    image = Image.open(io.BytesIO(cleaned))
    assert image.size == (40, 60)
    assert not image.getexif()


def test_the_comments_of_a_png_and_what_follows_it_are_gone():
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "<script>alert(1)</script>")
    cleaned = judge(picture("PNG", pnginfo=note) + b"<script>alert(2)</script>").content
    assert b"script" not in cleaned


def test_a_transparent_palette_stays_transparent():
    out = io.BytesIO()
    Image.new("RGBA", (30, 20), (0, 0, 0, 0)).quantize().save(out, "PNG")
    assert "transparency" in Image.open(out).info
    image = Image.open(io.BytesIO(judge(out.getvalue()).content))
    assert image.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize(
    ("form", "mode"), [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "1"), ("WEBP", "RGBA")]
)
def test_pictures_of_every_mode_are_drawn_again(form: str, mode: str):
    out = io.BytesIO()
    Image.new(mode, (30, 20)).save(out, form)
    assert Image.open(io.BytesIO(judge(out.getvalue()).content)).size == (30, 20)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_drawn():
    bomb = picture("PNG", "1", (20_000, 20_000))
    started = time.process_time()
    with pytest.raises(UploadRefused, match="trop grande"):
        judge(bomb)
    assert time.process_time() - started < 1


def test_a_portrait_is_a_small_square():
    portrait = Image.open(io.BytesIO(pictures.portrait(picture("PNG", size=(800, 300)))))
    assert (portrait.size, portrait.format) == ((pictures.PORTRAIT, pictures.PORTRAIT), "WEBP")
    with pytest.raises(pictures.BadPicture):
        pictures.portrait(pdf())


@pytest.mark.parametrize("extension", ACCEPTED)
def test_damaged_files_are_accepted_or_refused_but_never_break(extension: str):
    chance = random.Random(extension)
    outcomes = set()
    for _ in range(150):
        content = bytearray(ACCEPTED[extension])
        for _ in range(chance.randint(1, 8)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            outcomes.add(judge(bytes(content[: chance.randint(1, len(content))])).extension)
        except UploadRefused as refusal:
            outcomes.add(str(refusal))
    assert len(outcomes) > 1  # some were taken or refused for different reasons: the damage was real
