"""The reach of a partner's resources on screen, and its quarterly note on one sheet of paper."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
# As much as the page may hold: five titles of 140 characters, nine places, a name of 160.
LONGEST = """() => {
  document.querySelector("main h1").textContent = "Établissement ".repeat(12).slice(0, 160)
  document.querySelectorAll("main tbody").forEach((lines, which) => {
    while (lines.rows.length < (which ? 9 : 5)) lines.append(lines.rows[0].cloneNode(true))
    const words = which ? "Alpes-de-Haute-Provence (04)" : "La halle et le marché ".repeat(7).slice(0, 140)
    for (const line of lines.rows) line.cells[0].textContent = words
  })
}"""
PAGES = re.compile(rb"/Type\s*/Page\b")


def test_a_partner_reads_the_reach_and_prints_the_note_on_one_sheet(visit):
    person = visit()
    person.sign_in("partenaire.epf@club.example")
    person.open("/partenaires/?q=deux+vallées")
    person.page.get_by_role("link", name="Établissement public foncier des Deux Vallées").first.click()
    person.page.get_by_role("link", name="Portée de nos contributions").click()
    person.sees("Par département des lecteurs")
    for width in (1280, 360):
        person.page.set_viewport_size({"width": width, "height": 900})
        person.check("reach")
    person.page.get_by_role("link", name="Convention de portage", exact=False).first.click()
    person.sees("Portée de la ressource")
    person.check("reach-resource")
    person.page.go_back()
    person.page.set_viewport_size({"width": 1280, "height": 900})
    person.page.get_by_role("link", name=re.compile("trimestre")).first.click()
    person.sees("Le trimestre en chiffres")
    for width in (1280, 360):
        person.page.set_viewport_size({"width": width, "height": 900})
        person.check("reach-note")
    assert sheets(person) == 1
    person.page.evaluate(LONGEST)
    assert sheets(person) == 1


def sheets(person):
    paper = person.page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    return len(PAGES.findall(paper))
