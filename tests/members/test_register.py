"""Asking to join: the form, the confirmation of the address, the wait, the decision."""

from datetime import timedelta

import pytest

from club import clock
from club.extensions import db as database
from club.members import queries
from club.members.models import Member
from tests.factories import PASSWORD
from tests.members.reading import letters_to, link_in

EMAIL = "nora.petit@mairie-levroux.example"
GOOD = "quatre mots rares et longs"


@pytest.fixture
def asked(make):
    """What a good form holds."""
    function = make.term("function", "chef-de-projet", "Cheffe ou chef de projet PVD")
    make.commune("36093", "Levroux")
    return {
        "email": EMAIL, "first_name": "Nora", "last_name": "Petit", "function_id": function.id,
        "communes": "36093", "message": "Je prends mon poste à Levroux.", "password": GOOD, "password_again": GOOD,
    }  # fmt: skip


def ask(browser, data):
    return browser.post("/inscription", data=data)


def test_a_request_waits_for_its_address_to_be_confirmed(asked, sign_in):
    answer = ask(sign_in(), asked)
    assert "Ouvrez votre messagerie" in answer.text
    member = queries.by_email(EMAIL)
    assert (member.status, member.commune_code, member.departement_code) == ("unconfirmed", "36093", "36")
    assert [letter.subject for letter in letters_to(EMAIL)] == ["Confirmez votre adresse"]


def test_opening_the_link_changes_nothing_and_pressing_the_button_confirms(asked, sign_in):
    browser = sign_in()
    ask(browser, asked)
    link = link_in(letters_to(EMAIL)[0])
    assert EMAIL in browser.get(link).text
    assert queries.by_email(EMAIL).status == "unconfirmed"
    answer = browser.post(link)
    assert answer.headers["Location"] == "/attente"
    assert queries.by_email(EMAIL).status == "pending"
    assert "Votre demande est en cours d’examen" in browser.get("/attente").text


def test_a_confirmation_serves_once(asked, sign_in):
    browser = sign_in()
    ask(browser, asked)
    link = link_in(letters_to(EMAIL)[0])
    browser.post(link)
    assert sign_in().get(link).status_code == 404
    assert sign_in().post(link).status_code == 404


def test_a_confirmation_is_too_old_after_a_week(asked, sign_in, monkeypatch):
    ask(sign_in(), asked)
    link = link_in(letters_to(EMAIL)[0])
    later = clock.now() + timedelta(days=7, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    answer = sign_in().post(link)
    assert answer.status_code == 404
    assert "Ce lien ne sert plus" in answer.text


def test_who_waits_sees_the_waiting_page_and_nothing_of_the_club(make, sign_in):
    browser = sign_in(make.member(status="pending"))
    assert browser.get("/attente").status_code == 200
    assert browser.get("/profil").status_code == 200
    assert browser.get("/forum/").headers["Location"] == "/attente"


def test_the_referent_of_the_territory_is_told_by_bell_and_mail(asked, make, sign_in, work):
    referent = make.referent("36", email="referente@essai.example")
    other = make.referent("37", email="ailleurs@essai.example")
    make.member(role="administrator", email="admin@essai.example")
    browser = sign_in()
    ask(browser, asked)
    browser.post(link_in(letters_to(EMAIL)[0]))
    work()
    (letter,) = letters_to(referent.email)
    assert "Nora Petit" in letter.subject
    assert link_in(letter) == f"/administration/demandes/{queries.by_email(EMAIL).id}"
    assert letters_to(other.email) == []
    assert letters_to("admin@essai.example") == []


def test_administrators_are_told_where_nobody_keeps_the_territory(asked, make, sign_in, work):
    make.member(role="administrator", email="admin@essai.example")
    browser = sign_in()
    ask(browser, asked)
    browser.post(link_in(letters_to(EMAIL)[0]))
    work()
    assert len(letters_to("admin@essai.example")) == 1


def test_a_known_address_gets_the_same_page_and_a_mail_that_says_so(asked, make, sign_in):
    unknown = ask(sign_in(), asked)
    known = make.member(email="connue@essai.example")
    answer = ask(sign_in(), asked | {"email": known.email})
    assert answer.status_code == unknown.status_code
    assert answer.text.count("Ouvrez votre messagerie") == unknown.text.count("Ouvrez votre messagerie")
    (letter,) = letters_to(known.email)
    assert letter.subject == "Vous avez déjà un compte"
    assert link_in(letter) == "/connexion"
    assert (known.first_name, known.status) == ("Ana", "active")


def test_the_form_is_kept_when_something_is_missing(asked, sign_in):
    answer = ask(sign_in(), asked | {"communes": "Nullepart-sur-Rien"})
    assert "aucune commune trouvée" in answer.text
    assert "Nullepart-sur-Rien" in answer.text
    assert EMAIL in answer.text
    assert queries.by_email(EMAIL) is None


def test_a_commune_or_an_organisation_is_needed(asked, sign_in):
    answer = ask(sign_in(), asked | {"communes": ""})
    assert "Indiquez au moins une commune" in answer.text


def test_an_organisation_of_the_list_is_enough(asked, make, sign_in):
    organisation = make.organisation("EPF du Centre")
    ask(sign_in(), asked | {"communes": "", "organisation_id": organisation.id})
    assert queries.by_email(EMAIL).organisation_id == organisation.id


def test_one_person_may_serve_several_communes(asked, make, sign_in):
    make.commune("36228", "Valençay")
    ask(sign_in(), asked | {"communes": "36093, 36228"})
    member = queries.member(queries.by_email(EMAIL).id)
    assert [commune.code for commune in member.communes] == ["36093", "36228"]


def test_a_double_click_makes_one_request_and_one_mail(asked, sign_in):
    browser = sign_in()
    form = asked | {"submission": "une-cle-de-formulaire"}
    first, second = ask(browser, form), ask(browser, form)
    assert first.status_code == second.status_code == 200
    assert "Ouvrez votre messagerie" in second.text
    assert len(letters_to(EMAIL)) == 1


def test_asking_again_before_confirming_keeps_the_last_form(asked, sign_in):
    ask(sign_in(), asked)
    ask(
        sign_in(),
        asked
        | {
            "first_name": "Norah",
            "password": "cinq mots encore plus rares",
            "password_again": "cinq mots encore plus rares",
        },
    )
    first, last = letters_to(EMAIL)
    assert sign_in().get(link_in(first)).status_code == 404
    browser = sign_in()
    assert browser.post(link_in(last)).status_code == 302
    assert queries.by_email(EMAIL).first_name == "Norah"
    entered = sign_in().post("/connexion", data={"email": EMAIL, "password": "cinq mots encore plus rares"})
    assert entered.headers["Location"] == "/attente"


def test_mails_to_one_address_are_limited(asked, sign_in):
    pages = [ask(sign_in(), asked) for _ in range(5)]
    assert {page.status_code for page in pages} == {200}
    assert len(letters_to(EMAIL)) == 3


def test_who_was_refused_may_ask_again(asked, make, sign_in):
    admin = make.member(role="administrator")
    gone = make.member(email=EMAIL, status="closed", decided_by_id=admin.id, decision_reason="Pas de commune.")
    ask(sign_in(), asked)
    assert (gone.status, gone.decision_reason) == ("unconfirmed", "")
    assert letters_to(EMAIL)[0].subject == "Confirmez votre adresse"


@pytest.mark.parametrize(
    "password",
    [
        "court", "aaaaaaaaaaaaaa", "azertyuiopqsdf", "abcdefghijklmnop", "motdepasse123456", "petitesvillesdedemain",
        "Levroux2026!!!", "NoraPetit2026", "x" * 257,
    ],
)  # fmt: skip
def test_a_password_that_is_guessed_is_refused(asked, sign_in, password):
    ask(sign_in(), asked | {"password": password, "password_again": password})
    assert queries.by_email(EMAIL) is None


@pytest.mark.parametrize(
    "password", ["le hibou compte trois lampions", "Xk2$vqLm94!Trz", "été à Nérac sous les platanes"]
)
def test_a_good_password_is_accepted(asked, sign_in, password):
    ask(sign_in(), asked | {"password": password, "password_again": password})
    assert queries.by_email(EMAIL) is not None


def test_the_two_passwords_must_be_the_same(asked, sign_in):
    assert "diffèrent" in ask(sign_in(), asked | {"password_again": "autre chose de long"}).text


@pytest.mark.parametrize(
    "name", ["email", "first_name", "function_id", "communes", "message", "organisation_id", "submission"]
)
@pytest.mark.parametrize("value", ["\0\0", "\ud800x", "9" * 30, "-1", "é" * 9000])
def test_odd_input_is_never_an_error(asked, sign_in, name, value):
    data = asked | {name: value.encode("utf-8", "surrogatepass")}
    assert ask(sign_in(), data).status_code == 200


def test_the_usual_delay_is_told_once_there_is_one(asked, make, sign_in):
    assert "trop jeune" in sign_in().get("/inscription").text
    admin = make.member(role="administrator")
    for days in (1, 3, 8):
        member = make.member(decided_by_id=admin.id)
        member.confirmed_at = clock.now() - timedelta(days=days, hours=1)
        member.admitted_at = clock.now()
    database.session.commit()
    assert "3 jours ou moins" in sign_in().get("/inscription").text


def test_signed_in_people_do_not_register(make, sign_in):
    assert sign_in(make.member()).get("/inscription").status_code == 403


def test_nothing_of_the_form_changes_a_role(asked, sign_in):
    ask(sign_in(), asked | {"role": "administrator", "status": "active"})
    member: Member = queries.by_email(EMAIL)
    assert (member.role, member.status) == ("member", "unconfirmed")


def test_the_password_is_not_stored_as_typed(asked, sign_in):
    ask(sign_in(), asked)
    assert queries.by_email(EMAIL).password_hash.startswith("$argon2id$")
    assert PASSWORD not in queries.by_email(EMAIL).password_hash
