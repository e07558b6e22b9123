"""Answering one message, and naming members: the link, who is told, who is not."""

import pytest
from sqlalchemy import select

from club import events
from club.extensions import db
from club.forum import queries as forum
from club.forum.events import MembersMentioned
from club.forum.models import Post


@pytest.fixture
def told(monkeypatch):
    """The members that events say are named."""
    seen = []
    monkeypatch.setitem(events.AT_ONCE, MembersMentioned, [lambda event: seen.append(event.member_ids)])
    return seen


@pytest.fixture
def people(make):
    leader = make.term("function", "chef-de-projet", "Cheffe de projet").id
    ana = make.member("Ana", function_id=leader)
    return {"ana": ana, "bea": make.member("Béa", function_id=leader), "partner": make.partner()}


def reply(browser, topic, body, **more):
    return browser.post(f"/forum/sujets/{topic.id}/repondre", data={"body": body} | more, follow_redirects=True)


def test_a_name_is_a_link_and_its_member_is_told_once(make, sign_in, people, told):
    topic, bea = make.topic(people["ana"]), people["bea"]
    page = reply(sign_in(people["ana"]), topic, f"Merci @{bea.slug}, et encore @{bea.slug} ; pas @personne-ici.")
    assert f'<a href="/membres/{bea.id}-{bea.slug}">@Béa {bea.last_name}</a>' in page.text
    assert "@personne-ici" in page.text
    assert told == [[bea.id]]


def test_who_may_not_read_the_topic_is_not_told_and_the_author_knows(make, sign_in, people, told):
    topic, partner, bea = make.topic(people["ana"], audience="communes"), people["partner"], people["bea"]
    page = reply(sign_in(people["ana"]), topic, f"Voir @{partner.slug} et @{bea.slug}")
    assert f"{partner.full_name} ne peut pas lire ce sujet" in page.text
    assert told == [[bea.id]]


def test_a_quotation_tells_nobody_again_and_an_edit_tells_only_new_names(make, sign_in, people, told):
    topic, bea = make.topic(people["ana"]), people["bea"]
    browser = sign_in(people["ana"])
    reply(browser, topic, f"> @{bea.slug} disait cela\n\nC’est vrai.")
    assert told == []
    post = db.session.scalars(select(Post).where(Post.number == 2)).one()
    address = f"/forum/messages/{post.id}/modifier"
    for version, body in enumerate([f"Avec @{bea.slug}", f"Avec @{bea.slug} aussi"], 1):
        assert browser.post(address, data={"body": body, "version": version}).status_code == 302
    assert told == [[bea.id]]


def test_a_name_that_two_people_have_needs_its_number(make, sign_in, people, told):
    topic, bea = make.topic(people["ana"]), people["bea"]
    twin = make.member("Béa")
    twin.slug = bea.slug
    db.session.commit()
    reply(sign_in(people["ana"]), topic, f"@{bea.slug} ou @{bea.slug}-{twin.id} ?")
    assert told == [[twin.id]]
    found = sign_in(people["ana"]).get(f"/forum/noms?debut={bea.slug}").json
    assert {one["handle"] for one in found} == {f"{bea.slug}-{bea.id}", f"{twin.slug}-{twin.id}"}


def test_more_than_ten_names_are_too_many(make, sign_in, people, told):
    topic = make.topic(people["ana"])
    names = " ".join(f"@nom-de-{letter}" for letter in "abcdefghijk")
    assert "10 personnes au plus" in reply(sign_in(people["ana"]), topic, names).text
    assert reply(sign_in(people["ana"]), topic, names.rpartition(" ")[0]).status_code == 200


def test_names_proposed_are_active_readers_of_the_topic(make, sign_in, people):
    topic = make.topic(people["ana"], audience="communes")
    make.member("Ancien", status="suspended")
    browser = sign_in(people["ana"])
    everybody = {one["name"] for one in browser.get("/forum/noms?debut=membre").json}
    readers = {one["name"] for one in browser.get(f"/forum/noms?debut=membre&sujet={topic.id}").json}
    assert everybody == {people["bea"].full_name, people["partner"].full_name}
    assert readers == {people["bea"].full_name}
    assert browser.get("/forum/noms?debut=%25").json == []


def test_an_answer_to_one_message_says_so_and_leads_to_it(make, sign_in, people, queries_of_page):
    topic = make.topic(people["ana"])
    said = make.post(topic, people["bea"], "Notre modèle est en ligne.")
    browser = sign_in(people["ana"])
    form = browser.get(f"/forum/sujets/{topic.id}-{topic.slug}?repondre={said.id}").text
    assert f"En réponse à Béa {people['bea'].last_name}" in form
    assert f'name="reply_to" value="{said.id}"' in form
    page = reply(browser, topic, "Merci, je le prends.", reply_to=said.id).text
    assert f'href="/forum/messages/{said.id}"' in page
    assert page.count(f"En réponse à Béa {people['bea'].last_name}") == 1
    assert queries_of_page(browser, f"/forum/sujets/{topic.id}-{topic.slug}") <= 8


def test_a_message_of_another_topic_is_not_answered(make, sign_in, people):
    elsewhere = make.post(make.topic(people["bea"], audience="communes"), people["bea"])
    topic = make.topic(people["partner"])
    browser = sign_in(people["partner"])
    assert "En réponse à" not in browser.get(f"/forum/sujets/{topic.id}-sujet?repondre={elsewhere.id}").text
    reply(browser, topic, "Une réponse ordinaire.", reply_to=elsewhere.id)
    assert [row.reply_to_id for row in forum.posts(topic.id, 1, people["partner"].id)] == [None, None]


@pytest.fixture
def queries_of_page(queries):
    def counted(browser, address):
        with queries() as seen:
            browser.get(address)
        return len(seen)

    return counted
