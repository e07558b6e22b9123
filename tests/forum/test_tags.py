"""The guided question: tags, territory, what was tried; lists by tag and by place; words proposed to staff."""

import pytest
from sqlalchemy import select

from club.extensions import db
from club.forum import tags
from club.forum.models import Post, Topic
from club.forum.tags import TagProposal
from club.journal import JournalEntry
from club.search import find

TITLE = "Qui a un modèle de bail dérogatoire ?"


@pytest.fixture
def words(make):
    return [make.term("tag", slug, slug.capitalize()) for slug in ("bail", "halle", "vitrine", "friche", "velo", "eau")]


@pytest.fixture
def ana(make):
    make.departement("37", "Indre-et-Loire")
    return make.member("Ana")


def ask(make, browser, **more):
    form = {"kind": "question", "title": TITLE, "body": "Bonjour.", "theme_id": make.theme().id}
    form |= {"audience": "members", "place": "commune-36093"}
    return browser.post("/forum/nouveau-sujet", data=form | more, follow_redirects=True)


def test_a_question_bears_its_tags_its_place_and_what_was_tried(make, sign_in, ana, words):
    chosen = [words[0].id, words[1].id]
    page = ask(make, sign_in(ana), tags=chosen, place="departement-37", tried="Le modèle de **l’EPF**.").text
    topic = db.session.scalars(select(Topic)).one()
    assert (topic.commune_code, topic.departement_code) == (None, "37")
    assert [one.label for one in tags.of_topic(topic.id)] == ["Bail", "Halle"]
    assert "/forum/?etiquette=bail" in page
    assert "Ce que j’ai déjà essayé</h3>" in page
    assert "<strong>l’EPF</strong>" in page


def test_the_territory_is_the_commune_of_the_author_unless_said_otherwise(make, sign_in, ana):
    page = sign_in(ana).get("/forum/nouveau-sujet").text
    assert '<option selected value="commune-36093">Levroux</option>' in page
    ask(make, sign_in(ana))
    topic = db.session.scalars(select(Topic)).one()
    assert (topic.commune_code, topic.departement_code) == ("36093", "36")


@pytest.mark.parametrize("field", ["tags", "place", "tried", "proposal"])
def test_what_does_not_fit_is_said_and_nothing_is_lost(make, sign_in, ana, words, field):
    wrong = {
        "tags": [word.id for word in words],
        "place": "departement-99",
        "tried": "x" * Post.BODY_MAX,
        "proposal": "y" * 41,
    }
    page = ask(make, sign_in(ana), **{field: wrong[field]}).text
    said = {"tags": "cinq étiquettes", "place": "dans la liste", "tried": "32 000", "proposal": "40 caractères"}
    assert said[field] in page
    assert "Bonjour." in page
    if field == "tags":
        assert page.count("checked") >= len(words)
    assert db.session.scalars(select(Topic)).all() == []


def test_lists_by_tag_and_by_place_hold_what_they_say(make, sign_in, ana, words, queries):
    make.commune("45001", "Ailleurs")
    far = make.member("Loin", commune="45001")
    browser = sign_in(ana)
    ask(make, browser, tags=[words[0].id])
    ask(make, browser, title="Une autre question, à propos de la halle", tags=[words[1].id])
    ask(make, sign_in(far), title="Une question venue de plus loin", place="commune-45001", tags=[words[0].id])
    ask(make, browser, title="Une question pour les seules communes", audience="communes", tags=[words[0].id])
    titles = {
        "etiquette=bail": {TITLE, "Une question venue de plus loin", "Une question pour les seules communes"},
        "etiquette=bail&territoire=departement-36": {TITLE, "Une question pour les seules communes"},
        "etiquette=halle&onglet=sans-reponse": {"Une autre question, à propos de la halle"},
        "territoire=departement-45": {"Une question venue de plus loin"},
        "etiquette=eau": set(),
    }
    everything = set().union(*titles.values())
    for address, expected in titles.items():
        with queries() as seen:
            page = browser.get(f"/forum/?{address}").text
        assert {title for title in everything if f">{title}</a>" in page} == expected, address
        assert len(seen) <= 8
    theme = f"/forum/themes/{make.theme().slug}"
    with queries() as seen:
        narrowed = browser.get(f"{theme}?etiquette=halle&territoire=departement-36").text
    assert len(seen) <= 8
    assert ">Une autre question, à propos de la halle</a>" in narrowed
    assert f">{TITLE}</a>" not in narrowed
    assert f"{theme}?onglet=resolus&amp;etiquette=halle&amp;territoire=departement-36" in narrowed
    partner = sign_in(make.partner()).get("/forum/?etiquette=bail").text
    assert "Une question venue de plus loin" in partner
    assert "Une question pour les seules communes" not in partner
    for unknown in ("etiquette=rien", "territoire=region-99", "territoire=tag-bail2"):
        assert browser.get(f"/forum/?{unknown}").status_code == 404


def test_a_proposed_word_waits_for_staff_who_add_it_under_their_spelling(make, sign_in, ana, words):
    ask(make, sign_in(ana), tags=[words[0].id], proposal="boutique a l essai")
    topic, one = db.session.scalars(select(Topic)).one(), db.session.scalars(select(TagProposal)).one()
    staff = sign_in(make.member("Modeste", role="moderator"))
    assert "boutique a l essai" in staff.get("/forum/etiquettes-proposees").text
    address = f"/forum/etiquettes-proposees/{one.id}"
    said = staff.post(address, data={"decision": "accept", "label": "Boutique à l’essai"}, follow_redirects=True)
    assert "est une étiquette du forum" in said.text
    assert [row.label for row in tags.of_topic(topic.id)] == ["Bail", "Boutique à l’essai"]
    for word in ("boutique", "bail"):
        assert [hit.key for hit in find(word, audiences=["members"]).items] == [str(topic.id)]
    assert db.session.scalars(select(JournalEntry.act)).all() == ["tag.settle"]
    again = staff.post(address, data={"decision": "refuse"}, follow_redirects=True)
    assert "Une réponse est déjà donnée" in again.text
    assert len(tags.of_topic(topic.id)) == 2


def test_a_proposed_word_that_exists_is_given_at_once(make, sign_in, ana, words):
    ask(make, sign_in(ana), proposal="  HALLE ")
    topic = db.session.scalars(select(Topic)).one()
    assert [row.label for row in tags.of_topic(topic.id)] == ["Halle"]
    assert db.session.scalars(select(TagProposal)).all() == []
