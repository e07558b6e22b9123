"""What was typed survives: a session that ends, a button pressed twice, two people on the same text."""

import pytest

pytestmark = pytest.mark.browser

TEXT = "Un long message écrit entre deux trains, qu’on ne récrira pas."


def asks(person, title: str) -> str:
    """A topic of one's own; answers its path."""
    person.open("/forum/nouveau-sujet")
    person.page.locator("#title").fill(title)
    person.page.locator("#theme_id").select_option(label="Habitat et logement")
    person.page.locator("#body").fill(TEXT)
    person.page.get_by_role("button", name="Publier le sujet").click()
    person.page.wait_for_url("**/forum/sujets/**")
    return person.page.url.removeprefix(person.site.url).partition("?")[0].partition("#")[0]


def test_a_session_that_ended_gives_the_text_back(visit):
    person = visit()
    person.sign_in("levroux@club.example")
    person.open("/forum/nouveau-sujet")
    person.page.locator("#title").fill("Une question posée trop tard dans la nuit")
    person.page.locator("#theme_id").select_option(label="Habitat et logement")
    person.page.locator("#body").fill(TEXT)
    person.page.context.clear_cookies()
    person.page.get_by_role("button", name="Publier le sujet").click()
    person.page.wait_for_load_state("networkidle")
    assert "/forum/sujets/" not in person.page.url

    person.enter("levroux@club.example")
    person.open("/forum/nouveau-sujet")
    person.page.wait_for_function("text => document.getElementById('body').value === text", arg=TEXT)
    person.sees("Votre brouillon gardé sur cet appareil est revenu.")

    asks(person, "Une question posée au petit matin")
    person.page.wait_for_load_state("networkidle")
    person.open("/forum/nouveau-sujet")
    person.page.wait_for_load_state("networkidle")
    assert person.page.locator("#body").input_value() == ""


def test_what_is_typed_before_the_scripts_come_is_kept(visit):
    person, held = visit(), []
    person.sign_in("referente.indre@club.example")
    person.page.route("**/editor.js", lambda route: held.append(route))
    person.page.goto(f"{person.site.url}/forum/nouveau-sujet", wait_until="commit")
    person.page.locator("#body").fill(TEXT)
    person.page.wait_for_timeout(300)
    with person.page.expect_response("**/brouillons/*") as kept:
        for route in held:
            route.continue_()
    assert kept.value.ok
    person.sees("Brouillon enregistré à")
    person.page.once("dialog", lambda dialog: dialog.accept())
    asks(person, "Une question posée avant les scripts")
    person.page.unroute("**/editor.js")
    person.page.go_back()
    person.page.wait_for_timeout(1200)
    assert "Brouillon gardé" not in person.page.inner_text("main")  # it is published


@pytest.mark.parametrize("javascript", [True, False], ids=["with-scripts", "without-scripts"])
def test_a_double_click_posts_one_message(visit, javascript):
    person = visit(javascript=javascript)
    person.sign_in("valencay@club.example")
    address = asks(person, f"Faut-il cliquer deux fois {'avec' if javascript else 'sans'} scripts ?")
    answer = f"Non, une fois suffit {javascript}."
    person.page.locator("#body").fill(answer)
    person.page.get_by_role("button", name="Publier la réponse").dblclick()
    person.sees(answer)  # whichever of the two pages the browser keeps: the notice goes with the one it drops
    person.open(address)
    assert person.page.inner_text("main").count(answer) == 1


def test_two_people_on_the_same_text_lose_nothing(visit):
    author, again = visit(), visit()
    author.sign_in("levroux@club.example")
    asks(author, "Un sujet modifié depuis deux appareils")
    address = author.page.locator("main a[href$='/modifier']").first.get_attribute("href")
    again.sign_in("levroux@club.example")
    for person in (author, again):
        person.open(str(address))
    author.page.locator("#body").fill("La version du premier appareil.")
    again.page.locator("#body").fill("La version du second appareil.")
    author.page.locator("main form:has(#body) button[type=submit]").last.click()
    author.sees("La version du premier appareil.")
    with again.page.expect_response(lambda answer: answer.request.method == "POST") as late:
        again.page.locator("main form:has(#body) button[type=submit]").last.click()
    assert late.value.status == 409
    again.page.wait_for_load_state()
    assert again.page.locator("#theirs").input_value() == "La version du premier appareil."
    assert again.page.locator("#mine").input_value() == "La version du second appareil."
    again.check("conflict")


def test_a_step_of_a_write_up_is_kept_while_it_is_typed(visit):
    person = visit()
    person.sign_in("levroux@club.example")
    person.open("/experiences/nouvelle")
    person.page.locator("#title").fill("La gare rouverte deux jours par semaine")
    person.page.get_by_role("button", name="Enregistrer et continuer").click()
    person.page.wait_for_url("**/modifier/2")
    person.sees("L’étape est enregistrée.")
    with person.page.expect_response("**/brouillons/experience-*"):
        person.page.locator("#actions").fill(TEXT)
    person.sees("Brouillon enregistré à")
    person.page.evaluate("localStorage.clear()")
    person.page.reload()
    person.sees("Vous n’aviez pas enregistré ce que vous avez tapé ici")
    assert person.page.locator("#actions").input_value() == TEXT
    assert person.page.locator("#context").input_value() == ""


def test_leaving_a_page_with_a_text_that_is_not_kept_yet_warns(visit):
    person, asked = visit(), []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    person.page.on("dialog", stay)
    person.sign_in("levroux@club.example")
    person.open("/forum/nouveau-sujet")
    person.page.locator("#body").press_sequentially(TEXT[:20])
    person.page.get_by_role("navigation").get_by_role("link", name="Annuaire").first.click(no_wait_after=True)
    person.page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert person.page.url.endswith("/forum/nouveau-sujet")
    person.page.get_by_text("Brouillon enregistré à", exact=False).wait_for()
    person.page.get_by_role("navigation").get_by_role("link", name="Annuaire").first.click()
    person.page.wait_for_url("**/communes/**")
    assert asked == ["beforeunload"]  # kept on the server: nothing would be lost


def test_a_resource_that_is_not_sent_comes_back_until_its_draft_is_dropped(visit):
    person = visit()
    person.sign_in("partenaire.epf@club.example")
    typed = {"title": "Le guide des halles", "summary": "En bref, une halle.", "body": "Un texte en cours."}
    person.open("/ressources/nouvelle")
    with person.page.expect_response("**/brouillons/ressource"):
        for name, words in typed.items():
            person.page.fill(f"#{name}", words)
    person.open("/brouillons/")
    person.page.get_by_role("link", name="Reprendre").first.click()
    person.sees("Vous n’aviez pas enregistré ce que vous avez tapé ici")
    assert {name: person.page.input_value(f"#{name}") for name in typed} == typed
    person.page.get_by_role("button", name="Supprimer ce brouillon").click()
    person.sees("Le brouillon est supprimé.")
    person.open("/ressources/nouvelle")
    assert {person.page.input_value(f"#{name}") for name in typed} == {""}  # nor does this browser keep it
