"""Which card a line of a table is about, and what is refused or left aside, each with its sentence."""

import pytest
from sqlalchemy import select

from club import clock
from club.directory import merging
from club.directory.models import Coverage
from club.extensions import db as database
from club.importing import working
from club.members.models import Organisation
from tests.directory.importing import SIRENS, Importer, lines, named, of, places, row, table, work

OWN, OTHER = SIRENS[:2]
ESTABLISHMENT = "73282932000074"


@pytest.fixture
def admin(make):
    make.commune()
    return make.member("Adèle", role="administrator")


@pytest.fixture
def importer(make, sign_in, admin):
    make.term("partner_type", "epf", "Établissement public foncier")
    return Importer(sign_in(admin))


def told(importer, *rows):
    """What becomes of the last line, in the dry run and for good."""
    return lines(importer.run(table(*rows)))[-1][1:]


def how_many():
    return len(database.session.scalars(select(Organisation.id)).all())


def test_the_number_finds_the_card_before_the_name(importer, make):
    card = make.organisation("EPF des vallées", siren=OWN)
    outcome = told(importer, row("Foncière des vallées", siren="732 829 320"))
    assert outcome == ("updated", "S’appelait « EPF des vallées ».")
    assert (card.name, card.slug, how_many()) == ("Foncière des vallées", "fonciere-des-vallees", 1)


def test_the_siret_is_more_exact_than_the_siren(importer, make):
    whole, branch = make.organisation("Le tout", siren=OWN), make.organisation("Antenne", siret=ESTABLISHMENT)
    run = importer.run(
        table(row("Antenne", siren=OWN, siret=ESTABLISHMENT, sigle="A"), row("Le tout", siren=OWN, sigle="T"))
    )
    assert of(run) == {"updated": 2}
    assert (whole.acronym, branch.acronym, whole.siret, branch.siren) == ("T", "A", None, None)


@pytest.mark.parametrize("name", ["etablissement  des deux VALLEES", "Établissement des Deux-Vallées"])
def test_the_name_finds_it_whatever_its_case_and_accents_and_stays(importer, make, name):
    card = make.organisation("Établissement des deux vallées")
    assert told(importer, row(name, siren=OWN)) == ("updated", "")
    assert (card.name, card.siren, how_many()) == ("Établissement des deux vallées", OWN, 1)


def test_a_name_that_has_another_number_is_refused(importer, make):
    make.organisation("EPF", siren=OWN)
    assert told(importer, row("EPF", siren=OTHER)) == (
        "refused",
        "« EPF » est dans l’annuaire avec un autre numéro, 732\u202f829\u202f320\u202f: vérifiez lequel est le bon.",
    )


def test_a_siret_of_the_same_siren_is_the_same_organisation(importer, make):
    card = make.organisation("EPF", siren=OWN)
    assert told(importer, row("EPF", siret=ESTABLISHMENT, sigle="E")) == (
        "updated", "Même organisation\u202f: sa fiche garde son numéro, 732\u202f829\u202f320.",
    )  # fmt: skip
    assert (card.siren, card.siret, card.acronym) == (OWN, None, "E")


def test_a_number_and_a_name_of_two_cards_are_refused(importer, make):
    make.organisation("EPF", siren=OWN)
    make.organisation("Agence")
    assert told(importer, row("agence", siren=OWN)) == (
        "refused",
        "Le numéro est celui de « EPF », le nom celui de « Agence »\u202f: corrigez la ligne, ou réunissez les deux "
        "fiches.",
    )


def test_a_name_of_several_cards_is_refused_unless_it_is_spelt_as_one_of_them(importer, make):
    make.organisation("Agence")
    make.organisation("AGENCE")
    outcome, why = told(importer, row("agencé"))
    assert (outcome, why) == (
        "refused", "Plusieurs fiches portent ce nom\u202f: « Agence » et « AGENCE ». Donnez le SIREN de la bonne.",
    )  # fmt: skip
    assert told(importer, row("AGENCE", sigle="A"))[0] == "updated"
    assert (named("AGENCE").acronym, named("Agence").acronym) == ("A", "")


def test_a_merged_card_leads_to_the_one_that_replaced_it(importer, make, admin):
    gone, kept = make.organisation("Ancienne agence"), make.organisation("Agence", siren=OWN)
    merging.merge(gone, kept, by=admin)
    database.session.commit()
    assert told(importer, row("Ancienne Agence", sigle="A")) == (
        "updated", "« Ancienne agence » est réunie à « Agence »\u202f: c’est cette fiche qui compte, sous son nom.",
    )  # fmt: skip
    assert told(importer, row("Ancienne Agence", siren=OWN, sigle="B"))[0] == "updated"
    assert (kept.name, kept.acronym, gone.acronym) == ("Agence", "B", "")
    assert told(importer, row("Ancienne agence", siren=OTHER))[0] == "refused"


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ({"standing": "proposed"}, "Un membre a proposé cette fiche"),
        ({"standing": "refused"}, "n’a pas été retenue"),
        ({"closed_on": clock.today().replace(year=2020, month=3, day=5)}, "est fermée depuis le 5 mars 2020"),
    ],
)
def test_a_card_that_is_not_offered_is_left_as_it_is_and_named(importer, make, state, why):
    card = make.organisation("Agence", summary="Avant.", **state)
    run = importer.run(table(row("AGENCE", en_une_phrase="Après.")))
    assert (of(run), card.summary) == ({"refused": 1}, "Avant.")
    assert why in lines(run)[0][2]
    assert f"/partenaires/{card.id}-" in importer.page(run)


def test_the_same_organisation_twice_is_read_once(importer, make, monkeypatch):
    monkeypatch.setattr(working, "SIZE", 2)
    make.organisation("EPF", siren=OWN)
    run = importer.run(
        table(
            row("EPF", sigle="E"),
            row("Agence", siren=OTHER),
            row("Foncière", siren=OWN),  # the card of line 2, in another batch
            row("agence"),
            row("Antenne", siren=OTHER, siret=f"{OTHER}00035"),
            row("Bureau"),
            row("BUREAU"),
        )
    )
    assert [line[1] for line in lines(run)] == ["updated", "added", "refused", "refused", "refused", "added", "refused"]
    assert [line[2] for line in lines(run) if line[1] == "refused"] == [
        "Même organisation que la ligne 2, déjà lue.",
        "Même organisation que la ligne 3, déjà lue.",
        "Même organisation que la ligne 3, déjà lue. Pour une antenne, laissez la colonne « siren » vide et donnez son "
        "SIRET.",
        "Même organisation que la ligne 7, déjà lue.",
    ]
    assert sorted(database.session.scalars(select(Organisation.name))) == ["Agence", "Bureau", "EPF"]


def test_a_card_that_a_line_renames_is_not_made_again_by_another(importer, make, monkeypatch):
    """In the dry run the second line is still about the card of the first one: so it is for good."""
    monkeypatch.setattr(working, "SIZE", 1)
    make.organisation("EPF", siren=OWN)
    run = importer.run(table(row("Foncière", siren=OWN), row("EPF")))
    assert lines(run)[1][1:] == ("refused", "Même organisation que la ligne 2, déjà lue.")
    assert [one.name for one in database.session.scalars(select(Organisation))] == ["Foncière"]


def test_a_card_that_somebody_renames_before_the_launch_is_not_made_again(importer, make):
    card = make.organisation("EPF")
    checked = importer.check(table(row("EPF", sigle="E")))
    card.name = "Foncière"
    database.session.commit()
    importer.launch(checked)
    done = work(checked.id)
    assert lines(done)[0][1:] == ("refused", "Sa fiche a changé depuis l’essai à blanc\u202f: renvoyez le fichier.")
    assert (card.acronym, how_many()) == ("", 1)


def test_two_new_names_and_a_card_cannot_share_a_name(importer, make):
    make.organisation("EPF", siren=OWN)
    run = importer.run(table(row("Foncière"), row("Foncière", siren=OWN)))
    assert lines(run)[1][1:] == ("refused", "Même organisation que la ligne 2, déjà lue.")


def test_a_number_that_a_line_above_takes_is_not_given_to_another_card(importer, make):
    one, other = make.organisation("EPF"), make.organisation("Bureau")
    run = importer.run(table(row("EPF", siren=OWN), row("Bureau", siren=OWN), row("Agence", siren=OTHER), row("—")))
    assert [line[1] for line in lines(run)] == ["updated", "refused", "added", "added"]
    assert lines(run)[1][2] == "Même organisation que la ligne 2, déjà lue."
    assert (one.siren, other.siren) == (OWN, None)
    assert told(importer, row("Régie", siren=SIRENS[2]), row("Bureau", siren=SIRENS[2]))[0] == "refused"


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"nom": "", "sigle": "X"}, "Le nom est vide."),
        ({"nom": "x" * 161}, "Le nom dépasse 160 caractères."),
        ({"type": "Tapis"}, "Le type « Tapis » n’est pas un type de l’annuaire."),
        ({"type": ""}, "Le type est vide"),
        ({"siren": "123456789"}, "« 123456789 »\u202f: Vérifiez ce numéro"),
        ({"siret": "73282932000075"}, "Vérifiez ce numéro"),
        ({"siren": "abc"}, "Vérifiez ce numéro"),
        ({"siret": "7,32829E+13"}, "Le tableur a arrondi ce numéro (« 7,32829E+13 »)"),
        ({"siren": OTHER, "siret": ESTABLISHMENT}, "n’est pas d’un établissement du SIREN donné"),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_its_reason(importer, cells, why):
    run = importer.run(table(row("Bonne", siren="", siret="", sigle=""), row("Agence", siren="", siret="") | cells))
    assert [line[1] for line in lines(run)] == ["added", "refused"]
    assert why in lines(run)[1][2]
    assert how_many() == 1


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"sigle": "x" * 31}, "Colonne « sigle » laissée de côté\u202f: 30 caractères au plus."),
        ({"en_une_phrase": "x" * 301}, "Colonne « en_une_phrase » laissée de côté\u202f: 300 caractères au plus."),
        ({"site": "javascript:alert(1)"}, "Site illisible, laissé de côté\u202f: « javascript:alert(1) »."),
        ({"presentation": "x" * 20_001}, "Présentation laissée de côté\u202f: 20 000 caractères au plus."),
        ({"presentation": ">" * 3_000 + " x"}, "Présentation laissée de côté. Ce texte est trop imbriqué"),
        ({"territoires": "Indre ; Atlantide"}, "Territoires non reconnus\u202f: « Atlantide »."),
        ({"territoires": "|".join(map(str, range(1001)))}, "Territoires laissés de côté\u202f: 1 000 au plus."),
    ],
)
def test_what_is_not_understood_is_left_aside_and_said(importer, cells, why):
    run = importer.run(table(row("Agence") | cells))
    assert run.counts == {"added": 1, "protected": 0, "noted": 1}
    assert why in lines(run)[0][2]
    card = named("Agence")
    assert (card.acronym, card.summary, card.website, card.description) == ("", "", "", "")
    assert places(card) == (["Indre (36)"] if "Atlantide" in str(cells) else [])


def test_a_known_card_keeps_its_type_and_its_territories_when_the_line_is_not_understood(importer, make):
    card = make.organisation("Agence")
    database.session.add(Coverage(organisation_id=card.id, scope="commune", code="36093", label="Levroux (36)"))
    database.session.commit()
    run = importer.run(table({"nom": "Agence", "type": "Tapis", "territoires": "Indre | Atlantide", "sigle": "A"}))
    assert lines(run) == [
        (2, "updated", "Type inconnu, laissé tel quel\u202f: « Tapis ».\n"
         "Territoires laissés tels quels, certains ne sont pas reconnus\u202f: « Atlantide »."),
    ]  # fmt: skip
    assert (card.acronym, places(card)) == ("A", ["Levroux (36)"])


def test_a_cell_of_territories_replaces_them(importer, make):
    card = make.organisation("Agence")
    database.session.add(Coverage(organisation_id=card.id, scope="commune", code="36093", label="Levroux (36)"))
    database.session.commit()
    assert of(importer.run(table({"nom": "Agence", "territoires": "36 ; 243600293"}))) == {"updated": 1}
    assert places(card) == ["CC Levroux Boischaut Champagne", "Indre (36)"]
    assert of(importer.run(table({"nom": "Agence", "territoires": ""}))) == {"unchanged": 1}
    assert places(card) == ["CC Levroux Boischaut Champagne", "Indre (36)"]


def test_a_table_may_name_more_places_than_a_base_takes_values(importer):
    rows = [
        row(f"Agence {n}", territoires="|".join(["Indre", *(f"Lieu {n}.{k}" for k in range(999))])) for n in range(34)
    ]
    run = importer.run(table(*rows))
    assert run.counts == {"added": 34, "protected": 0, "noted": 34}
    assert places(named("Agence 33")) == ["Indre (36)"]


@pytest.mark.anywhere
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_every_way_a_spreadsheet_saves_it(importer, separator, encoding):
    content = table({"Siren": OWN, "Prix": "1", "TYPE": "epf", "Nom": "Établissement"}, separator=separator)
    run = importer.run(content.decode().encode(encoding))
    assert (of(run), run.notes) == ({"added": 1}, ["Colonnes laissées de côté\u202f: « prix »."])
    assert named("Établissement").siren == OWN


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "Le fichier est vide."),
        (b"  \n \n", "Ce fichier est vide."),
        (b"PK\x03\x04xxxx", "enregistrez la feuille au format CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "classeur Excel"),
        (b"%PDF-1.7", "Ce fichier est un PDF"),
        (b"\x00\x01\x02\x03" * 50, "n’est pas un texte"),
        (b"titre;prix\na;1\n", "Colonnes absentes\u202f: nom."),
        (b"nom;siren\n", "Ce tableau ne contient aucune organisation."),
        (b'nom;siren\n"Agence;1\nAutre;2\n', "vérifiez ses guillemets"),
        (b"nom\n" + b"x\n" * 5_001, "a trop de lignes"),
    ],
    ids=range(10),
)
def test_a_wrong_file_is_refused_beside_its_field(importer, content, why):
    answer = importer.send(content)
    assert answer.status_code == 200
    assert why in answer.text
    assert 'id="file-erreur"' in answer.text


def test_a_file_is_needed(importer):
    answer = importer.browser.post("/partenaires/imports/nouveau", data={"type_id": "0"})
    assert "Choisissez un fichier." in answer.text
