"""Where the setting is on, staff read the first two messages of a new member before the club does."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from club import mail
from club.extensions import db
from club.forum.ledger import HeldPost
from club.forum.models import Category, Follow, Post, Topic
from club.journal import JournalEntry
from club.notifications.models import Notification
from club.search import find

TITLE = "Qui connaît les échoppes à l’essai ?"
BODY = "Nous voudrions en ouvrir trois."


@pytest.fixture(autouse=True)
def reading_first(app, monkeypatch):
    monkeypatch.setitem(app.config, "CLUB", replace(app.config["CLUB"], premoderate="on"))


@pytest.fixture
def nora(make):
    return make.member("Nora", last_name="Petit")


@pytest.fixture
def keeper(make):
    return make.referent("36")


def asked(make, browser, **more):
    sent = {"kind": "question", "title": TITLE, "theme_id": make.theme().id, "audience": "members", "body": BODY}
    return browser.post("/forum/nouveau-sujet", data=sent | more, follow_redirects=True)


def held():
    return db.session.scalars(select(HeldPost).order_by(HeldPost.id)).all()


def settle(browser, one, decision, word=""):
    sent = {"decision": decision, "word": word}
    return browser.post(f"/moderation/a-relire/{one.id}", data=sent, follow_redirects=True)


def test_a_first_topic_waits_unseen_and_uncounted_then_is_published_as_any_other(
    make, sign_in, work, nora, keeper, app
):
    browser = sign_in(nora)
    page = asked(make, browser)
    own = browser.get("/compte/donnees.json").json["messages_relus"]
    assert [(one["sujet"], one["texte"], one["etat"]) for one in own] == [(TITLE, BODY, "à relire")]
    assert "L’équipe relit les deux premiers messages" in page.text
    assert "En attente de relecture" in page.text
    assert BODY in page.text
    work()
    for reader in (make.member("Béa"), keeper):
        assert TITLE not in sign_in(reader).get("/forum/").text
    assert db.session.scalars(select(Topic)).all() == []
    assert find("échoppes", audiences=["members"]).items == []
    assert db.session.scalars(select(Category.posts_count)).all() == [0]
    assert db.session.scalars(select(Notification.member_id)).all() == [keeper.id]
    staff = sign_in(keeper)
    assert "À relire (1)" in staff.get("/moderation/").text
    assert TITLE in staff.get("/moderation/a-relire").text
    assert BODY in staff.get(f"/moderation/a-relire/{held()[0].id}").text
    assert "C’est fait." in settle(staff, held()[0], "accept").text
    topic = db.session.scalars(select(Topic)).one()
    assert (topic.author_id, topic.audience, topic.posts_count) == (nora.id, "members", 1)
    assert db.session.scalars(select(Category.posts_count)).all() == [1]
    assert [hit.kind for hit in find("échoppes", audiences=["members"]).items] == ["topic"]
    assert db.session.get(Follow, (nora.id, topic.id)) is not None
    mail.outbox.clear()
    work()
    told = db.session.scalars(select(Notification).where(Notification.member_id == nora.id)).one()
    assert told.words["title"] == f"Votre message est publié : « {TITLE} »"
    assert [letter["Subject"] for letter in mail.outbox] == ["Votre message est publié"]
    assert settle(staff, held()[0], "accept").status_code == 409
    assert db.session.scalars(select(JournalEntry.act)).all() == ["held.settle"]


def test_an_answer_waits_at_its_place_for_its_author_alone_and_is_refused_with_a_word(
    make, sign_in, work, nora, keeper
):
    bea = make.member("Béa")
    topic = make.topic(bea)
    browser, url = sign_in(nora), f"/forum/sujets/{topic.id}-sujet"
    browser.post(f"/forum/sujets/{topic.id}/repondre", data={"body": "Voyez mon site."})
    assert "Vous seul voyez ce message" in browser.get(url).text
    assert "Voyez mon site." in browser.get(url).text
    assert "Voyez mon site." not in sign_in(bea).get(url).text
    staff = sign_in(keeper)
    assert "Écrivez un mot" in settle(staff, held()[0], "refuse").text
    settle(staff, held()[0], "refuse", "Dites plutôt comment vous avez fait.")
    mail.outbox.clear()
    work()
    page = browser.get("/forum/en-attente").text
    assert "Non publié" in page
    assert "Dites plutôt comment vous avez fait." in page
    assert "Voyez mon site." in page
    assert "Voyez mon site." not in browser.get(url).text
    assert topic.posts_count == 1
    assert "n’est pas publié" in mail.outbox[0]["Subject"]


def test_after_two_published_messages_one_is_known_and_staff_never_wait(make, sign_in, nora, keeper):
    topic = make.topic(make.member("Béa"))
    browser, staff = sign_in(nora), sign_in(keeper)
    for _ in range(3):
        browser.post(f"/forum/sujets/{topic.id}/repondre", data={"body": "Une réponse."})
    assert len(held()) == 3
    for one in held()[:2]:
        settle(staff, one, "accept")
    browser.post(f"/forum/sujets/{topic.id}/repondre", data={"body": "Une réponse de plus."})
    staff.post(f"/forum/sujets/{topic.id}/repondre", data={"body": "Un mot de la référente."})
    assert len(held()) == 3
    assert db.session.scalars(select(Post.body).order_by(Post.number)).all()[-2:] == [
        "Une réponse de plus.",
        "Un mot de la référente.",
    ]


def test_an_answer_to_a_topic_that_closed_or_joined_another_is_told_or_follows(make, sign_in, nora, keeper):
    bea = make.member("Béa")
    closed, double, kept = (make.topic(bea) for _ in range(3))
    browser, staff = sign_in(nora), sign_in(keeper)
    for topic in (closed, double):
        browser.post(f"/forum/sujets/{topic.id}/repondre", data={"body": "Une réponse."})
    closed.is_locked = True
    db.session.commit()
    staff.post(f"/forum/sujets/{double.id}/reunir", data={"into": kept.id, "reason": "Le même sujet"})
    first, second = held()
    assert settle(staff, first, "accept").status_code == 409
    settle(staff, second, "accept")
    assert db.session.get(Post, second.post_id).topic_id == kept.id


def test_nothing_waits_where_the_setting_is_off(app, make, sign_in, nora, monkeypatch, queries):
    monkeypatch.setitem(app.config, "CLUB", replace(app.config["CLUB"], premoderate="off"))
    assert TITLE in asked(make, sign_in(nora)).text
    assert held() == []
    assert "Aucun message en attente." in sign_in(nora).get("/forum/en-attente").text


def test_a_double_click_waits_once(make, sign_in, nora):
    browser = sign_in(nora)
    for _ in range(2):
        asked(make, browser, submission="une-cle")
    assert len(held()) == 1
