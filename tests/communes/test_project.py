"""The page of a commune belongs to the commune: its team writes it in small forms, and nothing is lost."""

import io

import pytest
from bs4 import BeautifulSoup

from club import clock
from club.communes import operations, twinning
from club.communes.models import Project, ProjectAction, ProjectAxis, ProjectChange, ProjectFile
from club.communes.twins import CommuneTwinDue
from club.extensions import db as database
from club.forum.models import Level, Watch
from club.funding.models import AidProof
from club.members.models import MemberCommune
from club.notifications.models import Notification
from club.search import rebuild

PAGE = "/communes/36093-levroux"
MONEY = {"budget": "1 200 000 €", "budget_source": "Convention-cadre", "budget_on": "2026-03-12"}
PDF = b"%PDF-1.4\n1 0 obj <</Type /Page>> endobj\n%%EOF"


@pytest.fixture
def terms(make):
    """The words of the steps of a project and of the states of an action."""
    steps = [make.term("project_stage", slug, label) for slug, label in (
        ("selection", "Commune bénéficiaire"), ("convention-adhesion", "Convention d’adhésion signée"),
        ("diagnostic", "Diagnostic"), ("mise-en-oeuvre", "Mise en œuvre"),
    )]  # fmt: skip
    return steps, make.term("action_stage", "usage", "Usage ou valorisation")


@pytest.fixture
def team(make, terms):
    """Two of the team of Levroux."""
    return make.member("Inès"), make.member("Bastien")


def form_of(browser, address):
    """The fields of a form as a browser would send them back."""
    box = BeautifulSoup(browser.get(address).text, "lxml").select_one("main form.lc-form")
    found = {one["name"]: one.get("value", "") for one in box.select("input[name]")}
    found |= {one["name"]: one.get_text().removeprefix("\n") for one in box.select("textarea")}
    for one in box.select("select"):
        chosen = one.select_one("option[selected]") or one.select_one("option")
        found[one["name"]] = chosen["value"]
    return found


def sent(browser, address, **typed):
    return browser.post(address, data=form_of(browser, address) | typed)


def main(page):
    return " ".join(BeautifulSoup(page.text, "lxml").main.get_text(" ", strip=True).split())


def test_the_team_tells_its_project_and_the_page_shows_it(sign_in, team, terms):
    steps, usage = terms
    browser = sign_in(team[0])
    assert sent(browser, f"{PAGE}/modifier", summary="Une halle à rouvrir.", seeks="Un **modèle** de bail",
                shows="Notre étude", **MONEY).status_code == 302  # fmt: skip
    days = {"stage_id": str(steps[2].id), "days-0-on": "2021-01-05", "days-3-on": "2999-01-01"}
    assert sent(browser, f"{PAGE}/modifier/etape", **days).status_code == 302
    assert sent(browser, f"{PAGE}/modifier/axes", **{"axes-0-title": "Habiter le centre"}).status_code == 302
    axis = database.session.query(ProjectAxis).one()
    assert sent(browser, f"{PAGE}/actions/nouvelle", title="Rouvrir la halle", axis_id=str(axis.id),
                state_id=str(usage.id), starts_on="2025-02-01", **MONEY).status_code == 302  # fmt: skip
    shown = main(browser.get(PAGE))
    for words in ("Une halle à rouvrir.", "Un modèle de bail", "Notre étude", "1 200 000 €",
                  "Convention-cadre, 12 mars 2026", "3 sur 4", "prévu le 1er janvier 2999", "1. Habiter le centre",
                  "Rouvrir la halle", "Usage ou valorisation", "du 1er février 2025"):  # fmt: skip
        assert words in shown, words
    assert "mis à jour à l’instant par Inès" in shown
    steps_shown = BeautifulSoup(browser.get(PAGE).text, "lxml").select(".lc-stepper li")
    assert [one.get("aria-current") for one in steps_shown] == [None, None, "step", None]


def test_a_figure_has_its_source_and_its_date_and_what_is_typed_stays(sign_in, team):
    browser = sign_in(team[0])
    page = sent(browser, f"{PAGE}/modifier", summary="Une halle.", budget="1 200 000")
    assert page.status_code == 200
    assert "Dites d’où vient ce chiffre." in page.text
    assert "Dites de quand date ce chiffre." in page.text
    assert "Une halle." in page.text
    page = sent(browser, f"{PAGE}/modifier", budget="beaucoup", budget_source="x", budget_on="2999-01-01")
    assert "Saisissez un montant en euros" in page.text
    assert "Cette date est à venir." in page.text
    assert database.session.query(Project).count() == 0


def test_an_action_given_up_says_why_and_stays_on_the_page(sign_in, team):
    browser = sign_in(team[0])
    page = sent(browser, f"{PAGE}/actions/nouvelle", title="Un marché de nuit", state_id="-1")
    assert "pourquoi l’action est abandonnée" in page.text
    page = sent(browser, f"{PAGE}/actions/nouvelle", title="Un marché", starts_on="2026-02-02", ends_on="2026-01-01")
    assert "La fin vient avant le début." in page.text
    assert sent(browser, f"{PAGE}/actions/nouvelle", title="").status_code == 200
    typed = {"title": "Un marché de nuit", "state_id": "-1", "why_dropped": "Trop peu de forains"}
    assert sent(browser, f"{PAGE}/actions/nouvelle", **typed).status_code == 302
    assert "Abandonnée" in main(browser.get(PAGE))
    assert "Trop peu de forains" in main(browser.get(PAGE))
    action = database.session.query(ProjectAction).one()
    assert action.dropped_on == clock.today()
    assert sent(browser, f"/communes/actions/{action.id}/modifier", state_id="0").status_code == 302
    assert "À lancer" in main(browser.get(PAGE))
    assert "Trop peu de forains" in main(browser.get(f"{PAGE}/historique"))


@pytest.mark.parametrize(
    ("address", "mine", "theirs", "kept"),
    [
        ("modifier", {"summary": "Ma phrase"}, {"summary": "Leur phrase"}, "Leur phrase"),
        ("modifier/axes", {"axes-0-title": "Mon axe"}, {"axes-0-title": "Leur axe"}, "Leur axe"),
        ("modifier/etape", {"days-1-on": "2021-01-01"}, {"days-1-on": "2022-02-02"}, "2 février 2022"),
    ],
)
def test_of_two_editors_the_second_is_shown_both_versions(sign_in, team, address, mine, theirs, kept):
    one, other = map(sign_in, team)
    typed = form_of(one, f"{PAGE}/{address}") | mine
    assert sent(other, f"{PAGE}/{address}", **theirs).status_code == 302
    answer = one.post(f"{PAGE}/{address}", data=typed)
    assert answer.status_code == 409
    boxes = {box["id"]: box.get_text() for box in BeautifulSoup(answer.text, "lxml").select("textarea")}
    assert kept in boxes["theirs"]
    assert next(iter(mine.values())) in boxes["mine"] or "1er janvier 2021" in boxes["mine"]
    assert kept in main(one.get(PAGE))


def test_two_who_change_the_same_action(sign_in, make, team):
    action = make.project_action(make.commune())
    one, other = map(sign_in, team)
    address = f"/communes/actions/{action.id}/modifier"
    typed = form_of(one, address) | {"title": "Ma halle"}
    assert sent(other, address, title="Leur halle").status_code == 302
    assert one.post(address, data=typed).status_code == 409
    assert database.session.get(ProjectAction, action.id).title == "Leur halle"
    assert form_of(one, f"{PAGE}/modifier")["version"] == "1"  # another part has no stale version


def test_a_button_pressed_twice_adds_one_action(sign_in, team):
    browser = sign_in(team[0])
    typed = form_of(browser, f"{PAGE}/actions/nouvelle") | {"title": "La halle"}
    answers = [browser.post(f"{PAGE}/actions/nouvelle", data=typed) for _ in range(2)]
    assert {answer.headers["Location"] for answer in answers} == {f"{PAGE}#projet"}
    assert database.session.query(ProjectAction).count() == 1


def test_an_axis_that_goes_leaves_its_actions(sign_in, make, team):
    browser = sign_in(team[0])
    sent(browser, f"{PAGE}/modifier/axes", **{"axes-0-title": "Habiter", "axes-1-title": "Commercer"})
    habiter = database.session.query(ProjectAxis).filter_by(title="Habiter").one()
    make.project_action(make.commune(), axis_id=habiter.id)
    sent(browser, f"{PAGE}/modifier/axes", **{"axes-0-title": "", "axes-1-title": "Commercer au centre"})
    shown = main(browser.get(PAGE))
    assert "Autres actions" in shown
    assert "1. Commercer au centre" in shown
    assert database.session.query(ProjectAction).one().axis_id is None
    assert "Habiter" in main(browser.get(f"{PAGE}/historique"))


def test_another_commune_s_axis_is_never_taken(sign_in, make, team):
    other = ProjectAxis(commune_code=make.commune("36001", "Aigurande").code, title="Leur axe")
    database.session.add(other)
    database.session.commit()
    browser = sign_in(team[0])
    sent(browser, f"{PAGE}/modifier/axes", **{"axes-0-title": "Mon axe", "axes-0-axis_id": str(other.id)})
    database.session.refresh(other)
    assert (other.title, other.commune_code) == ("Leur axe", "36001")
    page = sent(browser, f"{PAGE}/actions/nouvelle", title="La halle", axis_id=str(other.id))
    assert "Choisissez dans la liste." in page.text


def test_documents_are_published_read_by_members_taken_away_and_put_back(make, sign_in, team):
    browser, reader = sign_in(team[0]), sign_in(make.member(commune=None))
    address = f"{PAGE}/documents"
    refused = browser.post(address, data={"title": "Étude", "file": (io.BytesIO(b"MZ\x90\x00" * 40), "etude.pdf")})
    assert "Ce type de fichier n’est pas accepté." in refused.text
    assert 'value="Étude"' in refused.text
    assert "Choisissez un fichier." in browser.post(address, data={"title": "Étude"}).text
    typed = form_of(browser, address) | {"title": "Étude de la halle"}
    for _ in range(2):
        browser.post(address, data=typed | {"file": (io.BytesIO(b"rue;nombre\nGrande;12\n"), "étude.csv")})
    file = database.session.query(ProjectFile).one()
    assert "Étude de la halle" in main(reader.get(PAGE))
    assert reader.get(f"/communes/documents/{file.id}").status_code == 200
    assert reader.post(f"/communes/documents/{file.id}/retirer").status_code == 403
    assert browser.post(f"/communes/documents/{file.id}/retirer").status_code == 302
    assert reader.get(f"/communes/documents/{file.id}").status_code == 404
    assert "Étude de la halle" not in main(reader.get(PAGE))
    browser.post(f"/communes/documents/{file.id}/remettre")
    assert reader.get(f"/communes/documents/{file.id}").status_code == 200
    assert "Remis Étude de la halle" in main(browser.get(f"{PAGE}/historique"))


def test_who_follows_the_commune_without_being_confirmed_does_not_write(make, sign_in, team):
    newcomer = make.member("Zoé")
    database.session.get(MemberCommune, (newcomer.id, "36093")).is_vouched = False
    database.session.commit()
    browser = sign_in(newcomer)
    assert browser.get(f"{PAGE}/modifier").status_code == 403
    assert "Compléter la page" not in browser.get(PAGE).text
    assert "Compléter la page" in sign_in(team[0]).get(PAGE).text


def test_what_changed_is_found_compared_and_told_to_who_follows(app, make, sign_in, team, work):
    follower, quiet = make.member("Suit", commune=None), make.member("Suit peu", commune=None)
    for member, level in ((follower, Level.FOLLOW), (quiet, Level.CONCERNED)):
        database.session.add(Watch(member_id=member.id, kind="commune", reference="36093", level=level))
    database.session.commit()
    browser = sign_in(team[0])
    sent(browser, f"{PAGE}/modifier", seeks="Un kiosque à musique")
    sent(browser, f"{PAGE}/modifier", shows="Notre lavoir")
    assert [one.commune_code for one in database.session.query(CommuneTwinDue)] == ["36093"]
    assert "/communes/36093-levroux" in browser.get("/recherche?q=kiosque").text
    work()
    told = database.session.query(Notification).filter_by(subject_kind="commune").all()
    assert [(one.member_id, one.words["title"], one.mail) for one in told] == [
        (follower.id, "Levroux complète sa page", "daily")
    ]
    with app.test_request_context():
        rebuild.reindex()
    assert "/communes/36093-levroux" in browser.get("/recherche?q=lavoir").text


def test_nothing_is_noted_when_nothing_changed(sign_in, team):
    browser = sign_in(team[0])
    sent(browser, f"{PAGE}/modifier", summary="Une halle.")
    sent(browser, f"{PAGE}/modifier")
    assert database.session.query(ProjectChange).count() == 1


def test_what_is_linked_is_what_all_may_read(make, sign_in, team):
    story = make.experience(team[0], "La halle rouverte")
    aid = make.aid(make.partner(), "Aide aux halles")
    proof = AidProof(aid_id=aid.id, commune_code="36093", member_id=team[0].id, state="granted", is_contactable=True)
    database.session.add(proof)
    database.session.commit()
    browser = sign_in(team[0])
    typed = {"title": "La halle", "experience_id": str(story.id), "aid_id": str(aid.id)}
    assert sent(browser, f"{PAGE}/actions/nouvelle", **typed).status_code == 302
    assert "Racontée dans La halle rouverte" in main(browser.get(PAGE))
    assert "Financée par Aide aux halles" in main(browser.get(PAGE))
    story.hidden_at = aid.hidden_at = clock.now()
    database.session.commit()
    assert "Racontée dans" not in main(browser.get(PAGE))
    assert "Financée par" not in main(browser.get(PAGE))


def test_the_stage_and_the_themes_of_axes_are_compared(app, make, sign_in, team, terms):
    theme = make.theme("habitat", "Habitat")
    browser = sign_in(team[0])
    sent(browser, f"{PAGE}/modifier/etape", stage_id=str(terms[0][3].id))
    sent(browser, f"{PAGE}/modifier/axes", **{"axes-0-title": "Habiter", "axes-0-theme_id": str(theme.id)})
    with app.test_request_context(method="POST"):
        found = twinning.facts()["36093"]
    assert (found.stage, found.stage_label, found.themes) == (3, "Mise en œuvre", {"Habitat"})


def test_there_are_bounds(make, sign_in, team, monkeypatch):
    monkeypatch.setattr(operations, "MOST_ACTIONS", 1)
    make.project_action(make.commune())
    answer = sent(sign_in(team[0]), f"{PAGE}/actions/nouvelle", title="Une de trop")
    assert answer.status_code == 409
    assert "1 actions au plus" in answer.text


def test_the_page_asks_as_much_for_three_rows_as_for_thirty(make, sign_in, queries, team):
    browser, place, counts = sign_in(make.member(commune=None)), make.commune(), []
    for more in (3, 27):
        for number in range(more):
            axis = ProjectAxis(commune_code=place.code, title=f"Axe {number}", theme_id=make.theme().id)
            database.session.add(axis)
            database.session.flush()
            story = make.experience(team[0], f"Récit {number}")
            make.project_action(place, f"Action {number}", axis_id=axis.id, experience_id=story.id)
            make.topic(team[0], f"Une question numéro {number} ?")
            make.member(f"Membre {number}")
            make.resource(make.partner(), f"Ressource {number}")
        with queries() as seen:
            assert browser.get(PAGE).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 26, seen


@pytest.mark.parametrize(
    "part", ["modifier", "modifier/etape", "modifier/axes", "actions/nouvelle", "documents", "historique"]
)
def test_each_part_has_a_page(sign_in, team, part):
    assert sign_in(team[0]).get(f"{PAGE}/{part}").status_code == 200
    assert sign_in(team[0]).get(f"/communes/99999-rien/{part}").status_code == 404


def test_the_team_finds_its_papers_whether_it_figures_in_the_directory_or_not(make, sign_in):
    hidden, neighbour = make.member("Ana", is_listed=False), make.member("Luc", commune="36005")
    for who, is_ours in ((hidden, True), (neighbour, False)):
        assert ("Nos mises en relation" in sign_in(who).get("/communes/36093-levroux").text) == is_ours
