"""The assistant: declared by oneself or by the référent, chosen thing by thing, nobody's secrets shown."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from club import clock, french
from club.extensions import db as database
from club.handover.models import Handover, HandoverThing
from club.journal import JournalEntry
from club.members.models import Invitation, MemberCommune
from club.notifications.models import Notification

SECRETS = (
    "Mon brouillon secret", "Ma note secrète", "Mon parcours secret", "Une expérience commencée", "Le plan secret",
    "Comment financer une halle ?", "Halles", "Aide à la halle", "Une friche rouverte",
)  # fmt: skip


def today(**more):
    return {"leaves_on": clock.today().isoformat(), "commune_code": "36093", "version": "1"} | more


def told(member, kind):
    rows = database.session.query(Notification).filter_by(member_id=member.id, kind=kind)
    return [one.words["title"] for one in rows]


def fates():
    database.session.expire_all()
    return {f"{one.kind}:{one.key}": one.fate for one in database.session.query(HandoverThing)}


def test_a_departure_is_declared_once_and_lists_all_that_is_in_hand(make, sign_in, work, desk):
    referent = make.referent("36")
    browser = sign_in(desk.member)
    first = browser.post("/passations/nouvelle", data=today(word="Demandez à la mairie."))
    assert browser.post("/passations/nouvelle", data=today()).location == first.location
    assert database.session.query(Handover).count() == 1
    page = browser.get(first.location).text
    public = "Mon parcours partagé", "La halle se visite", "1 demande en cours", "Refaire la place", "La convention"
    for words in (*SECRETS, "Qui a un modèle de bail", "La halle rouverte", "Modèle de", *public):
        assert words in page, words
    assert "Établissement des Deux Vallées" in page
    work()
    assert told(referent, "departure") == [f"{desk.member.full_name} quitte Levroux le {french.day(clock.today())}"]


def test_without_a_confirmed_commune_there_is_nothing_to_leave(make, sign_in):
    ana = make.leader("Ana", commune=None)
    assert "Aucune commune à quitter" in sign_in(ana).get("/passations/nouvelle").text


@pytest.mark.parametrize("day", ["", "hier", "2020-01-01", "2120-01-01"])
def test_a_day_that_makes_no_sense_is_said_beside_the_field_and_nothing_typed_is_lost(make, sign_in, day):
    answer = sign_in(make.leader()).post("/passations/nouvelle", data=today(leaves_on=day, word="Le mot tapé"))
    assert answer.status_code == 200
    assert BeautifulSoup(answer.text, "lxml").find(id="leaves_on-erreur")
    assert "Le mot tapé" in answer.text
    assert database.session.query(Handover).count() == 0


def test_things_are_chosen_one_by_one_and_by_group_and_stay_chosen(sign_in, desk, handover, names):
    browser, at = sign_in(desk.member), f"/passations/{handover.id}"
    chosen = {names["draft"]: "laisser", names["question"]: "transmettre"}
    answer = browser.post(f"{at}/choix", data=chosen | {"version": "1", "groupe": "questions"})
    assert answer.location == f"{at}#groupe-questions"
    assert fates() == chosen
    page = BeautifulSoup(browser.get(at).text, "lxml")
    for name, fate in chosen.items():
        assert page.find("input", attrs={"name": name, "checked": True})["value"] == fate
    assert page.find("input", attrs={"name": names["plan"], "checked": True})["value"] == "garder"
    browser.post(f"{at}/choix", data={"version": "2", "tout": "suivis:transmettre", names["draft"]: "garder"})
    after = {names["draft"]: "garder", names["followed"]: "transmettre", names["watched"]: "transmettre"}
    assert fates() == chosen | after


def test_what_a_thing_cannot_become_and_what_is_not_there_change_nothing(sign_in, desk, handover, names):
    browser = sign_in(desk.member)
    odd = {names["plan"]: "laisser", names["wish"]: "brûler", "questions:999": "transmettre", "rien:1": "garder"}
    browser.post(f"/passations/{handover.id}/choix", data=odd | {"version": "x", "tout": "plans:laisser"})
    assert fates() == {}


def test_two_who_choose_otherwise_see_both_versions_and_the_rest_of_their_page_is_theirs(
    make, sign_in, desk, handover, names
):
    own, staff = sign_in(desk.member), sign_in(make.referent("36"))
    at = f"/passations/{handover.id}/choix"
    assert staff.post(at, data={names["question"]: "transmettre", "version": "1"}).status_code == 302
    same = own.post(at, data={names["question"]: "transmettre", names["draft"]: "laisser", "version": "1"})
    assert same.status_code == 302
    other = own.post(at, data={names["question"]: "laisser", "version": "1"})
    assert other.status_code == 409
    assert "Je transmets" in other.text
    assert "Je laisse" in other.text
    assert fates() == {names["question"]: "transmettre", names["draft"]: "laisser"}


def test_the_referent_sees_what_is_the_commune_s_or_everybody_s_and_none_of_the_secrets(
    make, sign_in, work, desk, names
):
    referent, ana = make.referent("36"), desk.member
    browser = sign_in(referent)
    past = (clock.today() - timedelta(days=40)).isoformat()
    said = today(leaves_on=past, reason="Elle a rejoint Tours.")
    at = browser.post(f"/passations/declarer/{ana.id}", data=said).location
    page = browser.get(at).text
    public = "La convention", "Refaire la place", "La halle se visite", "Modèle de convention"
    for words in ("Qui a un modèle de bail", "Mon parcours partagé", "La halle rouverte", *public):
        assert words in page, words
    for words in SECRETS:
        assert words not in page, words
    browser.post(f"{at}/choix", data={names["draft"]: "laisser", names["question"]: "transmettre", "version": "1"})
    assert fates() == {names["question"]: "transmettre"}
    made = database.session.query(Handover).one()
    assert made.leaves_on.isoformat() == past
    assert made.ends_on == clock.today() + timedelta(days=3)
    entry = database.session.query(JournalEntry).filter_by(act="handover.declare").one()
    assert (entry.reason, entry.actor_id) == ("Elle a rejoint Tours.", referent.id)
    work()
    assert told(ana, "departure-said") == [
        "Votre départ de Levroux est déclaré. Si c’est une erreur, dites-le en un geste."
    ]


def test_who_is_said_to_leave_says_in_one_gesture_that_it_is_a_mistake(make, sign_in, work, leave, desk, wait_until):
    referent = make.referent("36")
    at = sign_in(referent).post(f"/passations/declarer/{desk.member.id}", data=today(reason="On le dit.")).location
    browser = sign_in(desk.member)
    page = browser.get(at).text
    assert "On le dit." in page
    assert "Mon brouillon secret" in page
    browser.post(f"{at}/annuler")
    for _ in range(5):
        wait_until(6)
    assert leave() == 0
    assert database.session.get(MemberCommune, (desk.member.id, "36093"))
    assert told(referent, "departure-not") == [f"{desk.member.full_name} ne quitte pas Levroux"]
    assert sign_in(desk.member).post(f"{at}/annuler").status_code == 409


def test_a_reason_is_needed_and_only_communes_of_the_territory_are_offered(make, sign_in, desk):
    elsewhere = make.commune("37001", "Ailleurs")
    database.session.add(MemberCommune(member_id=desk.member.id, commune_code=elsewhere.code, position=1))
    database.session.commit()
    browser, at = sign_in(make.referent("36")), f"/passations/declarer/{desk.member.id}"
    assert "Dites comment vous le savez." in browser.post(at, data=today(reason=" ")).text
    page = browser.get(at).text
    assert "Levroux" in page
    assert "Ailleurs" not in page
    assert browser.post(at, data=today(commune_code="37001", reason="Parti")).status_code == 200
    assert database.session.query(Handover).count() == 0


def test_the_day_and_the_word_are_changed_by_who_leaves_with_both_versions_when_stale(sign_in, desk, handover):
    browser, at = sign_in(desk.member), f"/passations/{handover.id}/modifier"
    day = (clock.today() + timedelta(days=9)).isoformat()
    assert browser.post(at, data={"leaves_on": day, "word": "Un", "version": "1"}).status_code == 302
    stale = browser.post(at, data={"leaves_on": day, "word": "Deux", "version": "1"})
    assert stale.status_code == 409
    assert "Un" in stale.text
    assert "Deux" in stale.text
    database.session.expire_all()
    assert (handover.word, handover.leaves_on.isoformat()) == ("Un", day)


def test_taking_a_departure_back_cancels_the_invitation_that_waits(make, sign_in, desk, handover):
    browser, at = sign_in(desk.member), f"/passations/{handover.id}"
    browser.post(f"{at}/successeur", data={"who": "suite@essai.example"})
    browser.post(f"{at}/annuler")
    assert database.session.query(Invitation).one().revoked_at
    assert "annulé" in browser.get(at).text


def test_the_assistant_asks_as_much_with_three_things_as_with_thirty(make, sign_in, handover, desk, queries):
    browser, at = sign_in(desk.member), f"/passations/{handover.id}"

    def count():
        browser.get(at)
        with queries() as seen:
            assert browser.get(at).status_code == 200
        return len(seen)

    before = count()
    for number in range(30):
        make.topic(desk.member, f"Question {number} ?")
        make.experience(desk.member, f"Expérience {number}")
        make.plan(desk.member, title=f"Plan {number}")
        make.help_request(make.help_offer(desk.member, f"Offre {number}"), make.member())
        make.help_request(make.help_offer(make.member()), desk.member)
        make.project_action(make.commune(), f"Action {number}", ends_on=clock.today())
    assert count() == before
    assert before <= 26, before
