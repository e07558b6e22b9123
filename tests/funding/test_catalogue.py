"""The list of aids: who sees what, in which order, one card for a family."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup

from club import clock
from club.extensions import db as database
from club.moderation.models import Report
from tests.page import walked


def titles(answer):
    return [link.get_text() for link in BeautifulSoup(answer.text, "lxml").select("a.lc-target")]


def test_what_closes_first_comes_first_and_what_is_closed_last(make, sign_in, editor):
    now = clock.now()
    make.aid(editor, "Fermée", closes_at=now - timedelta(days=1))
    make.aid(editor, "Permanente", is_permanent=True)
    make.aid(editor, "À venir", opens_at=now + timedelta(days=9))
    make.aid(editor, "Dans dix jours", closes_at=now + timedelta(days=10))
    make.aid(editor, "Dans six mois", closes_at=now + timedelta(days=180))
    make.aid(editor, "Demain", closes_at=now + timedelta(days=1))
    make.aid(editor, "Un brouillon", published=False)
    make.aid(editor, "Masquée", hidden_at=now, hidden_reason="x")
    page = sign_in(make.member()).get("/aides/")
    assert titles(page) == ["Demain", "Dans dix jours", "Dans six mois", "Permanente", "À venir", "Fermée"]
    for said in ("Ferme demain", "Ferme dans 10 jours", "Ouvre dans 9 jours", "Fermée", "Permanente"):
        assert said in page.text


def test_pages_follow_one_another_without_a_hole(make, sign_in, editor):
    now, kinds = clock.now(), [{"is_permanent": True}, {}, {"closes_at": clock.now() - timedelta(days=2)}]
    for number in range(45):
        dates = kinds[number % 3] or {"closes_at": now + timedelta(days=number // 9)}
        make.aid(editor, f"Aide {number:02}", **dates)
    browser = sign_in(make.member())
    seen = walked(browser, "/aides/", titles, pages=3)
    assert sorted(seen) == [f"Aide {number:02}" for number in range(45)]
    assert titles(browser.get("/aides/?apres=abc~~")) == seen[:20]


def test_a_family_is_one_card_the_local_one_for_those_concerned(make, sign_in, editor):
    make.commune("37001", "Ailleurs", epci_siren="243700001")
    national = make.aid(editor, "Nationale")
    make.aid(editor, "De la région", national_id=national.id, scope="region", code="24")
    make.aid(editor, "De l’Indre", national_id=national.id, scope="departement", code="36")
    make.aid(editor, "Du Cher", national_id=national.id, scope="departement", code="18")
    reader = sign_in(make.member())
    assert titles(reader.get("/aides/")) == ["De l’Indre"]
    said = BeautifulSoup(reader.get(f"/aides/{national.id}-aide").text, "lxml").select_one(".lc-info").get_text()
    assert "Cette aide a une déclinaison pour votre commune : De l’Indre" in said.replace("\u202f", " ")
    assert titles(sign_in(make.member(commune="37001")).get("/aides/")) == ["De la région"]
    stranger = sign_in(make.member(commune=None)).get("/aides/")
    assert titles(stranger) == ["Nationale"]
    assert "3 déclinaisons locales" in stranger.text


def test_variants_of_a_sheet_that_is_not_shown_stand_alone(make, sign_in, editor):
    hidden = make.aid(editor, "Nationale", published=False)
    make.aid(editor, "Du Cher", national_id=hidden.id, scope="departement", code="18")
    assert titles(sign_in(make.member()).get("/aides/")) == ["Du Cher"]


def test_the_sheet_says_who_gives_how_much_until_when(make, sign_in, editor):
    closes = clock.now() + timedelta(days=3)
    aid = make.aid(
        editor, "Aide à la halle", rate_min=20, rate_max=37.5, ceiling=150_000, closes_at=closes, is_call=True,
        documents="La délibération\nLe plan de financement", beneficiaries="Communes", is_for_investment=True,
    )  # fmt: skip
    browser = sign_in(make.member())
    assert browser.get(f"/aides/{aid.id}").status_code == 301
    words = BeautifulSoup(browser.get(f"/aides/{aid.id}-aide").text, "lxml").main.get_text(" ")
    said_of_money = ("20 à 37,5\u202f%", "150\u202f000\u202f€", "Ferme dans 3 jours", "Appel à projets")
    for said in (*said_of_money, "Le plan de financement", "Investissement", "Subvention", "France entière"):
        assert said in words


def test_a_badge_counts_the_days_of_the_reader(make, sign_in, editor, wait_until):
    """At six in the morning in Paris it is still the evening before in Papeete, and the afternoon in Nouméa."""
    make.aid(editor, "Bientôt", closes_at=wait_until(6, zone="Europe/Paris") + timedelta(hours=12))
    assert "Ferme aujourd’hui" in sign_in(make.member(timezone="Europe/Paris")).get("/aides/").text
    assert "Ferme demain" in sign_in(make.member(timezone="Pacific/Noumea")).get("/aides/").text


def test_overseas_the_closing_is_told_on_both_clocks(make, sign_in, editor):
    closes = datetime(2031, 1, 14, 23, 59, tzinfo=ZoneInfo("Europe/Paris"))
    aid = make.aid(editor, closes_at=closes)
    page = sign_in(make.member(timezone="Indian/Reunion")).get(f"/aides/{aid.id}-aide").text
    assert "mercredi 15 janvier 2031 à 2\u00a0h\u00a059" in page
    assert "France métropolitaine (Paris)\u202f: mardi 14 janvier 2031 à 23\u00a0h\u00a059" in page
    assert "votre heure" not in sign_in(make.member()).get(f"/aides/{aid.id}-aide").text


def test_a_first_file_is_counted_down_then_said_too_late(make, sign_in, editor):
    now = clock.now()
    closes = {"closes_at": now + timedelta(days=90)}
    make.aid(editor, "Bientôt", prefile_at=now + timedelta(days=12), **closes)
    late = make.aid(editor, "Trop tard", prefile_at=now - timedelta(days=1), **closes)
    make.aid(editor, "Fermée", prefile_at=now - timedelta(days=9), closes_at=now - timedelta(days=1))
    browser = sign_in(make.member())
    page = browser.get("/aides/").text
    assert (page.count("Pré-dépôt dans 12 jours"), page.count("Pré-dépôt clos")) == (1, 1)
    assert "Pré-dépôt clos" in browser.get(f"/aides/{late.id}-aide").text


def test_an_error_in_a_sheet_is_reported_to_the_staff(make, sign_in, editor):
    aid = make.aid(editor, "Aide à la halle")
    browser = sign_in(make.member())
    address = f"/moderation/signaler/aid/{aid.id}"
    assert "Aide à la halle" in browser.get(address).text
    browser.post(address, data={"reason": "erreur", "note": "Le taux a changé."})
    report = database.session.query(Report).one()
    assert (report.thing_kind, report.thing_id, report.thing_author_id) == ("aid", aid.id, editor.id)
