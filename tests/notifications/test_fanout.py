"""Who is told of an answer: each follower once, by the bell and by mail, whatever the worker does twice."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from club import clock, events, jobs, mail
from club.extensions import db
from club.forum import keeping, operations, reading
from club.forum import queries as forum
from club.forum.models import Follow, Post
from club.mail.models import Letter
from club.members.events import MemberConfirmed
from club.members.models import Member
from club.notifications.models import Notification

BEFORE = clock.now() - timedelta(days=30)


@pytest.fixture
def ana(make):
    return make.member("Ana", forum_read_at=BEFORE)


@pytest.fixture
def bea(make):
    return make.member("Béa", forum_read_at=BEFORE)


@pytest.fixture
def topic(make, ana):
    sent = {"kind": "question", "title": "Qui a un modèle de bail ?", "theme_id": make.theme().id}
    topic = operations.open_topic(**sent, body="Bonjour à tous", by=ana)
    db.session.commit()
    return topic


def answer(browser, topic, body="Oui : voici le **nôtre**."):
    response = browser.post(f"/forum/sujets/{topic.id}/repondre", data={"body": body})
    assert response.status_code == 302
    return response.location


def told(member):
    return db.session.scalars(select(Notification).where(Notification.member_id == member.id)).all()


def letters(member):
    return db.session.scalars(select(Letter).where(Letter.to == member.email)).all()


def test_who_asked_is_told_by_the_bell_and_by_mail(sign_in, work, mails, wait_until, ana, bea, topic):
    answer(sign_in(bea), topic)
    assert told(ana) == []
    work()
    wait_until(hour=10)
    mails()
    page = sign_in(ana).get("/notifications/")
    assert f"{bea.full_name} répond à votre question" in page.text
    assert "Qui a un modèle de bail ?" in page.text
    assert told(bea) == []
    message = mail.outbox[-1]
    assert message["To"] == ana.email
    assert message["Subject"] == "Réponse à « Qui a un modèle de bail ? »"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].startswith("<https://club.example/")
    for part in ("plain", "html"):
        words = message.get_body((part,)).get_content()
        assert bea.full_name in words
        assert "nôtre" in words
        assert "Vous recevez ce message car vous avez posé cette question." in words
        assert re.search(r"https://club\.example/forum/messages/\d+", words)


def test_the_worker_run_twice_tells_once(sign_in, work, mails, wait_until, ana, bea, topic):
    answer(sign_in(bea), topic)
    work()
    wait_until(hour=10)
    for _ in range(2):
        db.session.execute(update(events.Outbox).values(done_at=None))
        db.session.commit()
        assert work() == 2  # the topic and its answer
        mails()
    assert len(told(ana)) == 1
    assert len(letters(ana)) == 1
    assert len(mail.outbox) == 1


def test_each_answer_is_told(sign_in, work, ana, bea, topic):
    for body in ("Première réponse", "Seconde réponse"):
        answer(sign_in(bea), topic, body)
    work()
    assert len(told(ana)) == 2


def test_who_has_read_it_meanwhile_is_not_told(sign_in, work, ana, bea, topic):
    answer(sign_in(bea), topic)
    sign_in(ana).post(f"/forum/sujets/{topic.id}/lu", data={"jusqua": "2"})
    work()
    assert told(ana) == []
    assert letters(ana) == []


def test_who_has_marked_all_as_read_meanwhile_is_not_told(sign_in, work, ana, bea, topic):
    answer(sign_in(bea), topic)
    sign_in(ana).post("/forum/tout-lu")
    work()
    assert told(ana) == []


@pytest.mark.parametrize("status", ["suspended", "closed", "pending", "unconfirmed"])
def test_who_is_not_active_gets_nothing(sign_in, work, ana, bea, topic, status):
    ana.status = status
    answer(sign_in(bea), topic)
    work()
    assert told(ana) == []
    assert letters(ana) == []


def test_an_answer_hidden_or_removed_at_once_is_told_to_nobody(sign_in, work, ana, bea, topic):
    answer(sign_in(bea), topic, "Le numéro de ma voisine")
    post = forum.posts(topic.id, 1, 0)[-1]
    keeping.hide_post(forum.post(post.id), reason="Coordonnées")
    db.session.commit()
    work()
    assert told(ana) == []
    assert mail.outbox == []


def test_who_wants_nothing_of_a_topic_is_not_told(sign_in, work, ana, bea, topic):
    sign_in(ana).post(f"/forum/sujets/{topic.id}/suivre", data={"niveau": "0"})
    answer(sign_in(bea), topic)
    work()
    assert told(ana) == []


def crowd(topic, many):
    now = clock.now()
    people = [
        {
            "email": f"foule{n}@essai.example",
            "first_name": "Une",
            "last_name": f"Voix{n}",
            "status": "active",
            "forum_read_at": BEFORE,
        }
        for n in range(many)
    ]
    ids = db.session.scalars(insert(Member).returning(Member.id), people).all()
    db.session.execute(insert(Follow), [{"member_id": id, "topic_id": topic.id, "created_at": now} for id in ids])
    db.session.commit()


def cost_of_an_answer(browser, topic, queries):
    url = f"/forum/sujets/{topic.id}/repondre"
    with queries() as seen:
        assert browser.post(url, data={"body": "Bonjour à la foule"}).status_code == 302
    return len(seen)


def test_two_thousand_followers_cost_the_request_nothing(sign_in, queries, bea, topic):
    browser = sign_in(bea)
    alone = cost_of_an_answer(browser, topic, queries)
    crowd(topic, 2000)
    assert cost_of_an_answer(browser, topic, queries) == alone


@pytest.mark.parametrize("many", [2, 2000])
def test_the_worker_rings_all_the_bells_in_one_statement(app, sign_in, queries, bea, topic, many):
    with jobs.background(app):
        events.sweep()
    crowd(topic, many)
    answer(sign_in(bea), topic)
    with queries() as seen, jobs.background(app):
        assert events.sweep() == 1
    assert len([sql for sql in seen if "INSERT INTO notification" in sql]) == 1
    assert len(seen) == 6, seen
    assert db.session.scalar(select(func.count()).select_from(Notification)) == many + 1


def test_reading_a_page_reads_what_was_told_of_it_and_no_more(sign_in, work, ana, bea, topic):
    for number in range(2, 24):
        operations.reply(topic, f"Réponse {number}", by=bea)
    db.session.commit()
    work()
    assert len(told(ana)) == 22
    sign_in(ana).post(f"/forum/sujets/{topic.id}/lu", data={"jusqua": "20"})
    left = [one.subject_id for one in told(ana) if not one.read_at]
    assert sorted(db.session.scalars(select(Post.number).where(Post.id.in_(left)))) == [21, 22, 23]
    sign_in(ana).post("/forum/tout-lu")
    assert all(one.read_at for one in told(ana))


def test_a_new_request_rings_for_the_referent_of_the_place_else_for_administrators(make, work):
    referent, admin = make.referent("36"), make.member("Adèle", role="administrator")
    elsewhere = make.commune("37001", "Ailleurs")
    for place, keeper, other in (("36093", referent, admin), (elsewhere.code, admin, referent)):
        candidate = make.member("Paule", commune=place, status="pending", request_message="Je suis cheffe de projet.")
        with_words = len(told(keeper)), len(told(other))
        events.emit(MemberConfirmed(member_id=candidate.id))
        db.session.commit()
        work()
        assert (len(told(keeper)), len(told(other))) == (with_words[0] + 1, with_words[1])
        assert mail.outbox[-1]["To"] == keeper.email
        assert candidate.full_name in mail.outbox[-1]["Subject"]


def test_reading_again_marks_nothing_twice(sign_in, work, ana, bea, topic):
    answer(sign_in(bea), topic)
    work()
    reading.mark_read(topic.id, ana.id, 2)
    db.session.commit()
    first = told(ana)[0].read_at
    reading.mark_read(topic.id, ana.id, 2)
    db.session.commit()
    assert told(ana)[0].read_at == first
