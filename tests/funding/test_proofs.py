"""What communes declare of an aid: said of three communes or not at all, signed by who agrees, theirs to take back."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from club import clock
from club.extensions import db as database
from club.funding.figures import Granted, counted
from club.funding.models import AidProof
from club.members import accounts
from club.members.models import MemberCommune
from club.territories.models import Commune

NOTHING = "Moins de trois communes ont déclaré l’avoir obtenue"


@pytest.fixture
def aid(make):
    return make.aid(make.partner())


@pytest.fixture
def leaders(make):
    """The chefs de projet of four communes of the Indre."""
    return [make.leader(f"Cheffe {code}", commune=code) for code in ("36093", "36018", "36005", "36141")]


@pytest.fixture
def said(leaders):
    return {
        "commune_code": "36093", "state": "obtained", "amount": "38 400 €", "cost": "96 000", "asked_on": "2026-01-10",
        "answered_on": "2026-04-10", "experience_id": "0", "submission": "une-cle", "version": "1",
    }  # fmt: skip


def section(browser, aid):
    page = BeautifulSoup(browser.get(f"/aides/{aid.id}-aide").text, "lxml")
    return page.find(id="preuves").get_text(" ", strip=True).replace("\u202f", " ")


def declared():
    database.session.expire_all()
    return database.session.query(AidProof).order_by(AidProof.id).all()


def test_a_chef_de_projet_declares_corrects_and_takes_back(sign_in, make, aid, leaders, said):
    told = make.experience(leaders[0], "La halle de Levroux")
    browser = sign_in(leaders[0])
    assert "Déclarer notre demande" in section(browser, aid)
    browser.post(f"/aides/{aid.id}/declarer", data=said | {"experience_id": told.id})
    browser.post(f"/aides/{aid.id}/declarer", data=said | {"experience_id": told.id})  # a double click
    proof = declared()[0]
    assert len(declared()) == 1
    assert (proof.amount, proof.cost, proof.asked_on) == (38_400, 96_000, date(2026, 1, 10))
    mine = browser.get("/aides/declarations").text
    for word in ("38\u202f400", "La halle de Levroux", "Obtenu", "demande le 10 janvier 2026"):
        assert word in mine, word
    change = said | {"state": "paid", "paid_on": "2026-10-01"}
    assert browser.post(f"/aides/declarations/{proof.id}/modifier", data=change).status_code == 302
    late = browser.post(f"/aides/declarations/{proof.id}/modifier", data=said | {"amount": "1"})
    assert late.status_code == 409
    assert "versement\u202f: 1er octobre 2026" in late.text
    assert (declared()[0].state, declared()[0].amount) == ("paid", 38_400)
    browser.post(f"/aides/declarations/{proof.id}/retirer")
    assert declared() == []


def test_figures_come_with_the_third_commune_and_go_with_it(sign_in, make, aid, leaders):
    days = {"asked_on": date(2026, 1, 1), "cost": 100_000}
    first = make.proof(aid, leaders[0], amount=20_000, answered_on=date(2026, 2, 1), **days)
    make.proof(aid, leaders[1], amount=60_000, answered_on=date(2026, 3, 1), state="paid", **days)
    make.proof(aid, leaders[1], amount=1_000, **days)  # the same commune, once more
    make.proof(aid, leaders[2], state="refused", amount=1_000)
    make.proof(aid, leaders[3], state="asked", amount=2_000)
    browsers = [sign_in(make.member("Une autre", commune=None)), sign_in(make.member(role="administrator"))]
    for browser in browsers:
        assert NOTHING in section(browser, aid)
        assert not any(digit.isdecimal() for digit in section(browser, aid))
    make.proof(aid, leaders[2], amount=30_000)
    for browser in browsers:
        shown = section(browser, aid)
        assert "communes l’ont obtenue 3" in shown
        assert "montant médian 30 000 €" in shown
        # Two communes gave the cost and the days of the answer: neither a rate nor a delay is said.
        assert "%" not in shown
        assert "Taux et délai : moins de trois communes" in shown
    make.proof(aid, leaders[3], amount=40_000, answered_on=date(2026, 6, 1), **days)
    shown = section(browsers[0], aid)
    for figure in ("communes l’ont obtenue 4", "40 %", "59 jours"):
        assert figure in shown, figure
    # One more commune moves no median: it would tell what that commune obtained.
    assert "montant médian 30 000 €" in shown
    for code, amount in (("36300", 50_000), ("36301", 70_000)):
        make.proof(aid, make.leader(commune=code), amount=amount)
    assert "montant médian 45 000 €" in section(browsers[0], aid)
    database.session.delete(database.session.merge(first))
    database.session.commit()
    assert "communes l’ont obtenue 5" in section(browsers[0], aid)


def test_an_answer_that_comes_late_counts_after_the_others_and_moves_no_median(sign_in, make, aid, leaders, said):
    browser, address = sign_in(leaders[0]), f"/aides/{aid.id}/declarer"
    browser.post(address, data=said | {"state": "asked", "answered_on": ""})
    for leader, amount in zip(leaders[1:], (10_000, 20_000, 30_000), strict=True):
        make.proof(aid, leader, amount=amount, granted_at=clock.now())
    before = section(browser, aid)
    assert "communes l’ont obtenue 3 montant médian 20 000 €" in before
    browser.post(f"/aides/declarations/{declared()[0].id}/modifier", data=said)
    assert section(browser, aid) == before.replace("obtenue 3", "obtenue 4")


def test_two_communes_leave_no_trace_anywhere(sign_in, make, aid, leaders):
    for leader, amount in zip(leaders[:2], (71_717, 83_838), strict=True):
        make.proof(aid, leader, amount=amount, cost=919_191)
    funder = make.partner(commune="36093")  # whatever commune a partner or the staff follow
    for person in (make.member("Une autre", commune=None), make.member(role="administrator"), funder):
        browser = sign_in(person)
        for path in (f"/aides/{aid.id}-aide", "/aides/", "/communes/36093-levroux", "/aides/declarations",
                     "/aides/pour/36093-levroux", "/compte/mes-donnees", "/recherche?q=halle"):  # fmt: skip
            page = browser.get(path).text.replace("\u202f", "")
            assert not any(number in page for number in ("71717", "83838", "919191")), path
            assert "Obtenu" not in page, path
        assert browser.get(f"/aides/declarations/{declared()[0].id}/modifier").status_code == 404
    own = sign_in(leaders[0]).get("/aides/declarations").text.replace("\u202f", "")
    assert "71717" in own
    assert "83838" not in own


def test_who_agrees_is_named_without_a_figure_and_leaves_with_the_account(sign_in, make, aid, leaders, said):
    leader, reader = leaders[0], sign_in(make.member("Une autre", commune=None))
    sign_in(leader).post(f"/aides/{aid.id}/declarer", data=said | {"is_contactable": "y"})
    page = BeautifulSoup(reader.get(f"/aides/{aid.id}-aide").text, "lxml").find(id="preuves")
    assert page.find("a", href=f"/membres/{leader.id}-{leader.slug}")
    assert NOTHING in page.get_text()
    assert "accepte d’en parler" in reader.get("/communes/36093-levroux").text
    colleague = sign_in(make.leader("Collègue"))
    form = BeautifulSoup(colleague.get(f"/aides/declarations/{declared()[0].id}/modifier").text, "lxml")
    assert not form.find(id="is_contactable").has_attr("checked"), "nobody agrees in another's stead"
    make.member(role="administrator")
    accounts.close(leader)
    database.session.commit()
    assert (declared()[0].member_id, declared()[0].amount, declared()[0].is_contactable) == (None, 38_400, False)
    assert "accepte d’en parler" not in reader.get(f"/aides/{aid.id}-aide").text
    assert "déclarée par un ancien membre" in colleague.get("/aides/declarations").text


def test_whoever_left_the_commune_is_no_contact_and_reads_nothing(sign_in, make, aid, leaders):
    proof = make.proof(aid, leaders[0], is_contactable=True)
    database.session.query(MemberCommune).filter_by(member_id=leaders[0].id).delete()
    database.session.commit()
    assert leaders[0].last_name not in section(sign_in(make.member("Une autre")), aid)
    browser = sign_in(leaders[0])
    assert browser.get(f"/aides/declarations/{proof.id}/modifier").status_code == 404
    assert browser.post(f"/aides/{aid.id}/declarer", data={"state": "asked"}).status_code == 409


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("amount", "", "Saisissez le montant obtenu."),
        ("amount", "beaucoup", "un montant en euros"),
        ("cost", "10 000", "plus petit que le montant"),
        ("asked_on", "2099-01-01", "Cette date est à venir"),
        ("answered_on", "2025-12-31", "La réponse vient avant la demande."),
        ("paid_on", "2026-05-01", "Choisissez « Versé »"),
        ("commune_code", "36018", "Choisissez dans la liste."),
        ("experience_id", "999", "Choisissez dans la liste."),
    ],
)
@pytest.mark.anywhere
def test_a_mistake_is_said_beside_its_field(sign_in, aid, leaders, said, field, value, sentence):
    answer = sign_in(leaders[0]).post(f"/aides/{aid.id}/declarer", data=said | {field: value})
    assert sentence in BeautifulSoup(answer.text, "lxml").find(id=f"{field}-erreur").get_text().replace("\u202f", " ")
    assert declared() == []


@pytest.mark.anywhere
def test_a_story_must_be_of_the_commune_that_declares(sign_in, make, aid, leaders, said):
    database.session.add(MemberCommune(member_id=leaders[0].id, commune_code="36018", position=1))
    told = make.experience(leaders[1])
    answer = sign_in(leaders[0]).post(f"/aides/{aid.id}/declarer", data=said | {"experience_id": told.id})
    assert "pas celle de cette commune" in answer.text


@pytest.mark.anywhere
def test_medians_are_exact_and_each_commune_counts_once():
    def one(code, amount, cost=None):
        return Granted(code, amount, cost, None, None)

    assert counted([one("a", 1), one("b", 2), one("b", 3)]) is None
    three = counted([one("a", 100, 300), one("b", 200, 300), one("b", 500, 500), one("c", 300, 900)])
    assert (three.communes, three.amount, three.rate, three.delay) == (3, 200, 33.3, None)
    assert [counted([one(str(number), number) for number in range(1, most)]).amount for most in (5, 6, 7)] == [2, 2, 4]


def test_the_page_asks_as_much_for_three_declarations_as_for_thirty(sign_in, make, aid, leaders, queries):
    browser, counts = sign_in(leaders[0]), []
    places = [f"36{number:03}" for number in range(300, 330)]
    for codes in (places[:3], places[3:]):
        for code in codes:
            make.proof(aid, make.leader(commune=code), is_contactable=True)
            make.proof(aid, leaders[0])
        seen_of = []
        for path in (f"/aides/{aid.id}-aide", "/aides/declarations"):
            with queries() as seen:
                assert browser.get(path).status_code == 200
            seen_of.append(len(seen))
        counts.append(seen_of)
    assert counts[0] == counts[1]
    assert counts[1][1] <= 5
    assert database.session.query(Commune).count() > 30
    assert clock.today() > date(2026, 1, 1)
