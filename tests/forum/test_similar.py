"""While a question is asked: what the club already knows of it."""

import pytest

from club.extensions import db
from club.forum import operations

ASKED = "Quel bail dérogatoire pour une boutique ?"


@pytest.fixture
def ana(make):
    return make.member("Ana")


@pytest.fixture
def opened(make, app, ana):
    """Six topics about the leases of shops, one of them not for partners, and one about something else."""
    theme = make.theme()

    def topic(title, audience="members"):
        with app.test_request_context():
            operations.open_topic(
                kind="question", title=title, body="Bonjour.", theme_id=theme.id, by=ana, audience=audience
            )
            db.session.commit()

    for number in range(5):
        topic(f"Bail dérogatoire : le modèle numéro {number} convient-il ?")
    topic("Bail dérogatoire entre communes seulement", "communes")
    topic("Comment éclairer la place le soir ?")


def test_five_close_topics_at_most_and_only_those_that_may_be_read(make, sign_in, opened, ana):
    address = "/forum/questions-proches"
    seen = sign_in(ana).get(address, query_string={"titre": ASKED}).text
    assert seen.count("<li>") == 5
    assert "éclairer la place" not in seen
    mine = sign_in(ana).get(address, query_string={"titre": "Bail dérogatoire entre communes"}).text
    assert "entre communes seulement" in mine
    partner = sign_in(make.partner()).get(address, query_string={"titre": "Bail dérogatoire entre communes"}).text
    assert "Le club en a peut-être déjà parlé" in partner
    assert "entre communes seulement" not in partner


def test_one_word_in_common_is_not_the_same_question(sign_in, opened, ana):
    seen = sign_in(ana).get("/forum/questions-proches", query_string={"titre": "Quel bail rural pour un verger ?"}).text
    assert "votre question est nouvelle" in seen


def test_without_scripts_a_step_shows_them_and_loses_nothing(make, sign_in, opened, ana):
    typed = {"kind": "discussion", "title": ASKED, "body": "Nous **cherchons**.", "theme_id": make.theme().id}
    page = sign_in(ana).post("/forum/nouveau-sujet", data=typed | {"audience": "communes", "proches": "1"})
    assert page.status_code == 200
    assert "le modèle numéro" in page.text
    assert "Nous **cherchons**." in page.text
    assert ASKED in page.text
    assert 'role="alert"' not in page.text
    for kept in ('value="discussion"', 'value="communes"', f'value="{typed["theme_id"]}"'):
        line = next(part for part in page.text.split("<") if kept in part and not part.startswith("button"))
        assert "checked" in line or "selected" in line, line
