"""The catalogue of a partner: dry run, import, protected fields, the same again, reports."""

import csv
import io

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from club import clock, events, search
from club.extensions import db as database
from club.forum.models import Watch
from club.importing import reports, working
from club.importing.models import Phase
from club.library.importing import operations, running
from club.library.importing.models import CatalogueImport, ImportLine, SourceRecord
from club.library.models import Resource, ResourceLink, ResourceTheme
from club.library.versions import ResourceRevision
from club.members.models import Organisation
from club.notifications.models import Notification
from club.storage.models import StoredFile
from tests.library.importing import HEAD, LINE, Importer, sent, table, work


@pytest.fixture
def editor(make):
    make.theme()
    return make.partner(make.organisation("Établissement des Deux Vallées"))


@pytest.fixture
def importer(make, sign_in, editor):
    return Importer(sign_in(editor), make.term("resource_type", "guide", "Guide").id)


def resources():
    return database.session.scalars(select(Resource).order_by(Resource.id)).all()


def count(model, *conditions):
    return database.session.scalar(select(func.count()).select_from(model).where(*conditions))


def lines(run):
    found = database.session.scalars(select(ImportLine).where(ImportLine.import_id == run.id).order_by("number"))
    return [(one.number, one.outcome, one.notes) for one in found]


def line(**cells):
    return tuple({**dict(zip(HEAD, LINE, strict=True)), **cells}[name] for name in HEAD)


def snapshot():
    """Every row that an import may write, the lines of imports apart."""
    tables = Resource, ResourceTheme, ResourceLink, SourceRecord, ResourceRevision
    rows = [database.session.execute(select(model.__table__)).all() for model in tables]
    return [sorted(map(str, some)) for some in rows]


def test_nothing_is_written_before_the_import_is_launched(importer, editor):
    run = importer.check(table(LINE, line(identifiant="F-2", type="Tapis")))
    assert (run.phase, run.total, run.counts) == (
        "checked", 2, {"added": 1, "refused": 1, "protected": 0, "noted": 0},
    )  # fmt: skip
    assert resources() == []
    assert lines(run) == [(2, "added", ""), (3, "refused", "Le type « Tapis » n’est pas un type du club.")]
    page = importer.page(run)
    assert "rien n’est encore écrit" in page
    assert "Lancer l’import" in page
    assert "n’est pas un type du club" in page
    said = BeautifulSoup(page, "lxml")
    assert [one.get_text(" ", strip=True) for one in said.select(".lc-tabs a")] == [
        "Toutes",
        "À ajouter 1",
        "Refusées 1",
    ]
    assert [one.text for one in said.select(".lc-strip dt")] == [
        "À ajouter",
        "À modifier",
        "Sans changement",
        "Refusées",
    ]
    assert said.select_one("tbody .lc-badge").text == "À ajouter"
    assert "1 à ajouter, 1 refusée" in importer.browser.get("/ressources/imports").text
    told = csv.DictReader(
        io.StringIO(importer.browser.get(f"/ressources/imports/{run.id}/rapport.csv").data.decode("utf-8-sig")),
        delimiter=";",
    )
    assert [one["resultat"] for one in told] == ["à ajouter", "refusée"]
    assert count(StoredFile) == 0  # its lines are kept, its content is let go


def test_an_import_publishes_what_is_whole_and_tells_its_author_once(importer, editor, make):
    follower = make.member("Lectrice")
    theme = make.theme()
    database.session.add(Watch(member_id=follower.id, kind="theme", reference=str(theme.id), level=3))
    database.session.commit()
    second = line(identifiant="F-2", titre="Le marché", resume="", texte="", adresse="https://catalogue.example/2")
    run = importer.run(table(LINE, second))
    assert (run.phase, run.counts["added"]) == ("done", 2)
    hall, market = resources()
    assert (hall.title, hall.state, hall.organisation_id) == ("La halle", "published", editor.organisation_id)
    assert (hall.body_html, hall.slug) == ("<p>Le texte.</p>", "la-halle")
    assert (market.state, market.published_at) == ("draft", None)
    assert lines(run)[1][2] == "Reste un brouillon, il manque\u202f: le résumé."
    links = database.session.execute(select(ResourceLink.resource_id, ResourceLink.url, ResourceLink.label)).all()
    assert links == [(market.id, "https://catalogue.example/2", "Voir sur catalogue.example")]
    assert [one.key for one in search.find("halle", audiences=["members"]).items] == [str(hall.id)]
    assert events.sweep() == 1
    told = database.session.scalars(select(Notification)).all()
    assert [(one.member_id, one.words["title"], one.words["reason"]) for one in told] == [
        (editor.id, "L’import de « catalogue.csv » est terminé", "2 ajoutées")
    ]
    assert importer.browser.get(told[0].words["url"]).status_code == 200


def test_the_same_document_again_changes_nothing(importer):
    content = table(LINE, line(identifiant="F-2", themes="mobilites"), line(identifiant="F-3", titre=""))
    importer.run(content)
    before = snapshot()
    again = importer.check(content)
    assert again.counts == {"unchanged": 2, "refused": 1, "protected": 0, "noted": 1}
    assert "cet import ne changerait rien" in importer.page(again)
    importer.browser.post(f"/ressources/imports/{again.id}/lancer")
    assert work(again.id).counts["unchanged"] == 2
    assert snapshot() == before


def test_another_edition_updates_what_the_club_has_not_edited(importer, editor, sign_in, make):
    importer.run(table(LINE, line(identifiant="F-2", titre="Le marché")))
    hall = resources()[0]
    hall.title, hall.version = "La halle de Levroux", 2
    database.session.commit()
    edition = [line(titre="La halle, édition 2", resume="Nouveau."), line(identifiant="F-2", titre="Le marché couvert")]
    run = importer.run(table(*edition))
    assert [one.title for one in resources()] == ["La halle de Levroux", "Le marché couvert"]
    assert [one.summary for one in resources()] == ["Nouveau.", "Un guide."]
    assert run.counts == {"updated": 2, "protected": 1, "noted": 0}
    report = BeautifulSoup(importer.page(run, "?resultat=protected"), "lxml").select("tbody tr")
    assert len(report) == 1
    assert "titre\u202f: modifié dans le club, gardé tel quel." in report[0].get_text(" ", strip=True)
    kept = database.session.scalars(select(ResourceRevision).order_by(ResourceRevision.id)).all()
    assert [(one.title, one.note) for one in kept] == [
        ("La halle de Levroux", "Import du catalogue « catalogue.csv »"),
        ("Le marché", "Import du catalogue « catalogue.csv »"),
    ]
    assert [one.version for one in resources()] == [3, 2]
    before = snapshot()
    again = importer.check(table(*edition))
    assert again.counts == {"unchanged": 2, "protected": 1, "noted": 0}
    assert snapshot() == before
    page = importer.browser.get(f"/ressources/{hall.id}/modifier").text
    assert "Ce que vous changez ici est protégé" in page
    assert "identifiant F-1" in page


def test_a_form_that_was_open_meanwhile_conflicts(importer):
    importer.run(table(LINE))
    (hall,) = resources()
    form = BeautifulSoup(importer.browser.get(f"/ressources/{hall.id}/modifier").text, "lxml")
    version = form.find(attrs={"name": "version"})["value"]
    importer.run(table(line(titre="Un autre titre")))
    typed = {
        "title": "Mon titre",
        "type_id": importer.kind_id,
        "version": version,
        "summary": "Mon résumé",
        "save": "1",
    }
    typed |= {"themes": database.session.scalar(select(ResourceTheme.term_id))}
    answer = importer.browser.post(f"/ressources/{hall.id}/modifier", data=typed | {"covers_france": "y"})
    assert answer.status_code == 409
    assert "Un autre titre" in answer.text


def test_what_was_taken_back_or_archived_is_not_published_again(importer):
    importer.run(table(LINE, line(identifiant="F-2")))
    one, two = resources()
    importer.browser.post(f"/ressources/{one.id}/retirer")
    importer.browser.post(f"/ressources/{two.id}/archiver", data={"heir": ""})
    importer.run(table(line(resume="Autre."), line(identifiant="F-2", resume="Autre.")))
    assert [(r.state, r.summary) for r in resources()] == [("draft", "Autre."), ("archived", "Autre.")]


def test_drafts_of_an_import_are_published_by_the_next_one(importer):
    importer.run(table(LINE), state="draft")
    assert [one.state for one in resources()] == ["draft"]
    run = importer.run(table(LINE))
    assert run.counts["updated"] == 1
    assert [one.state for one in resources()] == ["published"]


def test_where_the_team_reads_first_what_is_whole_waits_for_it(importer, editor, make, app, monkeypatch):
    monkeypatch.setattr("club.library.publishing.is_reviewed", lambda: True)
    monkeypatch.setattr("club.library.views.importing.publishing.is_reviewed", lambda: True)
    make.departement("36")
    editor.departement_code = "36"
    keeper = make.referent("36")
    database.session.commit()
    importer.run(table(LINE, line(identifiant="F-2")))
    assert {one.state for one in resources()} == {"review"}
    events.sweep()
    told = database.session.scalars(select(Notification).where(Notification.member_id == keeper.id)).all()
    assert [one.words["title"] for one in told] == ["2 ressources importées attendent votre relecture"]


def test_two_lines_of_one_resource_are_one(importer):
    run = importer.run(table(LINE, line(titre="Deux fois")))
    assert lines(run) == [(2, "added", ""), (3, "refused", "Même ressource que la ligne 2, déjà lue.")]
    assert [one.title for one in resources()] == ["La halle"]


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ({"titre": ""}, "Le titre est vide."),
        ({"identifiant": ""}, "Il manque un identifiant"),
        ({"identifiant": "x" * 301}, "dépasse 300 caractères"),
        ({"territoires": "Atlantide"}, "« Atlantide » n’est pas reconnu"),
        ({"territoires": ""}, "Dites où elle s’applique"),
        ({"texte": "x" * 50_001}, "dépasse 50 000 caractères"),
        ({"texte": ">" * 3_000 + " x"}, "imbriqu"),
        ({"adresse": "https://club.example/ressources/999999-autre"}, "Aucune ressource de votre organisation"),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_its_reason(importer, cells, word):
    run = importer.run(table(line(identifiant="F-9"), line(**cells)))
    assert run.counts["refused"] == 1
    assert word in lines(run)[1][2]
    assert len(resources()) == 1


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ({"themes": "Commerce et artisanat ; Alchimie"}, "Thème inconnu, laissé de côté\u202f: « Alchimie »."),
        ({"titre": "Une halle " * 30}, "Titre coupé à 140 caractères."),
        ({"resume": "Un guide " * 60, "texte": ""}, "il est entier dans le texte"),
        ({"adresse": "javascript:alert(1)"}, "Lien illisible"),
    ],
)
def test_what_is_harmless_is_left_aside_and_said(importer, cells, word):
    run = importer.run(table(line(**cells)))
    assert run.counts == {"added": 1, "protected": 0, "noted": 1}
    assert word in lines(run)[0][2]
    assert "javascript" not in str(database.session.scalars(select(ResourceLink.url)).all())


def test_the_columns_of_a_type_are_read_and_judged(importer, make):
    make.term("resource_type", "webinaire", "Webinaire")
    head = (
        *HEAD,
        "date",
        "duree",
        "sous_titres_et_transcription",
        "prix",
        "licence",
        "langue",
        "liens",
        "a_verifier_le",
    )
    row = (
        "14/03/2026",
        "1 h 30",
        "sous-titrée",
        "",
        "CC BY 4.0",
        "Breton",
        "Le replay : https://v.example/1",
        "31/12/2027",
    )
    base = {"type": "webinaire"}
    bad = (*line(identifiant="F-2", **base), "demain", *row[1:])
    run = importer.run(table((*line(**base), *row), bad, head=head))
    (found,) = resources()
    assert found.details == {"held_on": "2026-03-14", "duration": "90", "captions": "captions"}
    assert (found.licence, found.language, found.expires_on.isoformat()) == ("cc-by", "br", "2027-12-31")
    assert database.session.execute(select(ResourceLink.url, ResourceLink.label)).all() == [
        ("https://v.example/1", "Le replay")
    ]
    assert lines(run)[1][1:] == ("refused", "« Date »\u202f: Écrivez une date, par exemple 31/12/2026.")


def test_an_export_comes_back_unchanged_then_with_its_corrections(importer, editor, make):
    hall = make.resource(editor, "Le guide : des halles")
    for other in ("=SOMME(A1)", "Troisième"):
        make.resource(editor, other)
    database.session.add(ResourceTheme(resource_id=hall.id, term_id=make.theme().id))
    make.resource(make.partner(make.organisation("Agence")), "À d’autres")
    database.session.execute(Resource.__table__.update().values(summary="Un guide."))
    database.session.commit()
    exported = importer.browser.get("/ressources/export.csv").data
    before = snapshot()
    run = importer.check(exported)
    assert run.counts == {"unchanged": 3, "refused": 1, "protected": 0, "noted": 0}
    importer.browser.post(f"/ressources/imports/{run.id}/lancer")
    work(run.id)
    assert snapshot() == before
    run = importer.run(exported.replace(b"des halles", "des marchés".encode()))
    assert run.counts["updated"] == 1
    assert [one.title for one in resources()][:2] == ["Le guide : des marchés", "=SOMME(A1)"]
    assert importer.check(exported.replace(b"des halles", "des marchés".encode())).counts["unchanged"] == 3


def test_an_old_export_does_not_undo_what_was_edited_since(importer, editor, make):
    make.resource(editor, "Le guide", updated_at=clock.now().replace(year=2020))
    exported = importer.browser.get("/ressources/export.csv").data
    (found,) = resources()
    found.title, found.updated_at = "Le guide, revu", clock.now()
    database.session.commit()
    run = importer.check(exported)
    assert run.counts == {"unchanged": 1, "protected": 1, "noted": 0}


def test_nobody_writes_in_the_catalogue_of_another(importer, make):
    other = make.resource(make.partner(make.organisation("Agence")), "À d’autres")
    run = importer.run(table(line(adresse=f"https://club.example/ressources/{other.id}-x", identifiant="")))
    assert run.counts["refused"] == 1
    assert database.session.get(Resource, other.id).title == "À d’autres"


def test_a_double_click_sends_and_launches_once(importer):
    page = BeautifulSoup(importer.browser.get("/ressources/imports/nouveau").text, "lxml")
    key = page.find(attrs={"name": "submission"})["value"]
    first, second = (importer.send(table(LINE), submission=key) for _ in range(2))
    assert first.location == second.location
    assert count(CatalogueImport) == 1
    run = work(int(first.location.rpartition("/")[2]))
    for _ in range(2):
        assert importer.browser.post(f"/ressources/imports/{run.id}/lancer").status_code == 302
    work(run.id)
    assert importer.browser.post(f"/ressources/imports/{run.id}/lancer").status_code == 302
    assert work(run.id).phase == "done"
    assert len(resources()) == 1


def test_one_import_at_a_time_for_an_organisation(importer):
    waiting = importer.check(table(LINE))
    first = importer.send(table(line(identifiant="F-2")))
    second = importer.send(table(line(identifiant="F-3")))
    assert "Un import de cette organisation est en cours." in second.text
    answer = importer.browser.post(f"/ressources/imports/{waiting.id}/lancer")
    assert answer.status_code == 409
    assert "Attendez qu’il se termine" in answer.text
    work(int(first.location.rpartition("/")[2]))
    assert importer.browser.post(f"/ressources/imports/{waiting.id}/lancer").status_code == 302


def test_what_is_stopped_goes_on_from_the_next_line(importer, monkeypatch):
    monkeypatch.setattr(working, "SIZE", 2)
    checked = importer.check(table(*(line(identifiant=f"F-{n}") for n in range(5))))
    importer.browser.post(f"/ressources/imports/{checked.id}/lancer")
    running.work_on_import(checked.id)
    assert "Import en cours" in importer.page(checked)
    importer.browser.post(f"/ressources/imports/{checked.id}/arreter")
    stopped = work(checked.id)
    assert (stopped.done, stopped.halted, len(resources())) == (2, "stopped", 2)
    assert "Arrêté après 2 lignes sur 5" in importer.page(stopped)
    importer.browser.post(f"/ressources/imports/{checked.id}/reprendre")
    assert work(checked.id).counts["added"] == 5
    assert len(resources()) == 5


def test_a_colleague_goes_on_when_who_launched_it_may_no_more(make, sign_in, importer, editor):
    checked = importer.check(table(LINE))
    importer.browser.post(f"/ressources/imports/{checked.id}/lancer")
    editor.status = "suspended"
    database.session.commit()
    assert "n’a plus le droit d’importer" in work(checked.id).halted_word
    organisation = database.session.get_one(Organisation, checked.organisation_id)
    sign_in(make.partner(organisation)).post(f"/ressources/imports/{checked.id}/reprendre")
    assert work(checked.id).phase == "done"
    assert len(resources()) == 1


def test_a_batch_that_fails_again_and_again_is_given_up_then_taken_up(importer, monkeypatch):
    checked = importer.check(table(LINE))
    importer.browser.post(f"/ressources/imports/{checked.id}/lancer")

    def fail(*_args):
        raise RuntimeError("the disk is on fire")

    with monkeypatch.context() as patched:
        patched.setitem(running.STEPS, Phase.RUNNING, fail)
        failed = work(checked.id)
    assert failed.halted == "failed"
    assert "s’est interrompu après la ligne 0" in importer.page(failed)
    importer.browser.post(f"/ressources/imports/{checked.id}/reprendre")
    assert work(checked.id).phase == "done"


def test_who_may_no_longer_import_does_not(importer, editor):
    checked = importer.check(table(LINE))
    importer.browser.post(f"/ressources/imports/{checked.id}/lancer")
    editor.status = "suspended"
    database.session.commit()
    halted = work(checked.id)
    assert (halted.halted, resources()) == ("failed", [])


def test_what_a_crash_left_behind_is_taken_up_within_two_minutes(importer, monkeypatch):
    answer = importer.send(table(LINE))
    assert running.work_on_waiting_imports() == 0
    later = clock.now() + working.PATIENCE * 2
    monkeypatch.setattr(clock, "now", lambda: later)
    assert running.work_on_waiting_imports() == 1
    assert work(int(answer.location.rpartition("/")[2])).phase == "checked"


def test_the_report_is_read_by_pages_and_taken_away(importer, monkeypatch):
    monkeypatch.setattr(reports, "SIZE", 2)
    monkeypatch.setattr(reports, "BATCH", 2)
    run = importer.run(table(*(line(identifiant=f"F-{n}", titre=f"=Fiche {n}") for n in range(5))))
    page = BeautifulSoup(importer.page(run), "lxml")
    assert len(page.select("tbody tr")) == 2
    more = page.select_one(".lc-pager a")["href"]
    assert [row.td.get_text() for row in BeautifulSoup(importer.browser.get(more).text, "lxml").select("tbody tr")] == [
        "4", "5",
    ]  # fmt: skip
    taken = importer.browser.get(f"/ressources/imports/{run.id}/rapport.csv")
    rows = list(csv.DictReader(io.StringIO(taken.text.lstrip("\ufeff")), delimiter=";"))
    assert [row["ligne"] for row in rows] == ["2", "3", "4", "5", "6"]
    assert (rows[0]["titre"], rows[0]["resultat"]) == ("'=Fiche 0", "ajoutée")
    assert rows[0]["ressource"].startswith("https://club.example/ressources/")


def test_the_model_imports_as_it_is(importer, make):
    make.commune()
    taken = importer.browser.get("/ressources/imports/modele.csv")
    assert taken.headers["Content-Disposition"] == "attachment; filename=modele-de-catalogue.csv"
    run = importer.run(taken.data)
    assert run.counts == {"added": 1, "protected": 0, "noted": 0}
    assert [one.title for one in resources()] == ["Réussir la concertation autour d’une halle"]


def test_an_administrator_imports_for_any_organisation_and_the_journal_says_so(make, sign_in, editor):
    kind = make.term("resource_type", "guide", "Guide")
    admin = Importer(sign_in(make.member("Adèle", role="administrator")), kind.id)
    admin.run(table(LINE), organisation_id=editor.organisation_id)
    assert [(one.organisation_id, one.state) for one in resources()] == [(editor.organisation_id, "published")]
    assert "Établissement des Deux Vallées" in admin.browser.get("/ressources/imports").text
    journal = admin.browser.get("/administration/journal?acte=import.run")
    assert "Établissement des Deux Vallées" in journal.text


def test_the_reports_go_after_three_months(importer, monkeypatch):
    done, waiting = importer.run(table(LINE)), importer.check(table(line(identifiant="F-2")))
    later = clock.now() + working.KEPT * 1.1
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: later)
        operations.forget_old_imports()
    assert (count(ImportLine), count(SourceRecord), count(Resource)) == (0, 1, 1)
    assert "Le détail n’est plus gardé." in importer.page(done)
    assert importer.browser.get(f"/ressources/imports/{waiting.id}").status_code == 404


def test_a_batch_asks_as_much_for_ten_lines_as_for_three_hundred(importer, queries, monkeypatch):
    """Statements, whatever the number of lines: new ones, then changed ones."""
    monkeypatch.setattr(working, "SIZE", 300)
    asked = []
    for edition in ("un", "deux"):
        for number in (10, 300):
            rows = [line(identifiant=f"{number}-{n}", texte=edition, resume=f"{edition} {n}") for n in range(number)]
            checked = importer.check(table(*rows))
            importer.browser.post(f"/ressources/imports/{checked.id}/lancer")
            with queries() as seen:
                running.work_on_import(checked.id)
            asked.append(len(seen))
    assert asked[0] == asked[1], asked
    assert asked[2] == asked[3], asked
    assert max(asked) <= 60, asked


def test_a_file_is_needed(importer):
    answer = importer.browser.post("/ressources/imports/nouveau", data={"state": "draft", "type_id": importer.kind_id})
    assert "Choisissez un fichier." in answer.text
    assert sent(b"x").filename == "catalogue.csv"
