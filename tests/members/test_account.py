"""One's own account: profile, photo, sessions, mails, data, closing, first visit."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from club import mail
from club.extensions import db as database
from club.members import mails, queries
from club.members.models import LoginSession, MailChoice, Member
from tests.factories import PASSWORD
from tests.members.reading import letters_to


def profile(member, **more):
    return {
        "first_name": member.first_name, "last_name": member.last_name, "version": member.version,
        "communes": member.commune_code or "", "bio": "", "help_offer": "", "is_listed": "y",
    } | more  # fmt: skip


def picture(fmt="JPEG"):
    exif = Image.Exif()
    exif[0x010E] = "36 rue secrète"
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, fmt, exif=exif)
    out.seek(0)
    return out


def test_a_profile_is_changed(make, sign_in):
    member = make.member()
    theme = make.theme()
    function = make.term("function", "dgs", "Direction générale")
    make.commune("36228", "Valençay")
    answer = sign_in(member).post(
        "/profil",
        data=profile(
            member, first_name="Anne", function_id=function.id, themes=[theme.id], communes="36228, 36093",
            help_offer="les baux", phone="02 54 00 00 00", is_phone_shown="y", bio="**Bonjour**",
        ),
    )  # fmt: skip
    assert answer.status_code == 302
    found = queries.member(member.id)
    assert (found.first_name, found.commune_code, found.function_id) == ("Anne", "36228", function.id)
    assert [commune.code for commune in found.communes] == ["36228", "36093"]
    assert [one.id for one in found.themes] == [theme.id]
    assert (found.is_phone_shown, found.is_email_shown) == (True, False)
    assert "<strong>" in found.bio_html


def test_a_stale_profile_shows_both_versions(make, sign_in):
    member = make.member(bio="Ma première présentation, assez longue.")
    old = member.version
    browser = sign_in(member)
    browser.post("/profil", data=profile(member, bio="La présentation enregistrée entre-temps."))
    answer = browser.post("/profil", data=profile(member, version=old, bio="La présentation que j’écrivais."))
    assert answer.status_code == 409
    assert "La présentation enregistrée entre-temps." in answer.text
    assert "La présentation que j’écrivais." in answer.text


@pytest.mark.parametrize("name", ["role", "status", "confirmed_at", "admitted_at"])
def test_nobody_raises_themself(make, sign_in, name):
    member = make.member()
    assert sign_in(member).post("/profil", data=profile(member, **{name: "administrator"})).status_code == 403
    assert (member.role, member.status) == ("member", "active")


def test_a_photo_is_drawn_again_without_what_it_hid(make, sign_in):
    member = make.member()
    browser = sign_in(member)
    data = profile(member, photo=(picture(), "moi.jpg"))
    assert browser.post("/profil", data=data, content_type="multipart/form-data").status_code == 302
    shown = browser.get(f"/photos/{member.id}")
    image = Image.open(io.BytesIO(shown.data))
    assert (image.format, image.size) == ("WEBP", (320, 320))
    assert b"secr" not in shown.data
    assert dict(image.getexif()) == {}


def test_what_is_no_picture_is_said_beside_the_field(make, sign_in):
    member = make.member()
    data = profile(member, photo=(io.BytesIO(b"<svg onload=alert(1)>"), "moi.jpg"), bio="Ce que j’avais écrit.")
    answer = sign_in(member).post("/profil", data=data, content_type="multipart/form-data")
    assert "Enregistrez-la en JPG ou en PNG" in answer.text
    assert "Ce que j’avais écrit." in answer.text
    assert member.photo_id is None


def test_a_photo_is_for_members_only(make, sign_in):
    member = make.member()
    browser = sign_in(member)
    browser.post("/profil", data=profile(member, photo=(picture(), "x.jpg")), content_type="multipart/form-data")
    assert sign_in(make.member()).get(f"/photos/{member.id}").status_code == 200
    assert sign_in().get(f"/photos/{member.id}").headers["Location"].startswith("/connexion")
    assert sign_in(make.member(status="pending")).get(f"/photos/{member.id}").headers["Location"] == "/attente"


def test_a_photo_is_taken_away(make, sign_in):
    member = make.member()
    browser = sign_in(member)
    browser.post("/profil", data=profile(member, photo=(picture(), "x.jpg")), content_type="multipart/form-data")
    browser.post("/profil", data=profile(member, remove_photo="y"))
    assert member.photo_id is None
    assert browser.get(f"/photos/{member.id}").status_code == 404


@pytest.mark.parametrize("name", ["bio", "help_offer", "communes", "phone", "themes", "version", "function_id"])
@pytest.mark.parametrize("value", ["\0", "\ud800", "9" * 40, "-1", ">" * 10_000])
def test_odd_input_is_never_an_error(make, sign_in, name, value):
    member = make.member()
    data = profile(member, **{name: value.encode("utf-8", "surrogatepass")})
    assert sign_in(member).post("/profil", data=data).status_code in {200, 302, 409}


def test_open_sessions_are_listed_and_the_others_ended(make, sign_in):
    member = make.member()
    here, elsewhere = sign_in(member), sign_in(member)
    assert "Déconnecter les autres appareils" in here.get("/compte").text
    here.post("/compte/sessions/fermer-les-autres")
    assert here.get("/compte").status_code == 200
    assert elsewhere.get("/compte").status_code == 302
    assert "Aucun autre appareil" in here.get("/compte").text


def test_ones_data_are_downloaded(make, sign_in):
    member = make.member(help_offer="les baux", phone="02 54 00 00 00")
    answer = sign_in(member).get("/compte/donnees.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    told = answer.get_json()
    assert (told["email"], told["help_offer"], told["phone"]) == (member.email, "les baux", "02 54 00 00 00")
    assert told["communes"][0]["code_insee"] == "36093"
    assert "hash" not in answer.text
    assert "token" not in answer.text


def test_closing_asks_the_password(make, sign_in):
    member = make.member()
    assert "pas votre mot de passe" in sign_in(member).post("/compte/fermer", data={"password": "faux"}).text
    assert member.status == "active"


def test_closing_erases_the_person_and_keeps_the_contributions(make, sign_in, work):
    member = make.member(phone="02", bio="Moi", email="ana@essai.example")
    topic = make.topic(member)
    browser = sign_in(member)
    browser.post("/mot-de-passe-oublie", data={"email": member.email})
    work()
    assert len(letters_to("ana@essai.example")) == 1
    assert browser.post("/compte/fermer", data={"password": PASSWORD}).headers["Location"] == "/"
    gone = database.session.get(Member, member.id)
    assert gone.full_name == "Ancien membre"
    assert (gone.status, gone.phone, gone.bio, gone.password_hash) == ("closed", "", "", None)
    assert gone.email.endswith(".invalid")
    assert topic.author_id == member.id
    assert letters_to("ana@essai.example") == []
    assert browser.get("/compte").headers["Location"].startswith("/connexion")
    assert database.session.scalar(select(LoginSession.id).where(LoginSession.member_id == member.id)) is None


def test_an_address_that_was_closed_may_come_back(make, sign_in):
    member = make.member(email="ana@essai.example")
    sign_in(member).post("/compte/fermer", data={"password": PASSWORD})
    assert queries.by_email("ana@essai.example") is None


def test_the_last_administrator_stays(make, sign_in):
    admin = make.member(role="administrator")
    assert sign_in(admin).post("/compte/fermer", data={"password": PASSWORD}).status_code == 403
    assert admin.status == "active"


def test_mail_choices_are_kept(make, sign_in):
    member = make.member()
    browser = sign_in(member)
    assert "demande d’adhésion" not in browser.get("/compte/courriels").text
    sent = {"moderation": "y", "daily": "y", "daily_hour": "18", "timezone": "Indian/Reunion"}
    browser.post("/compte/courriels", data=sent)
    assert queries.stopped_mails(member.id) == {"reply", "digest", "alert"}
    assert (member.daily_hour, member.zone) == (18, "Indian/Reunion")
    page = browser.get("/compte/courriels").text
    assert '<option selected value="18">' in page
    assert "France métropolitaine" in page


def test_an_hour_that_is_not_one_is_refused_beside_its_field(make, sign_in):
    member = make.member()
    answer = sign_in(member).post("/compte/courriels", data={"daily_hour": "25", "timezone": "Mars/Base"})
    assert answer.status_code == 200
    assert "daily_hour-erreur" in answer.text
    assert (member.daily_hour, member.timezone) == (8, None)


def test_staff_choose_about_requests_too(make, sign_in):
    referent = make.referent("36")
    browser = sign_in(referent)
    browser.post("/compte/courriels", data={"reply": "y", "moderation": "y", "daily_hour": "8", "timezone": ""})
    assert "request" in queries.stopped_mails(referent.id)


def test_a_mail_is_stopped_in_one_click_without_signing_in(make, sign_in, app):
    member = make.member()
    with app.test_request_context():
        path = mail.unsubscribe_url(member.id, "reply").removeprefix("https://club.example")
    browser = sign_in()
    assert "Arrêter ces courriels" in browser.get(path).text
    assert queries.stopped_mails(member.id) == set()
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = browser.post(path, data={"List-Unsubscribe": "One-Click"})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 200
    assert queries.stopped_mails(member.id) == {"reply"}


def test_everything_is_stopped_without_signing_in_and_chosen_again_later(make, sign_in, app):
    member = make.member()
    with app.test_request_context():
        path = mail.unsubscribe_url(member.id, mail.ALL).removeprefix("https://club.example")
    page = sign_in().get(path)
    assert "Tout arrêter" in page.text
    assert 'href="/compte/courriels"' in page.text
    assert queries.stopped_mails(member.id) == set()
    assert "Le club ne vous écrit plus" in sign_in().post(path).text
    assert queries.stopped_mails(member.id) == {mail.ALL}
    browser = sign_in(member)
    assert "checked" not in browser.get("/compte/courriels").text
    browser.post("/compte/courriels", data={"digest": "y", "daily_hour": "8", "timezone": ""})
    assert queries.stopped_mails(member.id) == {"reply", "daily", "moderation", "alert"}


@pytest.mark.parametrize("kind", [*mails.KINDS, mail.ALL])
def test_each_kind_can_be_stopped_from_its_mails(make, sign_in, app, kind):
    member = make.member()
    with app.test_request_context():
        path = mail.unsubscribe_url(member.id, kind).removeprefix("https://club.example")
    assert sign_in().get(path).status_code == 200
    assert sign_in().post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert queries.stopped_mails(member.id) == {kind}


def test_stopping_twice_is_harmless(make, sign_in, app):
    member = make.member()
    with app.test_request_context():
        path = mail.unsubscribe_url(member.id, "reply").removeprefix("https://club.example")
    assert [sign_in().post(path).status_code for _ in range(2)] == [200, 200]
    assert len(database.session.scalars(select(MailChoice)).all()) == 1


def test_a_forged_stop_does_nothing(make, sign_in):
    make.member()
    assert sign_in().post("/desabonnement/WzEsInJlcGx5Il0.forge").status_code == 404
    assert database.session.scalars(select(MailChoice)).all() == []


def test_the_first_visit_goes_in_three_steps(make, sign_in):
    member = make.member(welcome_step=0)
    theme = make.theme()
    browser = sign_in(member)
    assert "Étape 1 sur 3" in browser.get("/bienvenue").text
    assert browser.post("/bienvenue", data={"go": "profile"}).headers["Location"] == "/profil"
    assert "Étape 2 sur 3" in browser.get("/bienvenue").text
    browser.post("/bienvenue", data={"themes": [theme.id]})
    assert [one.id for one in queries.member(member.id).themes] == [theme.id]
    answer = browser.post("/bienvenue", data={"go": "hello"})
    assert answer.headers["Location"].startswith("/forum/")
    assert member.welcome_step == 3
    assert f"Bonjour de {member.first_name}" in browser.get(answer.headers["Location"]).text


def test_the_first_visit_can_be_skipped(make, sign_in):
    member = make.member(welcome_step=0)
    browser = sign_in(member)
    for _ in range(3):
        answer = browser.post("/bienvenue", data={"skip": "1"})
    assert answer.headers["Location"] == "/"
    assert (member.welcome_step, queries.member(member.id).themes) == (3, [])


def test_an_open_session_left_behind_has_few_tries_at_the_password(make, sign_in):
    browser = sign_in(make.member())
    for _ in range(8):
        assert "pas votre mot de passe" in browser.post("/compte/fermer", data={"password": "faux"}).text
    assert "Trop d’essais" in browser.post("/compte/fermer", data={"password": PASSWORD}).text
    changed = {"current": PASSWORD, "password": "une halle rouverte", "password_again": "une halle rouverte"}
    assert "Trop d’essais" in browser.post("/compte/mot-de-passe", data=changed).text
