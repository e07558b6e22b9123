"""A private exchange is read by the staff only where somebody who reads it reports it, and then the message alone."""

import pytest

from club import jobs
from club.extensions import db as database
from club.inquiries import mails, operations
from club.inquiries.models import InquiryReply
from club.moderation.models import Report
from club.notifications.models import Notification
from tests.inquiries.conftest import LONG, address_in, letters, only

RUDE = "Vous n’y connaissez rien. Appelez Paul au 06 12 34 56 78."


@pytest.fixture
def scene(make, send, epf):
    """A request, and an answer of the organisation that nobody should have written."""
    leader, editor = make.leader("Ana"), make.partner(epf)
    asked = send(leader)
    reply = operations.reply(asked, RUDE, by=editor, is_from_organisation=True)
    database.session.commit()
    return leader, editor, asked, reply


def report(browser, kind, id):
    return browser.post(f"/moderation/signaler/{kind}/{id}", data={"reason": "coordonnees-personnelles", "note": ""})


def settle(browser, decision="hidden"):
    waiting = database.session.query(Report).filter(Report.settled_at.is_(None)).one()
    said = {"decision": decision, "note": "Coordonnées personnelles."}
    return browser.post(f"/moderation/signalements/{waiting.id}", data=said)


def test_a_message_is_reported_read_alone_hidden_told_and_brought_back(make, sign_in, work, scene):
    leader, editor, asked, reply = scene
    at, mine, staff = f"/mises-en-relation/{asked.id}", sign_in(leader), sign_in(make.referent("36"))
    link = f"/moderation/signaler/inquiry_reply/{reply.id}"
    assert link in mine.get(at).text
    assert link not in sign_in(editor).get(at).text  # one’s own
    assert RUDE in mine.get(link).text
    assert report(mine, "inquiry_reply", reply.id).location == f"/mises-en-relation/messages/{reply.id}"
    assert mine.get(f"/mises-en-relation/messages/{reply.id}").location == f"{at}#reponse-{reply.id}"
    page = staff.get(f"/moderation/signalements/{database.session.query(Report).one().id}").text
    assert RUDE in page
    assert LONG not in page
    assert at not in page
    assert staff.get(at).status_code == 404
    assert settle(staff).status_code == 302
    work()
    for browser in (mine, sign_in(editor)):
        shown = browser.get(at).text
        assert RUDE not in shown
        assert "Message masqué par la modération\u202f: Coordonnées personnelles." in shown
        assert LONG in shown
    told = database.session.query(Notification).filter_by(member_id=editor.id, kind="hidden").one()
    assert told.words["reason"] == "Coordonnées personnelles."
    assert "Rétablir" in staff.get(f"/moderation/signalements/{database.session.query(Report).one().id}").text
    assert staff.post(f"/moderation/retablir/inquiry_reply/{reply.id}").location == "/moderation/"
    assert RUDE in mine.get(at).text


def test_what_nobody_reported_stays_between_them(make, sign_in, scene):
    _, _, asked, reply = scene
    for who in (make.referent("36"), make.member("M", role="moderator"), make.member("A", role="administrator")):
        browser = sign_in(who)
        for kind, id in (("inquiry", asked.id), ("inquiry_reply", reply.id)):
            for path in (f"masquer/{kind}/{id}", f"signaler/{kind}/{id}"):
                answer = browser.get(f"/moderation/{path}")
                assert answer.status_code == 404
                assert RUDE not in answer.text
            assert browser.post(f"/moderation/masquer/{kind}/{id}", data={"reason": "x"}).status_code == 404
            assert browser.post(f"/moderation/retablir/{kind}/{id}").status_code == 404
    assert report(sign_in(make.member("Autre", commune="36005")), "inquiry", asked.id).status_code == 404
    assert database.session.query(Report).count() == 0


def test_a_request_that_is_hidden_is_neither_listed_nor_written_again(app, make, sign_in, scene):
    _, editor, asked, _ = scene
    theirs = sign_in(editor)
    report(theirs, "inquiry", asked.id)
    settle(sign_in(make.member("M", role="moderator")))
    assert LONG not in theirs.get("/mises-en-relation/").text
    assert "Message masqué par la modération." in theirs.get("/mises-en-relation/").text
    (letter,) = letters()
    visitor = sign_in(None)
    assert LONG not in visitor.get(address_in(letter)).text
    with jobs.background(app):
        mails.remind(only().id)
        database.session.commit()
    assert len(letters()) == 1


def test_a_message_of_a_contact_without_account_is_hidden_too(make, sign_in, scene):
    leader, _, asked, _ = scene
    made = operations.reply(asked, RUDE, by=None, is_from_organisation=True)
    database.session.commit()
    report(sign_in(leader), "inquiry_reply", made.id)
    assert settle(sign_in(make.member("M", role="moderator"))).status_code == 302
    database.session.expire_all()
    assert database.session.get(InquiryReply, made.id).hidden_at
