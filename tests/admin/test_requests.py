"""Admitting and refusing."""

import pytest
from sqlalchemy import select

from club.extensions import db as database
from club.journal import JournalEntry
from club.members import queries
from tests.factories import PASSWORD
from tests.members.reading import letters_of, link_in


@pytest.fixture
def candidate(make):
    return make.member("Candide", status="pending", request_message="Je prends mon poste à Levroux.")


def decide(browser, member, decision="admit", reason=""):
    return browser.post(f"/administration/demandes/{member.id}", data={"decision": decision, "reason": reason})


def test_a_referent_admits_and_the_member_is_told(candidate, make, sign_in, work):
    referent = sign_in(make.referent("36"))
    assert "Candide" in referent.get("/administration/demandes").text
    assert "Je prends mon poste à Levroux." in referent.get(f"/administration/demandes/{candidate.id}").text
    assert decide(referent, candidate).headers["Location"] == "/administration/demandes"
    assert (candidate.status, candidate.admitted_at is not None) == ("active", True)
    (letter,) = letters_of(candidate, "admission")
    assert link_in(letter) == "/connexion"
    work()
    entered = sign_in()
    answer = entered.post("/connexion", data={"email": candidate.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert entered.get("/notifications/").status_code == 200


def test_the_decision_is_in_the_journal(candidate, make, sign_in):
    referent = make.referent("36")
    decide(sign_in(referent), candidate)
    entry = database.session.scalars(select(JournalEntry)).one()
    assert (entry.act, entry.actor_id, entry.thing_id) == ("request.decide", referent.id, str(candidate.id))
    assert (entry.before, entry.after) == ({"status": "pending"}, {"status": "active"})


def test_a_refusal_needs_a_reason(candidate, make, sign_in):
    answer = decide(sign_in(make.referent("36")), candidate, "refuse", "  ")
    assert "Écrivez la raison" in answer.text
    assert candidate.status == "pending"


def test_a_refusal_is_mailed_with_its_reason_and_ends_the_session(candidate, make, sign_in):
    waiting = sign_in(candidate)
    decide(sign_in(make.referent("36")), candidate, "refuse", "Cette adresse n’est pas celle d’une commune.")
    assert candidate.status == "closed"
    (letter,) = letters_of(candidate, "refusal")
    assert "Cette adresse n’est pas celle d’une commune." in letter.text
    assert "Cette adresse n’est pas celle d’une commune." in letter.html
    assert waiting.get("/attente").headers["Location"].startswith("/connexion")


def test_what_was_decided_is_not_decided_again(candidate, make, sign_in):
    referent = sign_in(make.referent("36"))
    decide(referent, candidate)
    assert decide(referent, candidate, "refuse", "Trop tard.").status_code == 409
    assert candidate.status == "active"
    assert "Cette demande est traitée" in referent.get(f"/administration/demandes/{candidate.id}").text


def test_a_referent_sees_the_requests_of_the_territory_only(candidate, make, sign_in):
    elsewhere = make.member("Lointaine", status="pending", commune="37003")
    referent = sign_in(make.referent("36"))
    page = referent.get("/administration/demandes").text
    assert "Candide" in page
    assert "Lointaine" not in page
    assert decide(referent, elsewhere).status_code == 403
    assert elsewhere.status == "pending"


def test_an_administrator_sees_every_request(candidate, make, sign_in):
    make.member("Lointaine", status="pending", commune="37003")
    page = sign_in(make.member(role="administrator")).get("/administration/demandes").text
    assert "Candide" in page
    assert "Lointaine" in page


def test_the_empty_list_says_what_to_do(make, sign_in):
    assert "Aucune demande n’attend de réponse." in sign_in(make.referent("36")).get("/administration/demandes").text


def test_a_member_who_is_admitted_is_found_by_search(candidate, make, sign_in):
    decide(sign_in(make.referent("36")), candidate)
    assert f"/membres/{candidate.id}-" in sign_in(make.member()).get("/recherche?q=Candide").text


def test_a_candidate_is_found_by_nobody(candidate, make, sign_in):
    assert f"/membres/{candidate.id}-" not in sign_in(make.member()).get("/recherche?q=Candide").text


def test_the_delay_counts_from_the_confirmation(make, sign_in):
    assert queries.usual_delay() is None
    admin = sign_in(make.member(role="administrator"))
    for _ in range(3):
        decide(admin, make.member(status="pending"))
    assert queries.usual_delay().days == 0


@pytest.mark.parametrize("number", [3, 30])
def test_the_list_makes_the_same_number_of_queries(make, sign_in, queries, number):
    for _ in range(number):
        make.member(status="pending")
    browser = sign_in(make.member(role="administrator"))
    with queries() as seen:
        browser.get("/administration/demandes")
    assert len(seen) <= 5, seen
