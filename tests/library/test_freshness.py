"""Is it still true: who verified it, what readers say, the yearly question, the score and its reasons."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup

from club import clock, jobs, mail
from club.extensions import db as database
from club.journal import JournalEntry
from club.library import care, reminding
from club.library.care import ResourceCare, ResourceWord
from club.library.freshness import Facts, freshness
from club.notifications.models import Notification

TODAY = date(2026, 11, 23)


@pytest.fixture
def editor(make):
    return make.partner(make.organisation("Établissement des Deux Vallées"), first_name="Gaëlle", last_name="Perrin")


@pytest.fixture
def guide(make, editor):
    return make.resource(editor, "Le guide des halles")


def aged(resource, days):
    resource.published_at = clock.now() - timedelta(days=days)
    database.session.commit()
    return resource


def section(answer):
    return BeautifulSoup(answer.text, "lxml").select_one("#fraicheur").get_text(" ", strip=True)


@pytest.mark.parametrize(
    ("days", "said", "score", "label"),
    [
        (0, {}, 100, "À jour"),
        (180, {}, 100, "À jour"),
        (455, {}, 70, "À vérifier bientôt"),
        (730, {}, 40, "À vérifier"),
        (5000, {}, 40, "À vérifier"),
        (455, {"valid": 2}, 80, "À jour"),
        (455, {"valid": 40}, 85, "À jour"),
        (0, {"valid": 40}, 100, "À jour"),
        (0, {"errors": 1}, 80, "À jour"),
        (0, {"dead_links": 1}, 90, "À jour"),
        (0, {"dead_links": 9}, 70, "À vérifier bientôt"),
        (0, {"expires_on": date(2026, 11, 23)}, 70, "À vérifier bientôt"),
        (0, {"expires_on": date(2026, 12, 1)}, 100, "À jour"),
        (0, {"errors": 2}, 60, "À vérifier bientôt"),
        (5000, {"errors": 9}, 0, "À vérifier"),
    ],
)
def test_the_score_follows_the_facts(days, said, score, label):
    facts = Facts(checked_on=TODAY - timedelta(days=days), is_verified=False, **said)
    found = freshness(facts, TODAY)
    assert (found.score, found.label) == (score, label)
    assert score == max(0, min(100, 100 + sum(one.points for one in found.reasons)))
    assert len(found.reasons) == 1 + len(said)


def test_its_owner_verifies_it_in_one_gesture(make, sign_in, guide, editor):
    aged(guide, 800)
    reader, owner = sign_in(make.member()), sign_in(editor)
    page = f"/ressources/{guide.id}-ressource"
    before = section(reader.get(page))
    assert "Pas encore vérifiée" in before
    assert "40 sur 100" in before
    owner.post(f"/ressources/{guide.id}/verifiee")
    today = section(reader.get(page))
    assert "par Gaëlle Perrin (Établissement des Deux Vallées)" in today
    assert "100 sur 100" in today
    assert database.session.get(ResourceCare, guide.id).score == 100
    assert database.session.query(JournalEntry).count() == 0
    sign_in(make.member(role="moderator")).post(f"/ressources/{guide.id}/verifiee")
    assert database.session.query(JournalEntry).one().thing_label == "Le guide des halles"


def test_a_reader_speaks_once_a_month_and_may_change(make, sign_in, guide, editor, work):
    browser = sign_in(make.member("Ana", last_name="Roux"))
    page = f"/ressources/{guide.id}-ressource"
    for _ in range(2):
        browser.post(f"/ressources/{guide.id}/toujours-valable")
    assert "Dite toujours valable par 1 lecteur" in section(browser.get(page))
    empty = browser.post(f"/ressources/{guide.id}/erreur", data={"word": "  "})
    assert "Dites en quelques mots" in empty.text
    browser.post(f"/ressources/{guide.id}/erreur", data={"word": "Le taux est de 30 %."})
    said = database.session.query(ResourceWord).one()
    assert (said.kind, said.word) == ("error", "Le taux est de 30 %.")
    assert "Le taux est de 30 %." not in browser.get(page).text  # for the owner and the staff
    work()
    line = database.session.query(Notification).one()
    assert (line.member_id, line.why, line.words["reason"]) == (editor.id, "owner", "Le taux est de 30 %.")
    assert "Le taux est de 30 %." in section(sign_in(editor).get(page))
    sign_in(editor).post(f"/ressources/erreurs/{said.id}/reglee")
    assert database.session.get(ResourceCare, guide.id).score == 100
    assert "Le taux est de 30 %." not in section(sign_in(editor).get(page))


def test_the_list_shows_what_waits_on_what_one_may_edit(make, sign_in, guide, editor):
    make.departement("36")
    other = make.partner()
    elsewhere = make.resource(other, "La note", departement_code="36")
    reader = make.member()
    for resource in (guide, elsewhere):
        sign_in(reader).post(f"/ressources/{resource.id}/erreur", data={"word": "Périmé."})

    def titles(member):
        page = sign_in(member).get("/ressources/a-verifier")
        return [one.get_text() for one in BeautifulSoup(page.text, "lxml").select("main h3")]

    assert titles(editor) == ["Le guide des halles"]
    assert titles(make.referent("36")) == ["La note"]
    assert titles(make.member(role="moderator")) == ["La note", "Le guide des halles"]
    sign_in(editor).post(f"/ressources/{guide.id}/verifiee")  # verifying answers what waited
    assert titles(editor) == []


def test_the_yearly_mail_asks_once_and_its_link_confirms_without_signing_in(make, app, sign_in, guide, editor, work):
    aged(guide, 400)
    make.resource(editor, "Une page récente")
    with jobs.background(app):
        assert [reminding.ask_owners(), reminding.ask_owners()] == [1, 0]
    work()
    [sent] = mail.outbox
    text = sent.get_body(("plain",)).get_content()
    assert sent["To"] == editor.email
    assert "Une page récente" not in text
    link = next(line.rpartition(" ")[2] for line in text.splitlines() if "je confirme" in line)
    path = link.removeprefix("https://club.example")
    visitor = sign_in()
    asked = visitor.get(path)
    assert "Oui, toujours juste" in asked.text
    assert database.session.get(ResourceCare, guide.id).verified_at is None  # looking changes nothing
    assert "C’est confirmé" in visitor.post(path, follow_redirects=True).text
    assert database.session.get(ResourceCare, guide.id).verified_by_id == editor.id
    assert visitor.get(path + "x").status_code == 404


def test_the_link_dies_with_the_right_and_with_time(make, app, sign_in, guide, editor, monkeypatch):
    with app.test_request_context():
        path = f"/ressources/confirmer/{reminding.token_of(guide.id, editor.id)}"
    assert sign_in().get(path).status_code == 200
    monkeypatch.setattr(reminding, "LINK_LIFE", timedelta(seconds=-1))
    assert sign_in().get(path).status_code == 404
    monkeypatch.undo()
    editor.role = "member"
    database.session.commit()
    assert sign_in().post(path).status_code == 404
    assert database.session.query(ResourceCare).count() == 0


def test_who_stopped_the_yearly_mail_gets_none(make, app, sign_in, guide, editor):
    aged(guide, 400)
    with app.test_request_context():
        stop = mail.unsubscribe_url(editor.id, "verify").removeprefix("https://club.example")
    sign_in().post(stop)
    with jobs.background(app):
        assert reminding.ask_owners() == 0


def test_the_worker_weighs_everything_as_of_today(make, app, guide, editor):
    aged(make.resource(editor, "Ancienne"), 5000)
    make.resource(editor, "Brouillon", published=False)
    with jobs.background(app):
        assert [care.weigh_all(), care.weigh_all()] == [2, 2]
    assert sorted(one.score for one in database.session.query(ResourceCare)) == [40, 100]
