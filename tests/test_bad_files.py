"""Files made to harm: refused with their reason or served harmless, in little memory and time; nothing half kept."""

import dataclasses
import errno
import io
import os
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from werkzeug.wrappers import request as werkzeug_request

from club import antivirus, pictures, uploads
from club.extensions import db
from club.library.models import ResourceFile
from club.readings import process
from club.storage.models import ContentReading, StoredFile
from club.storage.stores import FolderStore, StorageDown
from tests.clamd import EICAR, LIMIT, listening
from tests.test_uploads import archive, office, open_document, pdf, picture, sent
from tests.toolbox import free_port, small_app

pytestmark = pytest.mark.anywhere  # what is in a file, and what becomes of it: the base is the same for all

NO_PAGES = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[]/Count 0>> endobj
trailer <</Root 1 0 R/Size 3>>
%%EOF"""
NOT_REALLY = b"%PDF-1.7\n/Type /Page\n" + bytes(500) + b"\n%%EOF"


@pytest.fixture
def club(tmp_path: Path, fresh_database: str) -> Iterator[Flask]:
    with small_app(tmp_path, fresh_database) as app:
        yield app


def overlapping() -> bytes:
    """Many entries that all unpack the same bytes: small on the disk, large once unpacked."""
    content = archive({"a": bytes(1_000_000)})
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        first = packed.infolist()[0]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a", bytes(1_000_000))
        for number in range(400):
            twin = zipfile.ZipInfo(f"{number}")
            for name in ("compress_type", "CRC", "compress_size", "file_size", "header_offset", "flag_bits"):
                setattr(twin, name, getattr(first, name))
            packed.filelist.append(twin)
            packed.NameToInfo[twin.filename] = twin
    return out.getvalue()


REFUSED = {
    "a pdf without pages": (NO_PAGES, "aucune page"),
    "a pdf that is none": (NOT_REALLY, "incomplet"),
    "a pdf behind something else": (b"GIF89a" + pdf(), "Types acceptés"),
    "a pdf with its own password only": (pdf("proprietaire"), "chiffré"),
    "entries over one another": (overlapping(), "dépliée"),
    "a macro of a presentation": (office("ppt/presentation.xml", **{"ppt/vbaProject.bin": b"x"}), "macros"),
    "a script of a spreadsheet": (open_document("spreadsheet", **{"Scripts/python/m.py": b"x"}), "macros"),
    "a macro document renamed in an archive": (archive({"a/Budget.XLSM": b"x"}), "Budget.XLSM"),
    "the test virus": (EICAR, "Types acceptés"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_each_is_refused_with_its_reason(club: Flask, case: str):
    content, reason = REFUSED[case]
    with pytest.raises(uploads.UploadRefused, match=reason):
        uploads.accept(sent(content, "rapport.pdf", "application/pdf"))
    assert db.session.query(StoredFile).count() == db.session.query(ContentReading).count() == 0


def test_what_is_two_things_at_once_is_kept_as_the_harmless_one(club: Flask):
    both = uploads.accept(sent(pdf() + archive({"b.js": b"alert(1)"}), "a.zip"))
    assert (both.mime, both.name) == ("application/pdf", "a.pdf")
    image = uploads.examine(sent(picture("JPEG") + archive({"b.js": b"alert(1)"}), "a.zip"))
    assert image.mime == "image/jpeg"
    assert not zipfile.is_zipfile(io.BytesIO(image.content))


def test_a_pdf_says_its_pages_at_once_and_a_slow_one_is_taken_without(club: Flask, monkeypatch: Any):
    assert uploads.examine(sent(pdf())).pages == 1
    monkeypatch.setitem(process.SECONDS, "COUNT", 0)
    assert uploads.examine(sent(pdf())).pages is None


MEASURE = """
import importlib.util, sys, time
spec = importlib.util.spec_from_file_location("pictures", sys.argv[1])
pictures = importlib.util.module_from_spec(spec)
spec.loader.exec_module(pictures)
def most():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))
before = most()
for path in sys.argv[2:]:
    started = time.process_time()
    with open(path, "rb") as file:
        pictures.cleaned(file.read(), "image/" + path.rpartition(".")[2])
    print(time.process_time() - started, (most() - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read in /proc")
@pytest.mark.anywhere
def test_the_largest_images_are_drawn_in_little_memory_and_time(tmp_path: Path):
    largest = {"jpeg": ("CMYK", (7_200, 5_000)), "png": ("RGBA", (5_000, 5_000)), "webp": ("RGBA", (4_000, 3_000))}
    for form, (mode, size) in largest.items():
        Image.new(mode, size).save(tmp_path / f"a.{form}", compress_level=1, method=0)
    paths = [pictures.__file__] + [str(tmp_path / f"a.{form}") for form in largest]
    said = subprocess.run([sys.executable, "-c", MEASURE, *paths], capture_output=True, text=True, check=True).stdout
    for line in said.splitlines():
        seconds, megabytes = map(float, line.split())
        assert seconds < 5
        assert megabytes < 300


# The antivirus.


@pytest.mark.parametrize("kind", ["tcp", "unix"])
def test_clamd_reads_the_whole_file_and_what_it_knows_is_refused(tmp_path: Path, fresh_database: str, kind: str):
    content = archive({"page.txt": os.urandom(150_000)}, zipfile.ZIP_STORED)
    with listening(tmp_path, kind) as (address, clamd), small_app(tmp_path, fresh_database, CLUB_CLAMD_URL=address):
        assert uploads.accept(sent(content, "a.zip")).size == len(content)
        assert clamd.received == content
        with pytest.raises(uploads.UploadRefused, match=r"dangereux \(Eicar-Signature\)"):
            uploads.accept(sent(archive({"eicar.com.txt": EICAR}, zipfile.ZIP_STORED), "a.zip"))
        assert db.session.query(StoredFile).count() == 1


@pytest.mark.parametrize("fault", ["away", "silent", "too long"])
def test_nothing_is_let_through_when_clamd_cannot_tell(
    tmp_path: Path, fresh_database: str, monkeypatch: Any, fault: str
):
    monkeypatch.setattr(antivirus, "PATIENCE", 0.3)
    contents = {"away": pdf(), "silent": pdf() + b"%PDF-muet %%EOF", "too long": b"a;b\n" * (LIMIT // 2)}
    with listening(tmp_path, "tcp") as (address, _):
        if fault == "away":
            address = f"tcp://127.0.0.1:{free_port()}"
        with small_app(tmp_path, fresh_database, CLUB_CLAMD_URL=address):
            with pytest.raises(uploads.NotScanned, match="pas gardé"):
                uploads.accept(sent(contents[fault]))
            assert db.session.query(StoredFile).count() == 0


@pytest.fixture
def publish(sign_in: Any, make: Any) -> Any:
    """Send one file with a new resource, as the form does."""
    editor = make.partner()
    data = {"title": "Le guide", "type_id": make.term("resource_type", "guide", "Guide").id, "version": "1"}

    def send(content: bytes, name: str = "a.pdf") -> Any:
        browser = sign_in(editor)
        files = [(io.BytesIO(content), name)]
        return browser, browser.post("/ressources/nouvelle", data=data | {"files": files}, follow_redirects=True)

    return send


def test_a_silent_antivirus_is_said_beside_the_field(app: Flask, publish: Any, monkeypatch: Any):
    settings = dataclasses.replace(app.config["CLUB"], clamd_url=f"tcp://127.0.0.1:{free_port()}")
    monkeypatch.setitem(app.config, "CLUB", settings)
    _, answer = publish(pdf())
    assert answer.status_code == 200
    assert "antivirus n’a pas pu vérifier" in answer.text
    assert db.session.query(ResourceFile).count() == 0


def test_without_antivirus_the_test_virus_in_an_archive_is_only_ever_downloaded(publish: Any):
    browser, _ = publish(archive({"eicar.com.txt": EICAR}), "virus.zip")
    answer = browser.get(f"/ressources/fichiers/{db.session.query(ResourceFile.id).scalar()}")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("é" * 125 + ".pdf", "%C3%A9" * 100 + ".pdf"),
        ("../../etc/cron.d/Délibération n°3.pdf", "D%C3%A9lib%C3%A9ration%20n%C2%B03.pdf"),
        ("..\\..\\CON .pdf", "CON.pdf"),
        ("a\x00b%2f..%2fc.pdf", "ab%252f..%252fc.pdf"),
    ],
)
def test_names_come_back_with_their_accents_and_without_paths(publish: Any, given: str, kept: str):
    browser, _ = publish(pdf(), given)
    answer = browser.get(f"/ressources/fichiers/{db.session.query(ResourceFile.id).scalar()}")
    assert answer.headers["Content-Disposition"].endswith(f"filename*=UTF-8''{kept}")


# The disk is full.

STEPS = {"a folder": (Path, "mkdir"), "a file": (tempfile, "NamedTemporaryFile"), "its end": (os, "fsync"),
         "its name": (Path, "replace")}  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_a_full_disk_keeps_no_row_and_no_piece_of_a_file(app: Flask, publish: Any, monkeypatch: Any, step: str):
    folder = app.config["CLUB"].instance / "uploads"
    before = {path for path in folder.rglob("*") if path.is_file()}

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(*STEPS[step], full)
        _, answer = publish(pdf() + os.urandom(16) + b"%%EOF")
    assert "ne répond pas" in answer.text
    assert {path for path in folder.rglob("*") if path.is_file()} == before
    assert sum(db.session.query(model).count() for model in (StoredFile, ContentReading, ResourceFile)) == 0


@pytest.mark.anywhere
def test_a_write_that_the_system_cuts_leaves_nothing(tmp_path: Path):
    allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, allowed[1]))
    try:
        with pytest.raises(StorageDown):
            FolderStore(tmp_path).put("ab" * 32, bytes(300_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_no_room_for_what_arrives_is_said_in_french(publish: Any, monkeypatch: Any):
    class Full(io.BytesIO):
        def write(self, _: Any) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(werkzeug_request, "default_stream_factory", lambda *_, **__: Full())
    _, answer = publish(pdf())
    assert answer.status_code == 503
    assert "ne répond pas" in answer.text
