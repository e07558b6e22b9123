"""Two ways of writing a place give one key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from club.territories import names

pytestmark = pytest.mark.anywhere


@pytest.mark.parametrize(
    ("typed", "official"),
    [
        ("st denis", "Saint-Denis"),
        ("STE SEVERE SUR INDRE", "Sainte-Sévère-sur-Indre"),
        ("Stes Maries de la Mer", "Saintes-Maries-de-la-Mer"),
        ("oeuf en ternois", "Œuf-en-Ternois"),
        ("L’Haÿ les Roses", "L'Haÿ-les-Roses"),
        ("moy de l aisne", "Moÿ-de-l'Aisne"),
        ("  châteauroux ", "Châteauroux"),
        ("Cha\u0302teauroux", "Châteauroux"),  # the accent as a character of its own
    ],
)
def test_spelling_does_not_change_the_key(typed, official):
    assert names.key(typed) == names.key(official)


def test_st_inside_a_word_is_left_alone():
    assert names.key("Stains") == "stains"
    assert names.key("Brest") == "brest"


@pytest.mark.parametrize(
    ("name", "sorted_as"),
    [
        ("Le Blanc", "blanc"),
        ("La Châtre", "chatre"),
        ("L'Abergement-Clémenciat", "abergement clemenciat"),
        ("Les Abymes", "abymes"),
        ("Levroux", "levroux"),
        ("Lans", "lans"),
        ("Le", "le"),
    ],
)
def test_articles_do_not_count_when_sorting(name, sorted_as):
    assert names.sort_key(name) == sorted_as


def test_an_elided_article_is_found_joined_or_apart():
    assert {"l", "hay", "lhay", "roses"} <= names.words("L'Haÿ-les-Roses")


def test_addresses_are_readable():
    assert names.slug("Sainte-Sévère-sur-Indre") == "sainte-severe-sur-indre"
    assert names.slug("???") == "commune"


def test_a_question_is_bounded():
    assert len(names.asked("a b c d e f g h i j")) == names.MOST_WORDS
    assert all(len(word) <= names.LONGEST for word in names.asked("x" * 10_000))


def test_corsica_stands_between_19_and_21():
    codes = ["971", "21", "2B", "01", "19", "2A", "95"]
    assert sorted(codes, key=names.position) == ["01", "19", "2A", "2B", "21", "95", "971"]


@given(st.text(max_size=200))
def test_any_text_gives_plain_words(text):
    key = names.key(text)
    assert names.key(key) == key
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert all(word.isascii() and word.isalnum() for word in names.asked(text))
    assert names.code(text).isalnum() or not names.code(text)
