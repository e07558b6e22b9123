"""Files of messages: chosen, pasted, refused, sent again when the network is back; and without scripts."""

import base64

import pytest

from tests.forum.test_attachments import picture
from tests.test_uploads import pdf

pytestmark = pytest.mark.browser

PASTED = """([id, content]) => {
  const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "capture.png", { type: "image/png" }));
  document.getElementById(id).dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def chosen(name, mime, content):
    return {"name": name, "mimeType": mime, "buffer": content}


def first_question(person):
    person.open("/forum/?vue=sans-reponse")
    person.page.locator("main h3 a, main .lc-row a").first.click()
    person.page.wait_for_load_state("networkidle")


def test_files_are_sent_as_they_are_chosen_or_pasted_and_published_with_the_message(visit):
    person = visit()
    person.sign_in("levroux@club.example")
    first_question(person)
    page = person.page
    page.locator("#body").fill("Voici le plan de notre halle.")
    page.locator("#pieces-jointes summary").click()
    page.locator("#files").set_input_files([chosen("Plan de la halle.pdf", "application/pdf", pdf())])
    page.get_by_text("Plan de la halle.pdf", exact=False).first.wait_for()
    page.evaluate(PASTED, ["body", base64.b64encode(picture()).decode()])
    page.get_by_label("Que montre « capture.png » ?").fill("La halle vue de la place")
    page.locator("#files").set_input_files([chosen("jeu.exe", "application/pdf", b"MZ\x90\x00" * 40)])
    page.get_by_text("Ce type de fichier n’est pas accepté", exact=False).wait_for()
    person.check("pieces-jointes")
    page.get_by_role("button", name="Publier la réponse").click()
    image = page.get_by_role("img", name="La halle vue de la place")
    image.wait_for()
    image.scroll_into_view_if_needed()
    page.wait_for_function("(one) => one.naturalWidth === 1600", arg=image.element_handle())
    with page.expect_download() as taken:
        page.evaluate("() => [...document.querySelectorAll('.lc-attached a')].at(0).setAttribute('download', '')")
        page.get_by_role("link", name="Plan de la halle.pdf").last.click()
    assert taken.value.suggested_filename.startswith("Plan de la halle")


def test_a_file_that_the_network_lost_is_sent_again_and_the_text_stays(visit):
    person = visit()
    person.sign_in("valencay@club.example")
    first_question(person)
    page = person.page
    page.locator("#body").fill("Notre plan arrive.")
    page.locator("#pieces-jointes summary").click()
    page.route("**/forum/joindre/**", lambda route: route.abort())
    page.locator("#files").set_input_files([chosen("plan.pdf", "application/pdf", pdf())])
    page.get_by_text("Le réseau ne répond pas", exact=False).wait_for()
    page.unroute("**/forum/joindre/**")
    page.get_by_role("button", name="Réessayer").click()
    page.locator("[data-attached]", has_text="plan.pdf").wait_for()
    assert page.locator("#body").input_value() == "Notre plan arrive."
    person.faults.clear()  # the lost request is what the test is about


def test_files_are_joined_without_scripts(visit):
    person = visit(javascript=False)
    person.sign_in("levroux@club.example")
    first_question(person)
    page = person.page
    page.locator("#body").fill("Notre marché, un samedi.")
    page.locator("#pieces-jointes summary").click()
    page.locator("#files").set_input_files([chosen("marche.png", "image/png", picture((640, 480)))])
    page.get_by_role("button", name="Joindre sans publier").click()
    page.get_by_label("Que montre « marche.png » ?").fill("Le marché du samedi")
    assert page.locator("#body").input_value() == "Notre marché, un samedi."
    page.get_by_role("button", name="Publier la réponse").click()
    page.get_by_role("img", name="Le marché du samedi").wait_for()
