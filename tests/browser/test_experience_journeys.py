"""A write-up from its first step to its adoption elsewhere, printed for a mayor; a solved topic made into one."""

import pypdfium2
import pytest

from tests.browser.conftest import SCREENSHOTS
from tests.browser.test_asked_and_solved import publish

pytestmark = pytest.mark.browser

TITLE = "Une halle ouverte le soir, avec les habitants"


def test_a_write_up_goes_from_its_first_step_to_its_adoption_by_another_commune(visit, site):
    levroux, valencay = visit(), visit(width=360)
    page = levroux.page
    levroux.sign_in("levroux@club.example")
    levroux.open("/experiences/nouvelle")
    page.locator("#title").fill(TITLE)
    page.locator("#summary").fill("Trois soirs par semaine, la halle vit sans le marché.")
    levroux.tick("Patrimoine et architecture")
    page.locator("#stage").select_option("usage")
    go_on(page)
    page.locator("#context").fill("La halle restait vide six jours sur sept.")
    page.locator("#actions").fill("Un comité d’usagers tient le planning et les clés.")
    go_on(page)
    page.get_by_label("Coût total").fill("120 000")
    for number, (name, amount) in enumerate(
        [("Commune de Levroux", "24 000"), ("Région Centre-Val de Loire", "96 000")]
    ):
        page.get_by_label(f"Financeur {number + 1}").fill(name)
        page.get_by_label(f"Montant {number + 1}, en euros").fill(amount)
    go_on(page)
    page.get_by_label("Chiffre 1", exact=True).fill("140")
    page.get_by_label("Ce que mesure le chiffre 1").fill("personnes par soirée")
    page.locator("#again").fill("Commencer par l’électricité.")
    go_on(page)
    page.get_by_role("button", name="Enregistrer et relire la page").click()
    page.get_by_role("button", name="Publier l’expérience").click()
    levroux.sees("personnes par soirée")
    address = page.url.removeprefix(site.url)

    valencay.sign_in("valencay@club.example")
    valencay.open(address)
    valencay.page.get_by_role("link", name="Je m’en inspire").first.click()
    valencay.page.locator("#note").fill("Notre halle est plus petite : deux soirs.")
    valencay.page.get_by_role("button", name="Enregistrer").click()
    valencay.sees("Notre halle est plus petite")
    valencay.open("/communes/36228-valencay")
    valencay.sees(TITLE)
    levroux.open(address)
    assert "Valençay" in page.locator("#lignee").inner_text()
    site.write_mails()
    assert "Valençay" in site.wait_for_mail("levroux@club.example", TITLE)
    printed(page, "experience-imprimee")


def go_on(page):
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.wait_for_load_state()


def printed(page, name):
    """The page as a mayor gets it on paper: A4, its title, figures and funding, nothing to press."""
    document = pypdfium2.PdfDocument(page.pdf(format="A4"))
    assert len(document) == 1  # no blank sheet follows
    text = "".join(sheet.get_textpage().get_text_range() for sheet in document)
    words = "".join(text.split())  # paper loses the narrow spaces
    for wanted in (
        TITLE,
        "140",
        "personnes par soirée",
        "Région Centre-Val de Loire",
        "120 000 €",
        "Commencer par l’électricité",
    ):
        assert "".join(wanted.split()) in words, words
    for pressed in ("Je m’en inspire", "Votre réponse", "Se déconnecter", "Modifier"):
        assert "".join(pressed.split()) not in words, words
    SCREENSHOTS.mkdir(exist_ok=True)
    for number, sheet in enumerate(document):
        sheet.render(scale=1.2).to_pil().save(SCREENSHOTS / f"{name}-{number + 1}.png")


def test_a_solved_topic_becomes_a_draft_experience(visit, site):
    levroux, valencay = visit(), visit()
    levroux.sign_in("levroux@club.example")
    address = publish(levroux, "Comment avez-vous tenu l’animation de la halle en hiver ?")
    valencay.sign_in("valencay@club.example")
    valencay.open(address)
    valencay.page.locator("#body").fill("Un brasero et une soupe le vendredi : quarante personnes à chaque fois.")
    valencay.page.get_by_role("button", name="Publier la réponse").click()
    valencay.sees("quarante personnes")
    levroux.open(address)
    levroux.page.get_by_role("button", name="C’est la solution : message 2").click()
    levroux.page.get_by_role("link", name="En faire une expérience").click()
    levroux.tick("Un brasero et une soupe")
    levroux.page.get_by_role("button", name="Créer le brouillon").click()
    levroux.sees("Le brouillon reprend les passages cochés")
    levroux.page.locator("#stage").select_option("usage")
    go_on(levroux.page)
    text = levroux.page.locator("#context").input_value() + levroux.page.locator("#actions").input_value()
    assert "Un brasero et une soupe le vendredi" in text
    assert "Julien" in text  # each passage with its author
    draft = levroux.page.url.removeprefix(site.url).partition("/modifier")[0]
    valencay.open(draft)
    valencay.page.get_by_role("button", name="Accepter").click()
    valencay.sees("Vous écrivez")
