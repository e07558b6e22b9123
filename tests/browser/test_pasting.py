"""What is pasted from a word processor or a spreadsheet is clean Markdown."""

import pytest

pytestmark = pytest.mark.browser

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style>p.MsoNormal {margin:0}</style></head><body>
<!--StartFragment--><h2 style='margin:0'>Le calendrier</h2>
<p class=MsoNormal><b>La halle</b> rouvre <i>en mai</i>, voir
<a href="https://exemple.fr/halle">le site</a>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'
><![if !supportLists]>·&nbsp;&nbsp;<![endif]>le sol</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'
><![if !supportLists]>·&nbsp;&nbsp;<![endif]>le toit</p>
<!--EndFragment--></body></html>"""
NUMBERED = """<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span>
d’abord <b>le sol</b></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>2.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span>puis le toit</p>"""
EXCEL = """<html><body><table><col width=80><tr height=20><td>Financeur</td><td class=xl65>Montant</td></tr>
<tr><td>DETR</td><td align=right>120&nbsp;000&nbsp;€</td></tr><tr><td>Région | État</td><td></td></tr>
</table></body></html>"""
MERGED = """<table><tr><td rowspan=2>Financeur</td><td colspan=2>Montants</td></tr><tr><td>2025</td><td>2026</td></tr>
<tr><td><b>DETR</b></td><td><p>10</p></td><td><a href="https://exemple.fr/detr">voir</a></td></tr></table>"""
# Google Docs wraps all in a « b » that is not bold; a link to a file of one's own computer leads nowhere.
DOCS = """<b style="font-weight:normal" id="docs-internal-guid-1"><p>Le <a href="file:///C:/bail.docx">bail</a>&nbsp;:
oui, et&nbsp;la <b>halle</b></p><ul><li>sol<ul><li>béton</li></ul></li></ul></b>"""
PASTE = """([id, html, plain]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", plain);
  const area = document.getElementById(id);
  area.focus();
  return area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_words_lists_and_tables_are_pasted_as_markdown(visit):
    person = visit()
    person.sign_in("levroux@club.example")
    person.open("/forum/nouveau-sujet")
    person.page.wait_for_load_state("networkidle")
    body = person.page.locator("#body")

    def pasted(html, plain):
        body.fill("")
        is_left_to_the_browser = person.page.evaluate(PASTE, ["body", html, plain])
        if not is_left_to_the_browser:
            person.page.wait_for_function("() => document.getElementById('body').value !== ''")
        return is_left_to_the_browser, body.input_value()

    _, words = pasted(WORD, "Le calendrier")
    assert words.startswith(
        "## Le calendrier\n\n**La halle** rouvre *en mai*, voir [le site](https://exemple.fr/halle)."
    )
    assert [line for line in words.splitlines() if line.startswith("-")] == ["- le sol", "- le toit"]
    _, rows = pasted(EXCEL, "Financeur\tMontant")
    assert rows.splitlines() == [
        "| Financeur | Montant |", "| --- | --- |", "| DETR | 120\u00a0000\u00a0€ |", "| Région \\| État |  |",
    ]  # fmt: skip
    _, steps = pasted(NUMBERED, "1. d’abord")
    assert steps.splitlines() == ["1. d’abord **le sol**", "2. puis le toit"]
    _, document = pasted(DOCS, "Le bail")
    assert document.splitlines() == ["Le bail\u00a0: oui, et la **halle**", "", "- sol", "    - béton"]
    _, merged = pasted(MERGED, "Financeur")
    assert merged.splitlines() == [
        "| Financeur | Montants |  |", "| --- | --- | --- |", "|  | 2025 | 2026 |",
        "| **DETR** | 10 | [voir](https://exemple.fr/detr) |",
    ]  # fmt: skip
    person.page.get_by_role("button", name="Aperçu").click()
    assert person.page.locator("[data-preview-of=body] table").inner_text().startswith("Financeur")
    assert pasted("", "Un texte sans forme")[0]
    assert pasted("<p>Un texte sans forme</p>", "Un texte sans forme")[0]
