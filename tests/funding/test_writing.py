"""Writing a funding sheet: mistakes said beside the field, dates of a place, variants, territories of référents."""

from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup

from club import clock
from club.extensions import db as database
from club.funding.models import Aid, AidTerritory
from club.journal import JournalEntry
from club.search.models import SearchDocument


def only():
    database.session.expire_all()
    return database.session.query(Aid).one()


def mistake(answer, field):
    found = BeautifulSoup(answer.text, "lxml").find(id=f"{field}-erreur")
    return found.get_text() if found else None


def test_a_sheet_is_written_published_and_read(sign_in, editor, typed, make):
    browser = sign_in(editor)
    answer = browser.post("/aides/nouvelle", data=typed | {"publish": "1"}, follow_redirects=True)
    words = BeautifulSoup(answer.text, "lxml").main.get_text(" ")
    figures = ("20 à 37,5\u202f%", "150\u202f000\u202f€", "31 mars 2031 à 23\u00a0h\u00a059")
    names = ("Aide aux halles couvertes", "Établissement des Deux Vallées", "Indre (36)", "Subvention", "Réflexion")
    for said in (*figures, *names, "Le devis"):
        assert said in words, said
    assert (only().departement_code, only().documents) == ("36", "La délibération\nLe devis")
    assert sign_in(make.member()).get(answer.request.path).status_code == 200
    assert [one.kind for one in database.session.query(SearchDocument).filter_by(kind="aid")] == ["aid"]


def test_publishing_asks_for_what_readers_need(sign_in, editor, typed):
    browser = sign_in(editor)
    refused = browser.post("/aides/nouvelle", data={"title": "Un titre", "publish": "1"})
    asked = {"summary": "Résumez", "kinds": "nature", "themes": "thème", "covers_france": "Dites où",
             "is_permanent": "Indiquez la date de clôture"}  # fmt: skip
    for field, sentence in asked.items():
        assert sentence in mistake(refused, field), field
    browser.post("/aides/nouvelle", data={"title": "Un titre"})
    late = browser.post(f"/aides/{only().id}/publier")
    assert late.status_code == 409
    assert "le résumé, la nature, les thèmes, le territoire" in late.text
    assert only().published_at is None


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("rate_max", "10", "plus petit que le taux minimum"),
        ("rate_min", "cent", "entre 0 et 100"),
        ("ceiling", "beaucoup", "un montant en euros"),
        ("closes_on", "31/02/2027", "Écrivez une date"),
        ("closes_on", "2026-01-01", "La clôture vient avant l’ouverture."),
        ("prefile_on", "2032-01-01", "Le pré-dépôt vient après la clôture."),
        ("is_permanent", "y", "n’a pas de date de clôture"),
        ("funders", "Fondation inconnue", "«\u00a0Fondation inconnue\u00a0» n’est pas dans l’annuaire"),
        ("places", "Trifouilly", "«\u00a0Trifouilly\u00a0» n’est pas reconnu"),
        ("national", "999999", "Aucune fiche nationale"),
        ("url", "javascript:alert(1)", "adresse complète"),
        ("apply_url", "http://[", "adresse complète"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_typed_is_lost(sign_in, editor, typed, field, value, sentence):
    answer = sign_in(editor).post("/aides/nouvelle", data=typed | {"opens_on": "2026-06-01", field: value})
    assert sentence in mistake(answer, field)
    page = BeautifulSoup(answer.text, "lxml")
    assert page.find(id="body").get_text().strip() == typed["body"]
    assert database.session.query(Aid).count() == 0


def test_days_are_those_of_the_place_where_the_aid_applies(sign_in, editor, typed, make):
    make.departement("974", "La Réunion", "04")
    browser, closing = sign_in(editor), {"closes_on": "2031-07-01", "closes_time": "17:00"}
    browser.post("/aides/nouvelle", data=typed | closing)
    assert only().closes_at == datetime(2031, 7, 1, 15, 0, tzinfo=UTC)
    browser.post(f"/aides/{only().id}/modifier", data=typed | closing | {"departements": ["974"], "submission": "b"})
    assert only().closes_at == datetime(2031, 7, 1, 13, 0, tzinfo=UTC)
    form = BeautifulSoup(browser.get(f"/aides/{only().id}/modifier").text, "lxml")
    assert (form.find(id="closes_on")["value"], form.find(id="closes_time")["value"][:5]) == ("2031-07-01", "17:00")


def test_the_second_of_two_editions_is_shown_both_versions(sign_in, editor, typed):
    browser = sign_in(editor)
    browser.post("/aides/nouvelle", data=typed)
    url = f"/aides/{only().id}/modifier"
    assert browser.post(url, data=typed | {"body": "Le texte neuf.", "submission": "a"}).status_code == 302
    late = browser.post(url, data=typed | {"body": "Ma version tardive.", "submission": "b"})
    assert late.status_code == 409
    assert "Le texte neuf." in late.text
    assert "Ma version tardive." in late.text


def test_a_double_click_makes_one_sheet(sign_in, editor, typed):
    browser = sign_in(editor)
    assert [browser.post("/aides/nouvelle", data=typed).status_code for _ in range(2)] == [302, 302]
    assert only().title == typed["title"]


def test_a_local_variant_starts_from_its_national_sheet(sign_in, editor, typed, make):
    admin = sign_in(make.member("Adèle", role="administrator"))
    admin.post(
        "/aides/nouvelle",
        data=typed | {"departements": [], "covers_france": "y", "organisation_id": "0", "publish": "1"},
    )
    national = only()
    browser = sign_in(editor)
    form = BeautifulSoup(browser.get(f"/aides/nouvelle?nationale={national.id}").text, "lxml")
    assert form.find(id="documents").get_text().strip() == "La délibération\nLe devis"
    assert (form.find(id="national")["value"], form.find(id="closes_on").get("value")) == (str(national.id), "")
    named = {"national": f"https://club.example/aides/{national.id}-aide", "title": "Dans l’Indre"}
    browser.post("/aides/nouvelle", data=typed | named | {"submission": "b", "publish": "1"})
    local = database.session.query(Aid).filter_by(title="Dans l’Indre").one()
    assert local.national_id == national.id
    reader = sign_in(make.member())
    assert "Dans l’Indre" in reader.get(f"/aides/{national.id}-{national.slug}").text
    assert "fiche nationale" in reader.get(f"/aides/{local.id}-{local.slug}").text
    third = browser.post("/aides/nouvelle", data=typed | {"national": str(local.id), "submission": "c"})
    assert "Aucune fiche nationale" in mistake(third, "national")
    parent = admin.post(
        f"/aides/{national.id}/modifier", data=typed | {"national": str(local.id), "organisation_id": "0"}
    )
    assert "la vôtre a des déclinaisons" in mistake(parent, "national")


def test_a_referent_writes_for_the_territory_and_no_further(sign_in, editor, typed, make):
    make.commune("37001", "Ailleurs", epci_siren="243700001")
    browser, typed = sign_in(make.referent("36")), typed | {"organisation_id": "0"}
    for beyond in ({"covers_france": "y"}, {"regions": ["24"]}, {"departements": ["37"]}, {"places": "37001"}):
        answer = browser.post("/aides/nouvelle", data=typed | beyond)
        assert "cette zone en sort" in mistake(answer, "places"), beyond
    assert browser.post("/aides/nouvelle", data=typed | {"places": "Levroux (36)", "publish": "1"}).status_code == 302
    assert only().departement_code == "36"
    region = {"scope_kind": "region", "scope_code": "24", "scope_departements": ["36", "37"]}
    wide = sign_in(make.member("Rita", commune=None, role="referent", **region))
    wide.post("/aides/nouvelle", data=typed | {"regions": ["24"], "title": "Régionale", "submission": "b"})
    draft = database.session.query(Aid).filter_by(title="Régionale").one()
    assert draft.departement_code is None
    assert wide.get(f"/aides/{draft.id}-{draft.slug}").status_code == 200
    assert browser.get(f"/aides/{draft.id}-{draft.slug}").status_code == 404


def test_a_sheet_is_verified_in_one_gesture_and_staff_acts_are_written_down(sign_in, editor, typed, make):
    sign_in(editor).post("/aides/nouvelle", data=typed | {"publish": "1"})
    acts = database.session.query(JournalEntry).filter_by(thing_kind="aid")
    assert acts.count() == 0
    answer = sign_in(make.referent("36")).post(f"/aides/{only().id}/verifier", follow_redirects=True)
    assert "Vérifiée le" in answer.text
    assert (only().verified_on, acts.one().after) == (clock.today(), {"verified_on": clock.today().isoformat()})


def test_a_withdrawn_or_hidden_sheet_leaves_the_members_and_the_index(sign_in, editor, typed, make):
    browser, reader = sign_in(editor), sign_in(make.member())
    browser.post("/aides/nouvelle", data=typed | {"publish": "1"})
    url, found = f"/aides/{only().id}-{only().slug}", database.session.query(SearchDocument).filter_by(kind="aid")
    assert (reader.get(url).status_code, found.count()) == (200, 1)
    browser.post(f"/aides/{only().id}/retirer")
    assert (reader.get(url).status_code, found.count()) == (404, 0)
    assert "Aide aux halles couvertes" in browser.get("/aides/mes-brouillons").text
    browser.post(f"/aides/{only().id}/publier")
    staff = sign_in(make.member("Modeste", role="moderator"))
    staff.post(f"/moderation/masquer/aid/{only().id}", data={"reason": "Périmée depuis deux ans."})
    assert (reader.get(url).status_code, found.count()) == (404, 0)
    assert "Périmée depuis deux ans." in browser.get(url).text


@pytest.mark.parametrize("field", ["title", "kinds", "places", "version", "national", "closes_on", "closes_time"])
@pytest.mark.parametrize("value", ["\x00", "9" * 400, "🏛" * 50, "[]"])
def test_odd_input_never_breaks(sign_in, editor, typed, field, value):
    assert sign_in(editor).post("/aides/nouvelle", data=typed | {field: value, "publish": "1"}).status_code < 500


def test_an_ad_hoc_list_is_as_many_communes(sign_in, editor, typed, make):
    make.commune("37001", "Ailleurs", epci_siren="243700001")
    listed = typed | {"departements": [], "places": "Levroux (36)\n37001", "publish": "1"}
    sign_in(editor).post("/aides/nouvelle", data=listed)
    rows = database.session.query(AidTerritory).order_by(AidTerritory.id)
    assert [(one.scope, one.code) for one in rows] == [("commune", "36093"), ("commune", "37001")]
    assert only().departement_code is None
    assert only().closes_at.date() == date(2031, 3, 31)
