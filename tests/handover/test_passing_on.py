"""The day of leaving, and what the successor finds: nothing lost, nothing taken twice, the post shown as vacant."""

import re

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from club import clock, jobs, mail
from club.collections.models import Collection, CollectionStep
from club.drafts.models import Draft
from club.experiences.models import CoAuthor
from club.extensions import db as database
from club.forum.models import Follow, Level, Watch
from club.funding.models import AidProof
from club.funding.searches import AidSearch
from club.handover import leaving, receiving
from club.handover.models import Handover, HandoverThing
from club.helping.models import HelpOffer, HelpRequest
from club.inquiries.models import Inquiry, State
from club.library.bookmarks import Bookmark
from club.library.wishes import WishEcho
from club.members.models import Invitation, Member, MemberCommune, Status
from club.notifications.models import Notification
from tests.factories import PASSWORD


@pytest.fixture
def successor(make):
    return make.leader("Zoé", commune=None)


def choose(browser, handover, names, fate, *which):
    chosen = {names[one]: fate for one in which}
    answer = browser.post(f"/passations/{handover.id}/choix", data=chosen | {"version": "99"})
    assert answer.status_code == 302, answer.text


def name(browser, handover, who):
    return browser.post(f"/passations/{handover.id}/successeur", data={"who": who})


ALL = (
    "question followed watched draft bookmark private shared told begun proof plan search wish inquiry "
    "help exchange document closing action"
).split()


def everything(successor_id):
    """What is somebody's of the things of the desk."""
    database.session.expire_all()

    def of(model, column):
        return database.session.scalars(select(model).where(column == successor_id)).all()

    return {
        "follows": sorted(one.level for one in of(Follow, Follow.member_id)),
        "watches": [one.reference for one in of(Watch, Watch.member_id) if one.level >= Level.FOLLOW],
        "drafts": [one.title for one in of(Draft, Draft.member_id)],
        "notes": [one.note for one in of(Bookmark, Bookmark.member_id)],
        "collections": sorted(one.title for one in of(Collection, Collection.author_id)),
        "writes": len([one for one in of(CoAuthor, CoAuthor.member_id) if one.state == CoAuthor.ACCEPTED]),
        "proofs": len(of(AidProof, AidProof.member_id)),
        "searches": [one.name for one in of(AidSearch, AidSearch.author_id)],
        "wishes": len(of(WishEcho, WishEcho.member_id)),
        "inquiries": len(of(Inquiry, Inquiry.author_id)),
        "helps": [one.title for one in of(HelpOffer, HelpOffer.author_id)],
        "exchanges": len(of(HelpRequest, HelpRequest.author_id)),
    }


def test_all_that_is_given_passes_once_it_is_accepted_and_is_still_read_by_its_new_owner(
    make, sign_in, leave, desk, handover, names, successor
):
    browser = sign_in(desk.member)
    choose(browser, handover, names, "transmettre", *ALL)
    assert name(browser, handover, successor.email).status_code == 302
    assert leave() == 1
    assert leave() == 0
    arrived, at = sign_in(successor), f"/passations/{handover.id}/recu"
    page = arrived.get(at).text
    assert "Mon brouillon secret" in page
    assert page.count(">Accepter<") == len(ALL)
    assert everything(successor.id)["drafts"] == []
    arrived.post(at, data={"chose": names["draft"]})
    assert everything(successor.id)["drafts"] == ["Mon brouillon secret"]
    for _ in range(2):
        assert arrived.post(at, data={"chose": "tout"}).location == at
    assert everything(successor.id) == {
        "follows": [2, 2], "watches": ["36"], "drafts": ["Mon brouillon secret"], "notes": ["Ma note secrète"],
        "collections": ["Mon parcours partagé", "Mon parcours secret"], "writes": 2, "proofs": 1,
        "searches": ["Halles"], "wishes": 1, "inquiries": 1, "helps": ["La halle se visite"], "exchanges": 1,
    }  # fmt: skip
    steps = select(CollectionStep).join(Collection).where(Collection.author_id == successor.id)
    assert len(database.session.scalars(steps).all()) == 2
    kept = everything(desk.member.id)
    assert (kept["drafts"], kept["notes"], kept["searches"], kept["proofs"]) == ([], [], [], 0)
    assert kept["collections"] == ["Mon parcours partagé"]  # it is signed, and others read it
    assert desk.told.author_id == desk.question.author_id == desk.member.id
    assert all(one.facts is None for one in database.session.query(HandoverThing))
    for path in (
        "/brouillons/",
        "/ressources/gardees",
        f"/aides/plans/{desk.plan.id}",
        "/aides/recherches",
        "/parcours/",
    ):
        assert arrived.get(path).status_code == 200, path
    assert arrived.get(f"/experiences/{desk.begun.id}-experience").status_code == 200


def test_what_is_declined_goes_to_nobody_and_what_is_kept_stays(sign_in, leave, desk, handover, names, successor):
    browser = sign_in(desk.member)
    choose(browser, handover, names, "transmettre", "bookmark")
    name(browser, handover, successor.email)
    leave()
    at = f"/passations/{handover.id}/recu"
    sign_in(successor).post(at, data={"chose": names["bookmark"], "reponse": "non"})
    assert everything(successor.id)["notes"] == []
    assert everything(desk.member.id)["drafts"] == ["Mon brouillon secret"]
    assert "Décliné" in sign_in(successor).get(at).text


def test_what_is_left_behind_is_gone_and_the_rest_of_the_account_stays(sign_in, leave, desk, handover, names):
    browser = sign_in(desk.member)
    left = "followed watched draft bookmark private proof search".split()
    choose(browser, handover, names, "laisser", *left)
    leave()
    kept = everything(desk.member.id)
    gone = "drafts notes searches watches".split()
    assert all(kept[one] == [] for one in gone), kept
    assert kept["collections"] == ["Mon parcours partagé"]
    proof = database.session.get(AidProof, desk.proof.id)
    assert (proof.member_id, proof.commune_code) == (None, "36093")
    assert database.session.get(Member, desk.member.id).status == Status.ACTIVE


def test_who_waits_for_help_meets_the_successor_and_what_took_place_stays_with_who_did_it(
    make, sign_in, leave, work, desk, handover, names, successor
):
    guest = database.session.get(Member, desk.waiting.author_id)
    told = make.help_request(desk.help, make.member("Clé"), "done", note="x", note_html="<p>x</p>")
    choose(sign_in(desk.member), handover, names, "transmettre", "help", "exchange")
    name(sign_in(desk.member), handover, successor.email)
    leave()
    ways = {one: f"/entraide/echanges/{one.id}" for one in (desk.waiting, desk.exchange, told)}
    assert sign_in(successor).get(ways[desk.waiting]).status_code == 404  # not before it is accepted
    assert sign_in(desk.member).get(ways[desk.waiting]).status_code == 200
    sign_in(successor).post(f"/passations/{handover.id}/recu", data={"chose": "tout"})
    work()
    for path, who, status in (
        (ways[desk.waiting], successor, 200),
        (ways[desk.waiting], guest, 200),
        (ways[desk.waiting], desk.member, 404),
        (ways[desk.exchange], successor, 200),
        (ways[desk.exchange], desk.member, 404),
        (ways[told], desk.member, 200),
        (ways[told], successor, 404),
    ):
        assert sign_in(who).get(path).status_code == status, (path, who.first_name)
    lines = database.session.scalars(select(Notification).where(Notification.member_id == guest.id))
    said = [one.words["title"] for one in lines]
    assert f"{successor.full_name} prend la suite, et répond désormais à votre demande : « La halle se visite »" in said
    assert f"{successor.full_name} prend la suite de la demande : « Une friche rouverte »" in said
    assert "n’a plus cours" in sign_in(guest).get(f"/entraide/{desk.help.id}").text
    made = database.session.query(HelpOffer).filter_by(author_id=successor.id).one()
    page = sign_in(guest).get(f"/entraide/{made.id}").text
    assert "Venez voir" in page
    assert make.theme().label in page


def test_help_that_is_left_is_cancelled_and_those_who_waited_are_told(make, sign_in, leave, desk, handover, names):
    choose(sign_in(desk.member), handover, names, "laisser", "help", "exchange", "inquiry", "document", "closing")
    leave()
    assert database.session.get(HelpOffer, desk.help.id).state == "closed"
    for one in (desk.waiting, desk.exchange):
        asked = database.session.get(HelpRequest, one.id)
        assert (asked.state, asked.word) == ("cancelled", "Cette personne a quitté son poste.")
    lines = database.session.scalars(select(Notification).where(Notification.member_id == desk.waiting.author_id))
    said = [one.words["title"] for one in lines]
    assert {"Demande annulée : « La halle se visite »", "Demande annulée : « Une friche rouverte »"} <= set(said)
    assert database.session.get(Inquiry, desk.inquiry.id).state == State.CLOSED
    assert "La convention" in sign_in(make.leader("Nina")).get(f"/communes/{make.commune().path}").text


def test_help_is_passed_on_by_whom_closes_the_account_too(sign_in, leave, work, desk, handover, names, successor):
    browser = sign_in(desk.member)
    choose(browser, handover, names, "transmettre", "help")
    name(browser, handover, successor.email)
    browser.post("/compte/fermer", data={"password": PASSWORD})
    work()
    sign_in(successor).post(f"/passations/{handover.id}/recu", data={"chose": "tout"})
    assert everything(successor.id)["helps"] == ["La halle se visite"]
    assert database.session.get(HelpRequest, desk.waiting.id).state == "cancelled"


def test_nobody_asks_themselves_nor_twice_of_the_same_person(make, sign_in, leave, desk, handover, names):
    """The successor offers what was asked for, or has asked for what is passed on."""
    host = database.session.get(HelpOffer, desk.exchange.offer_id).author_id
    browser = sign_in(desk.member)
    choose(browser, handover, names, "transmettre", "help", "exchange")
    name(browser, handover, database.session.get(Member, host).email)
    leave()
    sign_in(database.session.get(Member, host)).post(f"/passations/{handover.id}/recu", data={"chose": "tout"})
    database.session.expire_all()
    assert database.session.get(HelpRequest, desk.exchange.id).author_id == desk.member.id
    assert database.session.get(HelpRequest, desk.waiting.id).state == "cancelled"


def test_the_post_ends_on_the_day_money_papers_close_and_the_referent_knows(make, sign_in, leave, desk, handover):
    referent = make.referent("36", first_name="Rita", last_name="Roy")
    browser = sign_in(desk.member)
    assert browser.get(f"/aides/plans/{desk.plan.id}").status_code == 200
    page = f"/communes/{make.commune().path}"
    assert "vacant" not in browser.get(page).text
    leave()
    assert browser.get(f"/aides/plans/{desk.plan.id}").status_code == 404
    assert database.session.get(MemberCommune, (desk.member.id, "36093")) is None
    assert database.session.get(Member, desk.member.id).commune_code is None
    said = " ".join(BeautifulSoup(browser.get(page).text, "lxml").get_text(" ").split())
    assert "Le poste de chef de projet est vacant depuis le" in said
    assert "en attendant, écrivez à Rita Roy" in said
    told = database.session.query(Notification).filter_by(member_id=referent.id, kind="vacant").one()
    assert (told.words["title"], told.mail) == ("Levroux : le poste de chef de projet est vacant", "daily")
    assert "vacant depuis le" in sign_in(referent).get("/passations/").text
    make.leader("Nina")
    assert "vacant" not in browser.get(page).text
    assert "Aucun poste de chef de projet n’est vacant." in sign_in(referent).get("/passations/").text


def test_other_communes_stay_as_they_were(make, sign_in, leave, desk, handover):
    for code, is_vouched in (("36005", True), ("36018", False)):
        make.commune(code, f"Commune {code}")
        database.session.add(
            MemberCommune(member_id=desk.member.id, commune_code=code, position=2, is_vouched=is_vouched)
        )
    database.session.commit()
    leave()
    left = {one.commune_code: one.is_vouched for one in database.session.query(MemberCommune)}
    mine = {code: left[code] for code in ("36005", "36018")}
    assert mine == {"36005": True, "36018": False}
    assert database.session.get(Member, desk.member.id).commune_code == "36005"


def test_somebody_invited_finds_it_on_arrival(app, make, sign_in, leave, work, desk, handover, names):
    make.referent("36")
    browser = sign_in(desk.member)
    choose(browser, handover, names, "transmettre", "draft", "question")
    name(browser, handover, "Suite@Essai.example")
    page = browser.get(f"/passations/{handover.id}").text
    assert "suite@essai.example a reçu une invitation" in page
    assert "déjà indiqué" in name(browser, handover, "autre@essai.example").text
    leave()
    letter = next(one for one in mail.outbox if one["To"] == "suite@essai.example")
    token = re.search(r"/invitation/([\w-]+)", letter.get_body(("plain",)).get_content())[1]
    visitor = sign_in()
    person = {"first_name": "Sam", "last_name": "Petit", "password": PASSWORD, "password_again": PASSWORD}
    assert visitor.post(f"/invitation/{token}", data=person).status_code == 302
    work()
    sam = database.session.query(Member).filter_by(email="suite@essai.example").one()
    assert database.session.get(Handover, handover.id).successor_id == sam.id
    assert database.session.get(MemberCommune, (sam.id, "36093")).is_vouched
    assert sam.is_project_leader
    assert "2 choses attendent votre réponse." in visitor.get("/").text
    assert "Levroux : 2 choses vous sont transmises" in visitor.get("/notifications/").text
    assert "vacant" not in visitor.get(f"/communes/{make.commune().path}").text
    visitor.post(f"/passations/{handover.id}/recu", data={"chose": "tout"})
    assert everything(sam.id)["drafts"] == ["Mon brouillon secret"]
    assert "attendent votre réponse" not in visitor.get("/").text


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("", "Écrivez une adresse"),
        ("Personne Inconnue", "n’est pas un membre du club"),
        ("pas une adresse@", "Vérifiez cette adresse"),
        ("suspendu@essai.example", "Un compte existe déjà"),
    ],
)
def test_a_successor_who_cannot_be_is_refused_beside_the_field(make, sign_in, desk, handover, who, sentence):
    make.member("Sami", status="suspended", email="suspendu@essai.example")
    answer = name(sign_in(desk.member), handover, who)
    assert sentence in BeautifulSoup(answer.text, "lxml").find(id="who-erreur").text
    assert database.session.query(Invitation).count() == 0


def test_neither_who_leaves_nor_partners_nor_staff_come_after(make, sign_in, desk, handover):
    browser = sign_in(desk.member)
    for person in (desk.member, make.partner(), make.referent("36")):
        assert name(browser, handover, person.email).status_code == 200
    assert database.session.get(Handover, handover.id).successor_id is None


def test_a_successor_is_changed_before_the_day_and_not_after(make, sign_in, leave, desk, handover, successor):
    browser, at = sign_in(desk.member), f"/passations/{handover.id}/successeur"
    name(browser, handover, successor.full_name)
    browser.post(f"{at}/retirer")
    assert database.session.get(Handover, handover.id).successor_id is None
    name(browser, handover, successor.full_name)
    leave()
    assert browser.post(f"{at}/retirer").status_code == 409


def test_a_successor_named_after_the_day_finds_what_waits(make, sign_in, leave, work, desk, handover, names, successor):
    choose(sign_in(desk.member), handover, names, "transmettre", "draft")
    leave()
    name(sign_in(make.referent("36")), handover, successor.email)
    work()
    assert database.session.get(MemberCommune, (successor.id, "36093")).is_vouched
    assert "Mon brouillon secret" in sign_in(successor).get(f"/passations/{handover.id}/recu").text


def test_an_account_closed_on_the_day_or_by_its_owner_passes_all_the_same(
    app, make, sign_in, leave, work, desk, handover, names, successor
):
    browser = sign_in(desk.member)
    choose(browser, handover, names, "transmettre", "bookmark", "private", "search", "draft")
    name(browser, handover, successor.email)
    browser.post("/compte/fermer", data={"password": PASSWORD})
    work()
    database.session.expire_all()
    assert database.session.get(Handover, handover.id).left_at
    sign_in(successor).post(f"/passations/{handover.id}/recu", data={"chose": "tout"})
    got = everything(successor.id)
    assert (got["notes"], got["collections"], got["searches"]) == (
        ["Ma note secrète"],
        ["Mon parcours secret"],
        ["Halles"],
    )
    assert got["drafts"] == ["Mon brouillon secret"]


def test_the_account_closes_on_the_day_when_asked(make, sign_in, leave, desk, names, successor):
    handover = make.handover(desk.member, closes_account=True, reason="Partie à Tours")
    choose(sign_in(desk.member), handover, names, "transmettre", "bookmark")
    assert leave() == 1
    gone = database.session.get(Member, desk.member.id)
    assert (gone.status, gone.first_name) == (Status.CLOSED, "Ancien")
    assert database.session.get(Handover, handover.id).reason == ""
    assert database.session.query(HandoverThing).one().facts == {
        "resource": desk.bookmark.resource_id,
        "note": "Ma note secrète",
    }


def test_trouble_with_one_departure_does_not_stop_the_others(app, make, leave, desk, handover, monkeypatch):
    second = make.handover(make.leader("Luc", commune="36005"))
    done = leaving._end_post

    def failing(member, code):
        if code == "36093":
            raise RuntimeError("panne")
        done(member, code)

    monkeypatch.setattr(leaving, "_end_post", failing)
    assert leave() == 1
    monkeypatch.undo()
    assert database.session.get(Handover, second.id).left_at
    assert not database.session.get(Handover, handover.id).left_at
    assert leave() == 1


def test_what_nobody_answers_is_forgotten_after_half_a_year(app, sign_in, leave, desk, handover, names, successor):
    browser = sign_in(desk.member)
    choose(browser, handover, names, "transmettre", "draft")
    name(browser, handover, successor.email)
    leave()
    handover.left_at = clock.now() - receiving.KEPT
    handover.word = "Un mot"
    database.session.commit()
    with jobs.background(app):
        receiving.forget_unanswered()
    database.session.expire_all()
    assert (database.session.query(HandoverThing).one().facts, handover.word) == (None, "")
    assert "Aucune chose n’attend" in sign_in(successor).get(f"/passations/{handover.id}/recu").text


def test_the_copy_of_one_s_own_data_tells_of_departures(sign_in, desk, handover, names):
    browser = sign_in(desk.member)
    choose(browser, handover, names, "laisser", "draft")
    told = browser.get("/compte/donnees.json").json["passations"]
    assert [(one["commune"], one["je_pars"], one["choses"]) for one in told] == [
        ("36093", True, [{"titre": "Mon brouillon secret", "choix": "laisser"}])
    ]


def test_before_the_day_the_successor_is_told_when_to_come_back(sign_in, desk, make, successor):
    later = make.handover(desk.member, leaves_on=clock.today().replace(year=clock.today().year + 1))
    name(sign_in(desk.member), later, successor.email)
    page = sign_in(successor).get(f"/passations/{later.id}/recu").text
    assert "Ce qui vous est transmis sera ici le lendemain." in page
