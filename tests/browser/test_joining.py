"""From the first request to the first message; a forgotten password."""

import re

import pytest

pytestmark = pytest.mark.browser
FORGETFUL = "rui.santos@valencay.example"  # nobody else signs in as him

PASSWORD = "quatre mots rares et longs"


def link_in(mail: str, path: str) -> str:
    found = re.search(rf"http://\S+({path}\S+)", mail)
    assert found, mail
    return found[1]


@pytest.mark.parametrize("javascript", [True, False], ids=["with-scripts", "without-scripts"])
def test_joining_from_the_request_to_the_first_message(visit, site, javascript):
    email = f"nora.{'avec' if javascript else 'sans'}@vatan.example"
    newcomer, keeper = visit(javascript=javascript), visit(javascript=javascript)
    newcomer.open("/")
    newcomer.page.get_by_role("link", name="Demander à rejoindre").first.click()
    typed = {
        "email": email,
        "first_name": "Nora",
        "last_name": f"Lebrun{len(email)}",
        "communes": "Vatan (36)",
        "message": "Cheffe de projet à Vatan depuis lundi.",
    }
    for field, value in typed.items():
        newcomer.page.locator(f"#{field}").fill(value)
    newcomer.page.locator("#password").fill(PASSWORD)
    newcomer.page.locator("#password_again").fill(PASSWORD)
    newcomer.page.get_by_role("main").get_by_role("button", name=re.compile("demande", re.I)).click()
    newcomer.open(link_in(site.wait_for_mail(email, "Confirmez"), "/confirmation/"))
    newcomer.page.get_by_role("main").get_by_role("button", name=re.compile("Confirmer")).click()
    assert newcomer.page.url.endswith("/attente")

    keeper.sign_in("referente.indre@club.example")
    keeper.open("/administration/demandes")
    keeper.page.get_by_role("link", name=re.compile(f"Nora Lebrun{len(email)}")).first.click()
    keeper.tick("Admettre")
    keeper.page.get_by_role("main").get_by_role("button", name=re.compile("décision", re.I)).first.click()

    site.wait_for_mail(email, "acceptée")
    newcomer.open("/bienvenue")
    newcomer.sees("Nora")
    newcomer.open("/forum/nouveau-sujet?genre=discussion&bonjour=1")
    newcomer.page.locator("#title").fill("Bonjour de Vatan, je découvre le métier")
    newcomer.page.locator("#theme_id").select_option(label="Habitat et logement")
    newcomer.page.locator("#body").fill("Bonjour à toutes et à tous, par où commencer ?")
    newcomer.page.get_by_role("button", name="Publier le sujet").click()
    newcomer.page.wait_for_url("**/forum/sujets/**")
    newcomer.sees("par où commencer")


def test_a_forgotten_password_is_replaced_once(visit, site):
    person = visit()
    person.open("/connexion")
    person.page.get_by_role("link", name=re.compile("Mot de passe oublié")).click()
    person.page.get_by_role("main").locator("#email").fill(FORGETFUL)
    person.page.get_by_role("main").get_by_role("button").first.click()
    address = link_in(site.wait_for_mail(FORGETFUL, "nouveau mot de passe"), "/nouveau-mot-de-passe/")
    person.open(address)
    person.page.locator("#password").fill("six mots rares longs et jolis")
    person.page.locator("#password_again").fill("six mots rares longs et jolis")
    save = re.compile("mot de passe|Enregistrer|Changer", re.I)
    person.page.get_by_role("main").get_by_role("button", name=save).last.click()
    person.enter(FORGETFUL, "six mots rares longs et jolis")
    person.sees("Bonjour")
    person.open(address)
    person.sees("Ce lien")
