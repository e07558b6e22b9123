"""What the club says in French by itself: spaces, articles, numbers that are called."""

import pytest

from club import french

pytestmark = pytest.mark.anywhere


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("La « halle » : qui paie ?", "La «\u00a0halle\u00a0»\u202f: qui paie\u202f?"),
        ("<p>Oublié ?</p>", "<p>Oublié\u202f?</p>"),
        ("https://a.fr/?q=1 : {{ x }}", "https://a.fr/?q=1\u202f: {{ x }}"),
        ("14:30, a:b, x ? y", "14:30, a:b, x\u202f? y"),
    ],
)
def test_no_line_ends_inside_guillemets_or_before_a_sign_of_two_parts(written, read):
    assert french.unbroken(written) == read
    assert french.unbroken(read) == read


@pytest.mark.parametrize(
    ("name", "of", "to"),
    [
        ("Levroux", "de Levroux", "à Levroux"),
        ("Le Blanc", "du Blanc", "au Blanc"),
        ("Les Rosiers", "des Rosiers", "aux Rosiers"),
        ("La Châtre", "de La Châtre", "à La Châtre"),
        ("Odile Testard", "d’Odile Testard", "à Odile Testard"),
        ("Élise", "d’Élise", "à Élise"),
        ("Yves", "d’Yves", "à Yves"),
        ("Yann", "de Yann", "à Yann"),
    ],
)
def test_a_name_takes_its_article(name, of, to):
    assert (french.of(name), french.to(name)) == (of, to)


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [("02 54 00 00 00", "0254000000"), ("+33 (0)2 54 00 00 00", "+33254000000"), ("02.54.00-00.00", "0254000000")],
)
def test_a_number_is_dialled_without_its_signs(phone, dialled):
    assert french.dialled(phone) == dialled
