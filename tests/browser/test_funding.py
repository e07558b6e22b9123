"""Funding: a partner publishes an aid, the chef de projet finds it for the commune, the référente says it is true."""

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
    partner.page.wait_for_load_state()
    write(partner)
    for reader in (claire, plain):
        reader.sign_in("levroux@club.example")
        reader.page.wait_for_load_state()
        find(reader)
    claire.check("funding-sheet")
    referente.sign_in("referente.indre@club.example")
    referente.page.wait_for_load_state()
    referente.page.goto(claire.page.url)
    referente.page.get_by_role("button", name="Vérifiée aujourd’hui").click()
    referente.sees("La fiche est marquée vérifiée aujourd’hui.")
