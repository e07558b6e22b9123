"""A chef de projet of Vatan: twin communes, what one of them did, whom to call, a request, answered without account."""

import re

import pytest

pytestmark = pytest.mark.browser

BODY = "Douze façades attendent place de la République : pouvez-vous venir les voir avant l’été ?"
HELPER = "CAUE du Berry (démonstration)"
TOLD = "Trente-deux façades en trois ans à Châtillon-sur-Indre, et une palette partagée"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_twins_of_vatan_to_a_contact_who_answers_without_an_account(visit, site, scripts):
    asker = visit(javascript=scripts, width=1280 if scripts else 360)
    contact, body = visit(javascript=False, width=360), f"{BODY} {'(avec)' if scripts else '(sans)'}"
    asker.sign_in("bastien.cazenave@vatan.example")
    asker.open("/")
    find(asker)
    address = ask(asker, body)
    letter = site.wait_for_mail("Vatan vous adresse une demande", body)
    link = re.search(r"https?://\S+(/mises-en-relation/repondre/\S+)", letter)
    assert link is not None
    contact.open(link[1])
    contact.sees(body)
    contact.check("inquiry-contact")
    contact.page.get_by_role("button", name="J’ai bien reçu").click()
    contact.sees("la commune voit que sa demande est bien arrivée")
    contact.page.locator("#body").fill("Je passe mardi à 14 h.")
    contact.page.get_by_role("button", name="Envoyer la réponse").click()
    contact.sees("Votre réponse est transmise.")
    asker.page.goto(address)
    asker.sees("Je passe mardi à 14 h.")
    asker.sees("Répondue")
    asker.check("inquiry-answered")
    asker.open("/mises-en-relation/")
    asker.sees("Vatan : demande à CAUE")
    asker.check("inquiries")


def find(asker):
    """From home to one's commune, to one that is like it, to what it did and with whom, and back."""
    page = asker.page
    page.get_by_role("link", name="La page de ma commune").click()
    page.get_by_role("heading", level=1, name="Vatan").wait_for()
    asker.check("commune")
    page.get_by_role("link", name="Toutes, et pourquoi elles").click()
    page.get_by_role("heading", level=1, name="Communes comme Vatan").wait_for()
    assert page.locator("main ol.lc-rows > li").count() == 10
    asker.check("twins")
    page.get_by_role("link", name="Châtillon-sur-Indre", exact=True).click()
    page.get_by_role("link", name=TOLD, exact=True).click()
    page.get_by_role("heading", level=1, name=TOLD).wait_for()
    asker.sees(HELPER)
    asker.check("experience-of-a-twin")
    asker.open("/")
    page.get_by_role("link", name="Qui appeler pour elle").click()
    page.get_by_role("heading", level=1, name="Qui appeler pour Vatan ?").wait_for()


def ask(asker, body: str) -> str:
    """The neighbour is named beside who helped it; the form says what it lacks and loses nothing."""
    asker.check("whom-to-call")
    row = asker.page.locator("article", has_text=HELPER).first
    row.get_by_role("link", name="Châtillon-sur-Indre").wait_for()
    row.get_by_role("link", name="Contacter").click()
    asker.page.wait_for_url("**/mises-en-relation/nouvelle?*")
    assert asker.page.locator("#commune_code").input_value() == "36230"
    asker.page.locator("#body").fill("Trop court")
    asker.page.get_by_role("button", name="Envoyer la demande").click()
    asker.sees("Dites en une phrase au moins ce que vous attendez.")
    assert asker.page.locator("#body").input_value() == "Trop court"
    asker.check("inquiry-form")
    asker.page.locator("#body").fill(body)
    asker.page.get_by_role("button", name="Envoyer la demande").click()
    asker.sees("Votre demande est partie.")
    asker.check("inquiry-sent")
    return asker.page.url


def test_a_request_is_followed_on_a_phone_at_night(visit):
    phone = visit(width=360, dark=True)
    phone.sign_in("bastien.cazenave@vatan.example")
    phone.open("/mises-en-relation/")
    phone.page.locator("main h3 a").last.click()
    phone.page.wait_for_load_state()
    phone.check("inquiry")
    phone.page.get_by_role("link", name="Clore la demande").click()
    phone.page.get_by_role("heading", level=1, name=re.compile("Clore")).wait_for()
    phone.check("inquiry-closing")
