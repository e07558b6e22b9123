"""The directory of members: words, places, what they can help on, distance, newcomers, who is absent, the export."""

import csv
import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from club import clock
from club.communes.twins import CommuneTwin
from club.directory import people
from club.extensions import db
from club.journal import JournalEntry
from club.members.models import Member, MemberHelp, MemberTheme
from club.search import rebuild
from club.territories.models import Commune, Epci
from tests.page import walked

LEVROUX, VATAN, LOCHES, REUNION = (1.613, 46.977), (1.811, 47.073), (0.993, 47.129), (55.45, -20.88)


@pytest.fixture
def places(make):
    """Four communes of the programme on the map, and one on none."""
    spots = {"36093": LEVROUX, "36230": VATAN, "37132": LOCHES, "97411": REUNION}
    make.departement("97", "La Réunion", region="04")
    for code, (longitude, latitude) in spots.items():
        make.commune(code, f"Lieu {code}", longitude=longitude, latitude=latitude, epci_siren=f"2000000{code[:2]}")
    make.commune("87085", "Sans carte")
    return spots


def names(answer) -> list[str]:
    return [one.get_text(strip=True) for one in BeautifulSoup(answer.text, "lxml").select("main h3 a")]


def found(browser, address: str) -> set[str]:
    return {name.split()[0] for name in names(browser.get(address))}


def test_words_find_name_commune_and_what_somebody_can_do_whatever_the_accents(make, sign_in):
    make.member("Hélène", last_name="Crête", help_offer="la restauration d’une halle")
    make.member("Paul", last_name="Autre")
    rebuild.reindex()
    browser = sign_in(make.member("Lectrice"))
    for words in ("helene", "CRETE", "halles", "helene levroux"):
        assert found(browser, f"/membres/?q={words}") == {"Hélène"}, words
    answer = browser.get("/membres/?q=zzzz")
    assert "Rien pour «\u00a0zzzz\u00a0»" in answer.text
    assert names(answer) == []


def test_a_word_that_very_many_have_is_read_by_name_and_counted_no_further(make, sign_in, monkeypatch, queries):
    """Two ways to the same list: that of a rare word, and that of a common one."""
    for number in range(45):
        make.member(f"Membre{number:02}", last_name=f"Nom{number % 9}", help_offer="la halle" if number % 2 else "")
    make.member("Absente", is_listed=False, help_offer="la halle")
    rebuild.reindex()
    browser = sign_in(make.member("Lectrice"))
    rare = walked(browser, "/membres/?q=halle", names, 2)
    assert len(rare) == 22
    assert "22 membres" in browser.get("/membres/?q=halle").text
    monkeypatch.setattr(people, "COUNTED", 20)
    assert walked(browser, "/membres/?q=halle", names, 2) == rare
    with queries() as seen:
        page = browser.get("/membres/?q=halle").text
    assert "Au moins 20 membres" in page
    if db.engine.dialect.name == "sqlite":
        assert [sql for sql in seen if "member INDEXED BY ix_member_name" in sql]


def test_a_region_in_one_gesture_holds_its_communes_and_those_who_work_for_the_whole(make, sign_in, places):
    here, near, far = make.member("Ici"), make.member("Voisine", commune="37132"), make.member("Loin", commune="97411")
    make.referent("36", first_name="Référente")
    browser = sign_in(here)
    region = db.session.get(Commune, "36093").region_code
    assert found(browser, f"/membres/?region={region}") == {"Ici", "Voisine", "Référente"}
    assert found(browser, "/membres/?departement=36") == {"Ici", "Référente"}
    assert found(browser, "/membres/?epci=200000037") == {"Voisine"}
    assert found(browser, "/membres/?commune=97411") == {"Loin"}
    assert near.id != far.id
    around = BeautifulSoup(browser.get("/membres/").text, "lxml").select("ul[aria-label='Autour de moi'] a")
    assert f"region={region}" in around[-2]["href"]


def test_those_of_communes_like_mine_are_found_in_one_gesture(make, sign_in, places):
    here = make.member("Ici")
    for name, code in (("Vatan", "36230"), ("Loches", "37132"), ("Loin", "97411")):
        make.member(name, commune=code)
    for rank, code in enumerate(("97411", "36230"), 1):
        db.session.add(CommuneTwin(commune_code="36093", twin_code=code, rank=rank, score=10, reasons=[]))
    db.session.commit()
    browser = sign_in(here)
    gesture = BeautifulSoup(browser.get("/membres/?departement=37").text, "lxml").find(
        "a", string="Communes comme Lieu 36093"
    )
    assert gesture["href"].endswith("/membres/?jumelles=1")
    assert found(browser, gesture["href"]) == {"Vatan", "Loin"}
    page = browser.get("/membres/?jumelles=1&departement=36")
    assert names(page) == [name for name in names(page) if name.startswith("Vatan")]
    assert "Communes comme la mienne" in page.text
    assert found(sign_in(make.member("Nulle", commune=None)), "/membres/?jumelles=1") >= {"Ici", "Vatan", "Loches"}


def test_a_commune_or_an_epci_is_typed_by_name_or_code(make, sign_in, places):
    make.member("Loin", commune="97411")
    db.session.get(Epci, "200000097").name = "CC du Bout du monde"
    db.session.commit()
    browser = sign_in(make.member("Lectrice"))
    answer = browser.get("/membres/?lieu=CC du Bout du monde&tri=nom")
    assert answer.location == "/membres/?tri=nom&epci=200000097"
    assert "CC du Bout du monde" in browser.get(answer.location).text
    assert browser.get("/membres/?lieu=97411&epci=200000037").location == "/membres/?commune=97411"
    assert browser.get("/membres/?lieu=97411&departement=36&region=24").location == "/membres/?commune=97411"
    wrong = browser.get("/membres/?lieu=Nulle part&aide=3")
    assert "« Nulle part » n’est pas reconnu" in wrong.text
    assert 'value="Nulle part"' in wrong.text


def test_theme_function_and_help_narrow_and_their_tags_take_them_back(make, sign_in):
    theme, other = make.theme(), make.theme("habitat", "Habitat")
    helps, follows = make.leader("Aide"), make.member("Suit")
    db.session.add(MemberHelp(member_id=helps.id, term_id=theme.id))
    db.session.add(MemberTheme(member_id=follows.id, term_id=theme.id))
    db.session.commit()
    browser = sign_in(follows)
    assert found(browser, f"/membres/?aide={theme.id}") == {"Aide"}
    assert found(browser, f"/membres/?theme={theme.id}") == {"Suit"}
    assert found(browser, f"/membres/?fonction={helps.function_id}&aide={theme.id}") == {"Aide"}
    page = browser.get(f"/membres/?aide={theme.id}&departement=36&q=zzz")
    tags = BeautifulSoup(page.text, "lxml").select("ul[aria-label='Filtres en cours'] a")
    assert [one.get_text(" ", strip=True).removeprefix("Retirer le filtre ") for one in tags][:3] == [
        f"Peut aider sur : {theme.label}", "Indre", "« zzz »",
    ]  # fmt: skip
    assert "aide=" not in tags[0]["href"]
    assert "departement=36" in tags[0]["href"]
    assert "les mots" in page.text  # what to take away so that something is found
    assert "Personne" not in browser.get(f"/membres/?aide={other.id}").text


def test_the_nearest_come_first_page_after_page_and_those_on_no_map_last(make, sign_in, places):
    reader = make.member("Lectrice")
    far = [make.member("Loin", commune="97411"), make.member("Nulle", commune="87085"), make.partner()]
    near = [make.member("Vatan", commune="36230") for _ in range(21)]
    middle = [make.member("Loches", commune="37132") for _ in range(21)]
    browser = sign_in(reader)
    seen = walked(browser, "/membres/?tri=proches", names, 3)
    people = [reader, *near, *middle, *far]
    assert seen == [one.full_name for one in people]
    page = browser.get("/membres/?tri=proches").text
    assert "dans ma commune" in page
    assert re.search(r"à 18 km à vol d’oiseau", page)
    assert names(browser.get("/membres/?tri=proches&apres=n~importe")) == names(browser.get("/membres/?tri=proches"))


def test_without_a_commune_on_the_map_nearness_is_not_offered(make, sign_in, places):
    browser = sign_in(make.member("Lectrice", commune="87085"))
    page = browser.get("/membres/?tri=proches")
    assert "Les plus proches" not in page.text
    assert names(page) == ["Lectrice Dupont1"]


def test_newcomers_come_newest_first(make, sign_in):
    old, new = make.member("Ancienne"), make.member("Nouvelle")
    old.admitted_at = clock.now() - timedelta(days=90)
    newer = make.member("Dernière")
    newer.admitted_at = clock.now() + timedelta(seconds=5)
    db.session.commit()
    assert [name.split()[0] for name in names(sign_in(new).get("/membres/?tri=nouveaux"))] == ["Dernière", "Nouvelle"]


def test_who_is_absent_is_not_found_by_members_and_seen_by_staff(make, sign_in):
    absent = make.member("Absente", is_listed=False, help_offer="la halle")
    topic = make.topic(absent)
    rebuild.reindex()
    member, moderator = sign_in(make.member("Lectrice")), sign_in(make.member("Modeste", role="moderator"))
    card = f"/membres/{absent.id}-{absent.slug}"
    assert member.get(card).status_code == member.get(f"/membres/{absent.id}").status_code == 404
    assert moderator.get(card).status_code == sign_in(absent).get(card).status_code == 200
    for address in ("/membres/", "/membres/?q=Absente", "/membres/?tri=nouveaux", "/communes/36093-levroux", "/"):
        assert f"/membres/{absent.id}" not in member.get(address).text, address
    assert f"/membres/{absent.id}" not in member.get("/recherche?q=Absente").text
    said = member.get(f"/forum/sujets/{topic.id}-{topic.slug}").text
    assert absent.full_name in said  # signed
    assert f"/membres/{absent.id}" not in said


def test_a_profile_says_what_is_shown(make, sign_in):
    theme, me = make.theme(), make.member("Ana")
    browser, other = sign_in(me), sign_in(make.member("Lectrice"))
    card = f"/membres/{me.id}-ana-dupont1"
    said = {"first_name": "Ana", "last_name": "Dupont1", "communes": "36093", "bio": "Trente ans de halles",
            "helps": [theme.id], "is_listed": "y", "version": 1}  # fmt: skip
    assert browser.post("/profil", data=said).status_code == 302
    assert "Trente ans" not in other.get(card).text
    assert "Vous seul la voyez" in browser.get(card).text
    assert theme.label in other.get(card).text
    assert found(other, "/membres/?q=Trente") == set()
    assert found(other, f"/membres/?aide={theme.id}") == {"Ana"}
    browser.post("/profil", data=said | {"is_bio_shown": "y", "version": 2})
    assert "Trente ans" in other.get(card).text
    del said["is_listed"]
    browser.post("/profil", data=said | {"version": 3})
    assert other.get(card).status_code == 404
    told = browser.get("/compte/donnees.json").json
    assert told["themes_d_entraide"] == [theme.label]
    assert told["is_listed"] is False


def rows(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(answer.text.removeprefix("\ufeff").splitlines(), delimiter=";"))


def test_the_export_is_journaled_and_holds_no_formula(make, sign_in):
    make.member("=1+1", last_name="Alpha", phone="02 00 00 00 00", email="cachee@essai.example")
    make.member("Loin", commune="87085")
    make.member("Absente", is_listed=False)
    browser = sign_in(make.member("Adèle", role="administrator", commune=None))
    page = browser.get("/membres/exporter?departement=36")
    assert "RGPD" in page.text
    assert db.session.scalar(select(JournalEntry)) is None  # looking is not taking
    taken = rows(browser.post("/membres/exporter?departement=36"))
    assert [(one["Prénom"], one["Courriel"], one["Téléphone"]) for one in taken] == [
        ("'=1+1", "cachee@essai.example", "02 00 00 00 00")
    ]
    assert taken[0]["Rôle"] == "Membre"
    assert taken[0]["Admission"] == clock.today().isoformat()
    entry = db.session.scalars(select(JournalEntry)).one()
    assert (entry.act, entry.after) == ("member.export", {"filter": "Indre", "rows": 1})
    assert "lignes\u202f: 1" in browser.get("/administration/journal").text


def test_the_export_tells_the_first_and_last_sign_in(make, sign_in):
    admin, other = make.member("Adèle", role="administrator"), make.member("Ana")
    sign_in(other)
    other.first_seen_at = clock.now() - timedelta(days=300)
    db.session.commit()
    sign_in(other)
    taken = next(one for one in rows(sign_in(admin).post("/membres/exporter")) if one["Prénom"] == "Ana")
    assert taken["Première connexion"] < taken["Dernière connexion"] == clock.today().isoformat()


def test_an_account_of_the_search_follows_the_choice(make, sign_in):
    member = make.member("Hélène")
    rebuild.reindex()
    browser = sign_in(make.member("Lectrice"))
    assert found(browser, "/membres/?q=helene") == {"Hélène"}
    db.session.get_one(Member, member.id).status = "closed"
    db.session.commit()
    assert found(browser, "/membres/?q=helene") == set()
