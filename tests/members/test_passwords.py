"""Forgotten and changed passwords."""

import runpy
from datetime import timedelta

import pytest
from argon2 import Type
from sqlalchemy import select

from club import clock
from club.members import accounts, passwords
from club.members.models import LoginSession, SecretLink
from tests.factories import PASSWORD
from tests.members.reading import letters_of, letters_to, link_in

GOOD = "quatre mots rares et longs"
STAFF_GOOD = "quatre mots rares et bien longs"


@pytest.fixture
def forget(sign_in, work):
    """Somebody asks for a link, and the worker does its work."""

    def ask(email):
        answer = sign_in().post("/mot-de-passe-oublie", data={"email": email})
        work()
        return answer

    return ask


def choose(browser, link, password=GOOD, again=None):
    return browser.post(link, data={"password": password, "password_again": again or password})


@pytest.fixture
def link(make, forget):
    """A member who has forgotten the password, and the link of the mail."""
    member = make.member(email="ana@essai.example")
    forget(member.email)
    return link_in(letters_of(member, "reset")[0])


def test_the_answer_is_the_same_whoever_asks(make, sign_in, forget):
    make.member(email="ana@essai.example")
    known, unknown = forget("ana@essai.example"), forget("nul@essai.example")
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace("ana@", "nul@").split("<h1>")[1] == unknown.text.split("<h1>")[1]
    assert letters_to("nul@essai.example") == []


def test_opening_the_link_changes_nothing(link, sign_in, make):
    assert "Choisir un nouveau mot de passe" in sign_in().get(link).text
    assert sign_in().get(link).status_code == 200


def test_the_link_gives_a_new_password_and_ends_every_session(make, sign_in, forget):
    member = make.member()
    elsewhere = sign_in(member)
    forget(member.email)
    answer = choose(sign_in(), link_in(letters_of(member, "reset")[0]))
    assert answer.headers["Location"] == "/connexion"
    assert passwords.matches(member.password_hash, GOOD)
    assert elsewhere.get("/compte").headers["Location"].startswith("/connexion")
    assert [letter.subject for letter in letters_of(member, "password_changed")] == ["Votre mot de passe a changé"]


def test_the_link_serves_once(link, sign_in):
    choose(sign_in(), link)
    assert choose(sign_in(), link, STAFF_GOOD).status_code == 404
    assert "Demandez-en un nouveau" in sign_in().get(link).text


def test_the_link_is_dead_after_an_hour(link, sign_in, monkeypatch):
    later = clock.now() + timedelta(hours=1, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert choose(sign_in(), link).status_code == 404


def test_asking_twice_kills_the_first_link(make, sign_in, forget):
    member = make.member()
    forget(member.email)
    forget(member.email)
    first, last = (link_in(letter) for letter in letters_of(member, "reset"))
    assert sign_in().get(first).status_code == 404
    assert sign_in().get(last).status_code == 200


@pytest.mark.parametrize("status", ["unconfirmed", "suspended", "closed"])
def test_who_may_not_sign_in_gets_no_link(make, sign_in, status, forget):
    member = make.member(status=status)
    assert forget(member.email).status_code == 200
    assert letters_of(member) == []


def test_requests_are_limited_without_saying_for_whom(make, sign_in, forget):
    member = make.member()
    pages = [forget(member.email).status_code for _ in range(6)]
    assert pages == [200] * 5 + [429]
    assert len(letters_of(member, "reset")) == 3


def test_a_refused_password_keeps_the_link_alive(link, sign_in):
    assert "12 caractères au moins" in choose(sign_in(), link, "court").text
    assert choose(sign_in(), link).status_code == 302


def test_staff_choose_sixteen_characters(make, sign_in, forget):
    member = make.member(role="moderator")
    forget(member.email)
    link = link_in(letters_of(member, "reset")[0])
    assert "16 caractères au moins" in choose(sign_in(), link, "hibou-lampion").text
    assert choose(sign_in(), link, STAFF_GOOD).status_code == 302


@pytest.mark.parametrize("token", ["x", "%00", "é" * 300, "a" * 3000])
def test_a_made_up_link_is_dead(sign_in, db, token):
    assert sign_in().get(f"/nouveau-mot-de-passe/{token}").status_code == 404


def test_changing_asks_the_old_one_and_ends_the_other_sessions(make, sign_in):
    member = make.member()
    here, elsewhere = sign_in(member), sign_in(member)
    wrong = here.post("/compte/mot-de-passe", data={"current": "faux", "password": GOOD, "password_again": GOOD})
    assert "pas votre mot de passe actuel" in wrong.text
    done = here.post("/compte/mot-de-passe", data={"current": PASSWORD, "password": GOOD, "password_again": GOOD})
    assert done.headers["Location"] == "/compte"
    assert here.get("/compte").status_code == 200
    assert elsewhere.get("/compte").status_code == 302
    assert len(letters_of(member, "password_changed")) == 1


@pytest.mark.parametrize("word", ["Valençay-2026-Valençay", "Dupont-1985-Dupont", "Ana.Dupont.2026", "LeClub-LeClub"])
def test_what_is_known_of_a_person_is_no_password(make, sign_in, word):
    make.commune("36228", "Valençay")
    member = make.member(commune="36228", last_name="Dupont")
    answer = sign_in(member).post(
        "/compte/mot-de-passe", data={"current": PASSWORD, "password": word, "password_again": word}
    )
    assert "se devine trop facilement" in answer.text


def test_a_password_is_the_same_however_the_keyboard_composes_it():
    assert passwords.matches(passwords.hashed("e\u0301te\u0301 à Nérac"), "été à Nérac")


def test_what_follows_the_longest_password_is_not_ignored():
    stored = passwords.hashed("a" * passwords.LONGEST)
    assert passwords.matches(stored, "a" * passwords.LONGEST)
    assert not passwords.matches(stored, "a" * (passwords.LONGEST + 1))


def test_an_unknown_address_costs_as_many_statements_as_a_known_one(make, sign_in, queries):
    member = make.member()
    counts = []
    for email in (member.email, "nul@essai.example"):
        browser = sign_in()
        with queries() as seen:
            browser.post("/mot-de-passe-oublie", data={"email": email})
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_what_has_expired_is_forgotten(make, sign_in, forget, db, app, monkeypatch):
    member = make.member()
    sign_in(member)
    forget(member.email)
    later = clock.now() + timedelta(hours=13)
    monkeypatch.setattr(clock, "now", lambda: later)
    with app.test_request_context(method="POST"):
        accounts.forget_expired()
    assert db.session.scalars(select(LoginSession)).all() == []
    assert db.session.scalars(select(SecretLink)).all() == []


def test_the_site_hashes_with_argon2id_as_the_library_advises():
    """Tests hash quickly: this reads the module anew, as the site does."""
    real = runpy.run_path(passwords.__file__)["HASHER"]
    assert real.type is Type.ID
    assert real.memory_cost >= 19 * 1024  # KiB, at least what OWASP asks for with two passes
    assert real.time_cost >= 2
