"""Asking: what the club already knows is shown while the title is typed, before anything is published."""

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["with-scripts", "without-scripts"])
def test_close_questions_are_shown_then_the_question_is_posted(visit, javascript):
    person = visit(javascript=javascript, width=360 if javascript else 1280)
    person.sign_in("levroux@club.example")
    person.page.wait_for_load_state()
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
    if javascript:  # axe is a script
        person.check("asking")
    person.page.get_by_role("button", name="Publier le sujet").click()
    person.sees("Votre sujet est publié")
