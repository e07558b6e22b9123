"""Twin communes: found by a table of points, explained, kept up to date, used wherever lists are narrowed."""

import random

import pytest
from bs4 import BeautifulSoup

from club import cli, clock
from club.communes import comparing, telling, twinning, twins
from club.communes.comparing import Facts
from club.communes.twins import CommuneTwin, CommuneTwinDue
from club.events import emit
from club.experiences.events import ExperiencePublished
from club.experiences.models import ExperienceTheme
from club.extensions import db as database
from club.funding.models import AidProof
from club.members.events import MemberChanged
from club.members.models import MemberTheme
from club.territories.models import Commune, Epci, ProgrammeCommune, Region

LEVROUX = Facts(
    code="36093", departement="Indre", region="Centre-Val de Loire", population=2797, band=1, is_centre=True,
    group="cc", place=(1.61, 46.98), point=comparing.point_of((1.61, 46.98)), themes=frozenset({"Habitat", "Commerce"}),
    has_ort=True,
)  # fmt: skip


def like(**other):
    """A commune that differs from Levroux by these facts."""
    known = {name: getattr(LEVROUX, name) for name in Facts.__slots__} | {"code": "99999"} | other
    if "place" in other:
        known["point"] = comparing.point_of(other["place"]) if other["place"] else None
    return Facts(**known)


def told(one, other):
    return [telling.said(reason) for reason in comparing.reasons(one, other)]


def test_each_line_of_the_table_is_earned_by_some_pair_and_told_in_words():
    far, alone = (5.0, 48.0), LEVROUX.__class__(code="00001", departement="A", region="B", is_alone=True)
    pairs = [
        (LEVROUX, like()),
        (LEVROUX, like(band=2, population=3600, group="agglo", departement="Cher", place=(2.4, 47.08))),
        (LEVROUX, like(themes=frozenset({"Habitat"}), region="Bretagne", departement="Finistère", place=far)),
        (like(themes=frozenset("abcd")), like(code="99998", themes=frozenset("abcd"))),
        (alone, like(is_alone=True)),
        (like(stage=3, stage_label="Diagnostic"), like(code="99998", stage=3, stage_label="Diagnostic")),
        (like(stage=3, stage_label="Diagnostic"), like(code="99998", stage=4, stage_label="Stratégie")),
        (like(is_overseas=True), like(code="99998", is_overseas=True)),
    ]
    earned = {reason[0] for pair in pairs for reason in comparing.reasons(*pair)}
    assert earned == set(comparing.LINES)
    for pair in pairs:
        assert all((words and words[0].islower()) or words.startswith("ORT") for words in told(*pair))
        points = sum(comparing.LINES[reason[0]].points for reason in comparing.reasons(*pair))
        assert comparing.score(*pair) == comparing.score(*reversed(pair)) == points


def test_the_reasons_say_what_the_two_have_in_common():
    assert told(LEVROUX, like(population=2740, place=(1.71, 46.98))) == [
        "même taille (2\u202f000 à 3\u202f499 habitants)",
        "presque autant d’habitants (2\u202f740)",
        "ville-centre d’une communauté de communes",
        "à 8 km à vol d’oiseau",
        "même département : Indre",
        "mêmes thèmes : commerce, habitat",
        "ORT signée",
    ]
    stranger = Facts(code="97502", departement="Saint-Pierre-et-Miquelon", region="Saint-Pierre-et-Miquelon")
    assert told(LEVROUX, stranger) == []
    assert comparing.best(LEVROUX, [LEVROUX, stranger]) == []  # nothing in common is no twin


def test_two_communes_overseas_come_before_any_other_pair():
    groups = ({"size", "near_size"}, {"kind", "role"}, {"close", "near"}, {"departement", "region"},
              {"themes_1", "themes_2", "themes_3"}, {"count"}, {"alone"}, {"ort"}, {"stage", "next_stage"})  # fmt: skip
    assert set().union(*groups) | {"overseas"} == set(comparing.LINES)
    others = sum(max(comparing.LINES[name].points for name in group) for group in groups)
    assert comparing.LINES["overseas"].points > others
    islander = like(is_overseas=True, place=(55.5, -21.1))
    same, unlike = like(code="00001"), Facts(code="97411", departement="D", region="R", is_overseas=True)
    assert [twin.code for _, twin in comparing.best(islander, [same, unlike])] == ["97411", "00001"]


def test_those_at_equal_points_are_ordered_by_their_population_then_their_code():
    twin = [like(code=code, population=number) for code, number in (("3", 2700), ("1", 2796), ("2", 2700))]
    assert [one.code for _, one in comparing.best(LEVROUX, twin)] == ["1", "2", "3"]


def test_alone_is_what_has_no_other_one_within_fifteen_kilometres():
    dice = random.Random(3)
    places = {str(n): (dice.uniform(-5, 9), dice.uniform(42, 51)) for n in range(300)}
    expected = {
        code
        for code, place in places.items()
        if all(comparing.distance(place, other) > 15 for key, other in places.items() if key != code)
    }
    found = comparing.alone({code: comparing.point_of(place) for code, place in places.items()})
    assert found == expected
    assert 20 < len(found) < 280


@pytest.fixture
def country(make, db):
    """Forty communes of the programme in four régions, one of them overseas, and a few larger ones outside it."""
    dice = random.Random(7)
    for number, region in enumerate(("24", "53", "84", "04")):
        make.departement(str(40 + number), f"Dép. {number}", region)
    database.session.get(Region, "04").zone = "drom"
    for siren in range(12):
        database.session.add(Epci(siren=f"{siren:09}", name=f"EPCI {siren}", kind=dice.choice(["CC", "CC", "CA"])))
    database.session.flush()
    for number in range(48):
        has_place, many = dice.random() > 0.1, dice.choice([None, *(dice.randrange(900, 9000) for _ in range(9))])
        make.commune(
            f"{40 + number % 4}{number:03}", f"Commune {number}", programme=number < 40, population=many,
            epci_siren=f"{number % 12:09}",
            longitude=dice.uniform(0, 3) if has_place else None, latitude=dice.uniform(45, 47) if has_place else None,
        )  # fmt: skip
    themes = [make.theme(f"theme-{n}", f"Thème {n}") for n in range(5)]
    return [f"{40 + number % 4}{number:03}" for number in range(40)], themes


def kept():
    asked = database.session.query(CommuneTwin).order_by(CommuneTwin.commune_code, CommuneTwin.rank)
    return [(one.commune_code, one.twin_code, one.rank, one.score, one.reasons) for one in asked]


@pytest.fixture
def worker(app, db):
    """What the worker runs, in its surroundings."""

    def run(job):
        with app.test_request_context(method="POST", base_url="https://club.example"):
            return job()

    return run


def test_each_commune_of_the_programme_has_ten_twins_of_the_programme(country, worker):
    codes, _ = country
    assert worker(twinning.twin_all) == 40
    found = kept()
    assert {row[0] for row in found} == set(codes)
    assert all(row[1] in codes and row[0] != row[1] for row in found)
    of_one = [row for row in found if row[0] == codes[0]]
    assert [row[2] for row in of_one] == list(range(1, 11))
    assert [row[3] for row in of_one] == sorted((row[3] for row in of_one), reverse=True)
    assert worker(twinning.twin_all) == 0  # nothing changed: nothing is written
    overseas = [row for row in found if row[0].startswith("43")]
    firsts = [row for row in overseas if row[2] <= 9]  # nine others are overseas
    assert all(row[1].startswith("43") for row in firsts)


def test_who_leaves_the_programme_leaves_the_twins(country, worker):
    codes, _ = country
    worker(twinning.twin_all)
    database.session.delete(database.session.get(ProgrammeCommune, codes[3]))
    database.session.commit()
    worker(twinning.twin_all)
    assert not [row for row in kept() if codes[3] in row[:2]]


@pytest.mark.parametrize("seed", range(6))
def test_finding_what_changed_gives_what_finding_everything_gives(country, worker, make, seed):
    codes, themes = country
    dice = random.Random(seed)
    for code in codes[::2]:
        database.session.add(MemberTheme(member_id=make.member(commune=code).id, term_id=dice.choice(themes).id))
    worker(twinning.twin_all)
    for _ in range(3):
        code = dice.choice(codes)
        if dice.random() < 0.5:
            member = make.member(commune=code)
            chosen = dice.sample(themes, dice.randrange(1, 4))
            database.session.add_all(MemberTheme(member_id=member.id, term_id=one.id) for one in chosen)
            emit(MemberChanged(member_id=member.id))
        else:
            database.session.get(ProgrammeCommune, code).is_ort_signed = True
            twinning.due([code])
        database.session.commit()
    assert worker(twinning.twin_due) > 0
    after_the_few = kept()
    worker(twinning.twin_all)
    assert kept() == after_the_few
    assert worker(twinning.twin_due) == 0


def test_a_member_and_an_experience_make_the_worker_look_again(make, worker, country):
    codes, themes = country
    author = make.member(commune=codes[0])
    story = make.experience(author)
    database.session.add(ExperienceTheme(experience_id=story.id, term_id=themes[0].id))
    emit(ExperiencePublished(experience_id=story.id, by_id=author.id))
    emit(MemberChanged(member_id=make.member(commune=codes[5]).id))
    database.session.commit()
    assert {one.commune_code for one in database.session.query(CommuneTwinDue)} == {codes[0], codes[5]}
    found = worker(twinning.facts)
    assert found[codes[0]].themes == {"Thème 0"}
    story.hidden_at = clock.now()
    database.session.commit()
    assert worker(twinning.facts)[codes[0]].themes == frozenset()


def test_themes_of_a_commune_that_nobody_confirmed_do_not_count(make, worker, country):
    codes, themes = country
    member = make.member(commune=codes[0])
    database.session.add(MemberTheme(member_id=member.id, term_id=themes[0].id))
    database.session.commit()
    assert worker(twinning.facts)[codes[0]].themes == {"Thème 0"}
    database.session.execute(database.text("update member_commune set is_vouched = false"))
    database.session.commit()
    assert worker(twinning.facts)[codes[0]].themes == frozenset()


@pytest.fixture
def pair(make, worker):
    """Levroux, Chabris that is like it, and Issoudun that is not; who works in Levroux."""
    make.commune(population=2797)
    make.commune("36034", "Chabris", population=2740, epci_siren="200000001")
    make.commune("36088", "Issoudun", population=11159, epci_siren="200000002", programme=False)
    worker(twinning.twin_all)
    return make.member("Lectrice")


def lines(answer, css="main h3"):
    return [one.get_text(" ", strip=True) for one in BeautifulSoup(answer.text, "lxml").select(css)]


def test_the_page_of_a_commune_shows_its_twins_with_reasons_and_leads_to_the_method(pair, sign_in):
    browser = sign_in(pair)
    page = browser.get("/communes/36093-levroux")
    assert "Communes qui lui ressemblent" in page.text
    assert "Même taille (2\u202f000 à 3\u202f499 habitants)" in page.text
    assert "/communes/36093-levroux/jumelles" in page.text
    assert browser.get("/communes/36093/jumelles").headers["Location"].endswith("/communes/36093-levroux/jumelles")
    page = browser.get("/communes/36093-levroux/jumelles")
    assert "Même département : Indre" in page.text
    assert lines(page)[:1] == ["Chabris"]
    assert len(lines(page, "tbody tr")) == len(comparing.LINES)


def test_a_commune_without_twins_says_why(make, sign_in, pair):
    browser = sign_in(pair)
    outside = browser.get("/communes/36088-issoudun/jumelles")
    assert "Seules les communes du programme sont comparées." in outside.text
    make.commune("36001", "Aigurande")
    assert "cherchées chaque nuit" in browser.get("/communes/36001-aigurande/jumelles").text
    assert browser.get("/communes/99999-rien/jumelles").status_code == 404


def test_the_gallery_narrows_to_communes_like_mine_and_says_why(make, sign_in, pair):
    make.experience(make.member(commune="36034"), "À Chabris")
    make.experience(make.member(commune="36088"), "À Issoudun")
    browser = sign_in(pair)
    assert lines(browser.get("/experiences/")) == ["À Chabris", "À Issoudun"]
    page = browser.get("/experiences/?jumelles=1")
    assert lines(page) == ["À Chabris"]
    assert "Commune comme la mienne : même taille (2\u202f000 à 3\u202f499 habitants), presque autant" in page.text
    assert [one["titre"] for one in browser.get("/experiences/export.json?jumelles=1").json["experiences"]] == [
        "À Chabris"
    ]
    stranger = sign_in(make.member(commune=None))
    page = stranger.get("/experiences/?jumelles=1")
    assert set(lines(page)) == {"À Chabris", "À Issoudun"}
    assert "jumelles" not in page.text.partition('id="filtres"')[2].partition("</form>")[0]


def test_the_questions_narrow_to_communes_like_mine(make, sign_in, pair):
    make.topic(make.member(commune="36034"), "Une question de Chabris ?")
    make.topic(make.member(commune="36088"), "Une question d’Issoudun ?")
    browser = sign_in(pair)
    page = browser.get("/forum/?territoire=jumelles")
    titles = [one for one in lines(page) if "question" in one]
    assert len(titles) == 1
    assert "Chabris" in titles[0]
    assert "Suivre « Communes comme la mienne »" not in page.text
    assert "Communes comme la mienne" in page.text
    nowhere = sign_in(make.member(commune=None))
    assert "Communes comme la mienne" not in nowhere.get("/forum/").text
    assert nowhere.get("/forum/?territoire=jumelles").status_code == 404


def test_home_shows_the_new_experiences_of_communes_like_mine_first(make, sign_in, pair):
    make.experience(make.member(commune="36034"), "À Chabris")
    for number in range(6):
        make.experience(make.member(commune="36088"), f"À Issoudun {number}")
    page = sign_in(pair).get("/")
    box = BeautifulSoup(page.text, "lxml").find("section", attrs={"aria-labelledby": "titre-experiences"})
    assert box.h3.get_text(strip=True) == "À Chabris"
    assert box.get_text().count("Commune comme la mienne") == 1


def test_who_obtained_an_aid_in_a_commune_like_mine_comes_first(make, sign_in, pair):
    aid = make.aid(make.partner(), "Aide aux façades")
    for code, name in (("36088", "Zoé"), ("36034", "Ève")):
        member = make.member(name, commune=code)
        proof = AidProof(aid_id=aid.id, commune_code=code, member_id=member.id, state="granted", is_contactable=True)
        database.session.add(proof)
    database.session.get(Commune, "36034").name = "Zzz"  # the last by its name
    database.session.commit()
    box = BeautifulSoup(sign_in(pair).get(f"/aides/{aid.id}-aide").text, "lxml").find(id="preuves")
    people = [one.get_text(" ", strip=True) for one in box.select("li")]
    assert people[0].startswith("Ève")
    assert "commune comme la vôtre" in people[0]
    assert people[1].startswith("Zoé")
    assert "commune comme la vôtre" not in people[1]


def test_an_import_hands_the_search_over_to_the_worker(app, make, country, tmp_path, monkeypatch):
    handed = []
    monkeypatch.setattr(app.extensions["jobs"], "run", lambda name, args: handed.append(name))
    listed = tmp_path / "liste.csv"
    listed.write_text("insee_com;lib_com;id_pvd;date_signature\n40000;Commune 0;pvd-1;2021-03-12\n", encoding="utf-8")
    answer = app.test_cli_runner().invoke(cli.import_programme, [str(listed)])
    assert answer.exit_code == 0, answer.output
    assert handed == ["twin_all"]


def test_the_command_looks_for_all_of_them_at_once(app, country):
    answer = app.test_cli_runner().invoke(cli.find_twins)
    assert answer.output.startswith("40 communes à jour, "), answer.output
    assert len(kept()) == 400


def test_twins_on_a_page_are_read_in_one_statement(country, worker, queries):
    codes, _ = country
    worker(twinning.twin_all)
    with queries() as seen:
        found = twins.of(codes[0])
    assert len(seen) == 1
    assert len(found) == 10
