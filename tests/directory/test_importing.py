"""Organisations from a table: dry run, import, the same again, protected cards, crash, report."""

import csv
import io

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from club import clock, events, search
from club.directory.history import OrganisationRevision
from club.directory.importing import operations, running
from club.directory.importing.models import PartnerImport, PartnerImportLine
from club.directory.models import Coverage
from club.extensions import db as database
from club.importing import reports, working
from club.importing.models import Phase
from club.journal import JournalEntry
from club.members.models import Organisation
from club.notifications.models import Notification
from club.search.models import SearchDocument
from tests.directory.importing import SIRENS, Importer, lines, named, of, places, row, snapshot, table, work


@pytest.fixture
def admin(make):
    make.commune()
    make.term("partner_type", "epf", "Établissement public foncier")
    make.term("partner_type", "caue", "CAUE")
    return make.member("Adèle", role="administrator")


@pytest.fixture
def importer(sign_in, admin):
    return Importer(sign_in(admin))


def count(model, *conditions):
    return database.session.scalar(select(func.count()).select_from(model).where(*conditions))


def test_nothing_is_written_before_the_import_is_launched(importer, make):
    make.organisation("Agence des halles")
    before = snapshot()
    run = importer.check(
        table(row("Foncière", siren=SIRENS[0]), row("Agence des halles", sigle="A2H"), row("", type=""))
    )
    assert snapshot() == before
    assert (run.phase, run.total, run.counts) == (
        "checked", 2, {"added": 1, "updated": 1, "protected": 0, "noted": 0},
    )  # fmt: skip
    page = importer.page(run)
    assert "rien n’est encore écrit" in page
    assert "Lancer l’import" in page
    assert "Change\u202f: sigle." in page
    listed = importer.browser.get("/partenaires/imports").text
    assert "À lancer" in listed
    assert "2 lignes\u202f: 1 à ajouter, 1 à modifier" in listed


def test_an_import_adds_and_changes_then_tells_its_author_once(importer, admin, make):
    old = make.organisation("Agence des halles", summary="Avant.", address="1 rue du Pont")
    content = table(
        row("Foncière des vallées", siren="732 829 320", en_une_phrase="Elle rachète.", site="www.fonciere.example",
            territoires="Indre (36) | 36093 ; CC Levroux Boischaut Champagne", presentation="## Elle\n\n*Ici*."),
        {"nom": "agence DES  halles", "type": "CAUE", "en_une_phrase": "Elle revitalise.", "adresse": ""},
    )  # fmt: skip
    run = importer.run(content)
    assert (run.phase, of(run)) == ("done", {"added": 1, "updated": 1})
    new = named("Foncière des vallées")
    assert (new.siren, new.summary, new.website, new.standing) == (
        "732829320", "Elle rachète.", "https://www.fonciere.example", "listed",
    )  # fmt: skip
    assert (new.slug, new.version, new.description_html) == (
        "fonciere-des-vallees",
        1,
        "<h3>Elle</h3>\n<p><em>Ici</em>.</p>",
    )
    assert places(new) == ["CC Levroux Boischaut Champagne", "Indre (36)", "Levroux (36)"]
    assert (old.name, old.summary, old.address, old.type_id) == (
        "Agence des halles", "Elle revitalise.", "1 rue du Pont", make.term("partner_type", "caue", "CAUE").id,
    )  # fmt: skip
    kept = database.session.scalars(select(OrganisationRevision)).one()
    assert (kept.organisation_id, kept.note, kept.replaced_by_id) == (
        old.id, "Import du tableau « partenaires.csv »", admin.id,
    )  # fmt: skip
    assert "Avant." in kept.body
    assert [one.key for one in search.find("rachète", audiences=["members"]).items] == [str(new.id)]
    assert [one.key for one in search.find("revitalise", audiences=["members"]).items] == [str(old.id)]
    assert events.sweep() == 1
    told = database.session.scalars(select(Notification)).all()
    assert [(one.member_id, one.words["title"], one.words["reason"]) for one in told] == [
        (admin.id, "L’import de « partenaires.csv » est terminé", "1 ajoutée, 1 modifiée")
    ]
    assert importer.browser.get(told[0].words["url"]).status_code == 200
    journal = database.session.scalars(select(JournalEntry)).one()
    assert (journal.act, journal.thing_label, journal.after, journal.actor_id) == (
        "partner_import.run", "partenaires.csv", {"rows": 2}, admin.id,
    )  # fmt: skip
    assert "Partenaires importés d’un tableau" in importer.browser.get("/administration/journal").text


def test_the_same_table_again_changes_nothing(importer, make):
    make.organisation("Agence des halles")
    content = table(
        row("Foncière", siren=SIRENS[0], territoires="Indre (36)", site="fonciere.example", presentation="Un texte."),
        row("Agence des halles", sigle="A2H", territoires="Atlantide"),
        row("Fausse", siren="123456789"),
    )
    importer.run(content)
    before = snapshot()
    again = importer.check(content)
    assert again.counts == {"unchanged": 2, "refused": 1, "protected": 0, "noted": 1}
    page = importer.page(again)
    assert "cet import ne changerait rien" in page
    assert "Sans changement" in page
    assert "Lancer l’import" not in page
    importer.launch(again)
    assert of(work(again.id)) == {"unchanged": 2, "refused": 1}
    assert snapshot() == before


def test_our_own_export_comes_back_without_any_change_then_with_its_corrections(importer, make):
    make.commune("36002", "Ardentes")
    cut = make.place_list("Syndicat ; eaux | nord", "36093", "36002")
    one = make.organisation("=EPF des  vallées", siren=SIRENS[0], acronym="EPF", summary=" Il  porte.", website="epf")
    make.organisation("Agence", siret="73282932000074", address="1 rue\nDupont")
    make.organisation("AGENCE")
    make.organisation("Fermée", closed_on=clock.today())
    for scope, code, label in (
        ("list", str(cut.id), cut.label), ("commune", "36002", "Ardentes"), ("departement", "36", "L’Indre"),
    ):  # fmt: skip
        database.session.add(Coverage(organisation_id=one.id, scope=scope, code=code, label=label))
    make.offer(one)
    make.contact(one)
    database.session.commit()
    exported = importer.browser.get("/partenaires/export.csv").data
    before = snapshot()
    run = importer.check(exported)
    assert (run.counts, {line[2] for line in lines(run)}) == ({"unchanged": 3, "protected": 0, "noted": 0}, {""})
    assert run.notes == ["Colonnes laissées de côté\u202f: « offres », « contacts », « mise_a_jour »."]
    assert run.notes[0] in importer.page(run)
    importer.launch(run)
    work(run.id)
    assert snapshot() == before
    mended = exported.replace(b"EPF des  vall", b"EPFL des vall")
    assert of(importer.run(mended)) == {"updated": 1, "unchanged": 2}
    assert one.name == "=EPFL des vallées"
    assert of(importer.check(mended)) == {"unchanged": 3}


def test_a_card_that_its_people_keep_is_only_completed(importer, make):
    card = make.organisation("EPF des vallées", summary="La leur.")
    make.partner(card)
    kept = make.organisation("Agence", summary="La sienne.")
    make.partner(kept, status="suspended")
    database.session.add(Coverage(organisation_id=card.id, scope="departement", code="36", label="Indre (36)"))
    database.session.commit()
    new = {"type": "CAUE", "en_une_phrase": "La nôtre.", "sigle": "EPF", "territoires": "France entière"}
    run = importer.run(table({"nom": "EPF des vallées", "siren": SIRENS[0]} | new, {"nom": "Agence"} | new))
    assert run.counts == {"updated": 2, "protected": 1, "noted": 0}
    assert (card.summary, card.acronym, card.siren, places(card)) == ("La leur.", "EPF", SIRENS[0], ["Indre (36)"])
    assert (kept.summary, places(kept)) == ("La nôtre.", ["France entière"])
    report = BeautifulSoup(importer.page(run, "?resultat=protected"), "lxml").select("tbody tr")
    assert len(report) == 1
    said = report[0].get_text(" ", strip=True)
    assert "Change\u202f: sigle, SIREN." in said
    assert "phrase, type, territoires\u202f: fiche tenue par son organisation, gardé tel quel." in said
    assert of(importer.check(table({"nom": "EPF des vallées"} | new))) == {"unchanged": 1}


def test_a_card_that_was_open_meanwhile_conflicts(importer, make):
    card = make.organisation("Agence", summary="Avant.")
    form = BeautifulSoup(importer.browser.get(f"/partenaires/{card.id}/modifier").text, "lxml")
    version = form.find(attrs={"name": "version"})["value"]
    importer.run(table({"nom": "Agence", "en_une_phrase": "Elle revitalise."}))
    typed = {"name": "Agence", "summary": "La mienne.", "type_id": card.type_id, "version": version}
    assert importer.browser.post(f"/partenaires/{card.id}/modifier", data=typed).status_code == 409


def test_a_table_of_names_alone_needs_the_type_once(importer, make):
    content = "NOM\nFoncière\nAgence\n".encode("utf-16")
    run = importer.check(content)
    assert of(run) == {"refused": 2}
    assert lines(run)[0][2].startswith("Le type est vide")
    kind = make.term("partner_type", "caue", "CAUE").id
    assert of(importer.run(content, type_id=kind)) == {"added": 2}
    assert {named(name).type_id for name in ("Foncière", "Agence")} == {kind}


def test_a_double_click_sends_and_launches_once(importer):
    page = BeautifulSoup(importer.browser.get("/partenaires/imports/nouveau").text, "lxml")
    key = page.find(attrs={"name": "submission"})["value"]
    first, second = (importer.send(table(row("Foncière")), submission=key) for _ in range(2))
    assert first.location == second.location
    assert count(PartnerImport) == 1
    run = work(int(first.location.rpartition("/")[2]))
    for _ in range(2):
        assert importer.launch(run).status_code == 302
    work(run.id)
    assert importer.launch(run).status_code == 302
    assert work(run.id).phase == "done"
    assert (count(Organisation), count(JournalEntry)) == (1, 1)


def test_one_import_at_a_time(importer):
    waiting = importer.check(table(row("Foncière")))
    first = importer.send(table(row("Agence")))
    second = importer.send(table(row("Bureau")))
    assert "Un import de partenaires est en cours." in second.text
    answer = importer.launch(waiting)
    assert answer.status_code == 409
    assert "Attendez qu’il se termine" in answer.text
    work(int(first.location.rpartition("/")[2]))
    assert importer.launch(waiting).status_code == 302


def test_what_is_stopped_goes_on_from_the_next_line(importer, monkeypatch):
    monkeypatch.setattr(working, "SIZE", 2)
    checked = importer.check(table(*(row(f"Organisation {n}") for n in range(5))))
    importer.launch(checked)
    running.work_on_partner_import(checked.id)
    assert "Import en cours" in importer.page(checked)
    assert "lignes sur 5" in importer.page(checked)
    importer.browser.post(f"/partenaires/imports/{checked.id}/arreter")
    stopped = work(checked.id)
    assert (stopped.done, stopped.halted, count(Organisation)) == (2, "stopped", 2)
    assert "Arrêté après 2 lignes sur 5" in importer.page(stopped)
    importer.browser.post(f"/partenaires/imports/{checked.id}/reprendre")
    assert of(work(checked.id)) == {"added": 5}
    assert count(Organisation) == 5


def test_a_crash_between_two_batches_is_taken_up_within_two_minutes(importer, monkeypatch):
    """What the dead worker had written stays, what it was writing is done again whole, and nothing twice."""
    monkeypatch.setattr(working, "SIZE", 2)
    checked = importer.check(table(*(row(f"Organisation {n}", siren=siren) for n, siren in enumerate(SIRENS))))
    importer.launch(checked)
    running.work_on_partner_import(checked.id)
    assert count(Organisation) == 2

    def die(*_args):
        raise RuntimeError("the machine is gone")

    with monkeypatch.context() as patched:
        patched.setattr(working.Work, "note", die)  # all of the second batch was written, and is lost
        running.work_on_partner_import(checked.id)
    assert count(Organisation) == 2
    assert running.work_on_waiting_partner_imports() == 0
    later = clock.now() + working.PATIENCE * 2
    monkeypatch.setattr(clock, "now", lambda: later)
    assert running.work_on_waiting_partner_imports() == 1
    done = work(checked.id)
    assert (done.phase, of(done)) == ("done", {"added": 6})
    assert sorted(database.session.scalars(select(Organisation.siren))) == sorted(SIRENS)
    assert (count(SearchDocument), count(OrganisationRevision)) == (6, 0)


def test_a_batch_that_fails_again_and_again_is_given_up_then_taken_up(importer, monkeypatch):
    checked = importer.check(table(row("Foncière")))
    importer.launch(checked)

    def fail(*_args):
        raise RuntimeError("the disk is on fire")

    with monkeypatch.context() as patched:
        patched.setitem(running.STEPS, Phase.RUNNING, fail)
        failed = work(checked.id)
    assert failed.halted == "failed"
    assert "s’est interrompu après la ligne 0" in importer.page(failed)
    importer.browser.post(f"/partenaires/imports/{checked.id}/reprendre")
    assert work(checked.id).phase == "done"


def test_who_may_no_longer_import_does_not(importer, admin):
    checked = importer.check(table(row("Foncière")))
    importer.launch(checked)
    admin.status = "suspended"
    database.session.commit()
    assert (work(checked.id).halted, count(Organisation)) == ("failed", 0)


def test_the_report_is_read_by_pages_and_taken_away(importer, monkeypatch):
    monkeypatch.setattr(reports, "SIZE", 2)
    monkeypatch.setattr(reports, "BATCH", 2)
    run = importer.run(table(*(row(f"=Fiche {n}", siren=siren) for n, siren in enumerate(SIRENS[:5]))))
    page = BeautifulSoup(importer.page(run), "lxml")
    assert len(page.select("tbody tr")) == 2
    more = page.select_one(".lc-pager a")["href"]
    assert [one.td.get_text() for one in BeautifulSoup(importer.browser.get(more).text, "lxml").select("tbody tr")] == [
        "4", "5",
    ]  # fmt: skip
    taken = importer.browser.get(f"/partenaires/imports/{run.id}/rapport.csv")
    rows = list(csv.DictReader(io.StringIO(taken.text.lstrip("\ufeff")), delimiter=";"))
    assert [one["ligne"] for one in rows] == ["2", "3", "4", "5", "6"]
    assert (rows[0]["nom"], rows[0]["numero"], rows[0]["resultat"]) == ("'=Fiche 0", SIRENS[0], "ajoutée")
    assert rows[0]["fiche"].startswith("https://club.example/partenaires/")


def test_the_model_imports_as_it_is(importer, make):
    make.term("partner_type", "agence-urbanisme", "Agence d’urbanisme")
    taken = importer.browser.get("/partenaires/imports/modele.csv")
    assert taken.headers["Content-Disposition"] == "attachment; filename=modele-de-partenaires.csv"
    assert importer.run(taken.data).counts == {"added": 1, "protected": 0, "noted": 0}
    assert places(named("Agence des deux vallées")) == ["Centre-Val de Loire", "Indre (36)"]


def test_the_reports_go_after_three_months(importer, monkeypatch):
    done, waiting = importer.run(table(row("Foncière"))), importer.check(table(row("Agence")))
    later = clock.now() + working.KEPT * 1.1
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: later)
        operations.forget_old_partner_imports()
    assert (count(PartnerImportLine), count(PartnerImport), count(Organisation)) == (0, 1, 1)
    assert "Le détail n’est plus gardé." in importer.page(done)
    assert importer.browser.get(f"/partenaires/imports/{waiting.id}").status_code == 404


def test_a_report_asks_as_much_for_three_lines_as_for_thirty(importer, queries):
    asked = []
    for number in (3, 30):
        run = importer.run(table(*(row(f"Organisation {n} de {number}") for n in range(number))))
        for path in (f"/partenaires/imports/{run.id}", "/partenaires/imports"):
            with queries() as seen:
                assert importer.browser.get(path).status_code == 200
            asked.append(len(seen))
    assert asked[:2] == asked[2:]
    assert max(asked) <= 5, asked


def test_a_batch_asks_as_much_for_ten_lines_as_for_two_hundred(importer, queries):
    """Statements, whatever the number of lines: new ones, then changed ones."""
    asked = []
    for edition in ("un", "deux"):
        for number in (10, 200):
            rows = [row(f"{number} {n}", en_une_phrase=f"{edition} {n}", territoires="France") for n in range(number)]
            checked = importer.check(table(*rows))
            importer.launch(checked)
            with queries() as seen:
                running.work_on_partner_import(checked.id)
            asked.append(len(seen))
    assert asked[0] == asked[1], asked
    assert asked[2] == asked[3], asked
    assert max(asked) <= 60, asked


def test_those_who_are_not_administrators_find_no_import(make, sign_in, importer):
    assert "/partenaires/imports" in importer.browser.get("/partenaires/").text
    other = sign_in(make.member("Modeste", role="moderator"))
    assert "/partenaires/imports" not in other.get("/partenaires/").text
