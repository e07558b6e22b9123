"""The map with the keyboard only, on a phone, in the dark; what it weighs."""

import pytest

from tests.browser.test_weight import carried

pytestmark = pytest.mark.browser


def focused(person, expression: str):
    return person.page.evaluate(f"(() => {{ const at = document.activeElement; return {expression} }})()")


def reach(person, word: str) -> None:
    """Press Tab until a link of the map that says this word has the focus."""
    for _ in range(160):
        person.page.keyboard.press("Tab")
        if focused(person, "at.ownerSVGElement && at.getAttribute('aria-label') || ''").startswith(word):
            return
    raise AssertionError(f"the keyboard never reaches {word}")


@pytest.mark.parametrize("width", [1280, 360])
def test_the_map_by_keyboard_down_to_a_commune(visit, width):
    person = visit(width=width)
    person.sign_in("levroux@club.example")
    person.open("/carte/?figure=experiences")
    person.check("carte")
    doubled(person)
    reach(person, "Indre :")
    stroke = "getComputedStyle(at.querySelector('path')).strokeWidth"
    assert float(focused(person, stroke).removesuffix("px")) > 5  # the focus is seen
    person.page.keyboard.press("Enter")
    person.page.wait_for_url("**/departements/36-indre")
    person.check("departement")
    points = person.page.locator("svg a[aria-label]").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    listed = person.page.locator(".lc-columns a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert sorted(points) == sorted(listed)
    assert "/communes/36093-levroux" in listed
    reach(person, "Levroux")
    person.page.keyboard.press("Enter")
    person.page.wait_for_url("**/communes/36093-levroux")


def doubled(person) -> None:
    """The table says what the map does, département by département, in the column that is seen on a phone too."""
    said = person.page.locator("svg a[aria-label]").evaluate_all(
        "all => all.map(one => one.getAttribute('aria-label'))"
    )
    rows = person.page.locator("main tbody tr").all_inner_texts()
    numbers = {cells[0].partition(" (")[0]: cells for cells in (row.split("\t") for row in rows)}
    assert len(said) > 90
    for place, _, figure in (one.partition(" : ") for one in said):
        assert figure.partition(" ")[0] in numbers[place], place
    assert numbers["Indre"][1:] != ["0"] * len(numbers["Indre"][1:])
    assert person.page.get_by_role("columnheader", name="Expériences").is_visible()


def test_the_map_on_a_phone_in_the_dark_without_script(visit):
    person = visit(width=360, dark=True, javascript=False)
    person.sign_in("levroux@club.example")
    for name, path in (("carte", "/carte/"), ("departement", "/departements/36-indre"), ("region", "/regions/24")):
        person.open(path)
        person.check(name)
    person.open("/carte/")
    person.page.get_by_label("Colorer les départements selon").select_option("membres")
    person.page.get_by_role("button", name="Colorer la carte").click()
    person.page.wait_for_url("**/carte/?figure=membres")


def test_the_map_is_light(visit):
    person = visit()
    person.sign_in("levroux@club.example")
    person.open("/")
    weight = carried(person, "/carte/")
    print(f"map {weight / 1000:.1f} kB")
    assert weight <= 40_000
