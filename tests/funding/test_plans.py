"""Funding plans: they add up exactly, say what the law asks of the commune, and leave as spreadsheets."""

import io

import pytest
from bs4 import BeautifulSoup
from odf.opendocument import load
from odf.table import Table, TableCell, TableRow

from club.extensions import db as database
from club.funding.balance import Balance
from club.funding.models import FundingPlan, PlanLine


@pytest.fixture
def leader(make):
    return make.leader()


@pytest.fixture
def typed():
    return {
        "title": "La halle", "commune_code": "36093", "experience_id": "0", "cost": "300 000 €", "least": "20",
        "submission": "une-cle", "version": "1",
    } | row(0, "DETR", "120 000", "asked") | row(1, "Région", "60 000", "obtained")  # fmt: skip


def row(number, name, amount, state, origin="public", **more):
    said = {"name": name, "amount": amount, "state": state, "origin": origin} | more
    return {f"lines-{number}-{field}": value for field, value in said.items()}


def words(answer):
    return BeautifulSoup(answer.text, "lxml").main.get_text(" ", strip=True).replace("\u202f", " ")


def only():
    database.session.expire_all()
    return database.session.query(FundingPlan).one()


def counted(cost, *lines, least=2000):
    lines = [PlanLine(name="x", amount=amount, state=state, is_public=public) for amount, state, public in lines]
    return Balance(cost, least, lines)


def test_a_plan_is_written_read_and_counted(sign_in, leader, typed, make):
    directory = make.organisation("Région Centre", acronym="Région")
    browser = sign_in(leader)
    more = row(2, "Fondation", "30 000", "planned", "private") | row(3, "Leader", "50 000", "refused")
    answer = browser.post("/aides/plans/nouveau", data=typed | more, follow_redirects=True)
    browser.post("/aides/plans/nouveau", data=typed | more)  # a double click
    shown = words(answer)
    for said in ("reste à la commune 90 000 €", "obtenus ou versés 60 000 €", "Leader Refusé non compté 50 000 €",
                 "argent privé", "DETR Demandé 120 000 € 40 %", "apporte 33,3 % des financements publics",
                 "Elle peut encore demander 36 000 € d’aides publiques", "article L. 1111-10"):  # fmt: skip
        assert said in shown, said
    plan = only()
    assert [line.organisation_id for line in plan_lines(plan)] == [None, directory.id, None, None]
    assert "La halle" in words(browser.get("/aides/plans"))
    assert sign_in(make.member("Un élu")).get(f"/aides/plans/{plan.id}").status_code == 200


def plan_lines(plan):
    return database.session.query(PlanLine).filter_by(plan_id=plan.id).order_by(PlanLine.position).all()


@pytest.mark.anywhere
def test_the_rule_is_a_share_of_public_money_counted_to_the_euro():
    kept = counted(100_000, (80_000, "asked", True))
    assert (kept.own, kept.least, kept.lacks, kept.room) == (20_000, 20_000, 0, 0)
    broken = counted(100_000, (80_001, "asked", True))
    assert (broken.own, broken.lacks) == (19_999, 1)
    # Private money is outside the total: with 40 000 of it, 12 000 out of 60 000 are enough.
    private = counted(100_000, (40_000, "obtained", False), (48_000, "obtained", True))
    assert (private.own, private.public_total, private.least, private.lacks) == (12_000, 60_000, 12_000, 0)
    assert counted(100_000, (90_000, "refused", True)).room == 80_000
    assert counted(99_999, (90_000, "paid", True), least=1000).least == 10_000  # 9 999.9
    assert counted(99_999, (99_999, "paid", True), least=0).lacks == 0
    assert counted(3, (1, "asked", True)).part(1) == 33.3


def test_too_much_public_aid_is_said_and_another_rate_wants_its_reason(sign_in, leader, typed, make):
    browser = sign_in(leader)
    much = typed | row(0, "DETR", "200 000", "asked")
    shown = words(browser.post("/aides/plans/nouveau", data=much, follow_redirects=True))
    assert "il lui en faut 20 % : 60 000 €. Les aides publiques dépassent de 20 000 €" in shown
    address = f"/aides/plans/{only().id}/modifier"
    refused = browser.post(address, data=much | {"least": "10"})
    assert "Dites pourquoi" in BeautifulSoup(refused.text, "lxml").find(id="least_reason-erreur").get_text()
    reason = {"least": "10 %", "least_reason": "Rénovation de l’école : arrêté du préfet du 3 mai"}
    shown = words(browser.post(address, data=much | reason, follow_redirects=True))
    assert "Taux retenu pour ce plan : 10 % (Rénovation de l’école" in shown
    assert "pour 10 % au moins" in shown


def test_the_law_leaves_the_overseas_departements_out(sign_in, make, typed):
    make.departement("974", "La Réunion", "04")
    place = make.commune("97411", "Saint-Denis")
    place.departement_code = "974"
    database.session.commit()
    browser = sign_in(make.leader(commune="97411"))
    page = BeautifulSoup(browser.get("/aides/plans/nouveau").text, "lxml")
    assert page.find(id="least")["value"] == "0"
    much = typed | {"commune_code": "97411", "least": ""} | row(0, "État", "240 000", "asked")
    assert "0 % au moins" in words(browser.post("/aides/plans/nouveau", data=much, follow_redirects=True))


def test_two_who_write_at_once_see_both_plans(sign_in, leader, typed, make):
    plan = make.plan(leader, ("DETR", 10_000, "asked"))
    first, second = sign_in(leader), sign_in(make.leader("Collègue"))
    assert first.post(f"/aides/plans/{plan.id}/modifier", data=typed).status_code == 302
    late = second.post(f"/aides/plans/{plan.id}/modifier", data=typed | row(0, "FNADT", "77 000", "planned"))
    assert late.status_code == 409
    said = late.text.replace("\u202f", " ")
    assert "DETR : 120 000 €, demandé" in said
    assert "FNADT : 77 000 €, envisagé" in said
    assert [line.name for line in plan_lines(only())] == ["DETR", "Région"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Nommez le projet."),
        ("cost", "100 000", "La somme des financements, 180 000 €, dépasse ce coût"),
        ("cost", "cher", "un montant en euros"),
        ("least", "beaucoup", "entre 0 et 100"),
        ("lines-0-name", "", "Saisissez le nom de ce financeur."),
        ("lines-0-name", "Autofinancement", "se calcule toute seule"),
        ("lines-0-amount", "", "Saisissez le montant de ce financeur."),
        ("lines-0-state", "perdu", "pas un choix valide"),
        ("commune_code", "75056", "Choisissez dans la liste."),
    ],
)
@pytest.mark.anywhere
def test_a_mistake_is_said_beside_its_field_and_nothing_typed_is_lost(sign_in, leader, typed, field, value, sentence):
    answer = sign_in(leader).post("/aides/plans/nouveau", data=typed | {field: value})
    page = BeautifulSoup(answer.text, "lxml")
    assert sentence in page.find(id=f"{field}-erreur").get_text().replace("\u202f", " ")
    assert page.find(id="lines-1-name")["value"] == "Région"
    assert database.session.query(FundingPlan).count() == 0


def test_a_sheet_begins_a_plan_or_joins_one(sign_in, leader, typed, make):
    aid, browser = make.aid(make.partner(), "DETR dans l’Indre"), sign_in(leader)
    links = BeautifulSoup(browser.get(f"/aides/{aid.id}-aide").text, "lxml")
    assert links.find("a", href=f"/aides/plans?aide={aid.id}", string="Ajouter à mon plan de financement")
    page = BeautifulSoup(browser.get(f"/aides/plans/nouveau?aide={aid.id}").text, "lxml")
    assert page.find(id="lines-0-name")["value"] == "DETR dans l’Indre"
    sent = typed | {"lines-0-name": "DETR dans l’Indre", "lines-0-aid_id": str(aid.id)}
    browser.post("/aides/plans/nouveau", data=sent | row(2, f"https://club.example/aides/{aid.id}", "5", "asked"))
    assert [line.aid_id for line in plan_lines(only())] == [aid.id, None, aid.id]
    assert plan_lines(only())[2].name == "DETR dans l’Indre"
    assert f'href="/aides/{aid.id}-aide"' in browser.get(f"/aides/plans/{only().id}").text
    choice = BeautifulSoup(browser.get(f"/aides/plans?aide={aid.id}").text, "lxml")
    adding = choice.find("a", string="La halle")["href"]
    again = BeautifulSoup(browser.get(adding).text, "lxml")
    assert [again.find(id=f"lines-{number}-name")["value"] for number in (0, 3)] == ["DETR dans l’Indre"] * 2
    draft = make.aid(make.partner(), published=False)
    assert browser.get(f"/aides/plans/nouveau?aide={draft.id}").status_code == 404
    browser.post("/aides/plans/nouveau", data=typed | {"submission": "deux", "lines-0-aid_id": str(draft.id)})
    assert database.session.query(PlanLine).filter_by(aid_id=draft.id).count() == 0


def test_more_lines_are_asked_for_without_keeping_anything(sign_in, leader, typed):
    answer = sign_in(leader).post("/aides/plans/nouveau", data=typed | {"go": "more"})
    page = BeautifulSoup(answer.text, "lxml")
    assert page.find(id="lines-5-name") is not None
    assert page.find(id="lines-0-amount")["value"] == "120 000"
    assert database.session.query(FundingPlan).count() == 0


def test_it_leaves_as_spreadsheets_whose_names_are_never_formulas(sign_in, leader, make):
    evil = '=HYPERLINK("http://x";"y")'
    plan = make.plan(leader, (evil, 30_000, "asked"), ("Région", 25_000, "obtained"), title="La halle d’été")
    browser = sign_in(leader)
    table = browser.get(f"/aides/plans/{plan.id}.csv")
    assert "plan-de-financement-la-halle-d-ete.csv" in table.headers["Content-Disposition"]
    lines = table.text.splitlines()
    assert lines[1].startswith("\"'=HYPERLINK")
    assert lines[2] == "Région;Public;Obtenu;25000;25 %"
    assert lines[3].endswith(";45000;45 %")
    sheet = load(io.BytesIO(browser.get(f"/aides/plans/{plan.id}.ods").data)).spreadsheet.getElementsByType(Table)[0]
    cells = [row.getElementsByType(TableCell) for row in sheet.getElementsByType(TableRow)]
    named = next(row for row in cells if row and str(row[0]) == evil)
    assert named[0].getAttribute("valuetype") == "string"
    assert named[0].getAttribute("formula") is None
    assert [(cell.getAttribute("valuetype"), cell.getAttribute("value")) for cell in named[3:]] == [
        ("float", "30000"), ("percentage", "0.3"),
    ]  # fmt: skip


def test_a_plan_is_dropped_whole(sign_in, leader, make):
    plan = make.plan(leader, ("DETR", 10_000, "asked"))
    assert sign_in(leader).post(f"/aides/plans/{plan.id}/supprimer").status_code == 302
    assert database.session.query(PlanLine).count() == database.session.query(FundingPlan).count() == 0


def test_pages_ask_as_much_for_three_lines_as_for_thirty(sign_in, leader, make, queries):
    browser, counts = sign_in(leader), []
    for number in (3, 30):
        for _ in range(number):
            plan = make.plan(leader, *[("DETR", 10, "asked")] * number)
        seen_of = []
        for path in ("/aides/plans", f"/aides/plans/{plan.id}"):
            with queries() as seen:
                assert browser.get(path).status_code == 200
            seen_of.append(len(seen))
        counts.append(seen_of)
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 5
