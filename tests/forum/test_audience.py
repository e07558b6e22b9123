"""A topic is for whom its author said, wherever it could show."""

import pytest
from sqlalchemy import select

from club import jobs
from club.extensions import db
from club.forum import audience, listing, operations
from club.forum.audience import Audience
from club.forum.models import Post, Topic
from club.members.models import Member
from club.notifications import rhythm
from club.notifications.models import Notification
from club.policy import Action, can

WORDS = {"members": "échoppe", "communes": "cornière", "project_leaders": "ferronnerie"}


@pytest.fixture
def people(make):
    """The five roles of the issue and those at the edges; the first one writes."""
    leader = make.term("function", "chef-de-projet", "Cheffe ou chef de projet PVD").id
    make.commune("37001", "Ailleurs")
    return {
        "writer": make.member("Ana", function_id=leader),
        "leader": make.member("Béa", commune="37001", function_id=leader),
        "elected": make.member("Élue"),
        "partner": make.partner(),
        "referent": make.referent("36"),
        "far_referent": make.referent("37"),
        "moderator": make.member("Modeste", role="moderator"),
    }


@pytest.fixture
def topics(make, people, app):
    theme, made = make.theme(), {}
    with app.test_request_context():
        for kind, word in WORDS.items():
            made[kind] = operations.open_topic(
                kind="question",
                title=f"Qui connaît une {word} ?",
                body=f"La {word}.",
                theme_id=theme.id,
                by=people["writer"],
                audience=kind,
            )
        db.session.commit()
    return made


ALLOWED = {
    "writer": set(Audience),
    "leader": set(Audience),
    "elected": {"members", "communes"},
    "partner": {"members"},
    "referent": set(Audience),
    "far_referent": {"members", "communes"},
    "moderator": set(Audience),
}


@pytest.mark.parametrize("who", ALLOWED)
def test_each_page_shows_what_this_person_may_read_and_nothing_else(who, people, topics, sign_in):
    viewer, browser = people[who], sign_in(people[who])
    writer = people["writer"]
    pages = [
        "/forum/", "/forum/?onglet=sans-reponse", "/forum/themes/commerce-et-artisanat",
        f"/membres/{writer.id}-{writer.slug}",
        "/communes/36093-levroux", *(f"/recherche?q={word}" for word in WORDS.values()),
    ]  # fmt: skip
    pages += ["/"] if who != "writer" else []  # one's own questions do not wait on one's home
    texts = {page: browser.get(page).text for page in pages}
    for kind, topic in topics.items():
        word, is_allowed = WORDS[kind], kind in ALLOWED[who]
        assert can(viewer, Action.TOPIC_READ, topic) == is_allowed
        assert browser.get(f"/forum/sujets/{topic.id}-{topic.slug}").status_code == (200 if is_allowed else 404)
        first = db.session.scalar(select(Post.id).where(Post.topic_id == topic.id))
        assert browser.get(f"/forum/messages/{first}").status_code == (302 if is_allowed else 404)
        for page, text in texts.items():
            if not page.startswith("/recherche"):
                assert (f"Qui connaît une {word}" in text) == is_allowed, (page, kind)
        found = texts[f"/recherche?q={word}"]
        assert (f"/forum/sujets/{topic.id}-" in found) == is_allowed, kind
    count = sum(one.topics_count for one in listing.categories(viewer))
    assert count == len(ALLOWED[who])


def test_the_readers_that_may_be_told_are_those_the_policy_lets_read(people, topics):
    for topic in topics.values():
        told = set(db.session.scalars(audience.readers(topic)))
        everybody = db.session.scalars(select(Member)).all()
        assert told == {one.id for one in everybody if can(one, Action.TOPIC_READ, topic)}


def test_who_may_no_longer_read_is_told_nothing(people, topics, app, work, wait_until):
    """A partner followed a topic before it was closed to partners."""
    topic = topics["communes"]
    with app.test_request_context():
        for follower in (people["partner"], people["elected"]):
            operations.follow(topic, follower)
        operations.reply(topic, "Une réponse que les partenaires ne lisent pas.", by=people["leader"])
        db.session.commit()
    work()
    wait_until(9)
    with jobs.background(app):
        rhythm.write_daily()
    told = set(db.session.scalars(select(Notification.member_id).where(Notification.kind == "reply")))
    assert people["elected"].id in told
    assert people["partner"].id not in told


def test_the_author_chooses_among_the_audiences_they_belong_to(make, people, sign_in):
    form = {"kind": "question", "title": "Une question pour les chefs de projet", "body": "Bonjour à toutes."}
    form["theme_id"] = str(make.theme().id)
    refused = sign_in(people["partner"]).post("/forum/nouveau-sujet", data=form | {"audience": "communes"})
    assert "Choisissez dans la liste" in refused.text
    assert "Bonjour à toutes." in refused.text
    opened = sign_in(people["leader"]).post("/forum/nouveau-sujet", data=form | {"audience": "project_leaders"})
    assert opened.status_code == 302
    topic = db.session.scalars(select(Topic)).one()
    assert topic.audience == "project_leaders"
    page = sign_in(people["leader"]).get(opened.location).text
    assert "Chefs de projet" in page
    assert sign_in(people["partner"]).get(opened.location).status_code == 404
