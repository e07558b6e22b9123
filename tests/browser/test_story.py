"""The story of the club, from one person to the next, with JavaScript and without."""

import io

import pytest
from fpdf import FPDF

pytestmark = pytest.mark.browser


def guide() -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=14)
    pdf.cell(text="Guide de la halle")
    return bytes(pdf.output())


@pytest.mark.parametrize("javascript", [True, False], ids=["with-scripts", "without-scripts"])
def test_levroux_shares_valencay_finds_and_answers(visit, site, javascript):
    title = f"Une halle chauffée aux granulés {'avec' if javascript else 'sans'} scripts"
    levroux, valencay = visit(javascript=javascript), visit(javascript=javascript)

    levroux.sign_in("levroux@club.example")
    levroux.open("/")
    levroux.page.get_by_role("link", name="Partager une expérience").first.click()
    levroux.page.locator("#title").fill(title)
    levroux.tick("Patrimoine et architecture")
    levroux.page.locator("#stage").select_option("usage")
    levroux.page.get_by_role("button", name="Enregistrer et continuer").click()
    levroux.page.locator("#context").fill("Une halle glaciale de novembre à mars.")
    levroux.page.locator("#actions").fill("Une chaudière à granulés partagée avec l’école.")
    levroux.page.get_by_role("button", name="Enregistrer et arrêter ici").click()
    levroux.page.get_by_role("button", name="Publier l’expérience").click()
    levroux.sees(title)

    valencay.sign_in("valencay@club.example")
    valencay.open(f"/recherche?q=halle+granulé+{'avec' if javascript else 'sans'}")
    valencay.page.get_by_role("link", name=title).click()
    valencay.page.get_by_label("Votre réponse").fill("Quel budget pour le silo, et qui le remplit ?")
    valencay.page.get_by_role("button", name="Publier la réponse").click()
    valencay.sees("Quel budget pour le silo")

    site.write_mails()
    mail = site.wait_for_mail("levroux@club.example", title)
    assert "Quel budget pour le silo" in mail
    assert site.url in mail
    levroux.open("/notifications/")
    levroux.sees(title)
    levroux.page.get_by_role("button", name="Ouvrir").first.click()
    levroux.sees("Quel budget pour le silo")


@pytest.mark.parametrize("javascript", [True, False], ids=["with-scripts", "without-scripts"])
def test_a_partner_publishes_a_guide_with_its_file(visit, javascript):
    title = f"Guide de la halle {'avec' if javascript else 'sans'} scripts"
    partner, reader = visit(javascript=javascript), visit(javascript=javascript)
    partner.sign_in("partenaire.epf@club.example")
    partner.open("/ressources/nouvelle")
    partner.page.locator("#title").fill(title)
    partner.page.locator("#summary").fill("Ce qu’il faut vérifier avant d’acheter une halle.")
    partner.tick("Patrimoine et architecture")
    partner.tick("France entière")
    partner.page.locator("#files").set_input_files(
        {"name": "guide-été.pdf", "mimeType": "application/pdf", "buffer": guide()}
    )
    if javascript:
        partner.page.get_by_label("Titre du fichier 1").wait_for()  # the script sends it at once
    partner.page.get_by_role("button", name="Publier").first.click()
    partner.sees(title)

    reader.sign_in("valencay@club.example")
    reader.open("/ressources/?tri=recentes")
    reader.page.get_by_role("link", name=title).first.click()
    link = reader.page.get_by_role("link", name="guide-été").first
    answer = reader.page.context.request.get(reader.site.url + str(link.get_attribute("href")))
    assert answer.ok
    assert io.BytesIO(answer.body()).read(5) == b"%PDF-"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_the_referente_hides_a_message_and_its_author_is_told_why(visit, site):
    author, keeper = visit(), visit()
    author.sign_in("valencay@club.example")
    author.open("/forum/nouveau-sujet")
    author.page.locator("#title").fill("Le numéro de portable de notre architecte conseil")
    author.page.locator("#theme_id").select_option(label="Habitat et logement")
    author.page.locator("#body").fill("Appelez Mme Petit au 06 00 00 00 00, elle adore cela.")
    author.page.get_by_role("button", name="Publier le sujet").click()
    address = author.page.url.removeprefix(site.url)

    keeper.sign_in("referente.indre@club.example")
    keeper.open(address)
    keeper.page.get_by_role("link", name="Masquer le message 1").click()
    keeper.page.locator("#reason").fill("Le message donne un numéro personnel.")
    keeper.page.get_by_role("button", name="Masquer et prévenir l’auteur").click()
    keeper.sees("Message masqué par la modération")

    assert "numéro personnel" in site.wait_for_mail("valencay@club.example", "masqué")
    author.open("/notifications/")
    author.sees("Le message donne un numéro personnel.")
    other = visit()
    other.sign_in("levroux@club.example")
    other.open(address)
    assert "06 00 00 00 00" not in other.page.content()
