"""The home of the desk, the journal, the outgoing mails, the first administrator."""

import pytest
from sqlalchemy import select, text

from club import clock, journal
from club.access import Refused
from club.extensions import db as database
from club.journal import JournalEntry
from club.mail import Letter
from club.members import operations


@pytest.fixture
def admin(make):
    return make.member("Adèle", role="administrator", commune=None)


def letter(**more):
    made = Letter(
        key=more.pop("key", "essai"), kind="reply", to="a@essai.example", subject="Réponse à « Halle »",
        text="https://club.example/un-secret", html="x", headers={}, message_id="<x@club.example>", **more,
    )  # fmt: skip
    database.session.add(made)
    database.session.commit()
    return made


def test_the_home_tells_what_waits(admin, make, sign_in):
    make.member(status="pending")
    make.member(status="suspended")
    letter(attempts=2)
    page = sign_in(admin).get("/administration/").text
    assert "demande à examiner" in page
    assert "compte suspendu" in page
    assert "1 courriel n’est pas parti" in page


def test_a_referent_counts_the_territory_and_no_mail(make, sign_in):
    make.member(status="pending", commune="37003")
    letter(attempts=2)
    page = sign_in(make.referent("36")).get("/administration/").text
    assert "Aucune demande n’attend" in page
    assert "courriel n’est pas parti" not in page
    assert "/administration/journal" not in page


def test_the_journal_says_its_days_and_choices_in_french(admin, sign_in):
    after = {"audience": "project_leaders", "standing": "listed", "closed_on": "2026-03-01", "pin": "everywhere"}
    journal.record("organisation.edit", "organisation", 1, by=admin.id, label="Fiche", after=after)
    scheduled = {"scheduled": "2026-03-03T11:40:00+01:00"}
    journal.record("topic.announce", "announcement", 1, by=admin.id, label="Annonce", before=scheduled)
    page = " ".join(sign_in(admin).get("/administration/journal").text.split())
    for said in (
        "lecteurs : chefs de projet seulement", "annuaire : dans l’annuaire", "fermée le : 1er mars 2026",
        "épinglé : partout", "programmé pour : mardi 3 mars 2026 à 11 h 40",
    ):  # fmt: skip
        assert said in page


def test_the_journal_is_filtered_by_act_and_person(admin, make, sign_in):
    moderator = make.member("Modeste", role="moderator")
    journal.record("role.change", "member", 1, by=admin.id, label="Premier acte")
    journal.record("member.suspend", "member", 2, by=moderator.id, label="Second acte", reason="Publicité")
    database.session.commit()
    browser = sign_in(admin)
    both = browser.get("/administration/journal").text
    assert "Premier acte" in both
    assert "Second acte" in both
    assert "Premier acte" not in browser.get("/administration/journal?acte=member.suspend").text
    assert "Second acte" not in browser.get(f"/administration/journal?qui={admin.id}").text


@pytest.mark.parametrize("query", ["qui=99999999999999999999", "qui=-1", "qui=x", "acte=%00", "apres=x~y", "apres=~"])
def test_odd_filters_are_answered(admin, sign_in, query):
    assert sign_in(admin).get(f"/administration/journal?{query}").status_code == 200


def test_the_journal_goes_on_by_pages(admin, sign_in):
    for number in range(60):
        journal.record("role.change", "member", number, by=admin.id, label=f"Acte {number:02}.")
    database.session.commit()
    browser = sign_in(admin)
    first = browser.get("/administration/journal").text
    cursor = first.split("apres=")[1].split('"')[0].split("&")[0]
    second = browser.get(f"/administration/journal?apres={cursor}").text
    assert {n for n in range(60) if f"Acte {n:02}." in first} | {
        n for n in range(60) if f"Acte {n:02}." in second
    } == set(range(60))


def test_the_shell_is_named_in_the_journal(admin, sign_in):
    journal.record("role.change", "member", 1, by=None, label="Depuis la commande")
    database.session.commit()
    assert "la ligne de commande" in sign_in(admin).get("/administration/journal").text


def test_nobody_changes_the_journal(admin, db):
    journal.record("role.change", "member", 1, by=admin.id, label="Écrit")
    database.session.commit()
    for statement in ("UPDATE journal_entry SET thing_label = 'x'", "DELETE FROM journal_entry"):
        with pytest.raises(Exception, match="journal cannot be changed"), database.session.begin_nested():
            database.session.execute(text(statement))
    assert database.session.scalars(select(JournalEntry)).one().thing_label == "Écrit"


def test_mails_that_wait_are_seen_without_their_text(admin, sign_in):
    letter(attempts=3, last_error="SMTPServerDisconnected: trop long")
    letter(key="partie", sent_at=clock.now())
    browser = sign_in(admin)
    waiting = browser.get("/administration/courriels?etat=en-attente").text
    assert "trop long" in waiting
    assert waiting.count("Réponse à « Halle »") >= 1
    assert "Parti" in browser.get("/administration/courriels").text
    assert "un-secret" not in waiting


def test_a_mail_is_tried_again(admin, sign_in):
    stuck = letter(attempts=12, last_error="plus de place")
    assert sign_in(admin).post(f"/administration/courriels/{stuck.id}/relancer").status_code == 302
    assert (stuck.attempts, stuck.next_try_at <= clock.now()) == (0, True)
    assert database.session.scalars(select(JournalEntry)).one().act == "mail.retry"


def test_a_mail_that_has_left_is_not_sent_twice(admin, sign_in):
    gone = letter(sent_at=clock.now())
    assert sign_in(admin).post(f"/administration/courriels/{gone.id}/relancer").status_code == 409


def test_the_first_administrator_is_made_by_the_shell(app, db):
    with app.test_request_context(method="POST"):
        made = operations.create_administrator(
            email=" Admin@Club.Example ",
            first_name="Adèle",
            last_name="Blot",
            password="quatre mots rares et bien longs",
        )
    assert (made.email, made.role, made.status) == ("admin@club.example", "administrator", "active")


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("admin@club.example", "trop court"),
        ("admin@club.example", "Adele-Blot-2026-Adele"),
        ("pas une adresse", "quatre mots rares et bien longs"),
    ],
)
def test_the_shell_is_told_what_is_wrong(app, db, email, password):
    with app.test_request_context(method="POST"), pytest.raises(Refused):
        operations.create_administrator(email=email, first_name="Adèle", last_name="Blot", password=password)


def test_the_journal_speaks_french(admin, make, sign_in):
    member = make.member()
    browser = sign_in(admin)
    browser.post(f"/administration/membres/{member.id}/role", data={"role": "moderator"})
    page = browser.get("/administration/journal").text
    assert "Rôle changé" in page
    assert "avant\u202f: rôle\u202f: membre" in page
    assert "après\u202f: rôle\u202f: modération" in page
