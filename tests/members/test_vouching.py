"""A commune that a member adds is theirs to follow at once, and to speak for once the staff has confirmed it."""

import pytest
from bs4 import BeautifulSoup

from club.extensions import db as database
from club.journal import JournalEntry
from club.members.models import MemberCommune
from club.notifications.models import Notification


@pytest.fixture
def curious(make):
    """A chef de projet of Loches who would read the papers of Levroux."""
    return make.leader("Curieuse", commune="37002")


def add(browser, member, communes):
    page = BeautifulSoup(browser.get("/profil").text, "lxml")
    typed = {"first_name": member.first_name, "last_name": member.last_name, "communes": communes,
             "function_id": member.function_id, "version": page.find(id="version")["value"]}  # fmt: skip
    assert browser.post("/profil", data=typed).status_code == 302
    database.session.expire_all()


def test_a_commune_is_followed_at_once_and_its_papers_open_when_the_staff_confirms(sign_in, make, curious, work):
    make.commune()
    referent, browser = make.referent("36"), sign_in(curious)
    aid = make.aid(make.partner())
    plan, proof = make.plan(make.leader()), make.proof(aid, make.leader("Autre"), amount=71_717)
    papers = (f"/aides/plans/{plan.id}", f"/aides/plans/{plan.id}.ods", f"/aides/declarations/{proof.id}/modifier")
    add(browser, curious, "Levroux (36), 37002")
    assert "Curieuse" in browser.get("/communes/36093-levroux").text
    assert [browser.get(path).status_code for path in papers] == [404, 404, 404]
    assert "71\u202f717" not in browser.get("/aides/declarations").text
    assert "Levroux\u202f: l’équipe du club confirme" in browser.get("/aides/plans").text
    refused = browser.post(f"/aides/{aid.id}/declarer", data={"commune_code": "36093", "state": "asked"})
    assert "Choisissez dans la liste." in refused.text
    work()
    told = database.session.query(Notification).filter_by(member_id=referent.id, kind="communes").one()
    keeper = sign_in(referent)
    assert "Confirmer ses communes" in keeper.get(told.words["url"]).text
    assert "à confirmer" in keeper.get("/notifications/").text
    assert keeper.post(f"{told.words['url']}/confirmer-ses-communes").status_code == 302
    assert [browser.get(path).status_code for path in papers] == [200, 200, 200]
    assert "71\u202f717" in browser.get("/aides/declarations").text
    assert database.session.query(JournalEntry).filter_by(act="member.vouch").one().after == {"communes": "Levroux"}


def test_a_profile_saved_again_keeps_what_was_confirmed_and_asks_nothing_twice(sign_in, make, curious, work):
    make.commune()
    browser = sign_in(curious)
    add(browser, curious, "37002")
    add(browser, curious, "Levroux (36), 37002")
    add(browser, curious, "37002, Levroux (36)")
    known = {one.commune_code: one.is_vouched for one in database.session.query(MemberCommune)}
    assert known == {"37002": True, "36093": False}
    referent = make.referent("37")
    work()
    assert database.session.query(Notification).filter_by(member_id=referent.id, kind="communes").count() == 1


def test_who_waits_for_an_admission_is_admitted_with_the_communes_of_the_card(sign_in, make):
    make.commune()
    waiting = make.member("Paule", status="pending", commune="37002")
    add(sign_in(waiting), waiting, "Levroux (36)")
    assert database.session.query(MemberCommune).filter_by(member_id=waiting.id).one().is_vouched


def named(page):
    """What the card of a member says to confirm."""
    return BeautifulSoup(page, "lxml").find(id="titre-communes").text.replace("\u202f", " ").replace("\xa0", " ")


def test_a_referent_confirms_the_communes_of_their_territory_only(sign_in, make, curious, work):
    make.commune()
    make.commune("18033", "Bourges")
    referent, administrator = make.referent("36"), make.member("Adèle", role="administrator")
    add(sign_in(curious), curious, "Levroux (36), 37002, Bourges (18)")
    work()
    told = database.session.query(Notification).filter_by(kind="communes")
    assert {one.member_id for one in told} == {referent.id, administrator.id}
    keeper, page = sign_in(referent), f"/administration/membres/{curious.id}"
    assert named(keeper.get(page).text) == "À confirmer : Levroux"
    assert keeper.post(f"{page}/confirmer-ses-communes").status_code == 302
    known = {one.commune_code: one.is_vouched for one in database.session.query(MemberCommune)}
    assert known == {"37002": True, "36093": True, "18033": False}
    assert "titre-communes" not in keeper.get(page).text
    assert named(sign_in(administrator).get(page).text) == "À confirmer : Bourges"
