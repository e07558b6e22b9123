"""Contents are kept once and served safely, in a folder and in an S3-compatible store alike."""

import hashlib
import os
import random
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import boto3
import pytest
from botocore.config import Config
from flask import Flask, Response
from flask.testing import FlaskClient
from moto.server import ThreadedMotoServer

from club import config, jobs, storage
from club.extensions import db
from club.storage import serving
from club.storage.buckets import S3Store
from club.storage.models import StoredFile
from club.storage.signing import Signer
from club.storage.stores import CHUNK, FolderStore, Store
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


@pytest.fixture(params=["bytes", "file"])
def given(request: pytest.FixtureRequest, tmp_path: Path) -> bytes | Path:
    """A content in memory, and the same in a file."""
    file = tmp_path / "content"
    file.write_bytes(CONTENT)
    return file if request.param == "file" else CONTENT


@pytest.mark.anywhere
def test_a_content_is_read_as_it_was_put_whole_and_by_parts(store: Store, given: bytes | Path):
    store.put(KEY, given)
    assert store.exists(KEY)
    assert b"".join(store.read(KEY, 0, len(CONTENT))) == CONTENT
    assert b"".join(store.read(KEY, 70_000, 140_001)) == CONTENT[70_000:140_001]
    assert b"".join(store.read(KEY, 5, 5)) == b""


@pytest.mark.anywhere
@pytest.mark.parametrize("size", [1, CHUNK - 1, CHUNK, CHUNK + 1, 3_000_000])
def test_contents_of_every_size_come_back_exact_by_any_part(store: Store, size: int):
    content, chance = os.urandom(size), random.Random(size)
    key = storage.key_of(content)
    store.put(key, content)
    store.put(key, content)
    parts = [(0, size), (size - 1, size), (0, 1)]
    parts += [(low, chance.randint(low + 1, size)) for low in (chance.randrange(size) for _ in range(4))]
    for start, end in parts:
        assert b"".join(store.read(key, start, end)) == content[start:end]


@pytest.mark.anywhere
def test_what_is_missing_is_told_from_what_is_there(store: Store):
    assert not store.exists("ab" * 32)
    store.remove("ab" * 32)
    with pytest.raises(storage.StorageDown, match="ne répond pas"):
        list(store.read("ab" * 32, 0, 1))


@pytest.mark.anywhere
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


@pytest.mark.anywhere
@pytest.mark.parametrize(
    ("asked", "start", "end"), [("0-9", 0, 10), ("199990-", 199_990, 200_000), ("-10", 199_990, 200_000)]
)
def test_a_part_is_served_when_it_is_asked_for(club: Flask, number: int, asked: str, start: int, end: int):
    answer = club.test_client().get(f"/f/{number}", headers={"Range": f"bytes={asked}"})
    assert (answer.status_code, answer.data) == (206, CONTENT[start:end])
    assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/200000"


@pytest.mark.anywhere
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


@pytest.mark.anywhere
@pytest.mark.parametrize("match", ["right", "wrong", "a date"])
def test_a_resumed_download_goes_on_only_with_the_same_content(club: Flask, number: int, match: str):
    known = {"right": f'"{KEY}"', "wrong": '"autre"', "a date": "Mon, 01 Jan 2035 00:00:00 GMT"}
    asked = {"Range": "bytes=150000-", "If-Range": known[match]}
    answer = club.test_client().get(f"/f/{number}", headers=asked)
    assert (answer.status_code, len(answer.data)) == ((206, 50_000) if match == "right" else (200, 200_000))


def test_a_question_about_a_file_sends_none_of_it(club: Flask, number: int):
    answer = club.test_client().head(f"/f/{number}", headers={"Range": "bytes=0-99"})
    assert (answer.status_code, answer.data, answer.headers["Content-Length"]) == (206, b"", "100")


def test_a_content_that_was_lost_is_said_and_not_half_sent(club: Flask, number: int):
    storage._store().remove(KEY)
    club.register_error_handler(storage.StorageDown, lambda why: (str(why), why.code))
    answer = club.test_client().get(f"/f/{number}")
    assert (answer.status_code, "ne répond pas" in answer.text) == (503, True)


# Who carries what is heavy.

HEAVY = os.urandom(serving.HEAVY)


@contextmanager
def carrying(folder: Path, database: str, **more: str) -> Iterator[tuple[FlaskClient, str]]:
    """A browser, and the address of a heavy file."""
    with small_app(folder, database, **more) as app:
        app.add_url_rule("/f/<int:id>", view_func=lambda id: storage.serve(db.session.get_one(StoredFile, id)))
        kept = storage.keep(HEAVY, **PDF)
        db.session.commit()
        yield app.test_client(), f"/f/{kept.id}"


def test_nginx_is_told_where_the_file_lies(tmp_path: Path, fresh_database: str):
    more = {"CLUB_FILES_OFFLOAD": "x-accel:/fichiers/", "CLUB_STORAGE_URL": f"file://{tmp_path}/u"}
    with carrying(tmp_path, fresh_database, **more) as (browser, address):
        answer = browser.get(address, headers={"Range": "bytes=0-9"})
        place = answer.headers["X-Accel-Redirect"].removeprefix("/fichiers/")
        assert (answer.status_code, answer.data, "Content-Range" in answer.headers) == (200, b"", False)
        assert (tmp_path / "u" / place).read_bytes() == HEAVY
        assert answer.headers["Content-Disposition"].startswith("inline; ")
        assert browser.head(address).headers["Content-Length"] == str(len(HEAVY))
        small = storage.keep(HEAVY[:99], **PDF)
        image = storage.keep(HEAVY + b".", name="plan.png", mime="image/png", kind_label="PNG")
        db.session.commit()
        for one in (small, image):
            answer = browser.get(f"/f/{one.id}")
            assert ("X-Accel-Redirect" in answer.headers, len(answer.data)) == (False, one.size)


def test_the_object_store_gives_the_file_itself_for_a_minute(tmp_path: Path, fresh_database: str, bucket: str):
    with carrying(tmp_path, fresh_database, CLUB_FILES_OFFLOAD="signed", CLUB_STORAGE_URL=bucket) as (browser, address):
        answer = browser.get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (302, "private, no-store")
        asked = urllib.request.Request(answer.location, headers={"Range": "bytes=10-19"})
        with urllib.request.urlopen(asked) as part:
            assert (part.status, part.read()) == (206, HEAVY[10:20])
            assert part.headers["Content-Type"] == "application/pdf"
            assert "filename*=UTF-8''D%C3%A9lib%C3%A9ration" in part.headers["Content-Disposition"]


def test_addresses_are_signed_as_amazon_signs_them():
    signer = Signer("https://s3.exemple.fr/club", "fr-par", "CLE", "se/cr+et")
    more = {"response-content-disposition": "attachment; filename*=UTF-8''%C3%A9t%C3%A9 (1).pdf"}
    theirs = boto3.client(
        "s3", endpoint_url="https://s3.exemple.fr", region_name="fr-par", aws_access_key_id="CLE",
        aws_secret_access_key="se/cr+et", config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
    ).generate_presigned_url(
        "get_object", {"Bucket": "club", "Key": "abc", "ResponseContentDisposition": next(iter(more.values()))}, 60
    )  # fmt: skip
    asked = dict(parse_qsl(urlsplit(theirs).query))
    at = datetime.strptime(asked["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    ours = signer.signed("abc", at=at, seconds=60, more=more)
    assert dict(parse_qsl(urlsplit(ours).query)) == asked
    assert urlsplit(ours)[:3] == urlsplit(theirs)[:3]


@pytest.mark.parametrize(
    ("offload", "place"), [("signed", ""), ("x-accel:/f", "s3://c:s@club"), ("apache", ""), ("x-accel:f", "")]
)
def test_a_way_to_carry_that_does_not_fit_the_storage_is_refused(tmp_path: Path, offload: str, place: str):
    with pytest.raises(config.WrongSetting, match="CLUB_FILES_OFFLOAD"):
        config.read({"CLUB_FILES_OFFLOAD": offload, "CLUB_STORAGE_URL": place, "CLUB_INSTANCE": str(tmp_path)})


def test_the_system_copies_from_the_disk_when_the_server_can(tmp_path: Path, fresh_database: str):
    class Wrapper:
        """What gunicorn hands to sendfile: it starts where the file stands, and stops at Content-Length."""

        def __init__(self, file: Any, size: int) -> None:
            self.place, self.close = file.tell(), file.close

        def __iter__(self) -> Iterator[bytes]:
            return iter([b"copied"])

    with carrying(tmp_path, fresh_database) as (browser, address):
        seen: list[Any] = []
        environ = {"wsgi.file_wrapper": lambda *args: seen.append(Wrapper(*args)) or seen[-1]}
        answer = browser.get(address, headers={"Range": "bytes=1000-1999"}, environ_overrides=environ)
        assert (answer.status_code, answer.data, seen[0].place) == (206, b"copied", 1000)
        assert answer.headers["Content-Length"] == "1000"
        answer.close()


@pytest.mark.anywhere
@pytest.mark.parametrize("mime", ["text/csv", "application/zip", "text/html", "image/svg+xml"])
def test_what_is_neither_image_nor_pdf_is_downloaded(club: Flask, mime: str):
    kept = storage.keep(b"<script>alert(1)</script>", name='a";\r\nX: y.csv', mime=mime, kind_label="CSV")
    db.session.commit()
    answer = club.test_client().get(f"/f/{kept.id}")
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "X" not in answer.headers
    assert answer.headers["Content-Type"] == mime
