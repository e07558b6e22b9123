"""Funding: an aid goes from the partner to the commune, is verified; what communes obtained is shown from three up."""

import pytest

pytestmark = pytest.mark.browser

TITLE = "Aide aux vitrines de la rue haute"


def write(partner):
    """The form, with a mistake that is said and mended."""
    partner.open("/aides/nouvelle")
    page = partner.page
    page.locator("#title").fill(TITLE)
    page.locator("#summary").fill("La moitié des travaux de vitrine, dans la rue commerçante.")
    partner.tick("Subvention")
    partner.tick("Commerce et artisanat")
    page.locator("#rate_max").fill("50")
    page.locator("#closes_on").fill("2020-01-31")
    page.locator("#opens_on").fill("2020-06-01")
    page.locator("#places").fill("Levroux (36)")
    page.get_by_role("button", name="Publier l’aide").click()
    partner.sees("La clôture vient avant l’ouverture.")
    partner.check("funding-mistake")
    page.locator("#opens_on").fill("")
    page.locator("#closes_on").fill("2035-01-31")
    page.get_by_role("button", name="Publier l’aide").click()
    partner.sees("L’aide est publiée.")


def find(reader):
    """From the home page to the sheet."""
    reader.open("/")
    reader.page.locator("section", has_text="Aides pour ma commune").get_by_role("link", name="Toutes").click()
    reader.page.wait_for_url("**/aides/pour/36093-levroux")
    reader.page.locator("#mots").fill("vitrines rue haute")
    reader.page.locator("button[form=filtres]").click()
    reader.sees("Réservée à Levroux")
    reader.page.get_by_role("link", name=TITLE).click()
    reader.page.wait_for_url("**/aides/*-aide-aux-vitrines-*")


def test_an_aid_goes_from_the_partner_to_the_commune_and_is_verified(visit):
    partner, claire, plain, referente = visit(), visit(width=360), visit(javascript=False), visit()
    partner.sign_in("partenaire.epf@club.example")
    write(partner)
    for reader in (claire, plain):
        reader.sign_in("levroux@club.example")
        find(reader)
    claire.check("funding-sheet")
    referente.sign_in("referente.indre@club.example")
    referente.page.goto(claire.page.url)
    referente.page.get_by_role("button", name="Vérifiée aujourd’hui").click()
    referente.sees("La fiche est marquée vérifiée aujourd’hui.")


FOUND = "Fonds vert : rénovation énergétique des bâtiments publics"  # two communes of the demonstration obtained it


def test_the_third_commune_that_declares_makes_the_proof_be_shown(visit):
    claire, julien = visit(width=360), visit(javascript=False)
    claire.sign_in("levroux@club.example")
    claire.open("/aides/calendrier")
    claire.page.get_by_role("link", name=FOUND).first.wait_for()
    claire.open("/aides/pour/36093-levroux")
    claire.page.get_by_role("link", name=FOUND).click()
    claire.sees("Moins de trois communes ont déclaré l’avoir obtenue")
    claire.page.get_by_role("link", name="Déclarer notre demande").click()
    page = claire.page
    page.locator("#state").select_option(label="Obtenu")
    page.locator("#amount").fill("")
    page.get_by_role("button", name="Déclarer").click()
    claire.sees("Saisissez le montant obtenu.")
    page.locator("#amount").fill("60 000")
    page.locator("#cost").fill("150 000")
    claire.tick("J’accepte d’être contacté")
    page.get_by_role("button", name="Déclarer").click()
    claire.sees("communes l’ont obtenue")
    claire.check("funding-proof")
    julien.sign_in("valencay@club.example")
    julien.page.goto(page.url)
    assert "120 000 €" in julien.page.inner_text("main").replace("\u202f", " ").replace("\xa0", " ")  # the median
    assert "60 000" not in julien.page.inner_text("main").replace("\u202f", " ")
    julien.sees("Claire")
