"""Invitations: who may send them, what they give, when they are dead."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from club import clock
from club.extensions import db as database
from club.journal import JournalEntry
from club.members import queries
from club.members.models import Invitation
from tests.members.reading import letters_to, link_in

EMAIL = "ines.petit@mairie.example"
GOOD = "quatre mots rares et longs"
STAFF_GOOD = "quatre mots rares et vraiment longs"


def invite(browser, **more):
    data = {"email": EMAIL, "role": "member", "communes": "36093", "message": "Au plaisir de vous lire."} | more
    return browser.post("/administration/invitations/nouvelle", data=data)


def accept(browser, link, password=GOOD):
    data = {"first_name": "Inès", "last_name": "Petit", "password": password, "password_again": password}
    return browser.post(link, data=data)


@pytest.fixture
def admin(make, sign_in):
    make.commune("36093", "Levroux")
    return sign_in(make.member("Adèle", role="administrator", commune=None))


@pytest.fixture
def referent(make, sign_in):
    make.commune("36093", "Levroux")
    return sign_in(make.referent("36"))


def only_invitation():
    return database.session.scalars(select(Invitation)).one()


def test_an_invitation_leaves_by_mail_and_is_journaled(admin):
    assert invite(admin).headers["Location"] == "/administration/invitations"
    (letter,) = letters_to(EMAIL)
    assert "Adèle" in letter.subject
    assert "Au plaisir de vous lire." in letter.text
    assert link_in(letter).startswith("/invitation/")
    entry = database.session.scalars(select(JournalEntry)).one()
    assert (entry.act, entry.thing_label) == ("invitation.create", EMAIL)
    assert EMAIL in admin.get("/administration/invitations").text


def test_accepting_opens_the_account_and_signs_in(admin, sign_in):
    invite(admin)
    link = link_in(letters_to(EMAIL)[0])
    browser = sign_in()
    assert "Levroux (36)" in browser.get(link).text
    assert queries.by_email(EMAIL) is None
    assert accept(browser, link).headers["Location"] == "/bienvenue"
    member = queries.by_email(EMAIL)
    assert (member.status, member.role, member.commune_code, member.departement_code) == (
        "active",
        "member",
        "36093",
        "36",
    )
    assert browser.get("/compte").status_code == 200


def test_a_partner_is_invited_for_an_organisation(admin, make, sign_in):
    organisation = make.organisation("EPF du Centre")
    assert "Choisissez l’organisation" in invite(admin, role="partner", communes="").text
    invite(admin, role="partner", communes="", organisation_id=organisation.id)
    accept(sign_in(), link_in(letters_to(EMAIL)[0]))
    assert (queries.by_email(EMAIL).role, queries.by_email(EMAIL).organisation_id) == ("partner", organisation.id)


def test_a_referent_is_invited_for_a_region_and_keeps_its_departements(admin, make, sign_in):
    make.departement("37", "Indre-et-Loire")
    assert "Choisissez le département ou la région" in invite(admin, role="referent", communes="").text
    invite(admin, role="referent", communes="", scope="region:24")
    assert "16 caractères" in accept(sign_in(), link_in(letters_to(EMAIL)[0]), "hibou-lampion").text
    accept(sign_in(), link_in(letters_to(EMAIL)[0]), STAFF_GOOD)
    assert queries.by_email(EMAIL).scope_departements == ["36", "37"]


def test_somebody_who_was_waiting_is_admitted(admin, make, sign_in):
    waiting = make.member("Ines", email=EMAIL, status="pending")
    invite(admin)
    accept(sign_in(), link_in(letters_to(EMAIL)[0]))
    assert (waiting.status, waiting.first_name) == ("active", "Inès")


def test_an_invitation_serves_once(admin, sign_in):
    invite(admin)
    link = link_in(letters_to(EMAIL)[0])
    accept(sign_in(), link)
    answer = accept(sign_in(), link)
    assert answer.status_code == 404
    assert "Demandez-en une nouvelle" in answer.text


def test_an_invitation_is_dead_after_thirty_days(admin, sign_in, monkeypatch):
    invite(admin)
    link = link_in(letters_to(EMAIL)[0])
    later = clock.now() + timedelta(days=30, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert accept(sign_in(), link).status_code == 404


def test_an_invitation_is_taken_back(admin, sign_in):
    invite(admin)
    admin.post(f"/administration/invitations/{only_invitation().id}/annuler")
    assert accept(sign_in(), link_in(letters_to(EMAIL)[0])).status_code == 404
    assert queries.by_email(EMAIL) is None


def test_sending_again_makes_a_new_link(admin, sign_in):
    invite(admin)
    admin.post(f"/administration/invitations/{only_invitation().id}/renvoyer")
    first, last = letters_to(EMAIL)
    assert sign_in().get(link_in(first)).status_code == 404
    assert sign_in().get(link_in(last)).status_code == 200


def test_what_is_over_is_not_sent_again(admin, sign_in):
    invite(admin)
    accept(sign_in(), link_in(letters_to(EMAIL)[0]))
    number = only_invitation().id
    assert admin.post(f"/administration/invitations/{number}/renvoyer").status_code == 409
    assert admin.post(f"/administration/invitations/{number}/annuler").status_code == 409


def test_signed_in_people_accept_nothing(admin, make, sign_in):
    invite(admin)
    assert sign_in(make.member()).get(link_in(letters_to(EMAIL)[0])).status_code == 403


def test_an_address_that_has_an_account_is_not_invited(admin, make):
    make.member(email=EMAIL)
    assert "Un compte existe déjà" in invite(admin).text
    assert letters_to(EMAIL) == []


def test_an_address_is_invited_once_at_a_time(admin):
    invite(admin)
    assert "déjà en cours" in invite(admin).text
    assert len(letters_to(EMAIL)) == 1


def test_a_double_click_sends_one_invitation(admin):
    answers = [invite(admin, submission="une-cle").headers.get("Location") for _ in range(2)]
    assert answers == ["/administration/invitations"] * 2
    assert len(letters_to(EMAIL)) == 1


def test_a_referent_invites_members_of_the_territory(referent):
    assert invite(referent).status_code == 302
    assert only_invitation().departement_code == "36"


def test_a_referent_invites_nobody_elsewhere(referent, make):
    make.commune("37003", "Amboise")
    elsewhere = invite(referent, communes="36093, 37003")
    assert elsewhere.status_code == 403
    assert "n’en est pas" in BeautifulSoup(elsewhere.text, "lxml").find(id="communes-erreur").get_text()
    assert "36093, 37003" in elsewhere.text
    assert letters_to(EMAIL) == []


@pytest.mark.parametrize("role", ["referent", "moderator", "administrator"])
def test_a_referent_never_invites_staff(referent, role):
    assert f'value="{role}"' not in referent.get("/administration/invitations/nouvelle").text
    assert invite(referent, role=role, scope="departement:36").status_code == 200
    assert letters_to(EMAIL) == []


def test_a_referent_sees_the_invitations_of_the_territory_only(admin, referent, make):
    make.commune("37003", "Amboise")
    invite(admin, email="ailleurs@mairie.example", communes="37003")
    invite(admin)
    page = referent.get("/administration/invitations").text
    assert EMAIL in page
    assert "ailleurs@mairie.example" not in page


@pytest.mark.parametrize("name", ["email", "role", "communes", "organisation_id", "scope", "message", "submission"])
@pytest.mark.parametrize("value", ["\0", "\ud800", "9" * 40, "-1", "é" * 9000])
def test_odd_input_is_never_an_error(admin, name, value):
    answer = invite(admin, **{name: value.encode("utf-8", "surrogatepass")})
    assert answer.status_code in {200, 302}
