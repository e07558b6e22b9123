"""When mails leave: the first answer soon, the rest once a day at the hour one chose, nothing twice."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from club import clock, events, jobs, mail
from club.experiences import coauthors
from club.experiences import operations as experiences
from club.extensions import db
from club.forum import keeping, operations, reading
from club.forum import queries as forum
from club.forum.events import TopicChanged
from club.forum.models import Level
from club.mail.models import Letter
from club.members.events import MemberChanged
from club.members.models import MailChoice
from club.notifications import rhythm
from club.notifications.models import Notification
from club.territories import zones


@pytest.fixture
def ana(make):
    return make.member("Ana")


@pytest.fixture
def bea(make):
    return make.member("Béa")


@pytest.fixture
def ask(make):
    def asked(by, title="Qui a un modèle de bail ?"):
        topic = operations.open_topic(kind="question", title=title, theme_id=make.theme().id, body="Bonjour", by=by)
        db.session.commit()
        return topic

    return asked


def answer(topic, by, body="Oui : voici le nôtre.", times=1):
    for _ in range(times):
        operations.reply(topic, body, by=by)
    db.session.commit()


def plain(message):
    return message.get_body(("plain",)).get_content()


def test_the_first_answer_leaves_within_a_quarter_of_an_hour_and_the_rest_once_a_day(wait_until, mails, ask, ana, bea):
    topic = ask(ana)
    wait_until(10)
    answer(topic, bea)
    assert mails() == []  # it may still be corrected, or read on the site
    wait_until(10, 7)
    first = mails(ana)
    assert [one["Subject"] for one in first] == ["Réponse à « Qui a un modèle de bail ? »"]
    answer(topic, bea, "Encore un mot.", times=2)
    wait_until(20)
    assert mails() == []
    wait_until(8)
    day = mails(ana)
    assert [one["Subject"] for one in day] == ["Du nouveau dans « Qui a un modèle de bail ? »"]
    assert f"2 réponses de {bea.full_name}" in plain(day[0])
    assert "Vous le recevez car vous avez posé cette question." in plain(day[0])
    wait_until(8)
    assert mails() == []


def test_an_answer_of_the_night_is_mailed_in_the_morning(wait_until, mails, ask, ana, bea):
    topic = ask(ana)
    ana.daily_hour = 12
    wait_until(21, 30)
    answer(topic, bea)
    wait_until(6, 50)
    assert mails() == []
    wait_until(7, 1)
    assert len(mails(ana)) == 1


def test_the_hour_is_the_member_s_own_on_the_clock_of_their_place(make, wait_until, mails, ask, ana, bea):
    topic = ask(bea)
    far = make.member("Réunion", departement_code=make.departement("974", "La Réunion").code, daily_hour=18)
    tahiti = make.member("Tahiti", timezone="Pacific/Tahiti", daily_hour=6)
    for member in (far, tahiti):
        reading.choose_level(topic, member, Level.FOLLOW)
    wait_until(12, zone="Pacific/Tahiti")
    answer(topic, ana)
    wait_until(17, 50, zone="Indian/Reunion")
    assert mails(far) == []
    wait_until(18, 5, zone="Indian/Reunion")
    told = mails(far)
    assert len(told) == 1
    wait_until(5, 50, zone="Pacific/Tahiti")
    assert mails(tahiti) == []
    wait_until(6, 5, zone="Pacific/Tahiti")
    told = mails(tahiti)
    assert len(told) == 1
    assert "hier à 12\u00a0h" in plain(told[0])


@pytest.mark.parametrize("stopped", ["daily", mail.ALL])
def test_who_stopped_the_day_s_mail_gets_none(wait_until, mails, ask, ana, bea, stopped):
    topic = ask(bea)
    reading.choose_level(topic, ana, Level.FOLLOW)
    db.session.add(MailChoice(member_id=ana.id, kind=stopped, is_wanted=False))
    answer(topic, bea)
    assert mails(ana) == []
    wait_until(9)
    assert mails(ana) == []
    assert len(db.session.scalars(select(Notification).filter_by(member_id=ana.id)).all()) == 1


def test_who_does_not_want_the_first_answer_at_once_finds_it_in_the_day_s_mail(wait_until, mails, ask, ana, bea):
    topic = ask(ana)
    db.session.add(MailChoice(member_id=ana.id, kind="reply", is_wanted=False))
    wait_until(10)
    answer(topic, bea)
    wait_until(15)
    assert mails(ana) == []
    wait_until(9)
    assert [one["Subject"] for one in mails(ana)] == ["Du nouveau dans « Qui a un modèle de bail ? »"]


def test_what_was_read_on_the_site_meanwhile_is_not_mailed(wait_until, mails, work, sign_in, ask, ana, bea):
    read, marked, left = (ask(ana, f"Une question sur la halle, numéro {n}") for n in range(3))
    wait_until(22)
    for topic in (read, marked, left):
        answer(topic, bea, times=2)
    work()
    browser = sign_in(ana)
    browser.post(f"/forum/sujets/{read.id}/lu", data={"jusqua": "3"})
    line = db.session.scalars(select(Notification).where(Notification.topic_id == marked.id)).first()
    browser.post(f"/notifications/{line.id}/sujet-lu")
    wait_until(9)
    told = mails(ana)
    assert len(told) == 2
    assert all("numéro 2" in plain(one) and "numéro 0" not in plain(one) for one in told)


def test_a_mail_that_waits_for_the_server_does_not_leave_once_all_was_read(wait_until, write, sign_in, ask, ana, bea):
    topic = ask(ana)
    wait_until(10)
    answer(topic, bea, times=2)
    write()
    for hour in (11, 8):
        wait_until(hour)
        write()
    kinds = select(Letter.kind).where(Letter.to_member_id == ana.id).order_by(Letter.kind)
    assert db.session.scalars(kinds).all() == ["daily", "reply"]
    sign_in(ana).post(f"/forum/sujets/{topic.id}/lu", data={"jusqua": "2"})
    assert db.session.scalars(kinds).all() == ["daily"]
    sign_in(ana).post(f"/forum/sujets/{topic.id}/lu", data={"jusqua": "3"})
    assert db.session.scalars(kinds).all() == []
    wait_until(8)
    write()
    assert db.session.scalars(kinds).all() == []


def test_what_is_hidden_leaves_the_bells_and_the_mails_that_wait(wait_until, write, mails, ask, make, ana, bea):
    topic, other = ask(bea), ask(bea, "Une autre question sur la halle")
    for one in (topic, other):
        reading.choose_level(one, ana, Level.FOLLOW)
        answer(one, make.member("Dina"), "Le numéro de ma voisine")
    write()
    wait_until(9)
    write()
    hidden = forum.posts(topic.id, 1, 0)[-1].id
    keeping.hide_post(forum.post(hidden), reason="Coordonnées")
    db.session.commit()
    assert [row.topic_id for row in db.session.scalars(select(Notification).filter_by(member_id=ana.id))] == [other.id]
    told = mails(ana)
    assert len(told) == 1
    assert "Une autre question" in plain(told[0])
    assert "modèle de bail" not in plain(told[0])


def test_who_may_no_longer_read_a_topic_is_told_nothing_of_it_any_more(wait_until, work, mails, ask, make, ana, bea):
    partner = make.partner()
    topic = ask(bea)
    for member in (ana, partner):
        reading.choose_level(topic, member, Level.FOLLOW)
    answer(topic, make.member("Dina"))
    mails()
    topic.audience = "communes"
    events.emit(TopicChanged(topic_id=topic.id))
    answer(topic, bea)
    wait_until(9)
    assert {one["To"] for one in mails()} >= {ana.email}
    assert db.session.scalars(select(Notification).filter_by(member_id=partner.id)).all() == []
    assert partner.email not in {one["To"] for one in mail.outbox}
    ana.role = "partner"
    events.emit(MemberChanged(member_id=ana.id))
    db.session.commit()
    assert db.session.scalars(select(Notification).filter_by(member_id=ana.id)).all() == []


def test_a_day_s_mail_is_written_once_whatever_the_hour_becomes(wait_until, mails, ask, ana, bea):
    topic = ask(bea)
    reading.choose_level(topic, ana, Level.FOLLOW)
    answer(topic, bea)
    mails()
    wait_until(9)
    assert len(mails(ana)) == 1
    answer(topic, bea)
    mails()
    ana.daily_hour = 18
    db.session.commit()
    wait_until(19)
    assert mails(ana) == []
    wait_until(19)
    assert len(mails(ana)) == 1


def test_all_the_followers_are_mailed_step_by_step(monkeypatch, wait_until, mails, make, ask, bea):
    monkeypatch.setattr(rhythm, "STEP", 3)
    topic = ask(bea)
    people = [make.member() for _ in range(7)]
    for member in people:
        reading.choose_level(topic, member, Level.FOLLOW)
    answer(topic, make.member("Dina"))
    mails()
    wait_until(9)
    sent = [one["To"] for _ in range(3) for one in mails()]
    assert sorted(sent) == sorted([one.email for one in people] + [bea.email])


@pytest.mark.parametrize(
    ("now", "zone", "hour", "expected"),
    [
        (datetime(2026, 7, 1, 6, 30, tzinfo=UTC), "Europe/Paris", 8, datetime(2026, 7, 1, 6, tzinfo=UTC)),
        (datetime(2026, 7, 1, 5, 30, tzinfo=UTC), "Europe/Paris", 8, datetime(2026, 6, 30, 6, tzinfo=UTC)),
        (datetime(2026, 12, 1, 6, 30, tzinfo=UTC), "Europe/Paris", 8, datetime(2026, 11, 30, 7, tzinfo=UTC)),
        (datetime(2026, 12, 1, 18, 30, tzinfo=UTC), "Pacific/Tahiti", 8, datetime(2026, 12, 1, 18, tzinfo=UTC)),
        (datetime(2026, 12, 1, 18, 30, tzinfo=UTC), "Pacific/Noumea", 5, datetime(2026, 12, 1, 18, tzinfo=UTC)),
    ],
)
def test_the_last_time_it_was_an_hour_somewhere(now, zone, hour, expected):
    assert rhythm.last_hour(now, zone, hour) == expected


def test_every_territory_overseas_has_its_clock(db):
    named = {zones.of_departement(code) for code in zones.OVERSEAS}
    assert named <= set(zones.LABELS)
    assert zones.of_departement("36") == zones.of_departement(None) == "Europe/Paris"


def test_moments_are_told_on_the_viewer_s_clock(make, sign_in, ask, ana, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    topic = ask(ana)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 18, 0, tzinfo=UTC))
    far = make.member("Réunion", departement_code=make.departement("974", "La Réunion").code)
    tahiti = make.member("Tahiti", timezone="Pacific/Tahiti")
    said = {"0\u00a0h\u00a030": ana, "3\u00a0h\u00a030": far, "13\u00a0h\u00a030": tahiti}
    for hour, viewer in said.items():
        assert hour in sign_in(viewer).get(f"/forum/sujets/{topic.id}-{topic.slug}").text, hour


def test_a_notification_that_can_be_read_no_more_is_not_looked_at_again(wait_until, mails, ask, ana, bea):
    topic = ask(bea)
    reading.choose_level(topic, ana, Level.FOLLOW)
    answer(topic, bea)
    mails()
    wait_until(9)
    db.session.execute(update(type(topic)).where(type(topic).id == topic.id).values(hidden_at=clock.now()))
    db.session.commit()
    assert mails(ana) == []
    assert db.session.scalars(select(Notification.mail).where(Notification.member_id == ana.id)).all() == [None]


def test_a_correction_within_five_minutes_is_in_the_mail(wait_until, work, mails, ask, ana, bea):
    topic = ask(ana)
    wait_until(10)
    answer(topic, bea, "Le montant est de 40 euros.")
    work()
    operations.edit(forum.post(forum.posts(topic.id, 1, 0)[-1].id), "Le montant est de 90 euros.", version=1, by=bea)
    db.session.commit()
    wait_until(10, 7)
    assert "90 euros" in plain(mails(ana)[0])


def test_the_worker_has_the_mails_on_its_schedule():
    planned = {task.__name__: when for task, when in jobs.SCHEDULE}
    assert planned["write_soon"] == planned["write_daily"] == {"minute": "*/5"}
    assert "write_digests" in planned


def test_settling_is_shorter_than_the_quarter_of_an_hour():
    assert rhythm.SETTLED + timedelta(minutes=5) < timedelta(minutes=15)


def test_what_is_told_beside_the_forum_joins_the_mail_of_the_day_and_leaves_it_with_its_thing(
    wait_until, mails, make, ana, bea, work
):
    experience = make.experience(ana, "La halle rouverte")
    coauthors.ask(experience, bea, by=ana)
    db.session.commit()
    work()
    wait_until(8)
    day = mails(bea)
    assert [one["Subject"] for one in day] == [f"{ana.full_name} vous propose d’écrire ensemble « La halle rouverte »"]
    assert "Vous le recevez car on vous y invite." in plain(day[0])
    assert f"https://club.example/experiences/{experience.id}-" in plain(day[0])
    wait_until(8)
    assert mails() == []  # once

    zoe = make.member("Zoé")
    coauthors.ask(experience, zoe, by=ana)
    db.session.commit()
    work()
    experiences.hide(experience, reason="À relire", by=make.member(role="moderator"))
    db.session.commit()
    wait_until(8)
    assert mails(zoe) == []
