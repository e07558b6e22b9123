"""« Pour ma commune »: the nesting of territories, the reason of each match, local variants first, one join."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from club import clock
from club.experiences.models import ExperienceTheme
from club.extensions import db as database
from club.funding.models import AidFunder, AidTerm, AidTerritory
from club.members.models import MemberTheme
from club.territories import names
from tests.funding.test_catalogue import titles

LEVROUX = "/aides/pour/36093-levroux"


def reasons(answer):
    cards = BeautifulSoup(answer.text, "lxml").select("article.lc-resource")
    return {card.h3.get_text(): card.select("p.lc-meta")[-1].get_text(strip=True) for card in cards}


def test_what_applies_goes_from_the_commune_to_all_france_and_says_why(make, sign_in, editor):
    make.commune("36228", "Vatan", epci_siren="200099999")
    make.commune("37001", "Ailleurs", epci_siren="243700001")
    for title, scope, code in (
        ("Partout", "france", ""), ("Régionale", "region", "24"), ("De l’Indre", "departement", "36"),
        ("De l’EPCI", "epci", "243600293"), ("De Levroux", "commune", "36093"), ("De Touraine", "departement", "37"),
        ("D’une autre région", "region", "36"), ("D’un autre EPCI", "epci", "200099999"),
    ):  # fmt: skip
        make.aid(editor, title, scope=scope, code=code)
    listed = make.aid(editor, "D’une liste", scope="commune", code="37001")
    database.session.add(AidTerritory(aid_id=listed.id, scope="commune", code="36093", label="Levroux (36)"))
    database.session.commit()
    assert reasons(sign_in(make.member()).get(LEVROUX)) == {
        "Partout": "Vaut pour toute la France",
        "Régionale": "Couvre la région Centre-Val de Loire",
        "De l’Indre": "Couvre le département de l’Indre",
        "De l’EPCI": "Couvre l’intercommunalité epci 243600293",
        "De Levroux": "Réservée à Levroux",
        "D’une liste": "Levroux est dans sa liste de 2 communes",
    }
    stranger = reasons(sign_in(make.member()).get("/aides/pour/36228-vatan"))
    assert set(stranger) == {"Partout", "Régionale", "De l’Indre", "D’un autre EPCI"}


def test_one_s_projects_and_themes_are_said_and_come_first(make, sign_in, editor):
    habitat, shops, energy = make.theme("habitat", "Habitat"), make.theme(), make.theme("energie", "Énergie")
    for title, theme in (("Des toits", habitat), ("Des vitrines", shops), ("Des chaudières", energy)):
        aid = make.aid(editor, title, is_permanent=True)
        database.session.add(AidTerm(aid_id=aid.id, term_id=theme.id))
    make.aid(editor, "Sans thème", is_permanent=True)
    ines, other = make.member("Inès"), make.member("Tours", commune="37001")
    told = make.experience(ines, published=False)
    database.session.add(ExperienceTheme(experience_id=told.id, term_id=habitat.id))
    database.session.add_all(MemberTheme(member_id=one.id, term_id=shops.id) for one in (ines, other))
    database.session.commit()
    mine = sign_in(ines).get(LEVROUX)
    assert titles(mine) == ["Des vitrines", "Des toits", "Sans thème", "Des chaudières"]
    assert reasons(mine)["Des toits"] == "Vaut pour toute la France · votre projet : habitat"
    assert reasons(mine)["Des vitrines"].endswith("vous suivez : commerce et artisanat")
    told.published_at = clock.now()
    database.session.commit()
    theirs = reasons(sign_in(other).get(LEVROUX))
    assert theirs["Des toits"].endswith("un projet de la commune : habitat")
    assert theirs["Des vitrines"] == "Vaut pour toute la France"


def test_the_local_variant_stands_for_its_national_sheet_and_what_closes_comes_first(make, sign_in, editor):
    now = clock.now()
    national = make.aid(editor, "Nationale", closes_at=now + timedelta(days=2))
    make.aid(
        editor, "Indre", national_id=national.id, scope="departement", code="36", closes_at=now + timedelta(days=5)
    )
    make.aid(editor, "Région", national_id=national.id, scope="region", code="24", closes_at=now + timedelta(days=1))
    make.aid(editor, "Autre", closes_at=now + timedelta(days=4))
    page = sign_in(make.member(commune=None)).get(LEVROUX)
    assert titles(page) == ["Autre", "Indre"]
    assert "déclinaison locale d’une aide nationale" in page.text


def test_filters_hold_here_too_and_stay_in_the_address(make, sign_in, editor):
    habitat = make.theme("habitat", "Habitat")
    aid = make.aid(editor, "Des toits")
    database.session.add(AidTerm(aid_id=aid.id, term_id=habitat.id))
    make.aid(editor, "Des vitrines", closes_at=clock.now() - timedelta(days=1))
    browser = sign_in(make.member())
    moved = browser.get(f"/aides/pour/36093?theme={habitat.id}&ouvertes=1")
    assert moved.location == f"{LEVROUX}?theme={habitat.id}&ouvertes=1"
    page = browser.get(moved.location)
    assert titles(page) == ["Des toits"]
    assert "Thème" in page.text
    assert titles(browser.get(f"{LEVROUX}?etat=fermee")) == ["Des vitrines"]


def test_one_s_own_commune_is_the_first_and_another_is_typed(make, sign_in):
    make.commune("37001", "Ailleurs", epci_siren="243700001")
    browser = sign_in(make.member())
    assert browser.get("/aides/pour/", follow_redirects=True).request.path == LEVROUX
    assert browser.get("/aides/pour/?commune=Ailleurs (37)").location == "/aides/pour/37001-ailleurs"
    wrong = browser.get("/aides/pour/?commune=Trifouilly")
    assert "aucune commune trouvée" in BeautifulSoup(wrong.text, "lxml").find(id="commune-erreur").get_text()
    assert browser.get("/aides/pour/?commune=,").status_code == 302
    assert "Voir ses aides" in sign_in(make.member(commune=None)).get("/aides/pour/").text
    assert browser.get("/aides/pour/99999").status_code == 404


def test_the_nesting_costs_one_join_and_the_page_eight_statements(make, sign_in, editor, queries):
    browser = sign_in(make.member())
    browser.get(LEVROUX)
    counts = []
    for more in (3, 27):
        for number in range(more):
            make.aid(editor, f"Aide {number}", scope="departement", code="36")
        with queries() as seen:
            assert browser.get(f"{LEVROUX}?ouvertes=1").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8, "\n".join(seen)
    page = next(sql for sql in seen if "LIMIT" in sql and "aid.slug" in sql)
    narrowed = re.split(r"FROM aid\s+WHERE", page)[-1]
    assert narrowed.count("JOIN") == narrowed.count("AS around") == 1


@pytest.mark.anywhere
def test_neither_the_nesting_nor_the_cards_read_whole_tables(make, sign_in, editor, queries):
    make.aid(editor, scope="departement", code="36")
    browser = sign_in(make.member())
    with queries() as seen:
        browser.get(f"{LEVROUX}?ouvertes=1")
    asked = [sql for sql in seen if "aid_territory" in sql]
    assert len(asked) == 3
    for sql in asked:
        steps = database.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", (None,) * sql.count("?"))
        told = [step[3] for step in steps]
        assert not [step for step in told if re.match(r"SCAN aid(_territory|_term|_funder)?( |$)", step)], told
        assert any("ix_aid_territory_place" in step for step in told)


def test_the_commune_s_page_and_one_s_home_name_what_closes_first(make, sign_in, editor):
    now = clock.now()
    for number in range(5):
        make.aid(editor, f"Aide {number}", scope="departement", code="36", closes_at=now + timedelta(days=9 - number))
    make.aid(editor, "Fermée", closes_at=now - timedelta(days=1))
    make.aid(editor, "D’ailleurs", scope="departement", code="37", closes_at=now + timedelta(days=1))
    browser = sign_in(make.member())
    for address in ("/", "/communes/36093-levroux"):
        links = BeautifulSoup(browser.get(address).text, "lxml").select("aside a[href^='/aides/']")
        shown = [link.get_text() for link in links if "pour" not in link["href"]]
        assert shown == ["Aide 4", "Aide 3", "Aide 2"], address
    assert "Aides pour ma commune" not in sign_in(make.member(commune=None)).get("/").text


def test_one_s_home_says_that_no_aid_is_known(make, sign_in):
    make.commune()
    assert "Aucune aide ouverte connue." in sign_in(make.member()).get("/").text


def test_a_funder_s_page_names_its_aids(make, sign_in, editor):
    for title, dates in (("Ouverte", {"is_permanent": True}), ("Fermée", {"closes_at": clock.now()})):
        aid = make.aid(editor, title, **dates)
        database.session.add(AidFunder(aid_id=aid.id, organisation_id=editor.organisation_id))
    database.session.commit()
    page = sign_in(make.member()).get(f"/partenaires/{editor.organisation_id}", follow_redirects=True).text
    links = BeautifulSoup(page, "lxml").select("aside a[href^='/aides/']")
    assert [link.get_text() for link in links] == ["Toutes", "Ouverte"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Indre", "de l’Indre"), ("Hérault", "de l’Hérault"), ("Ille-et-Vilaine", "de l’Ille-et-Vilaine"),
        ("Cher", "du Cher"), ("Puy-de-Dôme", "du Puy-de-Dôme"), ("Haut-Rhin", "du Haut-Rhin"),
        ("Creuse", "de la Creuse"), ("Haute-Vienne", "de la Haute-Vienne"), ("Hautes-Alpes", "des Hautes-Alpes"),
        ("Landes", "des Landes"), ("Ardennes", "des Ardennes"), ("Ardèche", "de l’Ardèche"), ("Paris", "de Paris"),
        ("La Réunion", "de La Réunion"), ("Yvelines", "des Yvelines"), ("Yonne", "de l’Yonne"),
    ],
)  # fmt: skip
def test_a_departement_is_named_as_people_do(name, said):
    assert names.of_departement(name) == said
