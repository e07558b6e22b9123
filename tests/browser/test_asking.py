"""Asking: what the club already knows is shown while the title is typed, before anything is published."""

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["with-scripts", "without-scripts"])
def test_close_questions_are_shown_then_the_question_is_posted(visit, javascript):
    person = visit(javascript=javascript, width=360 if javascript else 1280)
    person.sign_in("levroux@club.example")
    person.open("/forum/nouveau-sujet")
    person.page.locator("#body").fill("Nous hésitons encore.")
    person.page.locator("#theme_id").select_option(label="Habitat et logement")
    person.page.locator("#title").type("Boutique vide en centre-bourg : quel bail ?")
    if not javascript:
        person.page.get_by_role("button", name="Voir les questions proches").click()
    known = person.page.locator("#proches a")
    known.first.wait_for()
    assert 1 <= known.count() <= 5
    assert person.page.locator("#body").input_value() == "Nous hésitons encore."
    person.check("asking")
    person.page.get_by_role("button", name="Publier le sujet").click()
    person.sees("Votre sujet est publié")


def test_a_question_with_its_tags_is_answered_with_a_name_completed(visit):
    person = visit()
    person.sign_in("levroux@club.example")
    person.open("/forum/nouveau-sujet")
    person.page.locator("#title").fill("Qui a rouvert un lavoir au public cette année ?")
    person.page.locator("#theme_id").select_option(label="Habitat et logement")
    person.page.locator("#body").fill("Nous cherchons un retour récent.")
    person.page.locator("#tried").fill("Deux devis, trop chers.")
    person.page.get_by_text("Ajouter des étiquettes").click()
    person.tick("Friche")
    person.check("asking-form")
    person.page.get_by_role("button", name="Publier le sujet").click()
    person.page.wait_for_url("**/forum/sujets/**")
    person.page.get_by_role("link", name="Friche").click()
    person.sees("Qui a rouvert un lavoir au public cette année ?")
    person.check("asking-by-tag")

    other = visit(width=360)
    other.sign_in("valencay@club.example")
    other.open("/forum/?etiquette=friche")
    other.page.get_by_role("link", name="Qui a rouvert un lavoir").click()
    other.page.get_by_role("link", name="Répondre au message 1").click()
    other.sees("En réponse à")
    other.page.locator("#body").press_sequentially("Demandez à @kes")
    other.page.locator(".lc-names button").first.wait_for()
    other.check("asking-names")
    other.page.keyboard.press("ArrowDown")
    other.page.keyboard.press("Enter")
    assert "@" in other.page.locator("#body").input_value()
    assert "@kes" not in other.page.locator("#body").input_value()
    other.page.get_by_role("button", name="Publier la réponse").click()
    other.page.wait_for_url("**#message-2")
    assert other.page.locator("#message-2 .lc-prose a[href^='/membres/']").count() == 1
    other.check("asking-answered")
