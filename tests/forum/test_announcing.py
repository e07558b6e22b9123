"""Announcements: told to every member, at once or by themselves at their moment, once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from club import clock
from club.extensions import db
from club.forum import announcing
from club.forum.ledger import Announcement
from club.forum.models import Topic
from club.journal import JournalEntry
from club.notifications.models import Notification

TITLE = "Le point mensuel change de jour"
BODY = "Il se tient désormais le mardi."


@pytest.fixture
def keeper(make):
    return make.member("Modeste", role="moderator")


@pytest.mark.parametrize("wrong", ["le 3", "2026-13-45"])
def test_an_odd_day_is_said(make, sign_in, keeper, wrong):
    page = sign_in(keeper).post("/forum/annonces/nouvelle", data=form(make, day=wrong)).text
    assert "Écrivez une date, par exemple 31/12/2026." in page


def form(make, **more):
    said = {"title": TITLE, "body": BODY, "theme_id": make.theme().id, "moment": "later", "audience": "members"}
    return said | {"day": "2030-07-02", "hour": "09:30"} | more


def scheduled(make, sign_in, keeper):
    page = sign_in(keeper).post("/forum/annonces/nouvelle", data=form(make), follow_redirects=True)
    assert "Programmée" in page.text
    assert "mardi 2 juillet 2030 à 9\u00a0h\u00a030" in page.text
    return db.session.scalars(select(Announcement)).one()


def test_an_announcement_is_told_once_to_every_member_by_the_bell(make, sign_in, work, keeper):
    members = [make.member("Ana"), make.partner(), make.referent("36")]
    make.member("Paule", status="pending")
    page = sign_in(keeper).post("/forum/annonces/nouvelle", data=form(make, moment="now"), follow_redirects=True)
    assert BODY in page.text
    for _ in range(2):
        work()
    told = db.session.scalars(select(Notification.member_id).where(Notification.why == "announcement")).all()
    assert sorted(told) == sorted(one.id for one in members)
    page = sign_in(members[0]).get("/notifications/").text
    assert "publie une annonce" in page
    assert TITLE in page


def test_one_for_some_is_told_to_them_only(make, sign_in, work, keeper):
    ana, partner = make.member("Ana"), make.partner()
    sign_in(keeper).post("/forum/annonces/nouvelle", data=form(make, moment="now", audience="communes"))
    work()
    told = db.session.scalars(select(Notification.member_id).where(Notification.why == "announcement")).all()
    assert (told, partner.id in told) == ([ana.id], False)


def test_a_scheduled_one_is_published_at_its_paris_time_once(make, sign_in, keeper, monkeypatch):
    one = scheduled(make, sign_in, keeper)
    moment = datetime(2030, 7, 2, 9, 30, tzinfo=clock.PARIS)
    assert one.publish_at == moment
    ana = make.member("Ana")
    assert TITLE not in sign_in(ana).get("/forum/").text
    for at, published in ((moment - timedelta(seconds=1), 0), (moment, 1), (moment + timedelta(days=1), 0)):
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        assert announcing.publish_due() == published
    monkeypatch.undo()
    topic = db.session.scalars(select(Topic)).one()
    assert (topic.kind, topic.title, topic.author_id, topic.id) == ("announcement", TITLE, keeper.id, one.topic_id)
    assert "Publiée" in sign_in(keeper).get("/forum/annonces").text
    assert sign_in(keeper).post(f"/forum/annonces/{one.id}/annuler").status_code == 409


def test_it_is_changed_or_cancelled_before_and_of_two_editors_the_second_sees_both(make, sign_in, keeper):
    one, staff = scheduled(make, sign_in, keeper), sign_in(keeper)
    url = f"/forum/annonces/{one.id}/modifier"
    page = staff.get(url).text
    assert 'value="2030-07-02"' in page
    assert 'value="09:30"' in page
    staff.post(url, data=form(make, title="Le point mensuel change d’heure", hour="14:00", version=1))
    assert (one.title, one.publish_at.astimezone(clock.PARIS).hour) == ("Le point mensuel change d’heure", 14)
    stale = staff.post(url, data=form(make, body="Un texte écrit entre-temps.", version=1))
    assert stale.status_code == 409
    assert "Un texte écrit entre-temps." in stale.text
    staff.post(f"/forum/annonces/{one.id}/annuler")
    one.publish_at = clock.now() - timedelta(hours=1)
    db.session.commit()
    assert announcing.publish_due() == 0
    assert "Annulée" in staff.get("/forum/annonces").text
    assert [entry.act for entry in db.session.scalars(select(JournalEntry))] == ["topic.announce"] * 3


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"day": ""}, "Choisissez le jour."),
        ({"hour": ""}, "Choisissez l’heure."),
        ({"day": "2020-01-01"}, "Choisissez un moment à venir."),
        ({"title": "Court"}, "de 15 à 150 caractères"),
    ],
)
def test_what_is_missing_is_said_and_the_text_stays(make, sign_in, keeper, more, sentence):
    page = sign_in(keeper).post("/forum/annonces/nouvelle", data=form(make, **more)).text
    assert sentence in page
    assert BODY in page
    assert db.session.scalars(select(Announcement)).all() == []


def test_who_may_no_longer_announce_does_not_by_an_old_text(make, sign_in, keeper):
    one = scheduled(make, sign_in, keeper)
    keeper.role, one.publish_at = "member", clock.now()
    db.session.commit()
    assert announcing.publish_due() == 0
    assert one.cancelled_at is not None
    assert db.session.scalars(select(Topic)).all() == []


def test_a_double_click_schedules_once(make, sign_in, keeper):
    browser = sign_in(keeper)
    for _ in range(2):
        browser.post("/forum/annonces/nouvelle", data=form(make, submission="une-cle"))
    assert len(db.session.scalars(select(Announcement)).all()) == 1
