"""Signing in and out: the same answer for everybody, and a session of one's own."""

import time
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from club import clock
from club.extensions import db as database
from club.members import passwords, signing
from club.members.models import LoginSession, Member
from tests.factories import PASSWORD
from tests.members.reading import hidden, letters_of


def enter(browser, member_or_email, password=PASSWORD, **more):
    email = getattr(member_or_email, "email", member_or_email)
    return browser.post("/connexion", data={"email": email, "password": password} | more)


def sessions_of(member):
    return database.session.scalar(select(func.count(LoginSession.id)).where(LoginSession.member_id == member.id))


def test_the_right_password_opens_a_session(make, sign_in):
    member = make.member()
    browser = sign_in()
    answer = enter(browser, member)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert browser.get("/compte").status_code == 200
    assert sessions_of(member) == 1


def test_an_address_is_recognised_however_it_is_typed(make, sign_in):
    make.member(email="ana.petit@essai.example")
    assert enter(sign_in(), "  Ana.PETIT@essai.example ").status_code == 302


def test_the_answer_is_the_same_whether_or_not_the_account_exists(make, sign_in):
    make.member(email="ana@essai.example")
    wrong = enter(sign_in(), "ana@essai.example", "un autre mot de passe")
    nobody = enter(sign_in(), "nul@essai.example", "un autre mot de passe")
    assert (wrong.status_code, nobody.status_code) == (200, 200)
    assert signing.WRONG in wrong.text
    assert signing.WRONG in nobody.text


def test_a_password_is_checked_even_for_an_unknown_address(make, sign_in, monkeypatch):
    checked = []
    monkeypatch.setattr(passwords, "matches", lambda stored, password: checked.append(stored) or False)
    enter(sign_in(), "nul@essai.example")
    assert checked == [None]


def test_an_unknown_address_takes_about_as_long(make, sign_in):
    known = make.member(email="lente@essai.example")
    known.password_hash = passwords.hashed(PASSWORD)  # with the parameters of the real site
    database.session.commit()
    spent = {}
    for email in ("lente@essai.example", "nul@essai.example"):
        times = []
        for _ in range(5):
            start = time.perf_counter()
            enter(sign_in(), email, "un autre mot de passe")
            times.append(time.perf_counter() - start)
        spent[email] = min(times)
    assert 0.4 < spent["nul@essai.example"] / spent["lente@essai.example"] < 2.5


@pytest.mark.parametrize("status", ["closed", "suspended", "unconfirmed", "pending"])
def test_a_wrong_password_says_nothing_of_the_account(make, sign_in, status):
    member = make.member(status=status, suspension_reason="Publicité")
    answer = enter(sign_in(), member, "un autre mot de passe")
    assert signing.WRONG in answer.text
    assert "Publicité" not in answer.text
    assert sessions_of(member) == 0


def test_a_suspended_member_is_told_why_and_until_when(make, sign_in):
    member = make.member(
        status="suspended", suspension_reason="Publicité répétée.", suspended_until=clock.now() + timedelta(days=3)
    )
    browser = sign_in()
    assert enter(browser, member).headers["Location"] == "/connexion"
    page = browser.get("/connexion").text
    assert "Publicité répétée." in page
    assert f"{(clock.now() + timedelta(days=3)).astimezone(ZoneInfo('Europe/Paris')):%d/%m/%Y}" in page
    assert "contester" in page
    assert sessions_of(member) == 0


def test_a_suspension_that_is_over_keeps_nobody_out(make, sign_in):
    member = make.member(status="suspended", suspended_until=clock.now() - timedelta(minutes=1))
    assert enter(sign_in(), member).status_code == 302
    assert member.status == "active"


def test_an_unconfirmed_address_may_ask_for_its_link_again(make, sign_in):
    member = make.member(status="unconfirmed")
    browser = sign_in()
    answer = enter(browser, member)
    assert "Confirmez d’abord votre adresse" in answer.text
    token = hidden(answer, "again")
    again = browser.post("/confirmation/renvoyer", data={"again": token})
    assert member.email in again.text
    assert len(letters_of(member, "confirm")) == 1


def test_a_made_up_token_sends_nothing(make, sign_in):
    member = make.member(status="unconfirmed")
    answer = sign_in().post("/confirmation/renvoyer", data={"again": "forgé"})
    assert answer.headers["Location"] == "/connexion"
    assert letters_of(member, "confirm") == []


def test_who_waits_for_admission_goes_to_the_waiting_page(make, sign_in):
    assert enter(sign_in(), make.member(status="pending"), suite="/forum/").headers["Location"] == "/attente"


def test_a_first_visit_starts_with_the_welcome(make, sign_in):
    assert enter(sign_in(), make.member(welcome_step=0)).headers["Location"] == "/bienvenue"


@pytest.mark.parametrize("target", ["/forum/?page=2", "/communes/36093-levroux"])
def test_one_is_taken_back_to_the_page_that_asked(make, sign_in, target):
    assert enter(sign_in(), make.member(), suite=target).headers["Location"] == target


@pytest.mark.parametrize(
    "target",
    ["https://ailleurs.example/", "//ailleurs.example/", "/\\ailleurs.example", "/\t/ailleurs.example", "javascript:x"],
)
def test_one_is_never_taken_elsewhere(make, sign_in, target):
    assert enter(sign_in(), make.member(), suite=target).headers["Location"] == "/"


def test_staying_signed_in_lasts_thirty_days(make, sign_in):
    member = make.member()
    answer = enter(sign_in(), member, is_long="y")
    assert expiry(member) > clock.now() + timedelta(days=29)
    assert "Expires=" in answer.headers["Set-Cookie"]


def test_staff_never_stay_signed_in(make, sign_in):
    member = make.member(role="moderator")
    answer = enter(sign_in(), member, is_long="y")
    assert expiry(member) < clock.now() + timedelta(days=1)
    assert "Expires=" not in answer.headers["Set-Cookie"]


def test_each_sign_in_is_a_new_session_and_ends_the_one_of_this_browser(make, sign_in):
    member = make.member()
    browser = sign_in()
    enter(browser, member)
    first = token_of(browser)
    enter(browser, member)
    assert token_of(browser) != first
    assert sessions_of(member) == 1


def test_the_cookie_is_read_by_nobody_else(make, sign_in):
    cookie = enter(sign_in(), make.member()).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_hash_made_with_older_parameters_is_made_again(make, sign_in, monkeypatch):
    member = make.member()
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    assert passwords.is_outdated(member.password_hash)
    enter(sign_in(), member)
    assert not passwords.is_outdated(member.password_hash)


def test_tries_are_limited_for_each_account(make, sign_in):
    member = make.member()
    browser = sign_in()
    answers = [enter(browser, member, "un autre mot de passe").status_code for _ in range(9)]
    assert answers == [200] * 8 + [429]
    assert enter(browser, member).status_code == 429
    assert enter(browser, make.member()).status_code == 302


def test_tries_are_limited_the_same_way_for_an_unknown_address(make, sign_in):
    browser = sign_in()
    answers = [enter(browser, "nul@essai.example").status_code for _ in range(9)]
    assert answers == [200] * 8 + [429]


def test_signing_out_ends_the_session(make, sign_in):
    member = make.member()
    browser = sign_in(member)
    assert browser.post("/deconnexion").status_code == 302
    assert sessions_of(member) == 0
    assert browser.get("/compte").headers["Location"].startswith("/connexion")


def test_a_get_signs_nobody_out(make, sign_in):
    browser = sign_in(make.member())
    assert browser.get("/deconnexion").status_code == 405
    assert browser.get("/compte").status_code == 200


@pytest.mark.parametrize("field", ["email", "password"])
@pytest.mark.parametrize("value", ["", "\0", "\ud800", "é" * 5000, "' OR 1=1 --"])
def test_odd_input_is_answered_kindly(make, sign_in, field, value):
    data = {"email": "ana@essai.example", "password": "x", field: value.encode("utf-8", "surrogatepass")}
    assert sign_in().post("/connexion", data=data).status_code == 200


def test_what_was_typed_stays_but_never_the_password(make, sign_in):
    answer = enter(sign_in(), "ana@essai.example", "un secret bien gardé")
    assert 'value="ana@essai.example"' in answer.text
    assert "un secret bien gardé" not in answer.text


def expiry(member: Member):
    return database.session.scalar(select(LoginSession.expires_at).where(LoginSession.member_id == member.id))


def token_of(browser):
    with browser.session_transaction() as cookie:
        return cookie["_user_id"]


def test_who_became_staff_with_a_short_password_is_asked_for_a_longer_one(make, sign_in):
    short = "quinze lettres!"
    for role, place in (("member", "/"), ("moderator", "/compte/mot-de-passe")):
        one = make.member(role=role)
        one.password_hash = passwords.hashed(short)
        database.session.commit()
        assert enter(sign_in(), one, short).headers["Location"] == place
