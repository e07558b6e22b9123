"""What was done to a topic is told between its messages."""

import pytest
from bs4 import BeautifulSoup

from club.extensions import db
from club.forum.timeline import note


@pytest.fixture
def ana(make):
    return make.member("Ana")


def shown(answer):
    """Messages and events in the order of the page: numbers, and sentences."""
    soup = BeautifulSoup(answer.text, "lxml")
    found = soup.select(".lc-thread article.lc-message, .lc-thread .lc-event")
    return [tag.get("id") or " ".join(tag.get_text(" ").partition("·")[0].split()) for tag in found]


def test_an_event_stands_after_the_message_that_was_the_newest_then(make, sign_in, ana):
    topic, keeper = make.topic(ana), make.referent("36", last_name="Roux")
    note(topic, "locked", keeper, reason="Le sujet est épuisé.")
    make.post(topic, ana)
    note(topic, "unpinned_on_time", None)
    db.session.commit()
    page = sign_in(ana).get(f"/forum/sujets/{topic.id}-sujet")
    locked = "Ana Roux a fermé le sujet aux réponses"
    assert shown(page) == ["message-1", locked, "message-2", "Le sujet n’est plus épinglé, comme prévu"]
    assert "Le sujet est épuisé." in page.text
    assert "<strong>Ana Roux</strong> a fermé" in page.text


def test_an_event_follows_its_page_and_the_last_page_takes_what_followed_messages_that_are_gone(make, sign_in, ana):
    topic = make.topic(ana)
    for number in range(2, 26):
        make.post(topic, ana)
        if number in {20, 25}:
            note(topic, "renamed", ana, before=f"Titre {number}")
    note(topic, "restored", ana).number = 60
    db.session.commit()
    browser, url = sign_in(ana), f"/forum/sujets/{topic.id}-sujet"
    assert shown(browser.get(url))[-1].endswith("qui s’appelait « Titre 20 »")
    second = shown(browser.get(f"{url}?page=2"))
    assert second[0] == "message-21"
    assert [line.split()[-1] for line in second[-2:]] == ["»", "sujet"]


def test_many_events_of_one_place_fold_but_the_newest(make, sign_in, ana):
    topic = make.topic(ana)
    for rank in range(9):
        note(topic, "locked" if rank % 2 == 0 else "unlocked", ana)
    db.session.commit()
    soup = BeautifulSoup(sign_in(ana).get(f"/forum/sujets/{topic.id}-sujet").text, "lxml")
    assert soup.select_one("details.lc-event-more summary").get_text(strip=True) == "6 événements plus anciens"
    assert len(soup.select(".lc-thread .lc-event")) == 9
    assert len(soup.select("details .lc-event")) == 6


def test_what_moderation_hides_and_brings_back_is_told(make, sign_in, ana):
    topic, keeper = make.topic(ana), make.member("Modeste", role="moderator")
    staff = sign_in(keeper)
    staff.post(f"/moderation/masquer/topic/{topic.id}", data={"reason": "Deux fois le même sujet"})
    staff.post(f"/moderation/retablir/topic/{topic.id}")
    text = sign_in(ana).get(f"/forum/sujets/{topic.id}-sujet").text
    assert "a masqué le sujet" in text
    assert "a rétabli le sujet" in text
