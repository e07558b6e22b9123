"""The contact answers from the link of the mail, without an account: opening it changes nothing, shows nothing else."""

import pytest

from club import clock
from club.extensions import db as database
from club.inquiries import mails
from club.inquiries.models import InquiryReply
from tests.inquiries.conftest import LONG, address_in, letters, only
from tests.world import known


@pytest.fixture
def asker(make):
    return make.member("Claire", last_name="Aubrun")


@pytest.fixture
def address(send, asker):
    send(asker)
    return address_in(letters()[0])


def test_opening_the_page_changes_nothing_and_shows_the_request_alone(sign_in, make, epf, asker, address):
    other = make.inquiry(asker, epf, body="Une tout autre demande")
    page = sign_in().get(address)
    assert page.status_code == 200
    for word in (LONG, "Levroux", "Indre", "Claire Aubrun", "J’ai bien reçu"):
        assert word in page.text, word
    assert other.body not in page.text
    assert asker.email not in page.text
    states = {one.state for one in database.session.query(type(other))}
    assert states == {"sent"}


def test_the_contact_says_it_arrived_then_answers_once(sign_in, asker, address, work):
    browser = sign_in()
    assert browser.post(f"{address}/lue").status_code == 302
    assert (only().state, only().read_at is not None) == ("read", True)
    data = {"body": "Oui, je viens *mardi*. <img src=x onerror=alert(1)>", "submission": "une-cle"}
    for _ in range(2):  # a double click
        assert browser.post(address, data=data).status_code == 302
    reply = database.session.query(InquiryReply).one()
    assert (reply.author_id, reply.is_from_organisation) == (None, True)
    assert "<img" not in reply.body_html
    assert only().state == "answered"
    work()
    shown = sign_in(asker).get(f"/mises-en-relation/{only().id}").text
    assert "Lise Arnaud" in shown
    assert "<em>mardi</em>" in shown
    browser.post(f"{address}/lue")
    assert only().state == "answered"


def test_an_empty_or_endless_answer_is_refused_beside_its_field(sign_in, address):
    browser = sign_in()
    assert "Écrivez votre réponse" in browser.post(address, data={"body": "  "}).text
    long = browser.post(address, data={"body": "é" * 4001})
    assert "caractères au plus" in long.text
    assert "é" * 4001 in long.text
    assert database.session.query(InquiryReply).count() == 0


def test_a_contact_who_writes_without_end_is_asked_to_wait_and_keeps_the_text(sign_in, address):
    browser = sign_in()
    for number in range(11):
        last = browser.post(address, data={"body": f"Message {number}", "submission": f"cle-{number}"})
    assert "Gardez votre texte" in last.text
    assert "Message 10" in last.text
    assert database.session.query(InquiryReply).count() == 10


def test_a_link_that_is_forged_too_old_or_closed_has_a_kind_page(sign_in, asker, address, monkeypatch):
    browser = sign_in()
    for path in (address + "x", "/mises-en-relation/repondre/rien"):
        for answer in (browser.get(path), browser.post(path, data={"body": "Oui"}), browser.post(f"{path}/lue")):
            assert answer.status_code == 404
            assert "Ce lien ne sert plus" in answer.text
    monkeypatch.setattr(mails, "LINK_LIFE", -mails.LINK_LIFE)
    assert "plus de soixante jours" in browser.get(address).text
    monkeypatch.undo()
    sign_in(known(asker)).post(f"/mises-en-relation/{only().id}/clore", data={"answer": "non"})
    for answer in (browser.get(address), browser.post(address, data={"body": "Oui"}), browser.post(f"{address}/lue")):
        assert answer.status_code == 404
        assert "a clos cette demande" in answer.text
    assert database.session.query(InquiryReply).count() == 0
    assert only().closed_at <= clock.now()
