"""What authors, partners and the staff see of the reach: sums of three communes at least, month by month."""

import csv
import io

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from club.collections.models import CollectionStep
from club.experiences.models import CoAuthor
from club.extensions import db as database
from club.forum import operations as forum
from club.library import bookmarks
from club.reach.models import ReachCell
from tests.reach.conftest import OCTOBER


def table(page, name):
    rows = page.find("caption", string=name).find_parent("table").select("tbody tr")
    return {
        row.th.get_text(strip=True): [cell.find_all(string=True)[-1].strip() for cell in row.select("td")]
        for row in rows
    }


def page_of(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 200, answer.text[:500]
    return BeautifulSoup(answer.text, "lxml")


def strip(page):
    return [one.get_text(strip=True).replace("–", "") for one in page.select(".lc-strip dd")]


FEW = "moins de trois communes"


def test_the_page_of_a_resource_says_what_three_communes_did_once_the_month_is_over(sign_in, shelf, read, close):
    read(shelf.guide, *shelf.readers)
    read(shelf.note, *shelf.readers[:2])
    path = f"/ressources/{shelf.guide.id}/portee"
    assert "Pas encore de chiffres" in sign_in(shelf.owner).get(path).text  # October is not over
    assert close() == 12
    browser = sign_in(shelf.owner)
    page = page_of(browser, path)
    assert strip(page) == [
        "4",
        FEW,
        FEW,
        FEW,
    ]  # the two communes of Indre-et-Loire are nowhere, not in the total either
    assert table(page, "Les douze derniers mois")["octobre 2026"] == ["4", FEW, FEW, FEW]
    assert table(page, "Les douze derniers mois, par département") == {"Indre (36)": ["4", FEW, FEW, FEW]}
    assert "octobre 2026, 4" in page.find("svg", role="img")["aria-label"]
    assert "Pas encore de chiffres" in browser.get(f"/ressources/{shelf.note.id}/portee").text


def test_the_organisation_sums_its_resources_and_what_is_left_of_them(sign_in, shelf, read, close):
    read(shelf.guide, *shelf.readers)
    read(shelf.note, shelf.readers[0], shelf.readers[4])
    close()
    browser = sign_in(shelf.owner)
    page = page_of(browser, f"/partenaires/{shelf.owner.organisation_id}/portee")
    assert strip(page)[0] == "8"
    places = table(page, "Les douze derniers mois, par département")
    assert {name: numbers[0] for name, numbers in places.items()} == {"Indre (36)": "4", "Autres départements": "4"}
    assert table(page, "Ressource par ressource, sur douze mois") == {"Le guide des halles": ["4", FEW, FEW, FEW]}
    answer = browser.get(f"/partenaires/{shelf.owner.organisation_id}/portee.csv")
    lines = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";"))
    assert [(one["mois"], one["departement"], one["titre"], one["consultations"]) for one in lines] == [
        ("2026-10", "Autres départements", "Autres ressources réunies", "4"),
        ("2026-10", "Indre (36)", "Le guide des halles", "4"),
    ]


def test_what_is_kept_and_quoted_is_counted_from_the_data(app, sign_in, make, shelf, close, at):
    link = f"https://club.example/ressources/{shelf.guide.id}-ressource"
    for reader in (*shelf.readers[:3], shelf.owner, make.member(role="administrator")):
        bookmarks.keep_at_once(shelf.guide, by=reader)
    topic = make.topic(shelf.readers[0])
    forum.reply(topic, f"Voici :\n\n{link}", by=shelf.readers[0])
    forum.reply(topic, f"Ou : {link}", by=make.member(role="moderator"))
    told = make.experience(shelf.readers[1])
    told.actions_html = f'<p>Lire <a href="{link}">le guide</a></p>'
    make.collection(shelf.readers[2], shelf.guide)
    alone = make.collection(shelf.readers[3], shelf.guide, state="private")
    database.session.commit()
    assert alone.shared_at is None
    assert database.session.scalars(select(CollectionStep)).all()
    close()
    page = page_of(sign_in(shelf.owner), f"/ressources/{shelf.guide.id}/portee")
    assert strip(page) == [FEW, FEW, "3", "3"]


def test_a_closed_month_never_changes(sign_in, shelf, read, close, at, count):
    read(shelf.guide, *shelf.readers[:3])
    close()
    first = [(one.month, one.number) for one in database.session.scalars(select(ReachCell))]
    at(2026, 10, 30)
    read(shelf.guide, shelf.readers[3])
    assert close() == 0
    assert [(one.month, one.number) for one in database.session.scalars(select(ReachCell))] == first == [(OCTOBER, 3)]


def test_the_database_itself_refuses_a_cell_of_two_communes(db):
    words = {"kind": "resource", "thing_id": 1, "month": OCTOBER, "gesture": "view", "departement_code": "36"}
    db.session.add(ReachCell(**words, communes=2, number=9))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_cells_are_kept_three_years(shelf, sign_in, read, close, at):
    read(shelf.guide, *shelf.readers[:3])
    close()
    close(2029, 10, 31)
    assert len(database.session.scalars(select(ReachCell)).all()) == 1
    close(2029, 11, 1)
    assert database.session.scalars(select(ReachCell)).all() == []


def test_an_author_sees_the_reach_of_an_experience(sign_in, make, shelf, close, at, count):
    author = make.member("Autrice")
    told = make.experience(author)
    for reader in shelf.readers[:3]:
        sign_in(reader).get(f"/experiences/{told.id}-experience")
    close()
    browser = sign_in(author)
    page = page_of(browser, f"/experiences/{told.id}/portee")
    assert strip(page) == ["3", FEW, FEW]
    assert f"/experiences/{told.id}/portee" in browser.get(f"/experiences/{told.id}-experience").text
    assert (
        "2026-10;36;Indre (36);La halle rouverte trois soirs par semaine;3;;;"
        in browser.get(f"/experiences/{told.id}/portee.csv").text
    )
    assert "portee" not in sign_in(shelf.readers[0]).get(f"/experiences/{told.id}-experience").text


def test_a_member_sees_the_reach_of_all_that_they_wrote_alone_or_with_others(sign_in, make, shelf, read, close):
    author, other = make.member("Autrice"), make.member("Autre")
    mine, ours, theirs = make.experience(author), make.experience(other, "La nôtre"), make.experience(other, "La leur")
    words = {"member_id": author.id, "invited_by_id": other.id, "state": CoAuthor.ACCEPTED}
    database.session.add(CoAuthor(experience_id=ours.id, **words))
    database.session.commit()
    for reader in shelf.readers[:3]:
        for told in (mine, ours, theirs):
            sign_in(reader).get(f"/experiences/{told.id}-experience")
    read(shelf.guide, *shelf.readers[:3])
    close()
    browser = sign_in(author)
    page = page_of(browser, "/profil/portee")
    assert strip(page)[0] == "6"
    assert set(table(page, "Contribution par contribution, sur douze mois")) == {
        "La halle rouverte trois soirs par semaine",
        "La nôtre",
    }
    assert len(browser.get("/profil/portee.csv").text.splitlines()) == 3
    assert set(
        table(page_of(sign_in(shelf.owner), "/profil/portee"), "Contribution par contribution, sur douze mois")
    ) == {"Le guide des halles"}
    assert "/profil/portee" in browser.get("/compte").text


def test_the_page_of_an_organisation_asks_as_much_for_three_resources_as_for_thirty(
    make, sign_in, queries, shelf, at, db
):
    browser = sign_in(shelf.owner)
    path = f"/partenaires/{shelf.owner.organisation_id}/portee"
    asked = []
    for more in (3, 27):
        for _ in range(more):
            cell = {"kind": "resource", "thing_id": make.resource(shelf.owner).id, "month": OCTOBER.replace(month=9)}
            db.session.add(ReachCell(**cell, gesture="view", departement_code="36", communes=3, number=3))
        db.session.commit()
        with queries() as seen:
            assert browser.get(path).status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 6, seen
