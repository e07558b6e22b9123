"""The map and the pages of territories: what they say, where they lead, how much they ask."""

import gzip
from datetime import date

import pytest
from lxml import html

from club.directory.models import Coverage
from club.extensions import db as database
from club.members.models import MemberCommune
from club.search import rebuild
from club.territories.models import Commune, Departement, Epci, ProgrammeCommune, Region
from tests.page import READER

MAP = "/carte/"
INDRE, CENTRE = "/departements/36-indre", "/regions/24-centre-val-de-loire"
GROUP = "/epci/243600293-cc-levroux-boischaut-champagne"


def read(answer):
    return html.document_fromstring(answer.data, parser=READER)


@pytest.fixture
def reader(make):
    make.commune(longitude=1.6124, latitude=46.9786)
    return make.member("Lectrice")


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("/departements/36", INDRE),
        ("/departements/36-cher", INDRE),
        ("/regions/24", CENTRE),
        ("/epci/243600293-x", GROUP),
        ("/departements/36/communes-silencieuses", f"{INDRE}/communes-silencieuses"),
        ("/departements/36/communes-silencieuses?motif=pas-venus", f"{INDRE}/communes-silencieuses?motif=pas-venus"),
    ],
)
def test_the_name_in_an_address_is_corrected(make, sign_in, reader, typed, right):
    browser = sign_in(make.member("Adèle", role="administrator"))
    answer = browser.get(typed)
    assert (answer.status_code, answer.location) == (301, right)
    assert browser.get(right).status_code == 200


@pytest.mark.parametrize("path", ["/departements/98-nulle-part", "/regions/36", "/epci/999999999", "/departements/x"])
def test_a_territory_that_does_not_exist_is_absent(sign_in, reader, path):
    assert sign_in(reader).get(path).status_code == 404


def test_a_region_and_a_departement_of_the_same_code_are_not_mixed(make, sign_in, reader):
    make.departement("01", "Ain", "84")
    database.session.add(Region(code="01", name="Guadeloupe", zone="drom"))
    database.session.flush()
    database.session.add(Departement(code="971", name="Guadeloupe", region_code="01", zone="drom"))
    database.session.commit()
    browser = sign_in(reader)
    assert "Ain (01)" in browser.get("/departements/01-ain").text
    page = browser.get("/regions/01-guadeloupe").text
    assert "Guadeloupe (971)" in page
    assert "Ain" not in page


def test_a_departement_says_what_is_there_and_what_covers_it(make, sign_in, reader):
    make.commune("36228", "Valençay", programme=False)
    make.experience(reader, "La halle rouverte")
    make.topic(reader, "Qui a un bail dérogatoire ?")
    make.referent("36", first_name="Sophie", last_name="Référente")
    make.aid(make.partner(), "L’aide d’ici", scope="departement", code="36")
    make.aid(make.partner(), "L’aide d’ailleurs", scope="departement", code="37")
    here, elsewhere = make.organisation("L’agence d’ici"), make.organisation("L’agence d’ailleurs")
    database.session.add(Coverage(organisation_id=here.id, scope="region", code="24", label="Centre-Val de Loire"))
    database.session.add(Coverage(organisation_id=elsewhere.id, scope="departement", code="37", label="37"))
    database.session.commit()
    page = sign_in(reader).get(INDRE).text
    for shown in ("La halle rouverte", "Qui a un bail dérogatoire", "Sophie Référente", "L’aide d’ici",
                  "L’agence d’ici", "Et 1 autre commune", "Suivre «\u00a0Indre\u00a0»"):  # fmt: skip
        assert shown in page, shown
    assert "ailleurs" not in page


def test_who_does_not_figure_in_the_directory_is_counted_and_not_named(make, sign_in, reader):
    make.member("Cachée", last_name="Introuvable", is_listed=False)
    make.referent("36", first_name="Sophie", last_name="Absente", is_listed=False)
    browser = sign_in(reader)
    for address in (INDRE, GROUP, CENTRE):
        page = browser.get(address)
        assert "Introuvable" not in page.text
        assert "Absente" not in page.text
    assert read(browser.get(GROUP)).xpath("//dl[contains(@class, 'lc-strip')]//dd/text()")[2] == "2"


@pytest.mark.parametrize("address", [INDRE, GROUP, CENTRE])
def test_each_kind_of_territory_has_its_communes_people_experiences_partners_and_activity(
    make, sign_in, reader, address
):
    """All that is more than the page shows is one gesture away, in the same territory."""
    for number in range(9):
        make.member(f"Membre{number}")
        make.experience(reader, f"Expérience numéro {number}")
        held = Coverage(organisation_id=make.organisation(f"Partenaire {number}").id, scope="commune", code="36093")
        database.session.add(held)
    other = make.member("Loin", commune="37001")
    make.experience(other, "Ailleurs en France")
    far = make.organisation("Partenaire lointain")
    database.session.get(Departement, "37").region_code = make.departement("53", "Mayenne", "52").region_code
    database.session.get(Commune, "37001").region_code = "52"
    database.session.get(Commune, "37001").epci_siren = None
    database.session.add(Coverage(organisation_id=far.id, scope="departement", code="37"))
    database.session.commit()
    browser = sign_in(reader)
    page = read(browser.get(address))
    titles = [one.text_content().strip() for one in page.xpath("//main//h2")]
    wanted = (
        "Les communes du programme",
        "Les personnes",
        "Les expériences",
        "Les 90 derniers jours",
        "Les partenaires",
    )
    assert set(wanted) <= set(titles)
    assert page.xpath("//main//a[contains(@href, '/communes/36093-levroux')] | //main//a[contains(@href, '36-indre')]")
    for start, found in (("/membres/?", "Membre8"), ("/experiences/?", "numéro 8"), ("/partenaires/?", "Partenaire 8")):
        (link,) = {one for one in page.xpath("//main//a/@href") if one.startswith(start)}
        more = browser.get(link).text
        assert found in more, link
        for word in ("Loin", "Ailleurs en France", "Partenaire lointain"):
            assert word not in more, link
    staff = sign_in(make.member("Adèle", role="administrator")).get(address).text
    assert "Communes silencieuses" in staff
    assert "Communes silencieuses" not in browser.get(address).text


def test_only_what_the_directory_offers_is_among_the_partners_ad_hoc_lists_included(make, sign_in, reader):
    syndicate = make.place_list("Syndicat d’énergie", "36093")
    for name, more in (
        ("Proposée", {"standing": "proposed"}),
        ("Refusée", {"standing": "refused"}),
        ("Fermée", {"closed_on": date(2025, 1, 1)}),
        ("Le syndicat", {}),
    ):
        card = make.organisation(name, **more)
        held = Coverage(organisation_id=card.id, scope="list", code=str(syndicate.id), label=syndicate.label)
        database.session.add(held)
    database.session.commit()
    browser = sign_in(reader)
    for address in (INDRE, GROUP, CENTRE):
        page = browser.get(address).text
        assert "Le syndicat" in page, address
        assert not [word for word in ("Proposée", "Refusée", "Fermée") if word in page], address


def test_the_pages_lead_up_and_down(make, sign_in, reader):
    browser = sign_in(reader)
    commune = "/communes/36093-levroux"
    for page, targets in {
        commune: (CENTRE, INDRE, GROUP),
        GROUP: (MAP, CENTRE, INDRE, commune),
        INDRE: (MAP, CENTRE, GROUP, commune),
        CENTRE: (MAP, INDRE),
        "/communes/": (MAP,),
        MAP: (INDRE,),
    }.items():
        links = read(browser.get(page)).xpath("//main//a/@href")
        assert set(targets) <= set(links), page


def test_an_epci_keeps_to_its_communes_and_is_not_followed(make, sign_in, reader):
    other = make.member("Voisin", commune="36228")
    place = database.session.get(Commune, "36228")
    database.session.add(Epci(siren="243600327", name="CA Châteauroux Métropole", kind="CA"))
    database.session.flush()
    place.epci_siren = "243600327"
    database.session.commit()
    make.experience(other, "Ailleurs dans le même département")
    page = sign_in(reader).get(GROUP).text
    assert "Lectrice" in page
    assert "Voisin" not in page
    assert "Ailleurs dans le même" not in page
    assert "Suivre «" not in page


def test_what_one_may_not_read_is_not_counted(make, sign_in, reader):
    make.topic(reader, "Une question pour les communes ?", audience="communes")
    make.topic(reader, "Une question pour tous, assez longue ?")
    partner = make.partner()
    for who, number in ((reader, "2"), (partner, "1")):
        browser = sign_in(who)
        row = read(browser.get(MAP)).xpath("//tr[th//a[contains(., 'Indre (36)')]]/td/text()")
        assert row[4] == number
        strip = read(browser.get(INDRE)).xpath("//dl[contains(@class, 'lc-strip')]//dd/text()")
        assert strip[4] == number


def test_the_map_names_every_departement_and_its_figure(make, sign_in, reader):
    page = read(sign_in(reader).get(f"{MAP}?figure=membres"))
    named = page.xpath("//svg//a[@href='/departements/36-indre']/@aria-label")
    assert named == ["Indre : 1 membre"]
    assert len(page.xpath("//svg[contains(@class, 'lc-map')]//path[title]")) == 96
    assert len(page.xpath("//svg[contains(@class, 'lc-map')]//a")) == 1  # the base knows one of them
    assert page.xpath("string(//svg//path[@class='points']/@d)").startswith("M")
    assert page.xpath("//ul[@class='lc-legend']/li[2]")[0].text_content().strip() == "1 membre"


def test_who_serves_two_departements_is_counted_in_both_on_the_map_as_on_their_pages(make, sign_in, reader):
    make.departement("18", "Cher")
    make.commune("18033", "Ailleurs")
    database.session.add(MemberCommune(member_id=reader.id, commune_code="18033", position=1))
    database.session.commit()
    browser = sign_in(reader)
    page = read(browser.get(f"{MAP}?figure=membres"))
    assert page.xpath("//svg//a/@aria-label") == ["Cher : 1 membre", "Indre : 1 membre"]
    for path in (INDRE, "/departements/18-cher"):
        strip = read(browser.get(path)).xpath("//dl[contains(@class, 'lc-strip')]/div[contains(., 'embre')]//dd/text()")
        assert strip[0].strip() == "1", path


def test_a_region_has_its_own_classes(make, sign_in, reader):
    make.departement("18", "Cher")
    make.commune("36228", "Valençay")
    page = read(sign_in(reader).get(CENTRE))
    assert [one.text_content().strip() for one in page.xpath("//ul[@class='lc-legend']/li")] == [
        "0",
        "2 communes du programme",
    ]
    assert page.xpath("//svg//a[@href='/departements/18-cher']/@aria-label") == ["Cher : 0 commune du programme"]


def test_overseas_is_named_under_a_map_that_does_not_draw_it(make, sign_in, reader):
    database.session.add(Region(code="01", name="Guadeloupe", zone="drom"))
    database.session.flush()
    database.session.add(Departement(code="971", name="Guadeloupe", region_code="01", zone="drom"))
    database.session.add(Commune(code="97105", name="Basse-Terre", departement_code="971", region_code="01"))
    database.session.flush()
    database.session.add(ProgrammeCommune(commune_code="97105"))
    database.session.commit()
    browser = sign_in(reader)
    page = read(browser.get(MAP))
    assert [one.text_content().strip() for one in page.xpath("//ul[@class='lc-tiles']//a")] == ["Guadeloupe\u202f: 1"]
    assert browser.get("/departements/971-guadeloupe").status_code == 200


def test_the_table_is_sorted_by_its_links(make, sign_in, reader):
    make.departement("01", "Ain", "84")
    make.departement("18", "Cher")
    browser = sign_in(reader)
    page = read(browser.get(f"{MAP}?figure=membres"))
    links = page.xpath("//thead//a/@href")
    assert links == [f"/carte/?figure=membres&tri={by}#tableau" for by in
                     ("nom", "communes", "ort", "membres", "experiences", "questions")]  # fmt: skip
    names = {}
    for by in ("", "nom", "membres", "n’importe quoi"):
        table = read(browser.get(MAP, query_string={"tri": by}))
        names[by] = [one.text_content() for one in table.xpath("//tbody//th")]
    assert names[""] == names["n’importe quoi"] == ["Ain (01)", "Cher (18)", "Indre (36)"]
    assert names["nom"] == ["Ain (01)", "Cher (18)", "Indre (36)"]
    assert names["membres"] == ["Indre (36)", "Ain (01)", "Cher (18)"]


def test_territories_are_found_by_the_search(make, sign_in, reader):
    rebuild.reindex()
    browser = sign_in(reader)
    for words, target in (("Indre", INDRE), ("Centre-Val de Loire", CENTRE), ("Boischaut", GROUP)):
        found = read(browser.get("/recherche", query_string={"q": words, "genre": "territory"}))
        assert [1 for one in found.xpath("//main//a/@href") if one.endswith(target)], words


@pytest.mark.parametrize(("path", "most"), [(MAP, 6), (INDRE, 14), (CENTRE, 14), (GROUP, 14)])
def test_a_page_asks_as_much_for_three_rows_as_for_thirty(make, sign_in, queries, reader, path, most):
    browser, author, editor = sign_in(reader), make.member("Autrice"), make.partner()

    def fill(first, last):
        for number in range(first, last):
            make.commune(f"36{number:03}", f"Commune {number}", longitude=1.5, latitude=46.5 + number / 100)
            make.member(f"Membre {number}", commune=f"36{number:03}")
            make.topic(author, f"Une question assez longue numéro {number} ?")
            make.experience(author, f"Expérience {number}")
            make.resource(editor, f"Ressource {number}")
            make.aid(editor, f"Aide {number}")
            place = make.organisation(f"Organisation {number}")
            database.session.add(Coverage(organisation_id=place.id, scope="departement", code="36", label="Indre"))
            database.session.commit()

    fill(300, 303)
    with queries() as few:
        browser.get(path)
    fill(303, 330)
    with queries() as many:
        assert browser.get(path).status_code == 200
    assert len(few) == len(many), "\n".join(many)
    assert len(many) <= most, "\n".join(many)


def test_the_map_of_1646_communes_is_light(make, sign_in, reader):
    """A weak connection carries it: 40 kB once compressed, the whole country counted and dotted."""
    codes = [f"{number:02}" for number in range(1, 96) if number not in {20, 36}]
    for code in codes:
        make.departement(code, f"Département {code}", "84")
    database.session.add_all(
        Commune(
            code=f"{code}{number:03}", name=f"Commune {code}{number}", departement_code=code, region_code="84",
            longitude=-1 + (int(code) * 37 + number * 11) % 700 / 100,
            latitude=43.5 + (int(code) * 53 + number * 29) % 600 / 100,
        )
        for code in codes
        for number in range(1, 19)
    )  # fmt: skip
    database.session.flush()
    places = database.session.query(Commune.code).filter(Commune.region_code == "84")
    database.session.add_all(ProgrammeCommune(commune_code=code) for (code,) in places)
    database.session.commit()
    answer = sign_in(reader).get(MAP)
    assert answer.text.count("h0M") > 1_500
    assert len(gzip.compress(answer.data, 4)) <= 40_000
