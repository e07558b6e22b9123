"""From a question to its solution; what each of five roles sees of a topic for some only; a text begun elsewhere."""

import pytest

pytestmark = pytest.mark.browser

TITLE = "Qui a remis en service une fontaine du XIXe siècle ?"
WORDS = "Notre fontaine est à sec depuis 1975. Qui a fait le diagnostic, et qui l’a payé ?"


def publish(person, title, *, audience=None):
    person.open("/forum/nouveau-sujet")
    person.page.locator("#title").fill(title)
    if audience:
        person.tick(audience)
    person.page.locator("#theme_id").select_option(label="Espaces publics et cadre de vie")
    person.page.locator("#body").fill(WORDS)
    person.page.get_by_role("button", name="Publier le sujet").click()
    person.page.wait_for_url("**/forum/sujets/**")
    return person.page.url.removeprefix(person.site.url).partition("#")[0]


@pytest.mark.parametrize("javascript", [True, False], ids=["with-scripts", "without-scripts"])
def test_a_question_is_answered_mailed_thanked_and_solved(visit, site, javascript):
    title = f"{TITLE} {'(suite)' if javascript else '(bis)'}"
    levroux, valencay = visit(javascript=javascript), visit(javascript=javascript)
    levroux.sign_in("levroux@club.example")
    address = publish(levroux, title)
    levroux.sees("En attente depuis")
    valencay.sign_in("valencay@club.example")
    valencay.open(address)
    valencay.page.get_by_role("button", name="Moi aussi").click()
    valencay.sees("1 membre se pose la même question")
    valencay.page.locator("#body").fill("Oui : la Fondation du patrimoine a payé la moitié du diagnostic.")
    valencay.page.get_by_role("button", name="Publier la réponse").click()
    valencay.sees("Fondation du patrimoine")
    site.write_mails()
    assert "la moitié du diagnostic" in site.wait_for_mail("levroux@club.example", f"Réponse à « {title} »")
    levroux.open(address)
    levroux.page.get_by_role("button", name="Merci pour le message 2").click()
    levroux.sees("1 merci")
    levroux.page.get_by_role("button", name="C’est la solution : message 2").click()
    levroux.sees("Cette réponse est la solution")
    assert levroux.page.title().startswith("Résolu\u202f: ")
    assert "Fondation du patrimoine" in levroux.page.get_by_label("Solution retenue").inner_text()
    if javascript:
        levroux.check("sujet-resolu")
    levroux.open("/forum/?onglet=resolus")
    levroux.sees(title)


def test_a_topic_for_some_only_seen_from_five_roles(visit):
    author = visit()
    author.sign_in("levroux@club.example")
    address = publish(
        author, "Entre chefs de projet : négocier la suite du contrat", audience="Chefs de projet seulement"
    )
    author.sees("Chefs de projet")
    seen = {
        "valencay@club.example": True,
        "partenaire.epf@club.example": False,
        "referente.indre@club.example": True,
        "moderation@club.example": True,
        "admin@club.example": True,
    }
    for email, may_read in seen.items():
        person = visit()
        person.sign_in(email)
        person.open("/forum/")
        assert ("négocier la suite du contrat" in person.page.inner_text("main")) == may_read, email
        found = person.page.goto(person.site.url + address)
        assert (found.status == 200) == may_read, (email, found.status)
        person.faults.clear()  # a page that is not found is told so by the console


@pytest.mark.parametrize("javascript", [True, False], ids=["with-scripts", "without-scripts"])
def test_a_text_begun_here_is_found_again_elsewhere(visit, javascript):
    begun = "Une place de marché à l’ombre : quels arbres ?"
    person = visit(javascript=javascript)
    person.sign_in("valencay@club.example")
    person.open("/forum/nouveau-sujet")
    person.page.locator("#title").fill(begun)
    person.page.locator("#body").fill(WORDS)
    if javascript:
        person.page.wait_for_function(
            "() => document.querySelector('[data-draft-state]').textContent.includes('enregistré')"
        )
    else:
        person.page.get_by_role("button", name="Garder en brouillon").click()
    elsewhere = visit(javascript=javascript)
    elsewhere.sign_in("valencay@club.example")
    elsewhere.open("/brouillons/")
    elsewhere.sees(begun)
    if javascript:
        elsewhere.check("brouillons")
    elsewhere.page.get_by_role("link", name="Reprendre").first.click()
    elsewhere.page.wait_for_load_state()
    assert elsewhere.page.locator("#body").input_value() == WORDS
    elsewhere.open("/brouillons/")
    elsewhere.page.get_by_role("button", name="Supprimer").first.click()
    elsewhere.sees("Le brouillon est supprimé.")
