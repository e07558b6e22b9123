"""Letters that come back: counted once each, told on the site, then to the référent; undone in one gesture."""

from email.message import EmailMessage
from smtplib import SMTPRecipientsRefused

import pytest
from flask import current_app
from sqlalchemy import func, select

from club import jobs, mail
from club.extensions import db as database
from club.mail import bounces
from club.mail.bounces import Bounce
from club.mail.models import Letter
from club.members.models import Member
from club.notifications.models import Notification
from tests.factories import PASSWORD

REPORT = """Return-Path: <>
From: MAILER-DAEMON@mx.example
To: reponse@club.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

Votre message n'a pas pu être remis.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}

--b
Content-Type: {original}

Message-ID: {message_id}
Subject: x

corps
--b--
"""


@pytest.fixture
def ana(make):
    return make.member("Ana")


def write(member, number, kind="moderation"):
    with jobs.background(current_app._get_current_object()):
        return _written(member, number, kind)


def _written(member, number, kind):
    key = f"essai-{number}"
    words = {"first_name": "Ana", "reason": "x", "link": "https://club.example/", "label": "Un sujet"}
    mail.write("hidden", to=member.email, key=key, member_id=member.id, unsubscribe_kind=kind, **words)
    database.session.commit()
    return database.session.scalars(select(Letter).where(Letter.key == key)).one()


def report(letter, *, status="5.1.1", action="failed", original="text/rfc822-headers", kind="delivery-status"):
    said = {"to": letter.to, "message_id": letter.message_id, "status": status, "action": action}
    return REPORT.format(original=original, kind=kind, **said).encode()


def counted():
    database.session.expire_all()
    return database.session.scalar(select(func.count()).select_from(Bounce))


@pytest.mark.parametrize("original", ["text/rfc822-headers", "message/rfc822"])
def test_a_report_about_our_letter_counts_once(ana, arrive, read, original):
    letter = write(ana, 1)
    for _ in range(2):
        arrive(report(letter, original=original))
        read()
    assert counted() == 1
    assert database.session.scalars(select(Bounce)).one().status == "5.1.1"


@pytest.mark.parametrize(
    "said",
    [
        {"action": "delayed", "status": "4.4.1"}, {"status": "4.2.2"}, {"status": "5.7.1"}, {"status": "x"},
        {"action": "relayed"}, {"kind": "disposition-notification"},
    ],
    ids=str,
)  # fmt: skip
def test_a_delay_a_policy_or_a_receipt_says_nothing_of_the_address(ana, arrive, read, said):
    arrive(report(write(ana, 1), **said))
    read()
    assert counted() == 0


def test_a_report_that_somebody_made_up_counts_for_nothing(ana, arrive, read):
    letter = write(ana, 1)
    letter.message_id = "<invente@tiers.example>"
    database.session.expunge(letter)
    arrive(report(letter))
    arrive(report(letter).replace(b"Message-ID: <invente@tiers.example>\n", b""))
    arrive(b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\xff\xfe")
    read()
    assert counted() == 0


def test_the_member_is_told_on_the_site_and_undoes_it_in_one_gesture(sign_in, ana, arrive, read):
    browser = sign_in(ana)
    for number in range(bounces.FAILING):
        assert "Vos courriels reviennent" not in browser.get("/").text
        arrive(report(write(ana, number)))
        read()
    assert "Vos courriels reviennent" in browser.get("/").text
    assert browser.post("/compte/adresse-bonne").status_code == 302
    assert "Vos courriels reviennent" not in browser.get("/").text
    assert counted() == 0


def test_mails_stop_but_those_that_one_asks_for_and_the_referent_is_told(make, sign_in, work, ana, arrive, read):
    referent = make.referent("36")
    for number in range(bounces.STOPPED):
        arrive(report(write(ana, number)))
        read()
    work()
    told = database.session.query(Notification).filter_by(member_id=referent.id, kind="unreachable").one()
    assert told.words["title"] == f"Les courriels de {ana.full_name} reviennent : peut-être un départ"
    page = sign_in(referent).get("/passations/").text
    assert "Peut-être partis" in page
    assert f"/passations/declarer/{ana.id}" in page
    before = len(mail.outbox)
    write(ana, "encore")
    with jobs.background(current_app._get_current_object()):
        mail.write("known", to=ana.email, key="connu", first_name="Ana")
        database.session.commit()
    work()
    assert [one["Subject"] for one in mail.outbox[before:]] == [
        database.session.scalars(select(Letter.subject).where(Letter.key == "connu")).one()
    ]
    assert database.session.scalars(select(Letter).where(Letter.key == "essai-encore")).all() == []
    sign_in(ana).post("/compte/adresse-bonne")
    write(ana, "enfin")
    work()
    assert database.session.scalars(select(Letter.sent_at).where(Letter.key == "essai-enfin")).one()
    assert "Peut-être partis" not in sign_in(referent).get("/passations/").text


@pytest.mark.parametrize(
    ("code", "said", "status"),
    [
        (550, b"5.1.1 No such user", "5.1.1"), (550, b"No such user", "5.1.1"), (553, "boite inconnue", "5.1.1"),
        (550, b"5.7.1 Spam", None), (451, b"4.3.0 Plus tard", None), (554, b"Refuse", None),
        (552, b"5.2.2 Full", "5.2.2"),
    ],
)  # fmt: skip
def test_a_server_that_refuses_the_recipient_for_good_is_believed(code, said, status):
    assert bounces.refusal(SMTPRecipientsRefused({"ana@essai.example": (code, said)})) == status


def test_any_other_trouble_says_nothing_of_the_address():
    assert bounces.refusal(OSError("le serveur ne répond pas")) is None


def test_a_closed_account_keeps_no_returned_letter(sign_in, ana, arrive, read):
    arrive(report(write(ana, 1)))
    read()
    sign_in(ana).post("/compte/fermer", data={"password": PASSWORD})
    assert counted() == 0
    assert database.session.get(Member, ana.id).mail_failed_at is None


def test_an_odd_report_never_stops_the_others(ana, arrive, read):
    odd = EmailMessage()
    odd["Content-Type"] = "multipart/report"
    arrive(odd)
    letter = write(ana, 1)
    arrive(report(letter))
    read()
    assert counted() == 1
