"""The programme's official list: what is read, what is said of each line, what is refused."""

import contextlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from club import clock
from club.access import Refused
from club.territories import queries
from club.territories.imports import NotTheList, import_programme
from club.territories.listfile import LARGEST
from club.territories.models import Commune, ProgrammeCommune

HEADER = "insee_com,lib_com,id_pvd,date_signature\n"
LIST = HEADER + "01033,Valserhône,pvd-84-01-1,2021-03-12\n36093,Levroux,pvd-24-36-9,2021-05-25\n"
NATIONAL = """\
code_insee,nom,libelle_anct,id_pvd_2021,date_signature_pvd,ort_signee,date_signature_ort,longitude,latitude
"""


def lines(notes):
    return [note.line for note in notes]


def read(text, encoding="utf-8"):
    return import_programme(text.encode(encoding))


def row(db, code):
    return db.session.get(ProgrammeCommune, code)


def test_the_official_list_adds_and_completes(france, db):
    report = read(LIST)
    assert (lines(report.added), lines(report.updated)) == ([2], [3])
    assert report.absent == ["36063", "36228"]
    levroux = row(db, "36093")
    assert (levroux.programme_id, levroux.signed_on) == ("pvd-24-36-9", date(2021, 5, 25))
    assert levroux.is_ort_signed is None
    assert queries.programme_counts_by_departement() == {"01": 1, "36": 3}


def test_importing_twice_changes_nothing(france):
    read(LIST)
    again = read(LIST)
    assert (again.changed_rows, lines(again.unchanged)) == (0, [2, 3])


def test_the_columns_of_the_national_file_are_read(france, db):
    report = read(NATIONAL + "36018,Le Blanc,Le Blanc (36),pvd-1,2021-04-22,1,2022-12-22,1.0627,46.6337\n")
    assert lines(report.added) == [2]
    blanc = row(db, "36018")
    assert (blanc.label, blanc.ort_signed_on, blanc.is_ort_signed) == (
        "Le Blanc (36)",
        date(2022, 12, 22),
        True,
    )
    commune = db.session.get(Commune, "36018")
    assert (commune.longitude, commune.latitude) == (1.0627, 46.6337)


def test_the_short_list_does_not_erase_what_the_long_one_said(france, db):
    read(NATIONAL + "36093,Levroux,Levroux,pvd-9,2021-05-25,1,2023-02-27,1.7,46.9\n")
    report = read(HEADER + "36093,Levroux,,\n")
    assert (report.changed_rows, report.undated) == (0, 1)
    levroux = row(db, "36093")
    assert (levroux.signed_on, levroux.ort_signed_on) == (date(2021, 5, 25), date(2023, 2, 27))


@pytest.mark.anywhere
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_way_a_spreadsheet_saves_it(france, db, delimiter, encoding, ending):
    text = LIST.replace(",", delimiter).replace("\n", ending)
    assert len(read(text, encoding).added) == 1
    assert row(db, "01033").label == "Valserhône"


def test_quotes_blank_lines_and_empty_cells_keep_the_line_numbers(france, db):
    quoted = '"36018","Le Blanc, ville","id ""1""",2021-03-12'
    report = read(f"\r\n{HEADER.strip()}\r\n\r\n{quoted}\r\n,,,\r\n99999,Nulle part,,\r\n")
    assert (lines(report.added), lines(report.unknown)) == ([4], [6])
    assert (row(db, "36018").label, row(db, "36018").programme_id) == ("Le Blanc, ville", 'id "1"')


def test_titles_are_read_in_any_case_and_order(france):
    assert lines(read("DATE_SIGNATURE;Id_PVD; Lib_Com ;INSEE_COM;autre\n12/03/2021;x;Le Blanc;36018;?\n").added) == [2]


def test_a_code_that_lost_its_zero_is_repaired_and_said(france, db):
    report = read(HEADER + "1033,Valserhône,pvd,2021-03-12\n")
    assert lines(report.added) == lines(report.repaired) == [2]
    assert report.repaired[0].code == "01033"
    assert row(db, "01033") is not None


@pytest.mark.parametrize("code", ["99999", "", "36", "9999", "Levroux", "36093000", "\u0663\u0666\u0660\u0669\u0663"])
def test_an_unknown_code_is_told_and_left(france, code):
    report = read(HEADER + f"{code},Nulle part,pvd,2021-03-12\n")
    assert lines(report.unknown) == [2]
    assert report.changed_rows == 0


def test_a_former_commune_leads_to_the_new_one(france, db):
    report = read(HEADER + "01091,Châtillon-en-Michaille,pvd,2021-03-12\n")
    assert lines(report.former) == lines(report.added) == [2]
    assert row(db, "01033") is not None


def test_the_first_of_two_lines_for_one_commune_wins(france, db):
    report = read(HEADER + "01033,Valserhône,un,2021-03-12\n36018,Le Blanc,,\n01033,Bis,deux,\n01091,Ter,trois,\n")
    assert (lines(report.added), lines(report.duplicate)) == ([2, 3], [4, 5])
    assert "ligne 2" in report.duplicate[0].text
    assert row(db, "01033").programme_id == "un"


@pytest.mark.parametrize(
    "day",
    [
        "0202-03-12",
        "2021-02-30",
        "31/02/2021",
        "2026-11-24",
        "2199-01-01",
        "1999-01-01",
        "bientôt",
        "44267",
        "12/03/21",
    ],
)
def test_a_bad_date_is_told_and_the_commune_kept_without_it(france, db, monkeypatch, day):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))
    report = read(HEADER + f"36018,Le Blanc,pvd,{day}\n")
    assert lines(report.added) == lines(report.bad_date) == [2]
    assert day in report.bad_date[0].text
    assert row(db, "36018").signed_on is None


@pytest.mark.parametrize(
    "day",
    ["2021-03-12", "12/03/2021", "2021/3/12", "12.03.2021", "2021-03-12T00:00:00+01:00", "12/03/2021 00:00"],
)
def test_a_day_is_read_in_every_usual_form(france, db, day):
    assert read(HEADER + f"36018,Le Blanc,pvd,{day}\n").bad_date == []
    assert row(db, "36018").signed_on == date(2021, 3, 12)


def test_a_bad_date_does_not_erase_a_good_one(france, db):
    read(LIST)
    assert read(HEADER + "36093,Levroux,pvd-24-36-9,0202-01-01\n").changed_rows == 0
    assert row(db, "36093").signed_on == date(2021, 5, 25)


@pytest.mark.parametrize("place", ["200,46", "1.06,", "abc,def", "nan,nan", "inf,0"])
def test_a_place_nowhere_on_earth_is_told_and_ignored(france, db, place):
    report = read(NATIONAL + f"36018,Le Blanc,Le Blanc,pvd,2021-03-12,0,,{place}\n")
    assert lines(report.added) == lines(report.bad_place) == [2]
    assert db.session.get(Commune, "36018").latitude is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b" \r\n\n", "vide"),
        (b"\xef\xbb\xbf", "pas la liste"),
        (HEADER.encode(), "aucune commune"),
        (HEADER.encode() + b"\n,,,\n", "aucune commune"),
        (b"nom;prenom\nAna;Lise\n", "insee_com"),
        (b"insee_com,lib_com\n36093,Levroux\n", "id_pvd, date_signature"),
        (b"%PDF-1.7\n\x00\x01\x02\x03", "texte"),
        (b"PK\x03\x04\x14\x00\x06\x00", "texte"),
        (bytes(range(256)) * 4, "texte"),
        (b"\xff\xfe\x00", "texte"),
        (b"<html><body>404</body></html>", "pas la liste"),
        (HEADER.encode() + b'36093,"Levroux,x,2021-03-12\n36018,Le Blanc,x,2021-03-12\n', "guillemet"),
        (HEADER.encode() + b'36093,"Levroux\n36018,Le "Blanc",x,2021-03-12\n', "guillemet"),
        (HEADER.encode() + b"36018," + b"x" * 200_000 + b",,\n", "guillemets"),
        (HEADER.encode() + b"x" * LARGEST, "trop lourd"),
        (HEADER.encode() + b"36018,Le Blanc,,\n" * 50_001, "trop de lignes"),
    ],
)
def test_what_is_not_the_list_changes_nothing(france, db, content, said):
    before = db.session.execute(select(ProgrammeCommune.__table__)).all()
    with pytest.raises(NotTheList) as refusal:
        import_programme(content)
    assert said in str(refusal.value)
    assert isinstance(refusal.value, Refused)
    assert db.session.execute(select(ProgrammeCommune.__table__)).all() == before


def test_a_file_is_read_by_its_path(france, tmp_path):
    file = tmp_path / "liste.csv"
    file.write_text(LIST, encoding="utf-8")
    assert import_programme(file).changed_rows == 2
    assert import_programme(str(file)).changed_rows == 0


@pytest.mark.parametrize("name", ["absent.csv", ".", "a\0b"])
def test_a_file_that_cannot_be_read_is_said(france, tmp_path, name):
    with pytest.raises(NotTheList, match="ne peut pas être lu"):
        import_programme(f"{tmp_path}/{name}")


def test_cells_longer_than_their_column_are_cut(france, db):
    read(HEADER + f"36018,{'L' * 500},{'i' * 500},\n")
    assert (len(row(db, "36018").label), len(row(db, "36018").programme_id)) == (120, 40)


def test_the_report_tells_each_line_to_look_at_in_french(france):
    report = read(HEADER + "1033,Valserhône,,0202-01-01\n99999,Nulle part,,\n")
    said = report.lines()
    assert "Ajoutées\u202f: 1" in said
    assert [line for line in said if line.startswith("Ligne 3")] == ["Ligne 3\u202f: 99999, aucune commune n’a ce code"]
    assert sum(line.startswith("Ligne 2") for line in said) == 2


def test_progress_counts_the_lines(france):
    told = []
    import_programme(LIST.encode(), progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda t: (HEADER + t).encode("utf-8", "replace"))))
def test_any_file_is_either_read_or_refused(france, content):
    with contextlib.suppress(NotTheList):
        report = import_programme(content)
        assert report.changed_rows + len(report.unchanged) + len(report.unknown) + len(report.duplicate)
