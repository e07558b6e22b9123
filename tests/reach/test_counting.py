"""Readings are counted without keeping who reads: once a day, each once, whatever falls down."""

import os
from dataclasses import replace
from datetime import timedelta
from itertools import product
from threading import Thread
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from club import clock, create_app, jobs, storage, tally
from club.extensions import db as database
from club.library.models import ResourceFile
from club.members.models import Organisation
from club.reach import counting
from club.reach.models import ReachBatch, ReachCount, ReachPrint
from club.schema import upgrade


@pytest.fixture(autouse=True)
def in_october(at, count):
    """Before anything is read."""


def counts():
    rows = database.session.scalars(select(ReachCount).order_by(ReachCount.thing_id, ReachCount.gesture)).all()
    return [(one.kind, one.thing_id, one.gesture, one.commune_code, one.number) for one in rows]


def read(browser, resource):
    assert browser.get(f"/ressources/{resource.id}-ressource").status_code == 200


def test_a_reading_is_counted_once_a_day_and_writes_nothing_in_the_base(sign_in, shelf, count, queries, at):
    browser = sign_in(shelf.readers[0])
    with queries() as seen:
        read(browser, shelf.guide)
    assert not [one for one in seen if not one.lstrip().upper().startswith(("SELECT", "WITH"))]
    read(browser, shelf.guide)
    assert count() == 1
    read(browser, shelf.guide)
    assert count() == 0
    assert counts() == [("resource", shelf.guide.id, "view", "36093", 1)]
    at(2026, 10, 6)
    read(sign_in(shelf.readers[0]), shelf.guide)
    assert count() == 1
    assert counts() == [("resource", shelf.guide.id, "view", "36093", 2)]


def test_neither_the_owners_nor_the_staff_nor_visitors_nor_prefetching_count(sign_in, make, shelf, count):
    colleague = make.partner(database.session.get(Organisation, shelf.owner.organisation_id))
    story = make.experience(shelf.readers[0])
    for person in (shelf.owner, colleague, make.referent("36"), make.member(role="moderator")):
        read(sign_in(person), shelf.guide)
    for own in (shelf.readers[0], make.member(role="administrator")):
        assert sign_in(own).get(f"/experiences/{story.id}-experience").status_code == 200
    sign_in().get(f"/ressources/{shelf.guide.id}-ressource")
    path = f"/ressources/{shelf.guide.id}-ressource"
    sign_in(shelf.readers[1]).get(path, headers={"Sec-Purpose": "prefetch;prerender"})
    sign_in(shelf.readers[1]).head(path)
    assert count() == 0
    assert counts() == []
    sign_in(shelf.readers[1]).get(f"/experiences/{story.id}-experience")
    assert count() == 1
    assert counts() == [("experience", story.id, "view", "36001", 1)]


def test_a_file_counts_when_it_leaves_not_when_the_browser_has_it(sign_in, shelf, count):
    stored = storage.keep(b"nom;nombre\n", name="liste.csv", mime="text/csv", kind_label="CSV")
    file = ResourceFile(resource_id=shelf.guide.id, stored_id=stored.id, title="La liste")
    database.session.add(file)
    database.session.commit()
    path = f"/ressources/fichiers/{file.id}"
    assert sign_in(shelf.readers[0]).get(path, headers={"If-None-Match": f'"{stored.key}"'}).status_code == 304
    assert count() == 0
    browser = sign_in(shelf.readers[1])
    for part in ("bytes=0-3", "bytes=4-7"):
        assert browser.get(path, headers={"Range": part}).status_code == 206
    assert count() == 1
    assert counts() == [("resource", shelf.guide.id, "download", "36001", 1)]


def test_killed_between_the_count_and_the_end_of_its_file_nothing_counts_twice(app, sign_in, shelf, count, monkeypatch):
    for reader in shelf.readers:
        read(sign_in(reader), shelf.guide)

    def killed(self, missing_ok=False):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(type(tally.folder()), "unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            count()
    database.session.rollback()
    assert database.session.scalar(select(func.sum(ReachCount.number))) == 6
    database.session.execute(ReachPrint.__table__.delete())  # the mark of the file alone protects, too
    assert count() == 0
    assert database.session.scalar(select(func.sum(ReachCount.number))) == 6
    assert list(tally.folder().glob("*.log")) == []
    assert database.session.scalars(select(ReachBatch)).all() == []


def test_lines_of_several_processes_do_not_mix_and_a_cut_one_is_left_out(app, shelf, count):
    path = f"/ressources/{shelf.guide.id}"
    children = []
    for number in range(4):
        if (child := os.fork()) == 0:
            try:
                with app.test_request_context(path):
                    for reader in range(200):
                        who = type("Reader", (), {"id": 1000 * number + reader, "departement_code": "36",
                                                  "commune_code": "36093"})  # fmt: skip
                        tally.note("view", "resource", shelf.guide.id, who)
            finally:
                os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    log = next(tally.folder().glob("*.log"))
    log.write_text(log.read_text() + "view resource 1 36 360")
    assert len(list(tally.folder().glob("*.salt"))) == 1
    assert count() == 800


def test_nothing_leads_back_to_a_reader_once_the_day_is_over(app, sign_in, shelf, count, close):
    reader = shelf.readers[0]
    read(sign_in(reader), shelf.guide)
    written = "".join(file.read_text() for file in tally.folder().glob("*.log"))
    assert reader.email not in written
    assert f" {reader.id} " not in written.replace(f" {shelf.guide.id} ", " ")
    assert close() == 12
    assert list(tally.folder().glob("*")) == []
    assert database.session.scalars(select(ReachPrint)).all() == []
    assert counts() == []


def test_a_full_disk_never_stops_a_page(sign_in, shelf, count, monkeypatch):
    def full(*some, **more):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(tally, "_append", full)
        read(sign_in(shelf.readers[0]), shelf.guide)
    assert count() == 0


def test_what_is_still_being_written_waits(app, sign_in, shelf):
    read(sign_in(shelf.readers[0]), shelf.guide)
    with jobs.background(app):
        assert counting.count_readings() == 0
    assert [tally.minute_of(file) for file in tally.folder().glob("*.log")] == [
        clock.now().replace(second=0, microsecond=0)
    ]
    assert tally.due() == []
    assert clock.now() - timedelta(minutes=1) < tally.minute_of(next(tally.folder().glob("*.log")))


def test_two_workers_count_each_file_once(settings, tmp_path, fresh_database, monkeypatch):
    app = create_app(replace(settings, instance=tmp_path, database_url=fresh_database))
    now = clock.now()
    with app.test_request_context("/ressources/1"):
        upgrade()
        for minute, reader in product(range(10, 20), range(1, 6)):
            monkeypatch.setattr(clock, "now", lambda ago=minute: now - timedelta(minutes=ago))
            who = SimpleNamespace(id=100 * minute + reader, departement_code="36", commune_code="36093")
            tally.note("view", "resource", 1, who)
    monkeypatch.setattr(clock, "now", lambda: now)
    assert len(list((tmp_path / "reach").glob("*.log"))) == 10
    done = []

    def work():
        with jobs.background(app):
            done.append(counting.count_readings())
            database.session.remove()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    with app.app_context():
        assert database.session.scalar(select(func.sum(ReachCount.number))) == sum(done) == 50
        database.session.remove()
        database.engine.dispose()
