"""The filters of lists say the same as the policy, for every kind of person and of thing."""

import pytest
from sqlalchemy import select

from club import clock
from club.access import Visitor
from club.extensions import db
from club.forum import queries, searching
from club.forum.models import Post, Topic
from club.policy import Action, can
from club.search import find


@pytest.fixture
def people(make):
    region = {"role": "referent", "scope_kind": "region", "scope_code": "24", "scope_departements": ["36", "37"]}
    return [
        Visitor(),
        make.member("Ana", function_id=make.term("function", "chef-de-projet", "Chef de projet").id),
        make.member("Élue"),
        make.member("Paule", status="pending"),
        make.member("Sami", status="suspended", role="moderator"),
        make.partner(),
        make.referent("36"),
        make.referent("37"),
        make.member("Rita", commune=None, **region),
        make.member("Nul", commune=None, role="referent", scope_departements=[]),
        make.member("Modeste", role="moderator"),
        make.member("Adèle", role="administrator"),
    ]


def test_every_filter_equals_its_rule(make, people):
    make.commune("37001", "Ailleurs")
    authors = [people[1], make.member("Tours", commune="37001"), make.member("Hors", commune=None)]
    states = [
        {},
        {"hidden_at": clock.now()},
        {"removed_at": clock.now()},
        {"hidden_at": clock.now(), "removed_at": clock.now()},
    ]
    shown = [
        {"audience": "communes"},
        {"audience": "project_leaders"},
        {"audience": "communes", "hidden_at": clock.now()},
    ]
    for author in authors:
        for state in states + shown:
            topic = make.topic(author, **state)
            for writer in authors:
                for own_state in states:
                    make.post(topic, writer, **own_state)
    topics = db.session.scalars(select(Topic)).all()
    posts = {post.id: post for post in map(queries.post, db.session.scalars(select(Post.id)))}
    assert (len(topics), len(posts)) == (21, 21 + 252)
    for viewer in people:
        seen = set(db.session.scalars(select(Topic.id).where(queries.readable_by(viewer))))
        assert seen == {topic.id for topic in topics if can(viewer, Action.TOPIC_READ, topic)}, viewer.role
        of_topics = select(Post.id).join(Topic, Topic.id == Post.topic_id)
        seen = set(db.session.scalars(of_topics.where(queries.posts_readable_by(viewer))))
        assert seen == {id for id, post in posts.items() if can(viewer, Action.POST_READ, post)}, viewer.role


def kinds(word):
    return sorted(hit.kind for hit in find(word, audiences=["members"]).items)


def test_topics_and_answers_are_found_until_they_are_hidden_or_removed(make, sign_in, app):
    ana, keeper = make.member("Ana"), make.member("Modeste", role="moderator")
    form = {"kind": "question", "title": "Qui connaît les échoppes ?", "theme_id": make.theme().id, "body": "Bonjour"}
    browser = sign_in(ana)
    topic_url = browser.post("/forum/nouveau-sujet", data=form).location
    topic = db.session.scalars(select(Topic)).one()
    browser.post(f"/forum/sujets/{topic.id}/repondre", data={"body": "Voyez les cornières."})
    answer = db.session.scalars(select(Post).where(Post.number == 2)).one()
    found = find("échoppes", audiences=["members"]).items
    assert {hit.url for hit in found} == {topic_url, f"/forum/messages/{answer.id}"}
    assert kinds("cornières") == ["post"]
    staff = sign_in(keeper)
    staff.post(f"/moderation/masquer/post/{answer.id}", data={"reason": "Hors sujet ici"})
    assert kinds("cornières") == []
    browser.post(f"/forum/messages/{answer.id}/modifier", data={"body": "Voyez les cornières là-bas.", "version": "1"})
    assert kinds("cornières") == []
    staff.post(f"/moderation/retablir/post/{answer.id}")
    assert kinds("cornières") == ["post"]
    browser.post(f"/forum/messages/{answer.id}/retirer")
    assert kinds("cornières") == []
    with app.test_request_context():
        assert [document.kind for document in searching.all_documents()] == ["topic"]
