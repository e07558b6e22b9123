"""Who comes after: told before the day, free to decline, and replaced when they are no longer there."""

from datetime import timedelta

import pytest

from club import clock
from club.drafts.models import Draft
from club.extensions import db as database
from club.funding.models import AidProof
from club.handover.models import Handover, HandoverThing
from club.members import accounts
from club.members.models import Member, MemberCommune
from club.notifications.models import Notification
from tests.factories import PASSWORD


@pytest.fixture
def successor(make):
    return make.leader("Zoé", commune=None)


@pytest.fixture
def to_come(make, desk):
    return make.handover(desk.member, leaves_on=clock.today() + timedelta(days=30))


def name(browser, handover, who):
    answer = browser.post(f"/passations/{handover.id}/successeur", data={"who": who})
    assert answer.status_code == 302, answer.text


def told(member):
    return [one.words["title"] for one in database.session.query(Notification).filter_by(member_id=member.id)]


def test_who_is_named_hears_of_it_and_may_decline_before_the_day(make, sign_in, work, desk, to_come, successor):
    referent = make.referent("36")
    name(sign_in(desk.member), to_come, successor.email)
    work()
    assert any("Vous prendrez la suite à Levroux" in one for one in told(successor))
    arrived, at = sign_in(successor), f"/passations/{to_come.id}/recu"
    assert "Je ne prends pas la suite" in arrived.get(at).text
    assert arrived.post(f"{at}/refuser").status_code == 302
    work()
    database.session.expire_all()
    assert database.session.get(Handover, to_come.id).successor_id is None
    for person in (desk.member, referent):
        assert f"{successor.full_name} ne prendra pas la suite à Levroux" in told(person)
    assert arrived.post(f"{at}/refuser").status_code == 404


def test_once_the_day_has_come_it_is_too_late_to_decline(sign_in, leave, desk, handover, successor):
    name(sign_in(desk.member), handover, successor.email)
    leave()
    arrived, at = sign_in(successor), f"/passations/{handover.id}/recu"
    assert "Je ne prends pas la suite" not in arrived.get(at).text
    assert arrived.post(f"{at}/refuser").status_code == 409


def test_an_account_that_closed_before_the_day_serves_nothing(make, sign_in, leave, desk, handover, successor):
    name(sign_in(desk.member), handover, successor.email)
    sign_in(successor).post("/compte/fermer", data={"password": PASSWORD})
    leave()
    assert database.session.get(Handover, handover.id).successor_id is None
    assert database.session.query(MemberCommune).filter_by(member_id=successor.id).count() == 0
    assert database.session.get(Member, successor.id).function_id is None


def test_a_successor_who_has_gone_is_replaced_and_what_waits_is_not_lost(
    make, sign_in, leave, desk, handover, names, successor
):
    browser = sign_in(desk.member)
    browser.post(f"/passations/{handover.id}/choix", data={names["proof"]: "transmettre", "version": "9"})
    name(browser, handover, successor.email)
    leave()
    staff, page = sign_in(make.referent("36")), f"/passations/{handover.id}"
    assert "a pris la suite" in staff.get(page).text
    assert staff.post(f"{page}/successeur", data={"who": "autre@essai.example"}).status_code == 200  # they serve it
    accounts.close(database.session.get_one(Member, successor.id))
    database.session.commit()
    assert "Indiquer qui prend la suite" in staff.get(page).text
    second = make.leader("Léa", commune=None)
    name(staff, handover, second.email)
    sign_in(second).post(f"{page}/recu", data={"chose": "tout"})
    database.session.expire_all()
    assert database.session.get_one(AidProof, desk.proof.id).member_id == second.id
    assert database.session.get(MemberCommune, (second.id, "36093")).is_vouched


def test_all_that_is_declined_is_said_to_be(sign_in, leave, desk, handover, names, successor):
    browser = sign_in(desk.member)
    chosen = {names[one]: "transmettre" for one in ("draft", "bookmark")}
    browser.post(f"/passations/{handover.id}/choix", data=chosen | {"version": "9"})
    name(browser, handover, successor.email)
    leave()
    arrived, at = sign_in(successor), f"/passations/{handover.id}/recu"
    arrived.post(at, data={"chose": "tout", "reponse": "non"})
    assert "2 choses déclinées" in arrived.get(at).text


def test_before_the_day_the_copy_of_the_successor_s_data_tells_no_choice(sign_in, desk, to_come, names, successor):
    browser = sign_in(desk.member)
    browser.post(f"/passations/{to_come.id}/choix", data={names["draft"]: "transmettre", "version": "9"})
    name(browser, to_come, successor.email)
    assert database.session.query(HandoverThing).count() == 1
    assert sign_in(successor).get("/compte/donnees.json").json["passations"] == []


def test_a_page_begun_and_an_answer_are_given_and_a_correction_of_one_s_own_is_not(
    make, sign_in, leave, desk, handover, successor
):
    for place in ("experience", "reponse-12", "message-3"):
        make._saved(Draft(member_id=desk.member.id, place=place, title=f"Texte {place}", body="Bonjour"))
    browser = sign_in(desk.member)
    chosen = {f"brouillons:{place}": "transmettre" for place in ("experience", "reponse-12", "message-3")}
    browser.post(f"/passations/{handover.id}/choix", data=chosen | {"version": "9"})
    name(browser, handover, successor.email)
    leave()
    sign_in(successor).post(f"/passations/{handover.id}/recu", data={"chose": "tout"})
    database.session.expire_all()
    got = database.session.query(Draft).filter_by(member_id=successor.id)
    assert sorted(one.place for one in got) == ["experience", "reponse-12"]
    assert database.session.get(Draft, (desk.member.id, "message-3"))


def test_a_vacant_post_names_no_referent_who_is_not_in_the_directory(make, sign_in, leave, desk, handover):
    make.referent("36", first_name="Rita", last_name="Roy", is_listed=False)
    leave()
    page = sign_in(make.member("Luc")).get(f"/communes/{make.commune().path}").text
    assert "vacant" in page
    assert "Rita" not in page
    assert "l’équipe du club" in page


def test_a_departure_that_is_prepared_already_is_not_said_to_be_declared(make, sign_in, desk, to_come):
    staff = sign_in(make.referent("36"))
    said = {"commune_code": "36093", "leaves_on": clock.today().isoformat(), "reason": "Déjà partie."}
    answer = staff.post(f"/passations/declarer/{desk.member.id}", data=said)
    page = staff.get(answer.location).text
    assert "Ce départ était déjà en préparation" in page
    assert "est déclaré" not in page
