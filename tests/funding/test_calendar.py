"""The dates of aids to come, for a commune and in a diary."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from club import clock
from club.extensions import db
from club.funding.models import AidTerm
from club.members.models import MemberTheme

WINTER = datetime(2031, 1, 31, 23, 0, tzinfo=UTC)  # midnight in Paris: the end of 31 January


@pytest.fixture
def aids(make):
    editor = make.partner(departement_code=None)
    make.commune("37001", "Ailleurs")
    return {
        "here": make.aid(editor, "Aide du département", scope="departement", code="36", closes_at=WINTER),
        "far": make.aid(editor, "Aide d’ailleurs", scope="departement", code="37", closes_at=WINTER),
        "past": make.aid(editor, "Aide passée", closes_at=clock.now() - timedelta(days=3)),
        "draft": make.aid(editor, "Aide en préparation", published=False, closes_at=WINTER),
        "coming": make.aid(editor, "Aide à venir", opens_at=datetime(2030, 12, 31, 23, 0, tzinfo=UTC)),
    }


@pytest.fixture
def ana(make):
    return make.member("Ana")


def test_the_page_shows_what_holds_in_one_s_commune_month_by_month(aids, ana, sign_in):
    page = sign_in(ana).get("/aides/calendrier").text
    assert "Aide du département" in page
    assert "Janvier 2031" in page
    assert "<b>31 janvier</b>" in page  # not the 1st of February
    assert "<b>1er janvier</b>" in page  # an opening is on its own day
    for absent in ("Aide d’ailleurs", "Aide passée", "Aide en préparation"):
        assert absent not in page


def test_only_one_s_own_themes_if_asked(aids, ana, make, sign_in):
    theme = make.theme()
    db.session.add_all(
        [MemberTheme(member_id=ana.id, term_id=theme.id), AidTerm(aid_id=aids["here"].id, term_id=theme.id)]
    )
    db.session.commit()
    page = sign_in(ana).get("/aides/calendrier?themes=miens").text
    assert "Aide du département" in page
    assert "Aide à venir" not in page


def test_a_diary_reads_the_same_by_a_secret_address_that_can_be_revoked(aids, ana, make, sign_in):
    browser, diary = sign_in(ana), sign_in()
    assert "Créer mon adresse" in browser.get("/aides/calendrier").text
    browser.post("/experiences/mon-fil", data={})
    page = browser.get("/aides/calendrier").text
    address = page.partition('value="https://club.example')[2].partition('"')[0]
    answer = diary.get(address)
    assert answer.mimetype == "text/calendar"
    events = [one for one in icalendar.Calendar.from_ical(answer.data).walk("VEVENT")]
    assert [str(one["summary"]) for one in events] == ["Ouverture : Aide à venir", "Clôture : Aide du département"]
    assert [one.decoded("dtstart").isoformat() for one in events] == ["2031-01-01", "2031-01-31"]
    assert str(events[1]["url"]).startswith(f"https://club.example/aides/{aids['here'].id}-")
    browser.post("/experiences/mon-fil", data={"stop": "1"})
    assert diary.get(address).status_code == 404
    assert diary.get("/aides/calendrier/rien.ics").status_code == 404
