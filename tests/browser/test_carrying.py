"""A collection carried away: asked for, told by the bell, extracted, read with the network cut."""

import zipfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

pytestmark = pytest.mark.browser


def test_a_copy_is_read_without_a_network(visit, chromium, tmp_path):
    person = visit(width=360)
    person.sign_in("levroux@club.example")
    person.open("/parcours/1")
    person.page.get_by_role("button", name="Préparer une copie hors ligne").click()
    person.sees("en préparation")
    for _ in range(60):
        person.open("/notifications/")
        if "La copie du parcours « Monter son ORT » est prête" in person.page.inner_text("main"):
            break
        person.page.wait_for_timeout(500)
    person.page.get_by_role("button", name="Ouvrir : La copie du parcours").click()
    person.check("carried")
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name="Télécharger la copie").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        archive.extractall(tmp_path)
    wrong = read_offline(chromium, tmp_path)
    assert wrong == []


def read_offline(chromium, folder: Path) -> list[str]:
    """Open the index, a step, its file, the step before; what was asked for and did not come."""
    wrong: list[str] = []
    context = chromium.new_context(accept_downloads=True)
    context.set_offline(True)
    page = context.new_page()
    page.on("request", lambda one: wrong.append(one.url) if not one.url.startswith("file://") else None)
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.goto(f"file://{folder}/index.html")
    assert page.locator("main ol a").count() == 6
    page.screenshot(path=folder / "index.png", full_page=True)
    page.get_by_role("link", name="Attester la situation").click()
    assert page.inner_text("h1").startswith("Attester la situation")
    file = page.locator("a[href^='fichiers/'][href$='.odt']").first
    kept = Path(unquote(urlsplit(file.evaluate("one => one.href")).path))
    with page.expect_download() as download:
        file.click()
    assert Path(download.value.path()).read_bytes() == kept.read_bytes() != b""
    page.get_by_role("link", name="Étape précédente").click()
    assert page.inner_text("h1").startswith("Cofinancer une étude")
    page.screenshot(path=folder / "step.png", full_page=True)
    page.locator("nav a", has_text="Monter son ORT").click()
    assert page.url.endswith("/index.html")
    context.close()
    return wrong
