"""A visit offered, booked and told, on a phone: with scripts, and without."""

from datetime import timedelta

import pytest

from club import clock

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_visit_is_offered_booked_and_told(visit, scripts):
    title = f"La place aux arbres, {'avec' if scripts else 'sans'} script"
    host, guest = visit(width=360, javascript=scripts), visit(width=360, javascript=scripts)
    host.sign_in("valencay@club.example")
    host.open("/entraide/proposer")
    host.page.get_by_text("J’accueille une visite").click()
    host.page.fill("#title", title)
    host.page.fill("#body", "Une heure de marche, du château à la place.")
    host.check("offer-form")
    host.page.get_by_role("button", name="Publier l’offre").click()
    host.sees("Votre offre est publiée")
    host.check("offer")
    guest.sign_in("levroux@club.example")
    guest.open("/entraide/?genre=visite")
    guest.check("offers")
    guest.page.get_by_role("link", name=title).click()
    guest.page.get_by_role("link", name="Faire une demande").click()
    guest.page.fill("#message", "Nous préparons la nôtre : pouvons-nous venir ?")
    guest.page.get_by_role("button", name="Envoyer la demande").click()
    guest.sees("Votre demande est envoyée")
    host.open("/entraide/mes-echanges")
    host.page.get_by_role("link", name=title).first.click()
    host.page.get_by_text("J’accepte").click()
    host.page.fill("#answer-day", (clock.today() + timedelta(days=9)).isoformat())
    host.page.fill("#answer-hour", "14:00")
    host.page.fill("#answer-place", "Place du château")
    host.check("answer")
    host.page.get_by_role("button", name="Envoyer ma réponse").click()
    host.sees("Place du château")
    guest.page.reload()
    guest.check("booked")
    with guest.page.expect_download() as download:
        guest.page.get_by_role("link", name="Mettre à mon agenda").click()
    with open(download.value.path(), encoding="utf-8") as diary:
        assert "LOCATION:Place du château" in diary.read()


def test_a_note_is_read_where_the_offer_is_and_begins_an_experience(visit):
    person = visit(width=360)
    person.sign_in("levroux@club.example")
    person.open("/entraide/mes-echanges")
    person.check("exchanges")
    person.page.get_by_role("link", name="La halle de Levroux, du diagnostic au marché").last.click()
    person.sees("Ce qu’en retiennent ceux qui l’ont vécu")
    person.check("notes")
    person.page.locator("article[id^='retour-'] a[href^='/experiences/']").first.click()
    person.sees("avec l’auteur")
