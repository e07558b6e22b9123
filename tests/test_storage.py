"""Contents are kept once and served safely, in a folder and in an S3-compatible store alike."""

import hashlib
import os
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from moto.server import ThreadedMotoServer

from club import jobs, storage
from club.extensions import db
from club.storage.models import StoredFile
from club.storage.stores import FolderStore, S3Store, Store
from tests.toolbox import free_port, small_app

CONTENT = os.urandom(200_000)
KEY = hashlib.sha256(CONTENT).hexdigest()
PDF = {"name": "Délibération n° 3 « halle ».pdf", "mime": "application/pdf", "kind_label": "PDF"}


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """The address of a bucket in a stand-in of S3 that listens on this machine."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    with urllib.request.urlopen(urllib.request.Request(f"{endpoint}/club", method="PUT")):
        yield f"s3://cle:secret@club?endpoint={endpoint}&region=us-east-1"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return request.getfixturevalue("bucket") if request.param == "s3" else f"file://{tmp_path}/uploads"


@pytest.fixture
def store(address: str) -> Store:
    return S3Store(address) if address.startswith("s3") else FolderStore(Path(address.removeprefix("file://")))


@pytest.fixture
def club(tmp_path: Path, fresh_database: str, address: str) -> Iterator[Flask]:
    with small_app(tmp_path, fresh_database, CLUB_STORAGE_URL=address) as app:

        @app.get("/f/<int:id>")
        def file(id: int) -> Response:
            return storage.serve(db.session.get_one(StoredFile, id))

        yield app


def test_a_content_is_read_as_it_was_put_whole_and_by_parts(store: Store):
    store.put(KEY, CONTENT)
    assert store.exists(KEY)
    assert b"".join(store.read(KEY, 0, len(CONTENT))) == CONTENT
    assert b"".join(store.read(KEY, 70_000, 140_001)) == CONTENT[70_000:140_001]
    assert b"".join(store.read(KEY, 5, 5)) == b""


def test_a_removed_content_is_gone_and_may_be_removed_again(store: Store):
    store.put(KEY, CONTENT)
    store.remove(KEY)
    store.remove(KEY)
    assert not store.exists(KEY)
    with pytest.raises(storage.StorageDown):
        b"".join(store.read(KEY, 0, 10))


def test_an_unfinished_content_leaves_nothing_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    store = FolderStore(tmp_path / "uploads")
    with pytest.raises(storage.StorageDown):
        store.put(KEY, CONTENT)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("address", ["s3", "file"])
def test_a_store_that_is_down_says_so_in_french_and_leaves_no_row(tmp_path: Path, fresh_database: str, address: str):
    (tmp_path / "plein").write_text("un fichier là où il faudrait un dossier")
    places = {
        "s3": f"s3://cle:secret@club?endpoint=http://127.0.0.1:{free_port()}",
        "file": f"file://{tmp_path}/plein",
    }
    with small_app(tmp_path, fresh_database, CLUB_STORAGE_URL=places[address]):
        with pytest.raises(storage.StorageDown, match="ne répond pas"):
            storage.keep(CONTENT, **PDF)
        db.session.commit()
        assert db.session.query(StoredFile).count() == 0


def test_the_same_content_is_stored_once_and_goes_with_its_last_row(club: Flask):
    first, second = storage.keep(CONTENT, **PDF), storage.keep(CONTENT, **PDF)
    db.session.commit()
    assert first.key == second.key
    storage.let_go(first)
    db.session.commit()
    storage.drop_unused(KEY)
    assert storage.read(second) == CONTENT
    storage.let_go(second)
    db.session.commit()
    assert _queued(club) == [("drop_unused", (KEY,))] * 2
    storage.drop_unused(KEY)
    assert not storage._store().exists(KEY)


def test_a_removal_that_is_undone_keeps_the_content(club: Flask):
    kept = storage.keep(CONTENT, **PDF)
    db.session.commit()
    storage.let_go(kept)
    db.session.rollback()
    assert _queued(club) == []
    assert storage.read(kept) == CONTENT


def test_a_request_that_fails_after_the_upload_leaves_no_content(club: Flask):
    content = os.urandom(100)
    key = storage.keep(content, **PDF).key
    db.session.rollback()
    assert _queued(club) == [("drop_unused", (key,))]
    jobs.TASKS["drop_unused"](key)
    assert not storage._store().exists(key)


def _queued(club: Flask) -> list[Any]:
    huey = club.extensions["jobs"].huey
    found = []
    while (task := huey.dequeue()) is not None:
        found.append(task.args)
    return found


@pytest.fixture
def number(club: Flask) -> int:
    kept = storage.keep(CONTENT, **PDF)
    db.session.commit()
    return kept.id


def test_a_file_is_served_whole_with_its_name_and_locked_in_a_sandbox(club: Flask, number: int):
    answer = club.test_client().get(f"/f/{number}")
    assert answer.data == CONTENT
    head = answer.headers
    assert head["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert head["X-Content-Type-Options"] == "nosniff"
    assert head["Cache-Control"].startswith("private")
    assert head["Content-Disposition"].startswith("inline; ")
    assert "filename*=UTF-8''D%C3%A9lib%C3%A9ration%20n%C2%B0%203%20%C2%AB" in head["Content-Disposition"]
    assert head["Content-Length"] == str(len(CONTENT))


@pytest.mark.parametrize(
    ("asked", "start", "end"), [("0-9", 0, 10), ("199990-", 199_990, 200_000), ("-10", 199_990, 200_000)]
)
def test_a_part_is_served_when_it_is_asked_for(club: Flask, number: int, asked: str, start: int, end: int):
    answer = club.test_client().get(f"/f/{number}", headers={"Range": f"bytes={asked}"})
    assert (answer.status_code, answer.data) == (206, CONTENT[start:end])
    assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/200000"


@pytest.mark.parametrize("asked", ["bytes=abc", "bytes=9-1", "lignes=0-9", "bytes=0-1,5-9", "", "bytes=-0"])
def test_a_part_that_cannot_be_understood_is_the_whole_or_none(club: Flask, number: int, asked: str):
    answer = club.test_client().get(f"/f/{number}", headers={"Range": asked})
    assert answer.status_code in {200, 416}
    assert answer.data in {CONTENT, b""}


def test_a_part_beyond_the_end_is_refused(club: Flask, number: int):
    answer = club.test_client().get(f"/f/{number}", headers={"Range": "bytes=200000-"})
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, "bytes */200000")


def test_a_file_that_the_browser_has_is_not_sent_again(club: Flask, number: int):
    client = club.test_client()
    etag = client.get(f"/f/{number}").headers["ETag"]
    assert client.get(f"/f/{number}", headers={"If-None-Match": f'"x", W/{etag}'}).status_code == 304
    stale = client.get(f"/f/{number}", headers={"Range": "bytes=0-9", "If-Range": '"ancien"'})
    assert (stale.status_code, stale.data) == (200, CONTENT)


@pytest.mark.parametrize("mime", ["text/csv", "application/zip", "text/html", "image/svg+xml"])
def test_what_is_neither_image_nor_pdf_is_downloaded(club: Flask, mime: str):
    kept = storage.keep(b"<script>alert(1)</script>", name='a";\r\nX: y.csv', mime=mime, kind_label="CSV")
    db.session.commit()
    answer = club.test_client().get(f"/f/{kept.id}")
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "X" not in answer.headers
    assert answer.headers["Content-Type"] == mime
