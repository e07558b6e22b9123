"""« Qui appeler ? »: who is competent for a commune, the closest first; what is missing in a département."""

import pytest
from bs4 import BeautifulSoup
from icalendar import Component

from club import clock
from club.directory import covering, gaps
from club.directory.models import ContactTerritory, Coverage, OfferTerm, OfferTerritory, OrganisationContact
from club.experiences.models import ExperiencePartner
from club.extensions import db as database

PAGE = "/communes/36093-levroux/qui-appeler"


def cover(organisation, scope, code="", label="x"):
    database.session.add(Coverage(organisation_id=organisation.id, scope=scope, code=code, label=label))
    database.session.commit()


def offer(make, organisation, theme, title, **more):
    made = make.offer(organisation, title, **more)
    database.session.add(OfferTerm(offer_id=made.id, term_id=theme.id))
    database.session.commit()
    return made


@pytest.fixture
def places(make):
    make.commune()
    make.commune("36228", "Valençay", slug="valencay", epci_siren="200040558")
    make.commune("37001", "Ailleurs", epci_siren="243700499")


@pytest.fixture
def partners(make, places):
    """An EPF of the whole département with an offer, a syndicate of Levroux alone, an agency of elsewhere."""
    epf, near, far = make.organisation("EPF du Centre"), make.organisation("Syndicat voisin"), make.organisation("Loin")
    cover(epf, "departement", "36")
    cover(near, "commune", "36093")
    cover(far, "departement", "37")
    theme = make.theme("foncier-et-friches", "Foncier et friches")
    desk = make.contact(epf, "Lise Arnaud", phone="02 54 00 00 00", email="lise@epf.example", function="Négociatrice")
    offer(make, epf, theme, "Acheter et porter un bien", is_free=False, price="2 % par an", contact_id=desk.id)
    offer(make, near, theme, "Repérer les friches", is_free=True, delay_days=10)
    offer(make, far, theme, "Offre lointaine")
    return epf, near, far


def titles(answer):
    return [one.get_text(strip=True) for one in BeautifulSoup(answer.text, "lxml").select("h3")]


def test_the_closest_come_first_with_their_price_and_whom_to_call(sign_in, make, partners):
    answer = sign_in(make.member()).get(PAGE)
    assert titles(answer) == ["Repérer les friches", "Acheter et porter un bien"]
    for said in ("2 % par an", "10 jours ouvrés", "Lise Arnaud, Négociatrice", "tel:0254000000", "lise@epf.example"):
        assert said in answer.text
    assert "dans le département" in answer.text
    assert "Offre lointaine" not in answer.text


def test_what_is_missing_is_said_plainly(sign_in, make, partners):
    page = BeautifulSoup(sign_in(make.member()).get(PAGE).text, "lxml").get_text(" ", strip=True)
    assert "Aucun conseil d’architecture, d’urbanisme et de l’environnement (CAUE) ne couvre Levroux." in page
    assert "établissement public foncier (EPF) ne couvre" not in page
    make.theme("mobilites", "Mobilités")
    assert "Aucune offre n’est décrite ici pour\u202f: Mobilités." in sign_in(make.member()).get(PAGE).text
    elsewhere = sign_in(make.member()).get("/communes/36228-valencay/qui-appeler")
    assert titles(elsewhere) == ["Acheter et porter un bien"]


def test_an_offer_with_its_own_territory_holds_there_alone(sign_in, make, partners):
    epf, *_ = partners
    own = offer(make, epf, make.theme("habitat", "Habitat"), "Pour Valençay seulement")
    database.session.add(OfferTerritory(offer_id=own.id, scope="commune", code="36228", label="Valençay (36)"))
    database.session.commit()
    browser = sign_in(make.member())
    assert "Pour Valençay seulement" not in browser.get(PAGE).text
    assert "Pour Valençay seulement" in browser.get("/communes/36228-valencay/qui-appeler").text


def test_who_of_the_neighbours_worked_with_them_is_told(sign_in, make, partners):
    epf, *_ = partners
    author = make.member("Rose", commune="36228")
    story = make.experience(author, "La friche de la gare")
    hidden = make.experience(author, "Un brouillon")
    hidden.hidden_at = clock.now()
    for one in (story, hidden):
        database.session.add(ExperiencePartner(experience_id=one.id, organisation_id=epf.id, name="EPF"))
    database.session.commit()
    answer = sign_in(make.member()).get(PAGE)
    assert "Ont travaillé ensemble" in answer.text
    assert "La friche de la gare" in answer.text
    assert "Un brouillon" not in answer.text
    assert "La friche de la gare" not in sign_in(author).get("/communes/36228-valencay/qui-appeler").text


def test_the_contact_shown_is_the_one_of_this_territory(sign_in, make, places):
    agency = make.organisation("Agence technique")
    cover(agency, "departement", "36")
    for name, scope, code in (
        ("Au loin", "departement", "37"),
        ("Partout dans l’Indre", "departement", "36"),
        ("De Valençay", "commune", "36228"),
    ):
        one = make.contact(agency, name)
        database.session.add(ContactTerritory(contact_id=one.id, scope=scope, code=code, label=name))
    make.contact(agency, "Sans territoire dit")
    offer(make, agency, make.theme("habitat", "Habitat"), "Une offre sans contact")
    browser = sign_in(make.member())
    for address, called in ((PAGE, "Partout dans l’Indre"), ("/communes/36228-valencay/qui-appeler", "De Valençay")):
        page = browser.get(address).text
        names = ("Au loin", "Partout dans l’Indre", "De Valençay", "Sans territoire dit")
        assert [name for name in names if name in page] == [called]


def test_a_contact_of_elsewhere_is_not_shown(sign_in, make, places):
    agency = make.organisation("Agence technique")
    cover(agency, "departement", "36")
    one = make.contact(agency, "Au loin")
    database.session.add(ContactTerritory(contact_id=one.id, scope="departement", code="37", label="Ailleurs"))
    database.session.commit()
    assert "Au loin" not in sign_in(make.member()).get(PAGE).text


def test_the_contacts_of_the_page_go_to_an_address_book_each_once(sign_in, make, partners):
    epf, near, far = partners
    make.contact(epf, "Jamais montré")
    for one in (near, far):
        make.contact(one, f"Accueil de {one.name}", reachable="le mardi")
    desk = database.session.query(OrganisationContact).filter_by(name="Lise Arnaud").one()
    offer(make, epf, make.theme("habitat", "Habitat"), "Encore", contact_id=desk.id)
    browser = sign_in(make.member())
    assert f'href="{PAGE}.vcf"' in browser.get(PAGE).text
    answer = browser.get(f"{PAGE}.vcf")
    assert answer.mimetype == "text/vcard"
    assert answer.headers["Content-Disposition"].endswith("filename=qui-appeler-levroux.vcf")
    cards = Component.from_ical(answer.data, multiple=True)
    said = [(str(one["fn"]), str(one["email"]) if "email" in one else "") for one in cards]
    assert said == [("Accueil de Syndicat voisin", ""), ("Lise Arnaud", "lise@epf.example")]
    assert "Accueil de Syndicat voisin" in browser.get(PAGE).text


def test_the_address_book_is_for_members_and_empty_without_contacts(sign_in, make, partners):
    for who in (None, make.member("Paule", status="pending"), make.member("Sami", status="suspended")):
        answer = sign_in(who).get(f"{PAGE}.vcf")
        assert answer.status_code == 302
        assert "Lise" not in answer.text
    alone = "/communes/37001-ailleurs/qui-appeler"
    browser = sign_in(make.member())
    assert "carnet" not in browser.get(alone).text
    assert browser.get(f"{alone}.vcf").data == b""
    assert browser.get("/communes/99999/qui-appeler.vcf").status_code == 404


def test_a_commune_without_anybody_says_what_to_do(sign_in, make, places):
    answer = sign_in(make.member()).get(PAGE)
    assert "Aucun partenaire de l’annuaire ne dit couvrir Levroux" in answer.text
    assert "Poser une question" in answer.text
    assert sign_in(make.member()).get("/communes/36093/qui-appeler").location.endswith("36093-levroux/qui-appeler")
    assert sign_in(make.member()).get("/communes/99999/qui-appeler").status_code == 404


def test_six_statements_whatever_the_number_of_partners(sign_in, make, partners, queries):
    browser, counts = sign_in(make.member()), []
    theme = make.theme("habitat", "Habitat")
    for number in (3, 30):
        for rank in range(number):
            one = make.organisation(f"Partenaire {number} {rank}")
            cover(one, "departement", "36")
            offer(make, one, theme, f"Offre {number} {rank}")
            make.organisation(f"Sans offre {number} {rank}")
        with queries() as seen:
            answer = browser.get(PAGE)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 6, "\n".join(seen)
    assert "offres plus lointaines" in answer.text


def test_the_table_of_a_departement_says_what_each_commune_would_see(make, partners, places):
    *_, far = partners
    listed = make.place_list("Syndicat", "36228", "37001")
    cover(far, "list", str(listed.id))
    cover(make.organisation("Sans limite"), "france")
    table = gaps.table("36")
    assert [one.code for one in table.communes] == ["36093", "36228"]
    foncier = next(line for line in table.needs if line.slug == "foncier-et-friches")
    epfs = next(line for line in table.kinds if line.slug == "epf")
    for code in ("36093", "36228"):
        assert foncier.numbers.get(code, 0) == len(database.session.execute(covering.offers(code)).all())
        assert epfs.numbers.get(code, 0) == len(database.session.execute(covering.organisations(code)).all())
    make.theme("mobilites", "Mobilités")
    assert gaps.table("36").holes == 2


def test_the_table_is_for_those_who_keep_the_departement(sign_in, make, partners):
    assert sign_in(make.member()).get("/departements/36/couverture").status_code == 403
    assert sign_in(make.referent("37")).get("/departements/36/couverture").status_code == 403
    page = sign_in(make.referent("36")).get("/departements/36/couverture")
    assert page.status_code == 200
    assert "Foncier et friches" in page.text
    assert sign_in(make.member(role="moderator")).get("/departements/99/couverture").status_code == 404


def test_the_table_asks_the_same_number_of_statements(sign_in, make, partners, queries):
    browser, counts = sign_in(make.referent("36")), []
    for number in (3, 30):
        for rank in range(number):
            make.commune(f"36{number:01d}{rank:02d}"[:5].ljust(5, "9"), f"Commune {number} {rank}")
        with queries() as seen:
            browser.get("/departements/36/couverture")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 6, "\n".join(seen)


def test_a_commune_that_was_merged_is_covered_as_todays_commune_is(make, sign_in, partners):
    make.commune("36999", "Ancienne", programme=False, is_former=True, merged_into_code="36093")
    browser = sign_in(make.member())
    for path, today in (("/qui-appeler", PAGE), ("/jumelles", "/communes/36093-levroux/jumelles")):
        assert browser.get(f"/communes/36999-ancienne{path}").location == today
    assert "Syndicat voisin" in browser.get("/partenaires/?commune=36999").text
    former = BeautifulSoup(browser.get("/communes/36999-ancienne").text, "lxml")
    assert former.select_one(".lc-info--warning a")["href"] == "/communes/36093-levroux"


def test_a_code_that_is_no_commune_is_said_beside_the_list(sign_in, make, partners):
    browser = sign_in(make.member())
    told = browser.get("/partenaires/?commune=99999").text
    assert "aucune commune trouvée" in told
    assert 'value="99999"' in told
    assert "La liste n’en tient pas compte." in told


def test_the_list_is_narrowed_by_the_name_of_a_commune_and_says_how_far_each_goes(sign_in, make, partners):
    cover(partners[1], "commune", "36228")
    listed = BeautifulSoup(sign_in(make.member()).get("/partenaires/?commune=levroux").text, "lxml").main
    assert "Ceux qui couvrent Levroux." in listed.get_text()
    assert [one.get_text(strip=True) for one in listed.select(".lc-rows h3")] == ["EPF du Centre", "Syndicat voisin"]
    said = [one.get_text().replace("\u202f", " ").replace("\xa0", " ") for one in listed.select(".lc-rows .lc-meta")]
    assert ["autre territoire" in one for one in said] == [False, True]
    assert said[1].endswith("et 1 autre territoire")
