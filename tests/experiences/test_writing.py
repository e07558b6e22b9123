"""Sharing an experience: drafts, publication, preview, money, conflicts, limits."""

import pytest
from bs4 import BeautifulSoup
from wtforms.validators import ValidationError

from club import limits
from club.experiences import operations
from club.experiences.forms import euros
from club.experiences.models import Experience, ExperienceFunder
from club.extensions import db as database
from club.forum.models import Topic
from club.search import models as index

LONG = "La halle ne servait plus que le **lundi** matin."


@pytest.fixture
def author(make):
    return make.member("Inès")


@pytest.fixture
def typed(make, author):
    return {
        "title": "La halle rouverte", "summary": "Trois soirs par semaine.", "commune_code": "36093",
        "themes": [make.theme().id], "context": LONG, "actions": "Des essais.", "cost": "38 400 €",
        "funders-0-name": "Région", "funders-0-amount": "6 912", "funders-1-name": "Commune",
        "funders-1-amount": "8448", "submission": "une-cle", "version": "1",
    }  # fmt: skip


def only():
    return database.session.query(Experience).one()


def test_a_published_experience_has_its_page_its_money_and_its_discussion(sign_in, author, typed, make):
    browser = sign_in(author)
    answer = browser.get(browser.post("/experiences/nouvelle", data=typed | {"publish": "1"}).headers["Location"])
    assert answer.status_code == 200
    page = BeautifulSoup(answer.text, "lxml")
    assert page.h1.get_text() == "La halle rouverte"
    text = page.get_text()
    assert "38\u202f400\u202f€" in text
    assert "2\u202f797" in text
    assert "CC Levroux Boischaut Champagne" in text
    assert page.select_one("section#context strong").get_text() == "lundi"
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in page.select("table tbody tr")]
    assert rows[0] == ["Région", "6\u202f912\u202f€", "18 %"]
    assert rows[-1][0] == "Non détaillé"
    topic = database.session.query(Topic).one()
    assert (topic.about_kind, topic.about_id, topic.title) == ("experience", only().id, "La halle rouverte")
    assert page.find(id="discussion") is not None
    indexed = database.session.query(index.SearchDocument).filter_by(kind="experience").one()
    assert "lundi" in indexed.body


def test_a_draft_needs_a_title_and_a_commune_only(sign_in, author, make):
    data = {"title": "Un essai", "commune_code": "36093", "save": "1"}
    assert sign_in(author).post("/experiences/nouvelle", data=data).status_code == 302
    draft = only()
    assert draft.published_at is None
    assert draft.topic_id is None
    url = f"/experiences/{draft.id}-{draft.slug}"
    assert sign_in(author).get(url).status_code == 200
    assert sign_in(make.member(role="moderator")).get(url).status_code == 200
    assert sign_in(make.member()).get(url).status_code == 404
    assert database.session.query(index.SearchDocument).count() == 0


def test_publishing_asks_for_the_story_and_keeps_what_was_typed(sign_in, author, typed):
    answer = sign_in(author).post("/experiences/nouvelle", data=typed | {"context": " ", "publish": "1", "themes": []})
    assert "Racontez le contexte." in answer.text
    assert "Choisissez au moins un thème." in answer.text
    assert "Des essais." in answer.text
    assert database.session.query(Experience).count() == 0


def test_only_ones_own_communes_are_offered(sign_in, author, typed, make):
    make.commune("37093", "Ailleurs")
    answer = sign_in(author).post("/experiences/nouvelle", data=typed | {"commune_code": "37093"})
    assert "Choisissez une de vos communes." in answer.text
    staff = sign_in(make.member(role="moderator"))
    assert staff.post("/experiences/nouvelle", data=typed | {"commune_code": "37093"}).status_code == 302
    assert only().commune_code == "37093"


def test_a_preview_and_a_new_line_keep_nothing_stored(sign_in, author, typed):
    browser = sign_in(author)
    preview = browser.post("/experiences/nouvelle", data=typed | {"preview": "1"})
    assert "<strong>lundi</strong>" in preview.text
    assert "rien n’est encore enregistré" in preview.text
    more = browser.post("/experiences/nouvelle", data=typed | {"add_row": "1"})
    page = BeautifulSoup(more.text, "lxml")
    assert page.find(id="funders-1-name")["value"] == "Commune"
    before = len(BeautifulSoup(preview.text, "lxml").select("input[name$=-amount]"))
    assert len(page.select("input[name$=-amount]")) == before + 1
    assert database.session.query(Experience).count() == 0


def test_funders_above_the_cost_are_said_beside_the_field(sign_in, author, typed):
    answer = sign_in(author).post("/experiences/nouvelle", data=typed | {"cost": "10 000", "publish": "1"})
    error = BeautifulSoup(answer.text, "lxml").find(id="cost-erreur")
    assert "dépasse ce coût" in error.get_text()
    assert database.session.query(ExperienceFunder).count() == 0


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("38 400 €", 38400),
        ("38\u202f400\u00a0€", 38400),
        ("38.400,50", 38400),
        ("38400.50", 38400),
        ("0", 0),
        ("", None),
    ],
)
def test_amounts_are_read_as_people_write_them(text, amount):
    assert euros(text) == amount


@pytest.mark.parametrize("text", ["beaucoup", "-5", "12,345,6", "99999999999", "1e9", "€"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValidationError):
        euros(text)


def test_a_double_click_makes_one_experience(sign_in, author, typed):
    browser = sign_in(author)
    first = browser.post("/experiences/nouvelle", data=typed | {"publish": "1"})
    second = browser.post("/experiences/nouvelle", data=typed | {"publish": "1"})
    assert first.headers["Location"] == second.headers["Location"]
    assert database.session.query(Experience).count() == database.session.query(Topic).count() == 1


def test_the_second_of_two_editions_is_shown_both_versions(sign_in, author, typed, make):
    browser = sign_in(author)
    browser.post("/experiences/nouvelle", data=typed | {"publish": "1"})
    url = f"/experiences/{only().id}/modifier"
    assert browser.post(url, data=typed | {"title": "Titre neuf", "submission": "a"}).status_code == 302
    late = browser.post(url, data=typed | {"context": "Ma version tardive.", "submission": "b"})
    assert late.status_code == 409
    assert "Titre neuf" in late.text
    assert "Ma version tardive." in late.text
    assert only().title == "Titre neuf"
    assert database.session.query(Topic).one().title == "Titre neuf"


def test_a_withdrawn_experience_takes_its_discussion_along(sign_in, author, typed, make):
    browser, reader = sign_in(author), sign_in(make.member())
    browser.post("/experiences/nouvelle", data=typed | {"publish": "1"})
    topic = database.session.query(Topic).one()
    browser.post(f"/experiences/{only().id}/retirer")
    assert reader.get(f"/experiences/{only().id}").status_code == 404
    assert topic.hidden_at is not None
    assert database.session.query(index.SearchDocument).filter_by(kind="experience").count() == 0
    browser.post(f"/experiences/{only().id}/modifier", data=typed | {"publish": "1", "submission": "autre"})
    assert topic.hidden_at is None
    assert database.session.query(Topic).count() == 1


def test_moderation_hides_and_restores(make, author, sign_in):
    experience = make.experience(author)
    operations.hide(experience, reason="Coordonnées.", by=author)
    database.session.commit()
    url = f"/experiences/{experience.id}-{experience.slug}"
    reader = sign_in(make.member())
    assert reader.get(url).status_code == 404
    assert "Coordonnées." in sign_in(author).get(url).text
    operations.restore(experience, by=author)
    database.session.commit()
    assert reader.get(url).status_code == 200


def test_the_limit_is_said_kindly_and_the_text_is_kept(sign_in, author, typed):
    for _ in range(20):
        limits.hit("experience", author.id, "20 per day")
    answer = sign_in(author).post("/experiences/nouvelle", data=typed)
    assert "beaucoup publié aujourd’hui" in answer.text
    assert LONG in answer.text
    assert database.session.query(Experience).count() == 0


def test_a_text_that_cannot_be_rendered_is_refused_beside_its_field(sign_in, author, typed):
    answer = sign_in(author).post("/experiences/nouvelle", data=typed | {"results": ">" * 10_000})
    assert BeautifulSoup(answer.text, "lxml").find(id="results-erreur") is not None
    assert database.session.query(Experience).count() == 0


@pytest.mark.parametrize(
    "field", ["title", "commune_code", "themes", "cost", "funders-0-amount", "version", "submission"]
)
@pytest.mark.parametrize("value", ["\x00", "\ud800", "9" * 400, "🏛" * 50, "[]"])
def test_odd_input_never_breaks(sign_in, author, typed, field, value):
    data = typed | {field: value.encode("utf-8", "surrogatepass")}
    assert sign_in(author).post("/experiences/nouvelle", data=data | {"publish": "1"}).status_code < 500


def test_a_wrong_slug_leads_to_the_right_address(make, author, sign_in):
    experience = make.experience(author)
    answer = sign_in(author).get(f"/experiences/{experience.id}-autre?_scheme=x&id=3&slug=y")
    assert answer.status_code == 301
    assert answer.headers["Location"].endswith(f"/experiences/{experience.id}-experience")


def test_the_author_shows_an_address_only_if_willing(make, sign_in):
    shy, open_ = (
        make.member(email="timide@essai.example"),
        make.member(email="ouverte@essai.example", is_email_shown=True),
    )
    reader = sign_in(make.member())
    assert "timide@" not in reader.get(f"/experiences/{make.experience(shy).id}-experience").text
    assert "ouverte@" in reader.get(f"/experiences/{make.experience(open_).id}-experience").text


def test_the_page_costs_at_most_eight_statements(make, sign_in, author, typed, queries):
    browser = sign_in(author)
    browser.post("/experiences/nouvelle", data=typed | {"publish": "1"})
    url = f"/experiences/{only().id}-{only().slug}"
    topic = database.session.query(Topic).one()
    counts = []
    for number in (3, 27):
        for _ in range(number):
            make.post(topic, author)
        with queries() as seen:
            assert browser.get(url).status_code == 200
        counts.append(len(seen))
    assert counts[0] <= 8, seen
    assert counts[1] == counts[0]
