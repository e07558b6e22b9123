"""What a weak connection has to carry, and what a keyboard can do."""

import pytest

pytestmark = pytest.mark.browser


def carried(person, path: str) -> int:
    """Bytes over the wire for one page and all that it loads; each is printed, to be read when they are too many."""
    asked, loaded = {}, []
    session = person.page.context.new_cdp_session(person.page)
    session.send("Network.enable")
    session.on("Network.requestWillBeSent", lambda event: asked.update({event["requestId"]: event["request"]["url"]}))
    session.on("Network.loadingFinished", lambda event: loaded.append((event["encodedDataLength"], event["requestId"])))
    person.page.goto(person.site.url + path, wait_until="networkidle")
    session.detach()
    for size, request in loaded:
        print(f"{path}: {size} {asked.get(request, request)}")
    return sum(size for size, _ in loaded)


def test_first_and_next_pages_are_light(visit):
    visitor = visit()
    first = carried(visitor, "/")
    following = carried(visitor, "/mentions-legales")
    print(f"first visit {first / 1000:.0f} kB, next page {following / 1000:.1f} kB")
    assert first <= 350_000
    assert following <= 40_000
    member = visit()
    member.sign_in("levroux@club.example")
    carried(member, "/")  # this visit is not the first one
    assert max(carried(member, path) for path in ("/", "/forum/", "/experiences/", "/ressources/")) <= 40_000


def test_a_late_sheet_brings_no_typeface_of_the_state(visit):
    """Our sheet is the last to come, and the page is measured before: the faces that DSFR names are not asked for."""
    person, asked = visit(), []
    person.page.on("request", lambda request: asked.append(request.url))
    held = []
    person.page.route("**/club.css", lambda route: held.append(route))
    person.page.goto(person.site.url, wait_until="commit")
    person.page.wait_for_function("document.readyState != 'loading'")
    for _ in range(5):
        person.page.evaluate("document.body.offsetHeight")
        person.page.wait_for_timeout(100)
    for route in held:
        route.continue_()
    person.page.wait_for_load_state("networkidle")
    assert any("dsfr.min.css" in url for url in asked)
    assert not any("Marianne" in url for url in asked)


def test_static_files_are_kept_for_ever(visit, site):
    person = visit()
    seen = {}
    person.page.on("response", lambda r: seen.update({r.url: r.headers}) if "/static/" in r.url else None)
    person.open("/")
    assert seen
    for url, headers in seen.items():
        assert "immutable" in headers["cache-control"], url
        if url.endswith((".css", ".js")):
            assert headers["content-encoding"] in {"br", "gzip"}, url


def test_the_club_with_the_keyboard_only(visit):
    person = visit()
    person.open("/connexion")
    keyboard = person.page.keyboard
    keyboard.press("Tab")
    assert person.page.evaluate("document.activeElement.textContent") == "Contenu"
    keyboard.press("Enter")
    assert person.page.evaluate("document.activeElement.id || location.hash") in {"contenu", "#contenu"}
    to(person, "email")
    keyboard.type("levroux@club.example")
    to(person, "password")
    keyboard.type("demonstration-club")
    keyboard.press("Enter")
    person.page.wait_for_url("**/")
    person.open("/forum/nouveau-sujet")
    to(person, "title")
    keyboard.type("Une question posée sans souris, est-ce possible ?")
    to(person, "theme_id")
    keyboard.press("h")
    to(person, "body")
    keyboard.type("Je n’ai que mon clavier.")
    for _ in range(12):
        keyboard.press("Tab")
        if person.page.evaluate("document.activeElement.textContent.trim()") == "Publier le sujet":
            break
    keyboard.press("Enter")
    person.page.wait_for_url("**/forum/sujets/**")
    person.sees("Je n’ai que mon clavier.")


def to(person, id: str) -> None:
    """Press Tab until a field has the focus; whatever has it must show it."""
    for _ in range(60):
        if person.page.evaluate("document.activeElement.id") == id:
            return
        person.page.keyboard.press("Tab")
        shown = person.page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement); "
            "return s.outlineStyle !== 'none' || s.boxShadow !== 'none' })()"
        )
        assert shown, person.page.evaluate("document.activeElement.outerHTML")
    raise AssertionError(f"the keyboard never reaches {id}")
