"""Writing an experience: five steps, each kept; conflicts, files, limits."""

import io

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from club import limits
from club.experiences.models import Experience, ExperienceFile
from club.extensions import db as database
from club.forum.models import Topic
from club.search import models as index
from tests.experiences.conftest import LONG, MONEY, RESULTS, STORY, Writer


def picture() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "PNG")
    out.seek(0)
    return out


def test_from_the_first_step_to_the_page(write, essentials, make):
    make.commune("36228", "Valençay", population=2300)
    told = write.whole(essentials | {"others": "Valençay (36)"})
    page = write.page()
    text = page.get_text()
    assert page.h1.get_text() == "La halle rouverte"
    assert page.select_one("section#context strong").get_text() == "lundi"
    for said in ("38\u202f400\u202f€", "2\u202f797", "2\u202f000 à 3\u202f499 habitants", "Usage", "Valençay", "140"):
        assert said in text
    topic = database.session.query(Topic).one()
    assert (topic.about_kind, topic.about_id, topic.title) == ("experience", told.id, "La halle rouverte")
    indexed = database.session.query(index.SearchDocument).filter_by(kind="experience").one()
    assert "lundi" in indexed.body


def test_what_is_typed_in_a_step_comes_back_until_the_step_is_kept(write, essentials):
    def begun(step, place):
        page = BeautifulSoup(write.browser.get(f"/experiences/{step}").text, "lxml")
        assert page.select_one("[data-draft]")["data-draft-to"] == f"/brouillons/{place}"
        return page, "Vous n’aviez pas enregistré" in page.get_text()

    write.browser.post("/brouillons/experience", data={"title": "La halle", "themes": essentials["themes"]})
    page, is_back = begun("nouvelle", "experience")
    assert is_back
    assert page.find(id="title")["value"] == "La halle"
    assert len(page.select("input[name=themes][checked]")) == 1
    write.begin(essentials)
    assert not begun("nouvelle", "experience")[1]
    id, version = write.experience.id, write.experience.version
    typed = {"cost": "12 000", "funders-0-name": "Région", "funders-0-kind": "", "funders-0-amount": "4 000"}
    place, address = f"experience-{id}-3", f"{id}/modifier/3"
    write.browser.post(f"/brouillons/{place}", data=typed | {"funders-0-rate": "", "version": version})
    page, is_back = begun(address, place)
    assert is_back
    assert (page.find(id="cost")["value"], page.find(id="funders-0-name")["value"]) == ("12 000", "Région")
    assert "Depuis, l’expérience a été modifiée" not in page.get_text()
    assert f"/experiences/{address}" in write.browser.get("/brouillons/").text
    write.step(2, STORY)
    page, _ = begun(address, place)
    assert "Depuis, l’expérience a été modifiée" in page.get_text()
    assert page.find(id="version")["value"] == str(write.experience.version)
    write.step(3, MONEY)
    page, is_back = begun(address, place)
    assert not is_back
    assert page.find(id="funders-0-name")["value"] == MONEY["funders-0-name"]
    assert "Mes brouillons" in write.browser.get("/brouillons/").text
    assert "Reprendre" not in write.browser.get("/brouillons/").text


def test_each_step_is_kept_as_it_is_left_and_one_goes_on_back_or_stops(write, essentials):
    assert write.begin(essentials).headers["Location"].endswith("/modifier/2")
    assert write.step(2, STORY).headers["Location"].endswith("/modifier/3")
    assert write.step(3, MONEY, go="back").headers["Location"].endswith("/modifier/2")
    stopped = write.step(4, RESULTS, go="stop").headers["Location"]
    assert stopped.endswith(f"/{write.experience.id}-la-halle-rouverte")
    for number, kept in ((1, "La halle rouverte"), (2, LONG), (3, "Région"), (4, "personnes par soirée")):
        shown = write.browser.get(f"/experiences/{write.experience.id}/modifier/{number}").text
        assert kept in shown
        assert f"Étape {number} sur 5" in shown
    assert write.experience.state == "draft"
    assert write.browser.get(f"/experiences/{write.experience.id}/modifier/6").status_code == 404


def test_a_draft_needs_a_title_and_a_commune_only(sign_in, write, author, make):
    assert write.begin({"title": "Un essai", "commune_code": "36093", "stage": ""}).status_code == 302
    url = f"/experiences/{write.experience.id}-{write.experience.slug}"
    for reader, code in ((author, 200), (make.member(role="moderator"), 200), (make.member(), 404)):
        assert sign_in(reader).get(url).status_code == code
    assert database.session.query(index.SearchDocument).count() == 0


def test_publication_says_what_is_missing_and_where_it_is_written(write, essentials):
    write.begin(essentials | {"themes": []})
    page = write.page()
    assert page.find("a", string="les thèmes, étape 1")["href"].endswith("/modifier/1")
    assert page.find("a", string="ce qui a été fait, étape 2")["href"].endswith("/modifier/2")
    refused = write.gesture("publier")
    assert refused.status_code == 409
    assert "complétez : les thèmes" in refused.text
    assert write.experience.published_at is None


def test_a_published_experience_keeps_its_story(write, essentials):
    write.whole(essentials)
    answer = write.step(2, STORY, context=" ")
    assert "Racontez le problème de départ." in answer.text
    assert "Des essais." in answer.text
    assert write.experience.context == LONG


def test_only_ones_own_communes_are_offered(sign_in, essentials, make, write):
    make.commune("37093", "Ailleurs")
    answer = write.begin(essentials | {"commune_code": "37093"})
    assert "Choisissez une de vos communes." in answer.text
    staff = Writer(sign_in(make.member(role="moderator")))
    assert staff.begin(essentials | {"commune_code": "37093"}).status_code == 302
    assert staff.experience.commune_code == "37093"


def test_a_double_click_makes_one_experience(write, essentials):
    first, second = write.begin(essentials), write.begin(essentials)
    assert first.headers["Location"] == second.headers["Location"]
    assert database.session.query(Experience).count() == 1


@pytest.mark.parametrize(
    ("number", "theirs", "mine"),
    [
        (1, {"title": "Titre neuf"}, {"title": "Titre tardif"}),
        (2, {"context": "Texte neuf"}, {"context": "Texte tardif"}),
        (3, {"funders-0-name": "Département"}, {"funders-0-name": "Europe"}),
        (4, {"figures-0-value": "150"}, {"figures-0-value": "160"}),
        (5, {"contact": "Ana"}, {"contact": "Léo"}),
    ],
)
def test_the_second_of_two_editors_is_shown_both_texts(write, essentials, number, theirs, mine):
    write.whole(essentials)
    version = write.experience.version
    base = {1: essentials, 2: STORY, 3: MONEY, 4: RESULTS, 5: {"contact": ""}}[number] | {"submission": ""}
    assert write.step(number, base | theirs).status_code == 302
    late = write.step(number, base | mine, version=version)
    assert late.status_code == 409
    for said in (*theirs.values(), *mine.values()):
        assert said in late.text
    assert write.experience.version == version + 1


def test_a_picture_needs_words_before_it_is_published_and_a_paper_does_not(write, essentials):
    write.whole(essentials)
    write.gesture("retirer")
    sent = {"file-1": (picture(), "place.png"), "file-2": (io.BytesIO(b"a;b\n1;2\n"), "soirees.csv")}
    write.step(5, {"contact": "Ana"} | sent)
    image, paper = database.session.query(ExperienceFile).order_by(ExperienceFile.position).all()
    assert write.gesture("publier").status_code == 409
    assert write.page().find("img", src=f"/experiences/fichiers/{image.id}") is None
    words = {f"alt-{image.id}": "La place le soir", f"title-{image.id}": "La place"}
    assert write.step(5, {"contact": "Ana"} | words).status_code == 302
    assert write.gesture("publier").status_code == 302
    assert write.page().find("img", src=f"/experiences/fichiers/{image.id}")["alt"] == "La place le soir"
    assert write.browser.get(f"/experiences/fichiers/{paper.id}").data == b"a;b\n1;2\n"
    address = f"/experiences/fichiers/{paper.id}"
    write.step(5, {"contact": "Ana", "remove": [str(paper.id)]} | words)
    assert write.browser.get(address).status_code == 404


def test_a_file_is_judged_by_its_content_and_the_others_are_kept(write, essentials, sign_in, make):
    write.begin(essentials)
    sent = {"file-1": (io.BytesIO(b"MZ\x90\x00virus"), "photo.png"), "file-2": (picture(), "place.exe")}
    answer = write.step(5, {"contact": "Ana", "new-alt-2": "La place"} | sent)
    assert answer.headers["Location"].endswith("/modifier/5")
    assert "n’est pas accepté" in write.browser.get(answer.headers["Location"]).text
    kept = database.session.query(ExperienceFile).one()
    assert write.browser.get(f"/experiences/fichiers/{kept.id}").mimetype == "image/png"
    assert sign_in(make.member()).get(f"/experiences/fichiers/{kept.id}").status_code == 404
    assert write.experience.contact == "Ana"


def test_the_limit_is_said_kindly_and_the_text_is_kept(write, author, essentials):
    for _ in range(20):
        limits.hit("experience", author.id, "20 per day")
    answer = write.begin(essentials)
    assert "beaucoup publié aujourd’hui" in answer.text
    assert "Trois soirs par semaine." in answer.text
    assert database.session.query(Experience).count() == 0


def test_a_text_that_cannot_be_rendered_is_refused_beside_its_field(write, essentials):
    write.begin(essentials)
    answer = write.step(4, RESULTS | {"results": ">" * 10_000})
    assert BeautifulSoup(answer.text, "lxml").find(id="results-erreur") is not None
    assert write.experience.results == ""


@pytest.mark.parametrize(
    "field", ["title", "commune_code", "others", "themes", "stage", "cost", "funders-0-rate", "version", "submission"]
)
@pytest.mark.parametrize("value", ["\x00", "\ud800", "9" * 400, "🏛" * 50, "[]"])
def test_odd_input_never_breaks(write, essentials, field, value):
    odd = {field: value.encode("utf-8", "surrogatepass")}
    assert write.begin(essentials | odd).status_code < 500
    write.begin(essentials | {"submission": "b"})
    assert write.step(3, MONEY | odd).status_code < 500


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


def test_the_page_costs_the_same_however_long_it_is(make, write, essentials, queries):
    write.whole(essentials)
    topic = database.session.query(Topic).one()
    counts = []
    for number in (3, 27):
        for _ in range(number):
            make.post(topic, make.member())
        with queries() as seen:
            write.page()
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 20, seen
