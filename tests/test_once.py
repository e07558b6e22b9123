"""A double click makes one thing and leads twice to it."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from club import clock, once
from club.extensions import db
from tests.toolbox import small_app, together


@pytest.fixture
def club(tmp_path: Path, fresh_database: str) -> Iterator[Flask]:
    with small_app(tmp_path, fresh_database) as app:
        yield app


def test_the_second_sending_of_a_form_leads_to_what_the_first_made(club: Flask):
    key = once.new_key()
    assert once.claim(key, 1) is None
    once.settle(key, 1, "/forum/sujets/3")
    db.session.commit()
    assert once.claim(key, 1) == "/forum/sujets/3"


def test_a_key_is_of_one_member_only(club: Flask):
    once.claim("cle", 1)
    once.settle("cle", 1, "/forum/sujets/3")
    db.session.commit()
    assert once.claim("cle", 2) is None


def test_a_form_that_was_refused_may_be_sent_again(club: Flask):
    assert once.claim("cle", 1) is None
    db.session.rollback()
    assert once.claim("cle", 1) is None


def test_a_form_that_made_nothing_may_be_sent_again_and_then_makes_one_thing(club: Flask):
    assert once.claim("cle", 1) is None
    db.session.commit()  # as when a limit was reached: the page was shown again with its text

    def again() -> str | None:
        earlier = once.claim("cle", 1)
        if earlier is None:
            time.sleep(0.2)
            once.settle("cle", 1, "/forum/sujets/3")
        db.session.commit()
        return earlier

    assert sorted(map(str, together(club, again, again))) == ["/forum/sujets/3", "None"]


@pytest.mark.parametrize("key", ["", None])
def test_a_form_without_a_key_is_taken_as_new(club: Flask, key: str | None):
    assert once.claim(key, 1) is None
    once.settle(key, 1, "/forum/sujets/3")
    assert once.claim(key, 1) is None


def test_a_key_of_any_length_is_bounded(club: Flask):
    assert once.claim("x" * 100_000, 1) is None
    once.settle("x" * 100_000, 1, "/a")
    assert once.claim("x" * 100_000, 1) == "/a"


def test_two_clicks_at_the_same_moment_make_one_thing(club: Flask):
    made = []

    def post() -> str:
        earlier = once.claim("cle", 1)
        if earlier is None:
            time.sleep(0.3)  # the other request arrives meanwhile
            made.append(earlier)
            earlier = "/forum/sujets/3"
            once.settle("cle", 1, earlier)
        db.session.commit()
        return earlier

    assert together(club, post, post, post) == ["/forum/sujets/3"] * 3
    assert len(made) == 1


def test_old_keys_are_forgotten(club: Flask, monkeypatch: pytest.MonkeyPatch):
    once.claim("ancienne", 1)
    db.session.commit()
    later = clock.now() + timedelta(days=2, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    once.claim("neuve", 1)
    once.forget_submissions()
    assert [row.key for row in db.session.query(once.Submission)] == ["1:neuve"]
