"""The directory leaves the club as a table, data and address cards: what one may see, and no formula."""

import csv
import io
import json

import pytest
from icalendar import Component

from club.directory.models import Coverage
from club.extensions import db as database


@pytest.fixture
def epf(make):
    organisation = make.organisation("=EPF des Deux Vallées", siren="732829320", website="https://epf.example")
    database.session.add(Coverage(organisation_id=organisation.id, scope="departement", code="36", label="Indre (36)"))
    make.contact(organisation, "Lise; Arnaud", email="lise@essai.example", phone="02 54 00 00 00", reachable="le mardi")
    make.offer(organisation, "Portage foncier", is_free=True, delay_days=10)
    make.offer(organisation, "Retirée", withdrawn_at=organisation.created_at)
    make.organisation("Ailleurs")
    make.organisation("Proposée", standing="proposed")
    return organisation


def test_a_table_of_what_is_asked_without_formula(make, sign_in, epf):
    make.commune()
    answer = sign_in(make.member()).get("/partenaires/export.csv?departement=36")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert [one["nom"] for one in rows] == ["'=EPF des Deux Vallées"]
    assert (rows[0]["siren"], rows[0]["territoires"], rows[0]["offres"]) == (
        "732829320",
        "Indre (36)",
        "Portage foncier",
    )
    assert "lise@essai.example" in rows[0]["contacts"]


def test_the_same_as_data(make, sign_in, epf):
    found = json.loads(sign_in(make.member()).get("/partenaires/export.json?q=EPF").data)["partenaires"]
    assert [one["nom"] for one in found] == ["=EPF des Deux Vallées"]
    offer = found[0]["offres"][0]
    assert (offer["titre"], offer["gratuit"], offer["delai_jours_ouvres"]) == ("Portage foncier", True, 10)
    assert found[0]["contacts"][0]["courriel"] == "lise@essai.example"


def test_contacts_go_to_an_address_book(make, sign_in, epf):
    answer = sign_in(make.member()).get(f"/partenaires/{epf.id}/contacts.vcf")
    assert answer.mimetype == "text/vcard"
    assert answer.data.split(b"\r\n")[:3] == [b"BEGIN:VCARD", b"VERSION:4.0", rb"FN:Lise\; Arnaud"]
    card = Component.from_ical(answer.data)
    assert (str(card["email"]), str(card["tel"])) == ("lise@essai.example", "tel:0254000000")


def test_visitors_and_those_who_wait_take_nothing_away(make, sign_in, epf):
    for who in (None, make.member("Paule", status="pending"), make.member("Sami", status="suspended")):
        for address in ("export.csv", "export.json", f"{epf.id}/contacts.vcf"):
            answer = sign_in(who).get(f"/partenaires/{address}")
            assert answer.status_code == 302
            assert "lise" not in answer.text.lower()


def test_a_table_asks_as_much_for_three_as_for_thirty(make, sign_in, epf, queries):
    browser, counts = sign_in(make.member()), []
    for more in (2, 27):
        for _ in range(more):
            make.offer(make.organisation())
        with queries() as seen:
            assert browser.get("/partenaires/export.csv").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 10, seen
