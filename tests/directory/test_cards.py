"""The card of a partner: edited in sheets, with its offers and its contacts, as its readers see it."""

import io

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from sqlalchemy import update

from club.access import Refused
from club.directory import claims, contacts, offers, operations
from club.directory.claims import OrganisationClaim
from club.directory.models import Coverage, Offer, OrganisationContact
from club.extensions import db as database
from club.journal import JournalEntry
from club.members.models import Organisation
from club.storage.models import StoredFile
from club.territories import lists
from club.territories.models import PlaceList


@pytest.fixture
def editor(make, epf):
    return make.partner(epf)


def page(answer):
    return BeautifulSoup(answer.text, "lxml")


def card(organisation, **more):
    return {"name": organisation.name, "summary": "Elle aide.", "type_id": organisation.type_id, "version": 1} | more


def fault(answer, field):
    return page(answer).find(id=f"{field}-erreur").get_text()


@pytest.mark.parametrize(
    ("number", "siren", "siret"),
    [("732 829 320", "732829320", None), ("732 829 320 00074", None, "73282932000074"), ("", None, None),
     ("35600000049837", None, "35600000049837")],
)  # fmt: skip
def test_a_number_is_a_siren_or_a_siret(sign_in, editor, epf, number, siren, siret):
    assert sign_in(editor).post(f"/partenaires/{epf.id}/modifier", data=card(epf, number=number)).status_code == 302
    assert (epf.siren, epf.siret) == (siren, siret)


@pytest.mark.parametrize("number", ["732829321", "73282932000075", "1234", "AB2829320"])
def test_a_number_with_a_wrong_key_is_refused(sign_in, editor, epf, number):
    answer = sign_in(editor).post(f"/partenaires/{epf.id}/modifier", data=card(epf, number=number))
    assert "Vérifiez ce numéro" in fault(answer, "number")
    assert page(answer).find(id="number")["value"] == number


def test_a_number_is_on_one_card_only(sign_in, editor, epf, make):
    make.organisation("CAUE de l’Indre", siren="732829320")
    answer = sign_in(editor).post(f"/partenaires/{epf.id}/modifier", data=card(epf, number="732829320"))
    assert "«\u00a0CAUE de l’Indre\u00a0»" in fault(answer, "number")


def test_an_organisation_is_part_of_another_never_of_itself(sign_in, editor, epf, make):
    whole = make.organisation("Fédération")
    browser, address = sign_in(editor), f"/partenaires/{epf.id}/modifier"
    assert browser.post(address, data=card(epf, parent="fédération")).status_code == 302
    assert epf.parent_id == whole.id
    assert "EPF des Deux Vallées" in page(browser.get(f"/partenaires/{whole.id}-{whole.slug}")).main.aside.get_text()
    above = sign_in(make.partner(whole)).post(
        f"/partenaires/{whole.id}/modifier", data=card(whole, parent="EPF des Deux Vallées")
    )
    assert "fait elle-même partie de la vôtre" in fault(above, "parent")


def test_a_logo_is_drawn_again_and_what_is_no_picture_is_refused(sign_in, editor, epf):
    browser, address = sign_in(editor), f"/partenaires/{epf.id}/modifier"
    wrong = browser.post(address, data=card(epf, logo=(io.BytesIO(b"%PDF-1.4 no"), "logo.png")))
    assert fault(wrong, "logo")
    drawn = io.BytesIO()
    Image.new("RGB", (900, 300), "white").save(drawn, "PNG")
    assert browser.post(address, data=card(epf, logo=(io.BytesIO(drawn.getvalue()), "logo.png"))).status_code == 302
    served = browser.get(f"/partenaires/{epf.id}/logo")
    assert max(Image.open(io.BytesIO(served.data)).size) <= 480
    browser.post(address, data=card(epf, remove_logo="y", version=2))
    assert browser.get(f"/partenaires/{epf.id}/logo").status_code == 404
    assert database.session.query(StoredFile).count() == 0


def offer(make, **more):
    return {
        "title": "Étude de faisabilité", "themes": [make.theme().id], "charge": "paid", "price": "400 € la journée",
        "delay_days": "10", "audience": "Communes", "how_to_ask": "Écrivez-nous.", "contact_id": 0,
        "body": "Un **diagnostic** du commerce.",
    } | more  # fmt: skip


def test_an_offer_says_for_what_at_what_price_and_how_to_ask(sign_in, editor, epf, make):
    lise = make.contact(epf)
    made = sign_in(editor).post(f"/partenaires/{epf.id}/offres/nouvelle", data=offer(make, contact_id=lise.id))
    assert made.headers["Location"] == f"/partenaires/{epf.id}/offres"
    shown = page(sign_in(make.member()).get(f"/partenaires/{epf.id}-{epf.slug}"))
    said = shown.find(id=f"offre-{database.session.query(Offer).one().id}").get_text(" ", strip=True)
    for words in (
        "Commerce et artisanat",
        "Étude de faisabilité",
        "400 € la journée",
        "10 jours ouvrés",
        "Lise Arnaud",
    ):
        assert words in said.replace("\xa0", " ").replace("\u202f", " ")
    assert shown.select_one(".lc-prose strong").get_text() == "diagnostic"
    found = sign_in(make.member()).get("/recherche?q=faisabilité")
    assert "EPF des Deux Vallées" in found.text


@pytest.mark.parametrize(
    ("said", "field"),
    [({"title": ""}, "title"), ({"delay_days": "dix"}, "delay_days"), ({"delay_days": "-3"}, "delay_days"),
     ({"themes": []}, "themes"), ({"places": "Trifouilly"}, "places"), ({"body": "[" * 4000}, "body")],
)  # fmt: skip
def test_what_is_wrong_in_an_offer_is_said_beside_its_field(sign_in, editor, epf, make, said, field):
    answer = sign_in(editor).post(f"/partenaires/{epf.id}/offres/nouvelle", data=offer(make, **said))
    assert answer.status_code == 200
    assert fault(answer, field)
    assert database.session.query(Offer).count() == 0


def test_a_contact_of_another_organisation_is_no_choice(sign_in, editor, epf, make):
    stranger = make.contact(make.organisation("Agence"))
    answer = sign_in(editor).post(f"/partenaires/{epf.id}/offres/nouvelle", data=offer(make, contact_id=stranger.id))
    assert fault(answer, "contact_id")


def test_offers_are_withdrawn_offered_again_and_put_in_order(sign_in, editor, epf, make):
    first, second = make.offer(epf, "Portage", position=1), make.offer(epf, "Étude", position=2)
    browser, reader = sign_in(editor), sign_in(make.member())

    def titles():
        shown = page(reader.get(f"/partenaires/{epf.id}-{epf.slug}"))
        return [one.get_text() for one in shown.select("article[id^=offre] h3")]

    browser.post(f"/partenaires/offres/{second.id}/monter")
    assert titles() == ["Étude", "Portage"]
    browser.post(f"/partenaires/offres/{first.id}/retirer")
    assert titles() == ["Étude"]
    browser.post(f"/partenaires/offres/{first.id}/remettre")
    assert titles() == ["Étude", "Portage"]


def test_two_editors_of_a_card_or_of_its_territories_lose_nothing(sign_in, editor, epf, make):
    epf.version = 2
    database.session.add(Coverage(organisation_id=epf.id, scope="departement", code="36", label="Indre (36)"))
    database.session.commit()
    browser = sign_in(editor)
    said = card(epf, summary="Ma phrase", address="3 rue Longue", website="https://epf.example", acronym="EDV")
    late = browser.post(f"/partenaires/{epf.id}/modifier", data=said)
    assert late.status_code == 409
    assert not [word for word in ("Ma phrase", "3 rue Longue", "https://epf.example", "EDV") if word not in late.text]
    ways = [one["href"] for one in page(late).select(".lc-ways a")]
    assert ways[0] == f"/partenaires/{epf.id}/modifier"  # back to the form
    late = browser.post(f"/partenaires/{epf.id}/territoires", data={"covers_france": "y", "version": 1})
    assert late.status_code == 409
    assert "France entière" in late.text
    assert "Indre (36)" in late.text


def test_two_editors_of_an_offer_see_both_texts(sign_in, editor, epf, make):
    one = make.offer(epf, version=2)
    answer = sign_in(editor).post(
        f"/partenaires/offres/{one.id}/modifier", data=offer(make, title="Le mien", version=1)
    )
    assert answer.status_code == 409
    assert "Le mien" in answer.text
    assert "Étude de faisabilité" in answer.text


def test_what_was_saved_a_moment_ago_is_seen_whatever_was_read_before(editor, epf, make):
    contact, offered, places = make.contact(epf), make.offer(epf), make.place_list("Syndicat")
    claim = OrganisationClaim(organisation=epf, author=make.member(), function="x", proof="x")
    database.session.add(claim)
    database.session.commit()
    claim, contact, offered = claims.claim(claim.id), contacts.contact(contact.id), offers.offer(offered.id)
    versioned = epf, contact, offered, places
    assert ([one.version for one in versioned], claim.state) == ([1, 1, 1, 1], "waiting")
    aside = {"synchronize_session": False}
    for model in (Organisation, OrganisationContact, Offer, PlaceList):
        database.session.execute(update(model).values(version=5), execution_options=aside)
    database.session.execute(update(OrganisationClaim).values(state="refused"), execution_options=aside)
    assert ([one.version for one in versioned], claim.state) == ([1, 1, 1, 1], "waiting")
    card = operations.Card(
        name="x", acronym="", type_id=epf.type_id, summary="", description="", website="", address=""
    )
    for save in (
        lambda: operations.edit(epf, card, version=1, by=editor),
        lambda: contacts.edit(contact, contacts.Contact("x"), version=1, by=editor),
        lambda: offers.edit(offered, offers.Said(title="x"), version=1, by=editor),
        lambda: lists.edit(places, lists.Listed("x", "", []), version=1),
        lambda: claims.settle(claim, is_accepted=True, reason="", by=editor),
    ):
        with pytest.raises(Refused):
            save()


def test_a_double_click_makes_one_offer_and_one_contact(sign_in, editor, epf, make):
    browser = sign_in(editor)
    for path, said in (("offres/nouvelle", offer(make)), ("contacts/nouveau", {"name": "Accueil"})):
        address = f"/partenaires/{epf.id}/{path}"
        key = page(browser.get(address)).find(id="submission")["value"]
        for _ in range(2):
            assert browser.post(address, data=said | {"submission": key}).status_code == 302
    assert database.session.query(Offer).count() == database.session.query(OrganisationContact).count() == 1


def test_contacts_say_when_and_for_where_they_are_the_ones_to_call(sign_in, editor, epf, make):
    make.commune()
    browser = sign_in(editor)
    said = {"name": "Lise Arnaud", "function": "Chargée de mission", "phone": "02 54 00 00 00",
            "email": "lise@essai.example", "reachable": "le mardi matin", "departements": ["36"]}  # fmt: skip
    browser.post(f"/partenaires/{epf.id}/contacts/nouveau", data=said)
    one = database.session.query(OrganisationContact).one()
    shown = page(sign_in(make.member()).get(f"/partenaires/{epf.id}-{epf.slug}")).main.aside.get_text(" ")
    for words in ("Lise Arnaud", "Joignable le mardi matin", "Indre (36)", "02 54 00 00 00"):
        assert words in shown
    assert browser.post(f"/partenaires/contacts/{one.id}/modifier", data=said | {"version": 0}).status_code == 409
    held = make.offer(epf, contact_id=one.id)
    browser.post(f"/partenaires/contacts/{one.id}/retirer")
    assert database.session.query(OrganisationContact).count() == 0
    database.session.refresh(held)
    assert held.contact_id is None


def test_the_journal_says_that_staff_changed_contacts_and_never_whom(sign_in, editor, epf, make):
    admin = make.member("Adèle", role="administrator")
    for who in (editor, admin):
        sign_in(who).post(f"/partenaires/{epf.id}/contacts/nouveau", data={"name": "Lise Arnaud"})
    entry = database.session.query(JournalEntry).one()
    assert (entry.actor_id, entry.after) == (admin.id, {"changed": "Les contacts"})


def test_nothing_is_added_to_a_card_that_was_merged(sign_in, epf, make):
    admin = make.member("Adèle", role="administrator")
    gone = make.organisation("E.P.F.", standing="merged", merged_into_id=epf.id)
    browser = sign_in(admin)
    for path, said in (("offres/nouvelle", offer(make)), ("contacts/nouveau", {"name": "Accueil"})):
        assert browser.post(f"/partenaires/{gone.id}/{path}", data=said).status_code == 409
    assert database.session.query(OrganisationContact).count() == 0


def test_visitors_and_those_who_wait_never_see_a_contact(sign_in, epf, make):
    make.contact(epf, "Lise Arnaud", email="lise@essai.example", phone="02 54 00 00 00")
    for who in (None, make.member("Paule", status="pending"), make.member("Sami", status="suspended")):
        browser = sign_in(who)
        for address in (f"/partenaires/{epf.id}-{epf.slug}", "/partenaires/", "/", "/recherche?q=Lise"):
            answer = browser.get(address, follow_redirects=True)
            assert "Lise" not in answer.text.replace("q=Lise", "").replace('value="Lise"', "")
            assert "02 54 00 00 00" not in answer.text


def test_a_new_card_leads_to_its_territories(sign_in, make, epf):
    browser = sign_in(make.member("Adèle", role="administrator"))
    made = browser.post("/partenaires/nouveau", data=card(epf, name="CAUE de l’Indre"))
    new = database.session.query(Organisation).filter_by(name="CAUE de l’Indre").one()
    assert made.headers["Location"] == f"/partenaires/{new.id}/territoires"
