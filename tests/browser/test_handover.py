"""From who leaves to who arrives: chosen, invited, come and found; the file of the commune opens alone."""

import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
PASSWORD = "quatre mots rares et longs"
# Each way of browsing has its own commune and person: who has left does not leave again.
LEAVERS = {True: "romain.vasseur@chatillon.example", False: "samia.benali@chabris.example"}


@pytest.mark.parametrize("javascript", [True, False], ids=["with-scripts", "without-scripts"])
def test_from_who_leaves_to_who_arrives(visit, site, javascript, tmp_path):
    leaver, arriving = visit(javascript=javascript), visit(javascript=javascript)
    email = f"suite.{'avec' if javascript else 'sans'}@club.example"
    leaver.sign_in(LEAVERS[javascript])
    leaver.open("/compte")
    leaver.page.get_by_role("link", name=re.compile("Passations")).click()
    leaver.page.get_by_role("link", name="Préparer mon départ").click()
    day = (date.today() + timedelta(days=1)).isoformat()
    leaver.page.locator("#leaves_on").fill(day)
    leaver.page.locator("#word").fill("Bienvenue, la clé est à la mairie.")
    leaver.page.get_by_role("button", name="Commencer la passation").click()
    assistant = leaver.page.url.partition("#")[0]
    given = leaver.page.locator("#groupe-experiences input[value=transmettre]").first
    title = leaver.page.locator("#groupe-experiences legend a").first.inner_text()
    given.check()
    if javascript:
        leaver.page.get_by_text("Choix enregistrés à").wait_for()
    else:
        leaver.page.locator("#groupe-experiences").get_by_role("button", name="Enregistrer mes choix").click()
        leaver.sees("Vos choix sont enregistrés")
    leaver.page.goto(assistant)
    assert leaver.page.locator("#groupe-experiences input[value=transmettre]").first.is_checked()
    leaver.page.get_by_role("link", name="Indiquer qui prend la suite").click()
    leaver.page.locator("#who").fill(email)
    leaver.page.get_by_role("button", name="Indiquer cette personne").click()
    leaver.sees("a reçu une invitation")
    leaver.page.get_by_role("link", name="Partir maintenant").click()
    leaver.page.get_by_role("button", name="Partir maintenant").click()
    leaver.sees("C’est en cours")

    link = re.search(r"http://\S+(/invitation/\S+)", site.wait_for_mail(email, "/invitation/", seconds=90))
    assert link
    arriving.open(link[1])
    arriving.page.locator("#first_name").fill("Sam")
    arriving.page.locator("#last_name").fill("Avec" if javascript else "Sans")
    arriving.page.locator("#password").fill(PASSWORD)
    arriving.page.locator("#password_again").fill(PASSWORD)
    arriving.page.get_by_role("main").get_by_role("button").last.click()
    for _ in range(30):  # the worker is at it
        arriving.open("/")
        if arriving.page.get_by_text("Ce qui vous a été transmis").count():
            break
        arriving.page.wait_for_timeout(1000)
    arriving.page.get_by_role("main").get_by_role("link", name="Voir", exact=True).click()
    arriving.page.get_by_role("main").get_by_role("link", name=re.compile("Châtillon|Chabris")).first.click()
    arriving.sees("Bienvenue, la clé est à la mairie.")
    arriving.sees(title)
    arriving.page.get_by_role("button", name="Accepter").first.click()
    arriving.sees("Accepté")
    _opens_alone(arriving, tmp_path)


def _opens_alone(person, folder: Path) -> None:
    """The file of the commune, out of its zip, with the network cut."""
    for _ in range(30):
        if person.page.get_by_role("link", name="Télécharger le dossier de la commune").count():
            break
        person.page.wait_for_timeout(1000)
        person.page.reload()
    with person.page.expect_download() as waiting:
        person.page.get_by_role("link", name="Télécharger le dossier de la commune").click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        archive.extractall(folder)
    person.page.context.set_offline(True)
    asked: list[str] = []
    page = person.page.context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / "index.html").as_uri())
    assert page.get_by_role("heading", level=1).inner_text()
    assert page.get_by_role("heading", name="Questions sans solution").count()
    assert [one for one in asked if not one.startswith("file:")] == []
    for one in page.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))"):
        assert one.startswith("http") or (folder / one).exists(), one
    page.close()
    person.page.context.set_offline(False)
