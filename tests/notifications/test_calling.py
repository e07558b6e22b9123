"""A question that waits calls for help: its theme, then its territory, then the team; once each."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from club import clock, mail
from club.extensions import db
from club.forum import operations, waiting
from club.forum.models import Call, Topic
from club.members.models import MemberTheme
from club.notifications import calling
from club.notifications.calling import MOST, call_for_help
from club.notifications.models import Notification
from club.notifications.rhythm import write_daily

MONDAY = datetime(2030, 9, 9, 9, 10, tzinfo=clock.PARIS)  # no holiday in the weeks that follow


@pytest.fixture
def at(monkeypatch):
    """Move the clock: `at(MONDAY)`."""
    return lambda moment: monkeypatch.setattr(
        clock, "now", lambda: moment.astimezone(datetime.now().astimezone().tzinfo)
    )


@pytest.fixture
def people(make):
    theme, old = make.theme(), MONDAY - timedelta(days=90)
    found = {
        "ana": make.member("Ana", forum_read_at=old),
        "bea": make.member("Béa", forum_read_at=old),
        "partner": make.partner(forum_read_at=old),
        "referent": make.referent("36", forum_read_at=old),
        "far": make.referent("37", forum_read_at=old),
        "admin": make.member("Adèle", role="administrator", forum_read_at=old),
    }
    for who in ("ana", "bea", "partner"):
        db.session.add(MemberTheme(member_id=found[who].id, term_id=theme.id))
    db.session.commit()
    return found


def ask(make, people, **more):
    sent = {"kind": "question", "title": "Qui a un modèle de bail ?", "theme_id": make.theme().id} | more
    topic = operations.open_topic(**sent, body="Bonjour", by=people["ana"], at=MONDAY)
    db.session.commit()
    return topic


def called(why):
    return set(db.session.scalars(select(Notification.member_id).where(Notification.kind == why)))


def test_the_theme_is_called_after_three_working_days_then_the_territory_then_the_team(make, people, at):
    ask(make, people)
    at(MONDAY + timedelta(days=3, minutes=-1))
    assert call_for_help() == 0
    at(MONDAY + timedelta(days=3))
    assert (call_for_help(), call_for_help()) == (1, 0)
    assert called("call-theme") == {people["bea"].id, people["partner"].id}
    at(MONDAY + timedelta(days=9))
    assert (call_for_help(), call_for_help()) == (1, 0)
    assert called("call-territory") == {people["referent"].id}
    at(MONDAY + timedelta(days=18))
    assert (call_for_help(), call_for_help()) == (1, 0)
    assert called("call-team") == {people["admin"].id}
    assert sorted(db.session.scalars(select(Call.days))) == [3, 7, 14]


def test_two_runs_at_once_call_once_and_trouble_with_one_question_leaves_the_others(make, people, at, monkeypatch):
    topics = [ask(make, people) for _ in range(3)]
    at(MONDAY + timedelta(days=3))
    # Another run, that has just seen the same questions, calls for the first of them.
    db.session.add(Call(topic_id=topics[0].id, days=3))
    db.session.commit()
    monkeypatch.setattr(waiting, "to_call_for", lambda days: topics if days == 3 else [])
    whom, broken = calling._whom, topics[1].id
    monkeypatch.setattr(calling, "_whom", lambda topic, why: 1 / 0 if topic.id == broken else whom(topic, why))
    assert calling.call_for_help() == 1
    monkeypatch.setattr(calling, "_whom", whom)
    assert calling.call_for_help() == 1
    told = select(Notification.topic_id).where(Notification.member_id == people["bea"].id)
    assert set(db.session.scalars(told.where(Notification.kind == "call-theme"))) == {topics[1].id, topics[2].id}


def test_one_mail_of_the_day_says_it_with_the_reason(app, make, people, at, work):
    ask(make, people)
    ask(make, people, title="Qui a une trame de cahier des charges ?")
    at(MONDAY + timedelta(days=3))
    call_for_help()
    with app.test_request_context(method="POST"):
        write_daily(at_once=True)
    work()
    letters = [letter for letter in mail.outbox if letter["To"] == people["bea"].email]
    assert len(letters) == 1
    words = letters[0].get_body(("plain",)).get_content()
    assert "pouvez-vous aider" in words
    assert "Qui a un modèle de bail" in words
    assert "cahier des charges" in words
    assert "vous avez indiqué ce thème dans votre profil" in words


def test_nobody_is_called_for_what_is_answered_locked_hidden_or_no_question(make, people, at):
    answered, own = ask(make, people), ask(make, people)
    operations.reply(answered, "Voici le nôtre.", by=people["bea"], at=MONDAY)
    operations.reply(own, "Je précise ma question.", by=people["ana"], at=MONDAY)
    for changes in ({"is_locked": True}, {"hidden_at": MONDAY}, {"kind": "discussion"}):
        topic = ask(make, people)
        for name, value in changes.items():
            setattr(topic, name, value)
    db.session.commit()
    at(MONDAY + timedelta(days=20))
    assert [topic.id for topic in waiting.to_call_for(3)] == [own.id]
    at(MONDAY + timedelta(days=60))
    assert waiting.to_call_for(3) == []


def test_an_answer_that_goes_away_makes_the_question_wait_again(make, people, sign_in):
    topic = ask(make, people)
    answer = operations.reply(topic, "Voici le nôtre.", by=people["bea"], at=MONDAY)
    db.session.commit()
    assert topic.answered_at == MONDAY
    sign_in(people["bea"]).post(f"/forum/messages/{answer.id}/retirer")
    assert db.session.get_one(Topic, topic.id).answered_at is None
    assert "En attente depuis" in sign_in(people["bea"]).get("/forum/?onglet=sans-reponse").text


def test_only_those_who_may_read_the_question_are_called_and_no_crowd(make, people, at):
    ask(make, people, audience="communes")
    for number in range(MOST + 5):
        other = make.member(f"Membre{number}", commune=None)
        db.session.add(MemberTheme(member_id=other.id, term_id=make.theme().id))
    db.session.commit()
    at(MONDAY + timedelta(days=3))
    call_for_help()
    assert people["partner"].id not in called("call-theme")
    assert people["bea"].id in called("call-theme")  # of the same département: among the first
    assert len(called("call-theme")) == MOST


def test_who_is_called_but_finds_the_question_answered_gets_no_mail(app, make, people, at, work):
    topic = ask(make, people)
    at(MONDAY + timedelta(days=3))
    call_for_help()
    operations.reply(topic, "Voici le nôtre.", by=people["referent"], at=clock.now())
    db.session.commit()
    with app.test_request_context(method="POST"):
        write_daily(at_once=True)
    work()
    assert "pouvez-vous aider" not in "".join(
        str(letter) for letter in mail.outbox if letter["To"] == people["bea"].email
    )


def test_the_public_figure_counts_what_was_answered_in_five_working_days(make, people, at, sign_in):
    at(MONDAY + timedelta(days=60))
    assert "pas encore assez de questions" in sign_in().get("/").text
    for page in ("/", "/forum/"):
        assert "Moins de cinq questions ont eu le temps d’une réponse" in sign_in(people["bea"]).get(page).text
    for days in (1, 4, 7, 8, None, 2):  # 7 days of the calendar are 5 of work; 8 are too many
        topic = ask(make, people)
        if days:
            operations.reply(topic, "Voici.", by=people["bea"], at=MONDAY + timedelta(days=days))
    ask(make, people, kind="discussion")
    db.session.commit()
    rate = waiting.count_answers()
    assert (rate.answered, rate.questions) == (4, 6)
    assert "67 %" in sign_in().get("/").text
    for page in ("/", "/forum/"):
        assert "67 % des questions du club" in sign_in(people["bea"]).get(page).text
