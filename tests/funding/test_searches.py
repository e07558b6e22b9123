"""Searches that are kept: what is new in them is written once, at the rhythm chosen, until one click."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from club import clock, jobs
from club.extensions import db
from club.funding import searching
from club.funding.events import AidChanged
from club.funding.models import Aid
from club.funding.searches import MOST, AidSearch, AidSearchTold
from club.mail import Letter
from club.notifications import alerts


@pytest.fixture
def reader(make):
    make.commune()
    return make.member("Ana", commune="36093")


@pytest.fixture
def browser(sign_in, reader):
    return sign_in(reader)


def keep(browser, query="q=halle", rhythm="chaque-jour", name="Les halles"):
    return browser.post(
        "/aides/recherches", data={"name": name, "rhythm": rhythm, "query": query}, follow_redirects=True
    )


@pytest.fixture
def write(app):
    def run(**later):
        with pytest.MonkeyPatch.context() as patch, jobs.background(app):
            now = clock.now() + timedelta(**later)
            patch.setattr(clock, "now", lambda: now)
            return alerts.write_alerts()

    return run


@pytest.fixture
def publish(make, editor):
    def publish(title, by=None, **more):
        aid = make.aid(by or editor, title, **more)
        searching.index_aid(AidChanged(aid_id=aid.id))
        db.session.commit()
        return aid

    return publish


def letters():
    return db.session.scalars(select(Letter).where(Letter.kind == "alert").order_by(Letter.id)).all()


def test_the_list_offers_to_keep_its_search_under_the_names_of_its_filters(make, browser, publish):
    publish("Aide aux halles")
    page = browser.get("/aides/?ouvertes=1&q=halles").text
    assert "Ouvertes maintenant, « halles »" in page
    assert "Être prévenu des nouvelles aides" not in browser.get("/aides/").text
    assert "Être prévenu des nouvelles aides" in browser.get("/aides/pour/36093-levroux", follow_redirects=True).text


def test_the_same_search_is_kept_once_and_leads_to_its_list(browser, reader):
    assert "Vous recevrez un courriel" in keep(browser, "q=halle&ouvertes=1&inconnu=x").text
    page = keep(browser, "ouvertes=1&q=halle", "jamais", "Halles ouvertes").text
    assert (page.count("Halles ouvertes"), "Les halles" in page) == (3, False)
    kept = db.session.scalars(select(AidSearch)).one()
    assert (kept.query, kept.rhythm) == ("ouvertes=1&q=halle", "jamais")
    assert 'href="/aides/?ouvertes=1&amp;q=halle"' in page
    here = keep(browser, "commune=36093-levroux&theme=3", name="Chez nous").text
    assert 'href="/aides/pour/36093-levroux?theme=3"' in here or 'href="/aides/pour/36093?theme=3"' in here


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(browser, reader, make):
    page = keep(browser, "q=halle", name=" ").text
    assert "Donnez-lui un nom." in page
    assert 'value="q=halle"' in page
    assert "retirez-en" in keep(browser, "&".join(f"theme={number}" for number in range(10, 120)), name="Trop").text
    db.session.add_all(
        AidSearch(author_id=reader.id, name="x", query=f"q={number}", rhythm="jamais") for number in range(MOST)
    )
    db.session.commit()
    assert f"déjà {MOST} recherches" in keep(browser, name="Une de trop").text
    assert db.session.scalar(select(func.count(AidSearch.id))) == MOST


def test_each_day_new_sheets_are_written_of_once_and_never_ones_own(make, browser, reader, publish, write):
    publish("Aide d’avant pour la halle")
    keep(browser)
    publish("Aide à la halle neuve")
    publish("Aide aux vitrines")
    publish("Brouillon de halle", published=False)
    publish("Aide à la halle par Ana", by=reader)
    assert write(days=1) == 1
    assert write(days=1) == 0
    assert write(days=2) == 0
    (letter,) = letters()
    assert letter.subject.startswith("1 nouvelle aide : Les halles")
    assert "Aide à la halle neuve" in letter.text
    for other in ("d’avant", "vitrines", "Brouillon", "par Ana"):
        assert other not in letter.text
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_week_gathers_all_searches_and_at_once_waits_for_the_day(make, browser, publish, write, monkeypatch):
    monkeypatch.setattr(alerts, "MORNING", 0)
    monkeypatch.setattr(alerts, "EVENING", 24)
    keep(browser, "q=halle", "chaque-semaine")
    keep(browser, "q=vitrine", "chaque-semaine", "Les vitrines")
    keep(browser, "q=tout+de+suite", "tout-de-suite", "Vite")
    publish("Aide à la halle")
    publish("Aide aux vitrines")
    publish("Aide tout de suite")
    assert write(minutes=1) == 0  # it may still be corrected
    assert write(minutes=11) == 1
    assert write(minutes=16) == 0
    monkeypatch.setattr(alerts, "EVENING", 0)
    publish("Une autre aide, tout de suite").published_at += timedelta(minutes=20)
    db.session.commit()
    assert write(minutes=40) == 0  # the evening
    assert write(days=7) == 1
    soon, week = letters()
    assert "Aide tout de suite" in soon.text
    assert "Aide à la halle" in week.text
    assert "Aide aux vitrines" in week.text
    assert week.text.count("Ne plus être prévenu pour cette recherche") == 2


def test_one_click_without_signing_in_stops_one_search_and_only_it(app, make, browser, publish, write):
    keep(browser)
    keep(browser, "q=vitrine", name="Les vitrines")
    publish("Aide à la halle et aux vitrines")
    write(days=1)
    stop = re.findall(r"pour cette recherche\u202f: \S+(/desabonnement/\S+)", letters()[0].text)[0]
    visitor = app.test_client()
    assert "Cette recherche ne vous écrira plus" in visitor.get(stop).text
    assert {one.rhythm for one in db.session.scalars(select(AidSearch))} == {"chaque-jour"}  # a GET changes nothing
    assert visitor.post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    db.session.expire_all()
    known = {one.name: one.rhythm for one in db.session.scalars(select(AidSearch))}
    assert known == {"Les halles": "jamais", "Les vitrines": "chaque-jour"}


def test_what_came_out_while_a_search_was_silent_is_not_written_late(make, browser, publish, write):
    keep(browser, rhythm="jamais")
    publish("Aide à la halle")
    kept = db.session.scalars(select(AidSearch)).one()
    browser.post(f"/aides/recherches/{kept.id}", data={"name": "Halles", "rhythm": "chaque-jour"})
    assert write(days=1) == 0


def test_a_search_is_forgotten_with_what_was_written_of_it(make, sign_in, browser, publish, write):
    keep(browser)
    publish("Aide à la halle")
    write(days=1)
    kept = db.session.scalars(select(AidSearch)).one()
    assert sign_in(make.member("Léo")).post(f"/aides/recherches/{kept.id}/oublier").status_code == 404
    assert "oubliée" in browser.post(f"/aides/recherches/{kept.id}/oublier", follow_redirects=True).text
    assert db.session.scalar(select(func.count()).select_from(AidSearchTold)) == 0


def test_whoever_may_not_be_written_to_is_not(make, browser, reader, publish, write):
    keep(browser)
    publish("Aide à la halle")
    reader.status = "suspended"
    db.session.commit()
    assert write(days=1) == 0
    assert db.session.scalar(select(func.count(Aid.id))) == 1
