"""The files of a resource in the browser: several at once, each with its fate, and the form that goes on."""

import pytest

from tests.browser.test_attaching import chosen
from tests.test_uploads import pdf, picture

pytestmark = pytest.mark.browser


def test_each_file_is_kept_refused_or_sent_again_by_itself(visit):
    person = visit()
    person.sign_in("partenaire.epf@club.example")
    person.open("/ressources/nouvelle")
    page = person.page
    page.get_by_label("Titre", exact=True).fill("Trois pièces pour une halle")
    lost = []

    def cut_the_second(route):
        lost.append(route.request.url)
        return route.abort() if len(lost) == 2 else route.continue_()

    page.route("**/fichiers*", cut_the_second)
    page.locator("#files").set_input_files(
        [
            chosen("Plan.pdf", "application/pdf", pdf()),
            chosen("Photo.png", "image/png", picture("PNG")),
            chosen("jeu.exe", "application/pdf", b"MZ\x90\x00" * 40),
        ]
    )
    page.get_by_text("Ce type de fichier n’est pas accepté", exact=False).wait_for()
    page.get_by_text("Le réseau ne répond pas", exact=False).wait_for()
    page.get_by_label("Titre du fichier 1").wait_for()
    assert page.url.endswith("/modifier")
    page.unroute("**/fichiers*")
    page.get_by_role("button", name="Réessayer").click()
    page.get_by_label("Titre du fichier 2").fill("La photo")
    person.check("fichiers-envoyes")
    assert page.get_by_label("Titre", exact=True).input_value() == "Trois pièces pour une halle"
    person.faults.clear()  # the lost and the refused one are what the test is about
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.get_by_role("heading", name="Trois pièces pour une halle").wait_for()
    assert page.get_by_role("link", name="Télécharger La photo").count() == 1
    assert page.get_by_role("link", name="Télécharger").count() == 2


def test_a_file_that_is_too_large_is_told_before_it_is_sent(visit, tmp_path):
    film = tmp_path / "Film.pdf"
    with film.open("wb") as file:
        file.truncate(21_000_000)
    person = visit()
    person.sign_in("partenaire.epf@club.example")
    person.open("/ressources/nouvelle")
    page = person.page
    page.locator("#files").set_input_files([film])
    page.get_by_text("« Film.pdf » : Le fichier dépasse 20 Mo.", exact=False).wait_for()


def test_a_large_file_goes_on_where_the_cut_was(visit):
    person = visit()
    person.sign_in("partenaire.epf@club.example")
    person.page.clock.install()
    person.open("/ressources/nouvelle")
    page, sent = person.page, []
    large = chosen("Plan.pdf", "application/pdf", pdf() + b"\n%" + bytes(range(32, 127)) * 18_000 + b"\n%%EOF")

    def cut_the_third(route):
        if route.request.method == "GET":
            return route.continue_()
        sent.append(int(route.request.url.rpartition("=")[2]))
        return route.abort() if len(sent) > 2 else route.continue_()

    page.route("**/envois/**", cut_the_third)
    page.locator("#files").set_input_files([large])
    for _ in range(3):  # it asks again three times, later each time
        page.wait_for_timeout(1_000)
        page.clock.fast_forward(10_000)
    page.get_by_text("l’envoi reprendra où il en était", exact=False).wait_for()
    assert sent[:3] == [0, 500_000, 1_000_000]
    page.unroute("**/envois/**")
    sent.clear()
    page.on("request", lambda one: sent.append(one.url) if "/envois/" in one.url and one.method == "POST" else None)
    page.get_by_role("button", name="Réessayer").click()
    page.get_by_label("Titre du fichier 1").wait_for()
    assert [one.rpartition("=")[2] for one in sent] == ["1000000", "1500000"]
    person.faults.clear()  # the cut is what the test is about
