"""The note of a quarter: one page, and one mail to those who publish, when there is something to say."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from club import jobs
from club.extensions import db as database
from club.mail.models import Letter
from club.members.models import MailChoice
from club.reach import notes


@pytest.fixture
def write_notes(app):
    def run():
        with jobs.background(app):
            done = notes.write_notes()
        database.session.expire_all()
        return done

    return run


def letters():
    return database.session.scalars(select(Letter).where(Letter.kind == "reach").order_by(Letter.id)).all()


@pytest.fixture
def last_quarter(shelf, read, at, close):
    """Four communes in July, three in October: the quarter that ends with the year follows the one of summer."""
    at(2026, 7, 8)
    read(shelf.guide, *shelf.readers[:4])
    close(2026, 10, 1)
    at(2026, 10, 8)
    read(shelf.guide, *shelf.readers[:3])
    read(shelf.note, shelf.readers[0])
    close(2027, 1, 1)
    return shelf


def test_each_editor_is_told_once_and_those_who_want_nothing_are_not(make, last_quarter, write_notes, at):
    shelf = last_quarter
    organisation = database.session.get(type(make.organisation("Agence")), shelf.owner.organisation_id)
    silent, gone = make.partner(organisation), make.partner(organisation, status="suspended")
    database.session.add(MailChoice(member_id=silent.id, kind="reach", is_wanted=False))
    other = make.partner(make.organisation("Agence d’ailleurs"))  # of which there is nothing to say
    make.resource(other)
    database.session.commit()
    assert write_notes() == 1
    assert write_notes() == 0
    (letter,) = letters()
    assert letter.to_member_id == shelf.owner.id
    assert gone.id != letter.to_member_id
    assert letter.subject == "4e trimestre 2026 : ce que deviennent vos ressources"
    assert "- Consultations\u202f: 3 (trimestre précédent\u202f: 4)" in letter.text
    assert "- Le guide des halles (3 consultations)" in letter.text
    assert "Téléchargements" not in letter.text
    assert f"https://club.example/partenaires/{shelf.owner.organisation_id}/portee/2026-t4" in letter.text
    assert "List-Unsubscribe" in letter.headers
    late = make.partner(organisation)
    database.session.commit()
    at(2027, 1, 15)
    assert write_notes() == 0, late  # in the middle of January nobody waits for it any more


def test_nothing_is_sent_before_the_quarter_is_closed_nor_when_nothing_is_to_be_said(
    shelf, read, close, at, write_notes
):
    read(shelf.guide, *shelf.readers[:2])
    at(2027, 1, 1)
    assert write_notes() == 0
    close(2027, 1, 1)
    assert write_notes() == 0
    assert letters() == []


def test_the_note_says_the_quarter_and_the_one_before(sign_in, last_quarter):
    shelf = last_quarter
    page = BeautifulSoup(
        sign_in(shelf.owner).get(f"/partenaires/{shelf.owner.organisation_id}/portee/2026-t4").text, "lxml"
    )
    strip = {one.dt.find(string=True): one.get_text(" ", strip=True) for one in page.select(".lc-strip div")}
    assert strip["consultations"] == "consultations 3e trimestre\u202f: 4 3"
    assert [row.get_text(" ", strip=True) for row in page.select("tbody tr")] == [
        "Le guide des halles 3",
        "Indre (36) 3",
    ]


def test_a_quarter_that_is_not_over_or_that_means_nothing_has_no_note(sign_in, shelf, at):
    browser = sign_in(shelf.owner)
    for quarter in ("2026-t4", "2026-t5", "1999-t1", "2026", "t1-2026"):
        assert browser.get(f"/partenaires/{shelf.owner.organisation_id}/portee/{quarter}").status_code == 404
    assert browser.get(f"/partenaires/{shelf.owner.organisation_id}/portee/2026-t3").status_code == 200


def test_the_choice_is_offered_to_those_who_publish(sign_in, make, shelf):
    assert "La portée de mes ressources" in sign_in(shelf.owner).get("/compte/courriels").text
    assert "La portée de mes ressources" not in sign_in(make.member()).get("/compte/courriels").text
