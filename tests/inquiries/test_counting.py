"""Five working days without an answer are told once; the figure of an organisation equals what its requests say."""

import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from club import clock, jobs, workdays
from club.access import Refused
from club.extensions import db as database
from club.inquiries import counting, operations, reminding
from club.inquiries.models import Inquiry
from club.inquiries.operations import Asked
from club.mail import bounces
from club.members.models import Organisation
from tests.inquiries.conftest import LONG, letters, only
from tests.inquiries.test_asking import told

MONDAY = datetime(2030, 3, 4, 9, 0, tzinfo=UTC)  # no holiday in that week


@pytest.fixture
def at(monkeypatch):
    """Let it be this moment."""

    def now(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    now(MONDAY)
    return now


@pytest.fixture
def night(app, db):
    def run():
        with jobs.background(app):
            return reminding.remind_of_inquiries()

    return run


def card(organisation):
    database.session.expire_all()
    found = database.session.get(Organisation, organisation.id)
    return found.answered_count, found.asked_count


def test_after_five_working_days_the_contact_is_reminded_and_the_author_asked_once(
    make, sign_in, send, epf, at, night, work
):
    asker, editor = make.member("Claire"), make.partner(epf)
    send(asker)
    at(MONDAY + timedelta(days=7, minutes=-1))
    assert night() == 0
    at(MONDAY + timedelta(days=7))
    assert [night(), night()] == [1, 0]
    work()
    assert [one.subject for one in letters()] == [
        "Levroux vous adresse une demande",
        "Rappel : Levroux vous adresse une demande",
    ]
    assert told(asker) == ["Votre demande à EPF : vous a-t-on répondu ?"]
    assert "La demande de Levroux attend depuis 5 jours ouvrés" in told(editor)
    assert card(epf) == (0, 1)
    browser, here = sign_in(asker), f"/mises-en-relation/{only().id}"
    assert "Pas encore" in browser.get(here).text
    browser.post(f"{here}/a-repondu", data={"reponse": "non"})
    assert (only().state, only().has_answered, card(epf)) == ("sent", False, (0, 1))
    browser.post(f"{here}/a-repondu", data={"reponse": "oui"})
    assert (only().state, only().has_answered, card(epf)) == ("answered", True, (1, 1))
    at(MONDAY + timedelta(days=30))
    assert night() == 0


def test_an_organisation_that_closed_meanwhile_is_not_reminded_and_the_author_is_still_asked(
    make, send, epf, at, night, work
):
    asker = make.member("Claire")
    send(asker)
    epf.closed_on = MONDAY.date()
    database.session.commit()
    at(MONDAY + timedelta(days=7))
    assert night() == 1
    work()
    assert [one.subject for one in letters()] == ["Levroux vous adresse une demande"]
    assert told(asker) == ["Votre demande à EPF : vous a-t-on répondu ?"]


def test_what_was_answered_or_closed_in_time_is_not_reminded(make, send, at, night):
    asker = make.member()
    answered, closed = send(asker), send(asker)
    operations.reply(answered, "Oui.", by=None, is_from_organisation=True)
    operations.close(closed, has_answered=False, by=asker)
    database.session.commit()
    at(MONDAY + timedelta(days=20))
    assert night() == 0
    assert len(letters()) == 2


def test_a_mail_that_comes_back_is_told_to_the_author_and_counts_against_nobody(
    app, make, sign_in, send, epf, at, night, work
):
    asker = make.member("Claire")
    made = send(asker)
    with jobs.background(app):
        for _ in range(2):
            bounces.note(letters()[0], "5.1.1")
        database.session.commit()
    work()
    assert told(asker) == ["Votre demande à EPF n’est pas arrivée : l’adresse du contact ne marche pas"]
    assert "l’adresse ne marche pas" in sign_in(asker).get(f"/mises-en-relation/{made.id}").text
    at(MONDAY + timedelta(days=20))
    assert night() == 0
    sign_in(asker).post(f"/mises-en-relation/{made.id}/clore", data={"answer": "non"})
    assert (only().state, card(epf)) == ("closed", (0, 0))


def test_a_reminder_that_comes_back_takes_the_request_out_of_the_figure(app, make, send, epf, at, night):
    send(make.member())
    at(MONDAY + timedelta(days=7))
    night()
    assert card(epf) == (0, 1)
    with jobs.background(app):
        bounces.note(letters()[1], "5.1.1")
        database.session.commit()
    assert card(epf) == (0, 0)


def test_the_figure_shows_from_three_requests(make, sign_in, epf):
    browser, words = sign_in(make.member()), "A répondu à"
    for asked, answered, shown in ((2, 2, ""), (3, 1, "A répondu à 1 demande sur 3"), (5, 4, "4 demandes sur 5")):
        epf.asked_count, epf.answered_count = asked, answered
        database.session.commit()
        page = browser.get(f"/partenaires/{epf.id}-{epf.slug}").text.replace("\u202f", " ").replace("\xa0", " ")
        assert (words in page) == bool(shown)
        assert shown in page


def brute_force(organisation):
    """As the rule says it: answered, or open five working days after it left."""
    mine = database.session.query(Inquiry).filter_by(organisation_id=organisation.id).all()
    answered = [one for one in mine if one.answered_at]
    late = [
        one
        for one in mine
        if not one.answered_at
        and workdays.working_days_between(one.sent_at, one.closed_at or clock.now()) >= counting.DELAY
    ]
    return len(answered), len(answered) + len(late)


ACTS = (
    lambda one, asker, yes: operations.reply(one, "Oui.", by=None, is_from_organisation=True),
    lambda one, asker, yes: operations.say_answered(one, yes),
    lambda one, asker, yes: operations.close(one, has_answered=yes, by=asker),
    lambda one, asker, yes: operations.acknowledge(one),
    lambda one, asker, yes: operations.reply(one, "Et alors ?", by=asker, is_from_organisation=False),
)


def live(chance, asker, organisation):
    """A few hours of the two sides, whatever they do."""
    if chance.random() < 0.4:
        operations.send(Asked(commune_code="36093", body=LONG), organisation, None, by=asker)
    for one in database.session.query(Inquiry).all():
        if chance.random() < 0.3:
            with suppress(Refused):  # it is closed
                chance.choice(ACTS)(one, asker, chance.random() < 0.5)
    database.session.commit()


@pytest.mark.parametrize("seed", range(4))
def test_the_figure_equals_the_count_after_whatever_happens(app, make, epf, contact, at, night, seed):
    chance, asker, now = random.Random(seed), make.member(), MONDAY
    for _ in range(25):
        now += timedelta(hours=chance.randrange(60))
        at(now)
        with jobs.background(app):
            live(chance, asker, epf)
        night()
        assert card(epf) == brute_force(epf)
    with jobs.background(app):
        database.session.get(Organisation, epf.id).asked_count = 99
        counting.recount_all()
    assert card(epf) == brute_force(epf)
    assert database.session.query(Inquiry).count() > 3
