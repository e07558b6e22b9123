"""A guide with three files and a cover: sent back, published, told, found, kept, replaced, told again."""

import pytest

from tests.browser.test_attaching import chosen
from tests.test_uploads import odt, office, pdf, picture

pytestmark = pytest.mark.browser

TITLE = "Rouvrir un hôtel de bourg : le guide des six questions"
MISSING = "Ajoutez la date de la dernière mise à jour dans le résumé."


def test_a_guide_goes_from_the_partner_to_those_who_keep_it(visit, site):
    partner, reviewer, claire = visit(), visit(), visit(width=360)
    claire.sign_in("levroux@club.example")
    claire.open("/forum/themes/tourisme")
    claire.page.locator("#niveau").select_option(label="Suivre")
    claire.page.get_by_role("button", name="Choisir").click()
    partner.sign_in("partenaire.epf@club.example")
    address = write(partner)
    partner.page.get_by_role("button", name="Faire relire").click()
    partner.sees("L’équipe du territoire est prévenue")

    reviewer.sign_in("moderation@club.example")
    reviewer.open("/ressources/a-relire")
    reviewer.page.get_by_role("link", name=TITLE).click()
    reviewer.page.locator("#word").fill(MISSING)
    reviewer.page.get_by_role("button", name="Rendre à l’organisation").click()
    reviewer.sees("rendue")
    partner.open(address)
    partner.sees("À changer avant de publier : " + MISSING)
    partner.page.get_by_role("link", name="Modifier", exact=True).click()
    partner.page.locator("#summary").fill("Six questions à poser avant les travaux. Mis à jour en novembre 2026.")
    partner.page.get_by_role("button", name="Enregistrer le brouillon").click()
    partner.page.get_by_role("button", name="Faire relire").click()
    reviewer.open(address)
    reviewer.page.get_by_role("button", name="Publier la ressource").click()
    reviewer.sees("Publiée par")
    site.write_mails()
    assert TITLE in site.wait_for_mail("levroux@club.example", TITLE)

    find(claire)
    partner.open(address.partition("-")[0] + "/modifier")
    replace_a_file(partner)
    for _ in range(40):  # the worker tells it
        claire.open("/notifications/")
        if "Le bail type suit la loi de novembre." in claire.page.inner_text("main"):
            break
        claire.page.wait_for_timeout(500)
    claire.sees("Le bail type suit la loi de novembre.")


def write(partner) -> str:
    """The draft with its files, each kept as it comes; returns its address."""
    page = partner.page
    partner.open("/ressources/nouvelle")
    page.get_by_label("Titre", exact=True).fill(TITLE)
    page.locator("#summary").fill("Six questions à poser avant les travaux.")
    page.locator("#type_id").select_option(label="Guide")
    partner.tick("Tourisme")
    page.locator("#places").fill("Levroux (36)")
    page.locator("#body").fill("## Avant tout\n\nQui tiendra l’hôtel en janvier ?")
    page.locator("#cover").set_input_files([chosen("facade.png", "image/png", picture("PNG"))])
    page.locator("#cover_alt").fill("La façade de l’hôtel, volets fermés")
    page.locator("#files").set_input_files(
        [
            chosen("Guide.pdf", "application/pdf", pdf()),
            chosen("Bail type.odt", "application/vnd.oasis.opendocument.text", odt()),
            chosen("Plan.png", "image/png", picture("PNG", size=(80, 80))),
        ]
    )
    page.get_by_label("Titre du fichier 3").wait_for()
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.get_by_role("heading", name=TITLE).wait_for()
    assert page.get_by_role("link", name="Télécharger").count() == 3
    partner.check("library-draft")
    return page.url.removeprefix(partner.site.url)


def find(reader):
    """From the search to the file, a word to say that it holds, and kept."""
    page = reader.page
    reader.open("/ressources/?q=hotel+de+bourg")
    page.get_by_role("link", name=TITLE).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger Bail type").click()
    assert download.value.suggested_filename == "Bail type.odt"
    page.get_by_role("button", name="Toujours valable").click()
    reader.sees("Vous l’avez dite toujours valable ce mois-ci.")
    page.get_by_role("button", name="Garder", exact=True).click()
    reader.sees("Vous gardez cette ressource")
    reader.check("library-kept")


def replace_a_file(partner):
    page = partner.page
    page.get_by_role("link", name="Remplacer le fichier 2").click()
    page.locator("#file").set_input_files(
        [chosen("Bail 2026.docx", "application/octet-stream", office("word/document.xml"))]
    )
    page.locator("#note").fill("Le bail type suit la loi de novembre.")
    page.get_by_role("button", name="Remplacer le fichier").click()
    page.get_by_role("heading", name=TITLE).wait_for()
