"""A catalogue: its dry run read, its import followed to the end, the same document again; with scripts, and without."""

import re

import pytest

from tests.browser.test_attaching import chosen
from tests.library.importing import table
from tests.test_uploads import pdf

pytestmark = pytest.mark.browser

LINES = {True: 650, False: 30}  # four batches: with scripts there is a progress to see
HURRIED = "const wait = setTimeout; window.setTimeout = (what, delay) => wait(what, delay / 8)"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_catalogue_is_tried_launched_followed_and_sent_again(visit, scripts):
    person = visit(javascript=scripts, width=1280 if scripts else 360)
    name, content = f"fiches-{'avec' if scripts else 'sans'}-script.csv", catalogue(LINES[scripts], scripts)
    person.page.add_init_script(HURRIED)  # the page asks for news four times a second instead of every two seconds
    person.sign_in("partenaire.epf@club.example")
    person.open("/ressources/imports")
    person.page.get_by_role("link", name="Importer un catalogue").click()
    send(person, "guide.csv", pdf())
    person.sees("Ce fichier est un PDF")
    person.check("import-refused")
    send(person, name, content)
    reach(person, scripts, "rien n’est encore écrit")
    person.sees("Ce qui se passerait, ligne par ligne")
    assert figures(person) == {"À ajouter": LINES[scripts], "À modifier": 0, "Sans changement": 0, "Refusées": 1}
    person.check("import-checked")
    person.page.get_by_role("link", name="Refusées 1").click()
    person.sees("Le type « Tapis » n’est pas un type du club.")
    person.page.get_by_role("button", name="Lancer l’import").click()
    seen = reach(person, scripts, "Terminé")
    assert seen or not scripts  # its progress is told, and its end, on a page that nobody asks again
    assert figures(person) == {"Ajoutées": LINES[scripts], "Modifiées": 0, "Sans changement": 0, "Refusées": 1}
    person.check("import-done")
    with person.page.expect_download() as report:
        person.page.get_by_role("link", name="Rapport (CSV)").click()
    assert len(report.value.path().read_text(encoding="utf-8-sig").splitlines()) == LINES[scripts] + 2
    person.page.locator("main tbody a").first.click()
    person.page.get_by_role("heading", level=1, name=f"Fiche 0 {scripts}").wait_for()
    person.sees("Brouillon")
    person.open("/ressources/imports/nouveau")
    send(person, name, content)
    reach(person, scripts, "cet import ne changerait rien")
    assert figures(person)["Sans changement"] == LINES[scripts]
    assert person.page.get_by_role("button", name="Lancer l’import").count() == 0
    person.open("/ressources/imports")
    person.check("imports")


def catalogue(number: int, scripts: bool) -> bytes:
    lines = [
        (f"{scripts}-{one}", f"Fiche {one} {scripts}", "Guide", "Un guide.", "Le texte.", "", "Indre (36)", "")
        for one in range(number)
    ]
    return table(*lines, ("refus", "Refusée", "Tapis", "Un tapis.", "", "", "Indre (36)", ""))


def send(person, name: str, content: bytes) -> None:
    person.page.locator("#file").set_input_files([chosen(name, "text/csv", content)])
    person.page.get_by_role("button", name="Essayer à blanc").click()


def reach(person, scripts: bool, words: str) -> set[str]:
    """Until the page says these words: by itself, or each time it is asked again. How far it was meanwhile."""
    seen: set[str] = set()
    for _ in range(600):  # the worker may be busy
        said = person.page.inner_text("main")
        if words in said:
            return seen
        seen.update(re.findall(r"\d+ lignes? sur \d+", said))
        again = person.page.get_by_role("link", name="Actualiser")
        if not scripts and again.count():
            again.click()
        person.page.wait_for_timeout(100)
    raise AssertionError(person.page.inner_text("main")[:1500])


def figures(person) -> dict[str, int]:
    """What the strip says."""
    pairs = person.page.locator(".lc-strip > div").all_inner_texts()
    return {label: int(number) for label, number in (pair.split("\n") for pair in pairs)}
