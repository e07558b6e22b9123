"""The page behind the bell."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from club import clock, mail
from club.extensions import db
from club.forum import operations
from club.moderation.models import Report
from club.notifications import queries as bell
from club.notifications.models import Notification


@pytest.fixture
def ana(make):
    return make.member("Ana")


def ring(member, number, *, at=None, url="/forum/", kind="reply"):
    words = {"title": f"Sujet {number}", "who": "Béa Martin", "url": url}
    more = {"kind": kind, "subject_kind": "post", "subject_id": number, "actor_id": None}
    line = Notification(member_id=member.id, words=words, created_at=at or clock.now(), **more)
    db.session.add(line)
    db.session.commit()
    return line


def test_the_bell_counts_what_is_unread_of_oneself(make, sign_in, ana):
    ring(ana, 1)
    ring(ana, 2)
    ring(make.member("Béa"), 1)
    assert bell.unread_count(ana.id) == 2
    browser = sign_in(ana)
    browser.get("/notifications/")
    assert bell.unread_count(ana.id) == 2
    browser.post("/notifications/tout-lu")
    assert bell.unread_count(ana.id) == 0
    assert bell.unread_count(ana.id + 1) == 1


def test_opening_marks_as_read_and_leads_there_by_post_only(sign_in, ana):
    line = ring(ana, 1, url="/forum/messages/12")
    browser = sign_in(ana)
    assert browser.get(f"/notifications/{line.id}/ouvrir").status_code == 405
    assert browser.post(f"/notifications/{line.id}/ouvrir").location == "/forum/messages/12"
    assert db.session.get(Notification, line.id).read_at is not None


def test_another_s_notification_is_absent(make, sign_in, ana):
    line = ring(make.member("Béa"), 1)
    assert sign_in(ana).post(f"/notifications/{line.id}/ouvrir").status_code == 404
    assert db.session.get(Notification, line.id).read_at is None


def test_lines_stand_under_their_day(sign_in, ana):
    noon = clock.now().astimezone(clock.PARIS).replace(hour=12)
    for number, days in enumerate((0, 1, 400, 400)):
        ring(ana, number, at=noon - timedelta(days=days))
    page = BeautifulSoup(sign_in(ana).get("/notifications/").text, "lxml")
    headings = [tag.get_text() for tag in page.select("main h2")]
    assert headings[:2] == ["Aujourd’hui", "Hier"]
    assert len(headings) == 3
    assert len(page.select("main li h3")) == 4
    assert page.select_one("main li h3 .lc-sr-only").get_text() == "Non lue\u202f: "


def test_pages_follow_each_other(sign_in, ana):
    for number in range(43):
        ring(ana, number)
    browser = sign_in(ana)
    page = BeautifulSoup(browser.get("/notifications/").text, "lxml")
    rest = BeautifulSoup(browser.get(page.select_one('a[rel="next"]')["href"]).text, "lxml")
    assert [len(one.select("main li h3")) for one in (page, rest)] == [40, 3]


@pytest.mark.parametrize("many", [3, 30])
def test_the_page_costs_the_same_whatever_it_holds(sign_in, queries, ana, many):
    for number in range(many):
        ring(ana, number)
    browser = sign_in(ana)
    with queries() as seen:
        browser.get("/notifications/")
    assert len(seen) == 4, seen


def test_nothing_to_tell_says_what_to_do(sign_in, ana):
    assert "Rien à signaler." in sign_in(ana).get("/notifications/").text


def test_a_report_on_a_person_is_closed_with_what_was_done(make, sign_in, ana):
    keeper, bea = make.member("Modeste", role="moderator"), make.member("Béa")
    sent = {"reason": "autre", "note": "Un faux nom"}
    assert sign_in(ana).post(f"/moderation/signaler/member/{bea.id}", data=sent).status_code == 302
    report, staff = db.session.scalars(select(Report)).one(), sign_in(keeper)
    page = staff.get(f"/moderation/signalements/{report.id}").text
    assert "ne se masque pas" in page
    assert "Masquer ce contenu" not in page
    assert staff.get(f"/moderation/masquer/member/{bea.id}").status_code == 404
    done = {"decision": "kept", "note": "Le nom est corrigé."}
    assert staff.post(f"/moderation/signalements/{report.id}", data=done).status_code == 302


def test_the_author_is_told_what_was_hidden_and_why(make, sign_in, work, ana):
    topic = make.topic(ana, "Une question pour le club")
    keeper = make.referent("36")
    sent = {"reason": "Hors du sujet du club"}
    assert sign_in(keeper).post(f"/moderation/masquer/topic/{topic.id}", data=sent).status_code == 302
    work()
    line = db.session.scalars(select(Notification).where(Notification.member_id == ana.id)).one()
    shown = sign_in(ana).get("/notifications/").text
    assert "La modération a masqué\u202f: Une question pour le club" in shown
    assert "Hors du sujet du club" in shown
    opened = sign_in(ana).post(f"/notifications/{line.id}/ouvrir", follow_redirects=True)
    assert opened.status_code == 200
    message = mail.outbox[-1]
    assert message["To"] == ana.email
    assert "Hors du sujet du club" in message.get_body(("plain",)).get_content()


def test_who_reported_is_told_what_was_decided(make, sign_in, work, ana):
    author, keeper = make.member("Béa"), make.member("Modeste", role="moderator")
    topic = make.topic(author, "Une question pour le club")
    post = make.post(topic, author, "Achetez mes tuiles")
    sign_in(ana).post(f"/moderation/signaler/post/{post.id}", data={"reason": "publicite", "note": "Une publicité"})
    work()
    assert bell.unread_count(keeper.id) == 1
    report = db.session.scalars(select(Report)).one()
    sent = {"decision": "kept", "note": "Le fournisseur répond à la question."}
    assert sign_in(keeper).post(f"/moderation/signalements/{report.id}", data=sent).status_code == 302
    work()
    page = sign_in(ana).get("/notifications/").text
    assert "Votre signalement est traité" in page
    assert "Le contenu reste en ligne." in page
    assert "Le fournisseur répond à la question." in page
    assert mail.outbox[-1]["To"] == ana.email
    assert bell.unread_count(author.id) == 0


def test_who_comes_in_finds_a_first_line(make, sign_in, work):
    admin, candidate = make.member("Adèle", role="administrator"), make.member("Paule", status="pending")
    answer = sign_in(admin).post(f"/administration/demandes/{candidate.id}", data={"decision": "admit", "reason": ""})
    assert answer.status_code == 302
    work()
    assert "Votre demande est acceptée" in sign_in(candidate).get("/notifications/").text
    assert bell.unread_count(candidate.id) == 1


def test_the_lines_of_a_topic_stand_together_and_are_read_one_by_one_or_all(make, sign_in, work, ana):
    topic = operations.open_topic(
        kind="question", title="Qui a un modèle de bail ?", theme_id=make.theme().id, body="Bonjour", by=ana
    )
    names = [make.member(name, last_name="Roy") for name in ("Béa", "Carl", "Dina")]
    posts = [operations.reply(topic, "Voici le nôtre.", by=one) for one in names]
    db.session.commit()
    work()
    browser = sign_in(ana)
    page = BeautifulSoup(browser.get("/notifications/").text, "lxml")
    assert len(page.select("main li h3")) == 1
    assert "3 réponses de Béa Roy, Carl Roy et 1 autre" in page.get_text()
    lines = db.session.scalars(select(Notification).order_by(Notification.id)).all()
    assert browser.post(f"/notifications/{lines[0].id}/lu").status_code == 302
    assert bell.unread_count(ana.id) == 2
    opened = browser.post(f"/notifications/{lines[1].id}/ouvrir-le-sujet")
    assert opened.location == f"/forum/messages/{posts[1].id}"
    assert bell.unread_count(ana.id) == 0
    other = sign_in(names[0])
    assert other.post(f"/notifications/{lines[0].id}/lu").status_code == 404
    assert other.post(f"/notifications/{lines[0].id}/sujet-lu").status_code == 404
