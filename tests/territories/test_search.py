"""Finding a commune by any of its names and numbers."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from club.territories import queries
from club.territories.models import Commune, FormerName
from club.territories.queries import search


def found(text="", **filters):
    return [commune.name for commune in queries.search(text, **filters).items]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("levroux", "Levroux"),
        ("LEVR", "Levroux"),
        ("st gaultier", "Saint-Gaultier"),
        ("Ste-Sévère", "Sainte-Sévère-sur-Indre"),
        ("severe", "Sainte-Sévère-sur-Indre"),
        ("indre severe", "Sainte-Sévère-sur-Indre"),
        ("oeuvres", "Œuvres"),
        ("ŒUVRES", "Œuvres"),
        ("lhay", "L'Haÿ-sur-Indre"),
        ("l’haÿ", "L'Haÿ-sur-Indre"),
        ("blanc", "Le Blanc"),
        ("2a004", "Ajaccio"),
        ("36093", "Levroux"),
        ("01325", "Valserhône"),
        ("bellegarde valserine", "Valserhône"),
        ("01091", "Valserhône"),
        ("saint martin de lamps", "Levroux"),
    ],
)
def test_a_commune_is_found_by(france, text, name):
    assert found(text)[0] == name


@pytest.mark.parametrize("text", ["introuvable", "!!!", "北京", "%", "_", "levroux'; DROP TABLE commune --", "\0"])
def test_nothing_is_found_by(france, text):
    assert found(text) == []


def test_the_exact_name_comes_first_then_the_programme_then_the_largest(france, make_commune):
    make_commune("36300", "Val", population=10)
    assert found("val") == ["Val", "Valençay", "Valserhône"]
    assert found("36") == ["Déols", "Levroux", "Valençay", "Châteauroux", "Le Blanc", *found("36")[5:]]


def test_filters_by_region_departement_and_programme(france):
    assert found(region="01") == ["Basse-Terre"]
    assert found(departement="01") == ["Saint-Denis-en-Bugey", "Valserhône"]
    assert found(programme_only=True) == ["Déols", "Levroux", "Valençay"]
    assert found("val", programme_only=True) == ["Valençay"]
    assert found("val", departement="01") == ["Valserhône"]
    assert found(departement="zz") == found(region="\0") == []


def test_without_text_the_order_is_alphabetical_without_articles(france):
    assert found(departement="36")[:4] == ["Le Blanc", "Châteauroux", "Déols", "L'Haÿ-sur-Indre"]


@pytest.mark.parametrize("text", ["", "36"])
def test_pages_follow_one_another_without_hole_or_double(france, text):
    whole, seen, after = found(text, size=100), [], None
    while True:
        page = queries.search(text, after=after, size=3)
        seen += [commune.name for commune in page.items]
        after = page.next
        if after is None:
            break
    assert seen == whole
    assert len(set(seen)) == len(seen) > 6


@pytest.mark.parametrize("cursor", ["", "~", "x~y~z", "9~9~9", "1~" + "9" * 60 + "~36", "\0~\0", "é~36", "1~2~3~4"])
def test_a_mangled_cursor_is_answered(france, cursor):
    assert queries.search("36", after=cursor).items
    queries.search("", after=cursor)


def test_the_former_name_that_was_searched_is_told(france):
    (valserhone,) = queries.search("bellegarde").items
    assert queries.former_name_found(valserhone, "bellegarde") == "Bellegarde-sur-Valserine"
    assert queries.former_name_found(valserhone, "valserhone") is None
    assert queries.former_name_found(valserhone, "01200") is None
    assert queries.former_name_found(valserhone, "") is None


def test_a_page_of_results_costs_as_many_queries_for_one_as_for_thirteen(france, queries):
    with queries() as few:
        assert len(search("levroux").items) == 1
    with queries() as many:
        for commune in search("").items:
            assert commune.departement.name
            assert commune.epci is None or commune.epci.name
            assert isinstance(commune.is_in_programme, bool)
    assert len(few) == len(many) == 2


def test_suggestions_are_rows_for_a_picker(france):
    first, *_ = queries.suggestions("val")
    assert (first.code, first.name, first.departement, first.departement_code) == (
        "36228",
        "Valençay",
        "Indre",
        "36",
    )
    assert (first.population, first.is_in_programme) == (2228, True)
    assert len(queries.suggestions("36", limit=2)) == 2
    assert [s.name for s in queries.suggestions("val", programme_only=True)] == ["Valençay"]
    assert queries.suggestions("") == queries.suggestions("?") == []


@pytest.mark.parametrize("code", ["36093", "36093-levroux", "36093-autre-chose", " 36093", "36206"])
def test_a_commune_is_opened_by_its_code_its_address_or_a_code_of_the_past(france, code):
    levroux = queries.commune(code)
    assert levroux.path == "36093-levroux"
    assert (levroux.departement.name, levroux.region.name) == ("Indre", "Centre-Val de Loire")
    assert levroux.epci.name == "CC Levroux Boischaut Champagne"
    assert levroux.programme.label == "Levroux"
    assert [former.name for former in levroux.former_names] == ["Saint-Martin-de-Lamps"]
    assert levroux.merged_into is None


@pytest.mark.parametrize("code", ["", "99999", "36", "\0", "36093x", "é" * 500])
def test_an_unknown_code_opens_nothing(france, code):
    assert queries.commune(code) is None


def test_a_corsican_code_is_read_in_any_case(france):
    assert queries.commune("2a004-ajaccio").name == "Ajaccio"


def test_communes_are_given_in_the_order_asked(france):
    asked = queries.communes_of(["36228", "99999", "36093", "36228", "\0"])
    assert [c.name for c in asked] == ["Valençay", "Levroux"]
    assert asked[0].departement.name == "Indre"


def test_departements_are_in_the_order_of_their_codes(france):
    assert [d.code for d in queries.departements()] == ["01", "19", "2A", "2B", "21", "36", "971"]
    assert queries.departements()[0].region.name == "Auvergne-Rhône-Alpes"
    assert [d.code for d in queries.departements_of_region("94")] == ["2A", "2B"]
    assert [d.code for d in queries.departements_of_region("01")] == ["971"]
    assert queries.departement("2a").name == "Corse-du-Sud"
    assert queries.departement("zz") is None


def test_regions_are_alphabetical_overseas_last(france):
    assert [r.name for r in queries.regions()] == [
        "Auvergne-Rhône-Alpes",
        "Centre-Val de Loire",
        "Corse",
        "Guadeloupe",
    ]
    assert queries.region("01").name == "Guadeloupe"
    assert queries.region("zz") is None


def test_the_programme_is_listed_and_counted(france):
    assert [c.name for c in queries.programme_communes()] == ["Déols", "Levroux", "Valençay"]
    assert queries.programme_communes(departement="01") == queries.programme_communes(region="84") == []
    assert len(queries.programme_communes(region="24")) == 3
    assert queries.programme_counts_by_departement() == {"36": 3}


def test_a_place_added_alone_is_found_at_once(france, db):
    db.session.add(
        Commune(code="36500", name="Le Ste-Épreuve", departement_code="36", region_code="24", postcodes="36999")
    )
    db.session.flush()
    db.session.add(FormerName(code="36501", name="Épreuve-la-Vieille", kind="commune-deleguee", commune_code="36500"))
    db.session.flush()
    for text in ("sainte épreuve", "36999", "36500", "36501", "epreuve vieille"):
        assert found(text) == ["Le Ste-Épreuve"], text
    assert queries.commune("36500").path == "36500-le-sainte-epreuve"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(text=st.text(max_size=60), after=st.text(max_size=40))
def test_any_question_is_answered(france, text, after):
    queries.search(text, region=text, after=after)
    queries.suggestions(text)
    queries.commune(text)
