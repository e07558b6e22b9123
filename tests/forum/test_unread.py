"""Following a topic, and what is left to read."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from club import clock
from club.extensions import db
from club.forum.models import Follow, Level, Reading


@pytest.fixture
def ana(make):
    return make.member("Ana", forum_read_at=clock.now() - timedelta(days=30))


@pytest.fixture
def topic(make):
    topic = make.topic(make.member("Béa"))
    for _ in range(24):
        make.post(topic, make.member("Carl"))
    return topic


def is_unread(browser):
    return "Non lu\u202f: " in browser.get("/forum/").text


def test_reading_is_said_by_post_only(sign_in, ana, topic):
    browser = sign_in(ana)
    for method in (browser.get, browser.head):
        assert method(f"/forum/sujets/{topic.id}-sujet").status_code == 200
        assert method(f"/forum/sujets/{topic.id}-sujet?page=2").status_code == 200
    assert db.session.scalars(select(Reading)).all() == []
    assert is_unread(browser)
    assert browser.get(f"/forum/sujets/{topic.id}/lu").status_code == 405


def test_the_first_page_read_leaves_the_second_unread(sign_in, ana, topic):
    browser, url = sign_in(ana), f"/forum/sujets/{topic.id}/lu"
    answer = browser.post(url, data={"jusqua": "20"}, headers={"X-Fragment": "1"})
    assert (answer.status_code, answer.data) == (204, b"")
    assert is_unread(browser)
    assert browser.post(url, data={"jusqua": "25"}).location == f"/forum/sujets/{topic.id}-sujet?page=2"
    assert not is_unread(browser)
    browser.post(url, data={"jusqua": "3"})
    assert not is_unread(browser)


@pytest.mark.parametrize("odd", ["", "x", "-4", "9" * 40, "1e9", "99999"])
def test_an_odd_mark_never_goes_beyond_the_topic(sign_in, ana, topic, odd):
    assert sign_in(ana).post(f"/forum/sujets/{topic.id}/lu", data={"jusqua": odd}).status_code == 302
    assert db.session.get(Reading, (ana.id, topic.id)).last_number <= topic.last_number


def test_a_button_does_it_without_script_and_goes_once_done(sign_in, ana, topic):
    browser, page = sign_in(ana), f"/forum/sujets/{topic.id}-sujet"
    assert "Marquer comme lu" in browser.get(page).text
    browser.post(f"/forum/sujets/{topic.id}/lu", data={"jusqua": "20"})
    assert "Marquer comme lu</button>" not in browser.get(page).text
    assert "Marquer comme lu</button>" in browser.get(f"{page}?page=2").text


def test_an_answer_marks_as_read_for_its_author_and_unread_for_others(make, sign_in, ana, topic):
    browser = sign_in(ana)
    browser.post(f"/forum/sujets/{topic.id}/repondre", data={"body": "Merci à tous"})
    assert not is_unread(browser)
    make.post(topic, make.member("Dina"))
    assert is_unread(browser)


def test_all_is_marked_as_read_at_once(make, sign_in, ana, topic):
    browser = sign_in(ana)
    make.topic(make.member(), "Un autre sujet encore")
    assert browser.get("/forum/tout-lu").status_code == 405
    browser.post("/forum/tout-lu")
    assert not is_unread(browser)
    assert "Vous avez tout lu." in browser.get("/forum/?onglet=non-lus").text
    make.post(topic, make.member("Dina"))
    assert is_unread(browser)


def test_a_topic_is_followed_and_left(sign_in, ana, topic):
    browser, page = sign_in(ana), f"/forum/sujets/{topic.id}-sujet"
    for _ in range(2):
        answer = browser.post(f"/forum/sujets/{topic.id}/suivre", follow_redirects=True)
    assert "Vous êtes prévenu de chaque réponse." in answer.text
    assert db.session.get(Follow, (ana.id, topic.id)).level == Level.FOLLOW
    for _ in range(2):
        browser.post(f"/forum/sujets/{topic.id}/suivre", data={"niveau": "0"})
    assert db.session.get(Follow, (ana.id, topic.id)).level == Level.NOTHING
    assert "Vous n’êtes prévenu de rien ici." in browser.get(page).text
    assert browser.post(f"/forum/sujets/{topic.id}/suivre", data={"niveau": "7"}).status_code == 400
