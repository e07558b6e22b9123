"""Neighbours of the programme."""

import pytest

from club.territories.models import ProgrammeCommune
from club.territories.nearby import distance
from club.territories.queries import commune, nearest_in_programme


def test_distances_are_those_of_the_globe():
    assert distance((2.3522, 48.8566), (5.3698, 43.2965)) == pytest.approx(660.5, abs=1)  # Paris, Marseille
    assert distance((1.6, 46.9), (1.6, 46.9)) == 0
    assert distance((179.9, 0), (-179.9, 0)) == pytest.approx(22.2, abs=0.1)


def test_neighbours_are_the_nearest_first_without_itself(france):
    near = nearest_in_programme(commune("36093"))
    assert [(c.name, round(km)) for c, km in near] == [("Déols", 18), ("Valençay", 21)]
    assert near[0][0].departement.name == "Indre"
    assert len(nearest_in_programme(commune("36093"), limit=1)) == 1


def test_a_commune_without_coordinates_gets_those_of_its_epci_then_of_its_departement(france):
    near = nearest_in_programme(commune("36044"))
    assert [(c.name, km) for c, km in near] == [("Déols", None), ("Levroux", None), ("Valençay", None)]
    alone = nearest_in_programme(commune("36192"))
    assert [c.name for c, _ in alone] == ["Déols", "Levroux", "Valençay"]
    assert nearest_in_programme(commune("2A004")) == []


def test_neighbours_cost_the_same_with_three_or_thirty(france, db, make_commune, queries):
    def from_levroux():
        return nearest_in_programme(commune("36093"), limit=30)

    from_levroux()
    with queries() as few:
        from_levroux()
    for number in range(30):
        code = f"367{number:02}"
        make_commune(code, f"Commune {number}", longitude=2.0, latitude=46.0 + number / 100)
        db.session.add(ProgrammeCommune(commune_code=code))
    db.session.flush()
    with queries() as many:
        assert len(from_levroux()) == 30
    assert len(few) == len(many)
