"""Large files come by slices: a cut costs one slice, and nothing of it is left once the file is there."""

import errno
import os
import time
from pathlib import Path

import pytest

from club.arriving import keeping
from club.extensions import db as database
from club.library.models import ResourceFile
from club.storage.models import StoredFile
from tests.library.test_sending import FIRST
from tests.test_uploads import pdf

pytestmark = pytest.mark.anywhere
LARGE = pdf() + b"\n%" + os.urandom(600_000).hex().encode() + b"\n%%EOF"
SIZE = len(LARGE)


@pytest.fixture
def browser(sign_in, make):
    make.term("resource_type", "guide", "Guide")
    return sign_in(make.partner())


@pytest.fixture(autouse=True)
def nothing_begun(app):
    for path in begun(app):
        path.unlink()


def begun(app):
    return list((Path(app.instance_path) / "arriving").glob("*"))


def send(browser, start, content=LARGE, name="plan"):
    part = content[start : start + keeping.SLICE]
    return browser.post(f"/envois/?fichier={name}&debut={start}", data=part, content_type="application/octet-stream")


def finish(browser, size=SIZE, name="plan"):
    return browser.post(FIRST, data={"arrived": name, "size": size, "name": "Plan de la halle.pdf"})


def test_a_file_comes_by_slices_and_goes_on_where_it_was(app, browser):
    held = int(send(browser, 0).text)
    assert held == keeping.SLICE
    assert send(browser, 0).text == str(held), "sent twice: nothing is doubled"
    assert finish(browser).status_code == 409, "not whole yet"
    assert browser.get("/envois/?fichier=plan").text == str(held), "what another page would ask first"
    while held < SIZE:
        held = int(send(browser, held).text)
    assert "PDF, 1 page" in finish(browser).text
    assert database.session.query(StoredFile).one().size == SIZE
    assert begun(app) == []
    assert finish(browser).status_code == 409, "the answer was lost: the browser sends it again"
    assert database.session.query(ResourceFile).count() == 1


def test_what_is_sent_belongs_to_its_member_alone(browser, sign_in, make):
    send(browser, 0)
    other = sign_in(make.partner())
    assert other.get("/envois/?fichier=plan").text == "0"
    assert finish(other, keeping.SLICE).status_code == 409


def test_a_bad_file_is_refused_with_its_reason_and_dropped(app, browser):
    bad = b"MZ\x90\0" * 200_000
    held = 0
    while held < len(bad):
        held = int(send(browser, held, bad).text)
    answer = finish(browser, len(bad))
    assert (answer.status_code, answer.text[:36]) == (422, "Ce type de fichier n’est pas accepté")
    assert begun(app) == []


@pytest.mark.parametrize(
    "query", ["", "?fichier=", "?fichier=a", "?fichier=a&debut=x", "?fichier=a&debut=-1", "?fichier=a&debut=²"]
)
def test_a_slice_that_is_not_one_is_refused(browser, query):
    assert browser.post(f"/envois/{query}", data=b"x", content_type="application/octet-stream").status_code == 400


def test_too_large_a_slice_file_or_number_of_files_is_refused(app, browser):
    url = "/envois/?fichier=plan&debut="
    whole = browser.post(url + "0", data=bytes(keeping.SLICE + 1), content_type="application/octet-stream")
    assert whole.status_code == 413
    far = browser.post(url + "19999999", data=b"xx", content_type="application/octet-stream")
    assert (far.status_code, far.text[:29]) == (422, "Le fichier dépasse 20 Mo. All")
    answers = [send(browser, 0, name=f"n{number}") for number in range(keeping.MOST + 1)]
    assert [one.status_code for one in answers] == [200] * keeping.MOST + [422]
    assert len(begun(app)) == keeping.MOST


def test_a_full_disk_is_said_and_leaves_no_half_slice(app, browser, monkeypatch):
    send(browser, 0)

    def full(path, start, content):
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(keeping, "_append", full)
    answer = send(browser, keeping.SLICE)
    assert (answer.status_code, "ne répond pas" in answer.text) == (503, True)
    assert begun(app)[0].stat().st_size == keeping.SLICE


def test_what_nobody_goes_on_sending_is_dropped_after_a_day(app, browser):
    send(browser, 0)
    send(browser, 0, name="autre")
    old, recent = begun(app)
    os.utime(old, (time.time() - keeping.KEPT - 60,) * 2)
    keeping.forget_arrivals()
    assert begun(app) == [recent]
