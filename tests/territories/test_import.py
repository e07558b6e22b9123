"""Importing places: idempotent by code, nothing deleted, a merger followed."""

from sqlalchemy import func, select

from club.territories import imports, official, queries
from club.territories.models import Commune, Departement, FormerName, ProgrammeCommune, Region
from tests.territories.conftest import COMMUNES, FORMER

MERGED = "\n".join(line for line in COMMUNES.splitlines() if not line.startswith("36228")) + "\n"
INTO_LEVROUX = FORMER + "36228,Valençay,commune-deleguee,36093,36\n"


def test_everything_is_written_once(france, folder):
    assert france.communes.added == 13
    assert (france.regions.added, france.departements.added, france.epcis.added) == (4, 7, 2)
    assert (france.former_names.added, france.programme.added) == (3, 3)
    again = imports.import_territories(folder=folder())
    assert again.changed_rows == 0
    assert again.communes.unchanged == 13


def test_region_and_departement_of_one_code_are_two_places(france, db):
    assert db.session.get(Region, "01").name == "Guadeloupe"
    assert db.session.get(Departement, "01").name == "Ain"
    assert db.session.get(Commune, "97105").region_code == "01"
    assert db.session.get(Commune, "01033").departement_code == "01"


def test_blank_cells_are_unknown_not_zero(france, db):
    odd = db.session.get(Commune, "36069")
    assert (odd.population, odd.postcode_list) == (None, [])
    assert db.session.get(Commune, "36192").epci_siren is None


def test_communes_of_the_indre_have_their_place_on_earth(france, db):
    levroux = db.session.get(Commune, "36093")
    assert (levroux.longitude, levroux.latitude) == (1.6124, 46.9786)


def test_a_new_figure_updates_one_row(france, folder, db):
    changed = imports.import_territories(folder=folder(communes=COMMUNES.replace(",2797,", ",2801,")))
    assert (changed.communes.updated, changed.changed_rows) == (1, 1)
    assert db.session.get(Commune, "36093").population == 2801


def test_a_merged_commune_stays_and_points_to_the_new_one(france, folder, db):
    lists = folder(communes=MERGED, communes_historiques=INTO_LEVROUX)
    report = imports.import_territories(folder=lists)
    assert report.merged == 1
    valencay = db.session.get(Commune, "36228")
    assert (valencay.is_former, valencay.merged_into_code) == (True, "36093")
    assert imports.import_territories(folder=lists).changed_rows == 0


def test_the_old_name_of_a_merged_commune_finds_the_new_one(france, folder):
    imports.import_territories(folder=folder(communes=MERGED, communes_historiques=INTO_LEVROUX))
    for text in ("Valençay", "36228", "36600"):
        assert [c.name for c in queries.search(text).items] == ["Levroux"], text


def test_the_commune_that_absorbs_one_of_the_programme_is_of_the_programme(france, folder, db):
    into_deols = FORMER + "36228,Valençay,commune-deleguee,36044,36\n"
    report = imports.import_territories(folder=folder(communes=MERGED, communes_historiques=into_deols))
    assert report.programme.added == 1
    assert db.session.get(ProgrammeCommune, "36044").label == "Valençay"
    assert queries.programme_counts_by_departement() == {"36": 3}


def test_a_second_merger_moves_the_first_one_along(france, folder, db):
    imports.import_territories(folder=folder(communes=MERGED, communes_historiques=INTO_LEVROUX))
    fewer = "\n".join(line for line in MERGED.splitlines() if not line.startswith("36093")) + "\n"
    into = "36093,Levroux,commune-deleguee,36063,36\n"
    lists = folder(communes=fewer, communes_historiques=INTO_LEVROUX + into)
    imports.import_territories(folder=lists)
    assert {db.session.get(Commune, code).merged_into_code for code in ("36228", "36093")} == {"36063"}
    assert queries.commune("36206").name == "Déols"
    assert imports.import_territories(folder=lists).changed_rows == 0


def test_a_commune_that_leaves_the_list_without_a_word_is_kept_and_found(france, folder, db):
    lists = folder(communes=MERGED)
    assert imports.import_territories(folder=lists).merged == 1
    valencay = db.session.get(Commune, "36228")
    assert (valencay.is_former, valencay.merged_into_code) == (True, None)
    assert [c.code for c in queries.search("valencay").items] == ["36228"]
    assert imports.import_territories(folder=lists).changed_rows == 0


def test_a_commune_that_comes_back_is_of_today_again(france, folder, db):
    imports.import_territories(folder=folder(communes=MERGED, communes_historiques=INTO_LEVROUX))
    imports.import_territories(folder=folder())
    valencay = db.session.get(Commune, "36228")
    assert (valencay.is_former, valencay.merged_into_code) == (False, None)
    assert "Valençay" in [c.name for c in queries.search("valencay").items]


def test_lists_that_go_in_circles_do_not_hang(france, folder):
    circle = FORMER + "36900,Ici,commune-deleguee,36901,36\n36901,Là,commune-deleguee,36900,36\n"
    report = imports.import_territories(folder=folder(communes_historiques=circle))
    assert report.changed_rows == 0


def test_nothing_is_ever_deleted(france, folder, db):
    def counts():
        return [db.session.scalar(select(func.count()).select_from(m)) for m in (Commune, FormerName, Departement)]

    before = counts()
    alone = "\n".join(COMMUNES.splitlines()[:2]) + "\n"
    imports.import_territories(folder=folder(communes=alone, communes_historiques=FORMER.splitlines()[0] + "\n"))
    assert counts() == before


def test_progress_goes_up_to_its_end(db, folder):
    told = []
    imports.import_territories(progress=lambda done, total: told.append((done, total)), folder=folder())
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


def test_the_report_speaks_french(france):
    assert "Communes\u202f: 13 ajouts, 0 mise à jour, 0 sans changement" in france.lines()


def test_the_lists_that_ship_are_whole_and_hold_no_national_list():
    lists = official.read()
    counts = [len(rows) for rows in (lists.regions, lists.departements, lists.epcis, lists.communes, lists.former)]
    assert counts == [26, 109, 1255, 34969, 2576]
    assert {row["commune_code"][:2] for row in lists.programme} == {"36"}
    assert len(lists.programme) == 16
    assert sum(row["population"] is None for row in lists.communes) == 6
    assert sum(row["population"] == 0 for row in lists.communes) == 6  # the villages destroyed in 1916


def test_the_whole_import_twice_changes_nothing_the_second_time(db):
    first = imports.import_territories()
    assert (first.communes.added, first.programme.added) == (34969, 16)
    assert imports.import_territories().changed_rows == 0
    assert queries.search("st denis").items[0].departement_code == "974"
    assert queries.commune("01091").name == "Valserhône"
