"""Roles, suspensions, the list and the card of members as the staff see them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from club import clock
from club.admin import queries as desk
from club.extensions import db as database
from club.journal import JournalEntry
from club.members import operations
from club.members.models import Member
from club.policy import Action, can
from tests.factories import PASSWORD
from tests.members.reading import letters_of


@pytest.fixture
def admin(make):
    return make.member("Adèle", role="administrator", commune=None)


def suspend(browser, member, reason="Publicité répétée malgré deux rappels.", until=""):
    return browser.post(f"/administration/membres/{member.id}/suspendre", data={"reason": reason, "until": until})


def change(browser, member, role, **more):
    return browser.post(f"/administration/membres/{member.id}/role", data={"role": role} | more)


def test_a_new_role_ends_the_open_sessions(admin, make, sign_in):
    member = make.member()
    theirs = sign_in(member)
    assert change(sign_in(admin), member, "moderator").status_code == 302
    assert member.role == "moderator"
    assert theirs.get("/compte").headers["Location"].startswith("/connexion")


def test_a_role_is_journaled_with_before_and_after(admin, make, sign_in):
    member = make.member()
    change(sign_in(admin), member, "moderator")
    entry = database.session.scalars(select(JournalEntry)).one()
    assert (entry.act, entry.before["role"], entry.after["role"]) == ("role.change", "member", "moderator")


def test_a_referent_needs_a_territory_and_loses_it_with_the_role(admin, make, sign_in):
    member = make.member()
    make.departement("37", "Indre-et-Loire")
    browser = sign_in(admin)
    assert "Choisissez le département ou la région" in change(browser, member, "referent").text
    change(browser, member, "referent", scope="region:24")
    assert member.scope_departements == ["36", "37"]
    change(browser, member, "member")
    assert (member.role, member.scope_code, member.scope_departements) == ("member", None, [])


def test_a_partner_needs_an_organisation(admin, make, sign_in):
    member, organisation = make.member(), make.organisation()
    browser = sign_in(admin)
    assert "Choisissez l’organisation" in change(browser, member, "partner").text
    change(browser, member, "partner", organisation_id=organisation.id)
    assert (member.role, member.organisation_id) == ("partner", organisation.id)


def test_the_last_administrator_keeps_the_role(admin, sign_in):
    assert change(sign_in(admin), admin, "member").status_code == 403
    assert admin.role == "administrator"


def test_one_of_two_administrators_may_leave_the_role(admin, make, sign_in):
    make.member(role="administrator")
    assert change(sign_in(admin), admin, "member").status_code == 302
    assert admin.role == "member"


def test_a_suspended_administrator_does_not_count(admin, make, sign_in):
    make.member(role="administrator", status="suspended")
    assert change(sign_in(admin), admin, "member").status_code == 403


@pytest.mark.parametrize("who", ["member", "moderator", "referent"])
def test_only_administrators_change_roles(make, sign_in, who):
    staff = make.referent("36") if who == "referent" else make.member(role=who)
    member = make.member()
    assert change(sign_in(staff), member, "administrator").status_code == 403
    assert member.role == "member"


def test_a_suspension_closes_the_sessions_and_tells_why(make, sign_in):
    member, moderator = make.member(), make.member(role="moderator")
    theirs = sign_in(member)
    until = (clock.now() + timedelta(days=10)).date()
    assert suspend(sign_in(moderator), member, until=until.isoformat()).status_code == 302
    assert member.status == "suspended"
    assert theirs.get("/compte").headers["Location"].startswith("/connexion")
    (letter,) = letters_of(member, "suspension")
    assert "Publicité répétée malgré deux rappels." in letter.text
    assert database.session.scalars(select(JournalEntry)).one().reason == "Publicité répétée malgré deux rappels."


def test_a_suspension_needs_a_reason_and_a_day_to_come(make, sign_in):
    member = make.member()
    browser = sign_in(make.member(role="moderator"))
    assert "Écrivez la raison" in suspend(browser, member, reason="").text
    assert "Choisissez un jour à venir" in suspend(browser, member, until="2001-01-01").text
    assert "Écrivez une date" in suspend(browser, member, until="pas une date").text
    assert member.status == "active"


def test_a_suspension_ends_by_itself(make, sign_in, app):
    member = make.member(status="suspended", suspended_until=clock.now() - timedelta(minutes=1))
    longer = make.member(status="suspended", suspended_until=clock.now() + timedelta(days=1))
    for_ever = make.member(status="suspended")
    with app.test_request_context(method="POST"):
        operations.end_suspensions()
    assert [one.status for one in (member, longer, for_ever)] == ["active", "suspended", "suspended"]


def test_a_member_comes_back(make, sign_in):
    member = make.member(status="suspended", suspension_reason="Publicité")
    browser = sign_in(make.member(role="moderator"))
    assert browser.post(f"/administration/membres/{member.id}/retablir").status_code == 302
    assert (member.status, member.suspension_reason) == ("active", "")
    assert len(letters_of(member, "reinstated")) == 1
    assert sign_in().post("/connexion", data={"email": member.email, "password": PASSWORD}).status_code == 302


def test_moderators_do_not_suspend_staff(make, sign_in):
    other = make.member(role="moderator")
    assert suspend(sign_in(make.member(role="moderator")), other).status_code == 403
    assert other.status == "active"


def test_nobody_suspends_themself(admin, sign_in):
    assert suspend(sign_in(admin), admin).status_code == 403


def test_a_referent_keeps_the_territory_only(make, sign_in):
    near, far = make.member(), make.member(commune="37003")
    browser = sign_in(make.referent("36"))
    assert suspend(browser, far).status_code == 403
    assert suspend(browser, near).status_code == 302
    assert (near.status, far.status) == ("suspended", "active")


def test_a_suspended_member_is_not_found_any_more(make, sign_in):
    member = make.member("Introuvable")
    moderator = sign_in(make.member(role="moderator"))
    suspend(moderator, member)
    assert f"/membres/{member.id}-" not in sign_in(make.member()).get("/recherche?q=Introuvable").text


def test_members_are_found_by_name_address_role_and_state(admin, make, sign_in):
    make.member("Zoé", last_name="Abadie", email="zoe@essai.example").slug = "zoe-abadie"
    database.session.commit()
    make.member("Yves", last_name="Bernard", role="moderator")
    make.member("Xavier", last_name="Caron", status="suspended")
    browser = sign_in(admin)
    assert names(browser, "q=abad") == ["Zoé Abadie"]
    assert names(browser, "q=zoe@essai") == ["Zoé Abadie"]
    for typed in ("zoe", "ZOÉ", "ABADIE"):
        assert names(browser, f"q={typed}") == ["Zoé Abadie"], typed
    assert names(browser, "role=moderator") == ["Yves Bernard"]
    assert names(browser, "statut=suspended") == ["Xavier Caron"]
    assert names(browser, "q=%25") == []
    assert names(browser, "role=n%27importe&statut=%00") == []


def test_a_referent_finds_by_the_addresses_that_are_shown(make, sign_in):
    make.member("Zoé", last_name="Abadie", email="zoe@essai.example", is_email_shown=True)
    make.member("Yves", last_name="Bernard", email="yves@essai.example")
    browser = sign_in(make.referent("36"))
    assert names(browser, "q=essai.example") == ["Zoé Abadie"]


def names(browser, query):
    page = browser.get(f"/administration/membres?{query}").text
    people = database.session.scalars(select(Member).order_by(Member.last_name)).all()
    return [one.full_name for one in people if f">{one.full_name}</a>" in page]


@pytest.mark.parametrize("who", ["administrator", "referent"])
def test_the_list_holds_whom_the_policy_lets_one_keep(make, db, who, app):
    viewer = make.referent("36") if who == "referent" else make.member(role=who)
    for commune in ("36093", "36228", "37003"):
        make.member(commune=commune)
    make.member(commune=None)
    listed = set(db.session.scalars(select(Member.id).where(desk.keeps(viewer, Member.departement_code))))
    everybody = db.session.scalars(select(Member)).all()
    assert listed == {one.id for one in everybody if can(viewer, Action.REQUEST_DECIDE, one)}


def test_the_card_shows_what_was_decided_to_administrators_only(admin, make, sign_in):
    member = make.member()
    suspend(sign_in(admin), member)
    address = f"/administration/membres/{member.id}"
    assert "Publicité répétée" in sign_in(admin).get(address).text
    assert "Ce que l’équipe a décidé" not in sign_in(make.referent("36")).get(address).text


@pytest.mark.parametrize("number", [3, 30])
def test_the_list_makes_the_same_number_of_queries(admin, make, sign_in, queries, number):
    for _ in range(number):
        make.member()
    browser = sign_in(admin)
    with queries() as seen:
        browser.get("/administration/membres")
    assert len(seen) <= 5, seen


def test_a_list_goes_on_without_losing_anybody(admin, make, sign_in):
    for number in range(25):
        make.member(last_name=f"Nom{number:02}")
    browser = sign_in(admin)
    first = browser.get("/administration/membres?q=Nom").text
    cursor = first.split("apres=")[1].split('"')[0].split("&")[0]
    second = browser.get(f"/administration/membres?q=Nom&apres={cursor}").text
    shown = [n for n in range(25) if f"Nom{n:02}</a>" in first] + [n for n in range(25) if f"Nom{n:02}</a>" in second]
    assert shown == list(range(25))
