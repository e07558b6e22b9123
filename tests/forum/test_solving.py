"""The solution of a question, « Merci » and « Moi aussi »: three gestures apart."""

import pytest
from sqlalchemy import select

from club.extensions import db
from club.forum import gathering
from club.forum.models import Post, PostThanks, Topic, TopicEcho
from club.journal import JournalEntry
from club.notifications.models import Notification
from club.search import find


@pytest.fixture
def asked(make, sign_in):
    """Ana's question with two answers, asked through its page so that it is found by the search."""
    ana, bea, clo = make.member("Ana"), make.member("Béa"), make.member("Clo")
    form = {"kind": "question", "title": "Qui a un modèle de bail dérogatoire ?", "body": "Bonjour"}
    address = sign_in(ana).post("/forum/nouveau-sujet", data=form | {"theme_id": make.theme().id}).location
    topic = db.session.scalars(select(Topic)).one()
    for writer, body in ((bea, "Voyez le notaire."), (clo, "Voici **notre modèle** de bail.")):
        sign_in(writer).post(f"/forum/sujets/{topic.id}/repondre", data={"body": body})
    return topic, address, (ana, bea, clo)


def answers(topic):
    return db.session.scalars(select(Post).where(Post.topic_id == topic.id).order_by(Post.number)).all()


def test_the_chosen_answer_is_shown_under_the_question_in_lists_in_the_search_and_in_the_title(asked, sign_in, work):
    topic, address, (ana, _, clo) = asked
    browser = sign_in(ana)
    assert "C’est la solution" in browser.get(address).text
    browser.post(f"/forum/messages/{answers(topic)[2].id}/solution")
    page = browser.get(address).text
    assert "<title>Résolu\u202f: Qui a un modèle" in page
    assert page.index("Solution retenue") < page.index("Voyez le notaire")
    assert "Voici notre modèle de bail." in page
    for listed in ("/forum/", "/forum/?onglet=resolus"):
        text = browser.get(listed).text
        assert "Qui a un modèle" in text
        assert "Résolu</span>" in text
    found = [hit for hit in find("bail", audiences=["members"]).items if hit.kind == "topic"]
    assert found[0].title_html.startswith("Résolu : ")
    work()
    told = db.session.scalars(select(Notification).where(Notification.kind == "solution")).one()
    assert told.member_id == clo.id
    assert "retient votre réponse comme solution" in sign_in(clo).get("/notifications/").text


def test_the_choice_can_be_changed_taken_back_and_locked_by_staff(asked, make, sign_in):
    topic, address, (ana, bea, _) = asked
    keeper = sign_in(make.member("Modeste", role="moderator"))
    first, second = answers(topic)[1:]
    mine = sign_in(ana)
    for answer in (first, second, second):
        mine.post(f"/forum/messages/{answer.id}/solution")
    db.session.refresh(topic)
    assert topic.solution_id == second.id
    assert keeper.post(f"/forum/sujets/{topic.id}/verrouiller-solution").status_code == 302
    assert mine.post(f"/forum/sujets/{topic.id}/sans-solution").status_code == 403
    assert "C’est la solution" not in mine.get(address).text
    assert keeper.post(f"/forum/messages/{first.id}/solution").status_code == 302
    db.session.refresh(topic)
    assert topic.solution_id == first.id
    acts = db.session.scalars(select(JournalEntry.act)).all()
    assert acts.count("topic.solve") == 2
    assert sign_in(bea).post(f"/forum/messages/{second.id}/solution").status_code == 403
    keeper.post(f"/forum/sujets/{topic.id}/verrouiller-solution")
    mine.post(f"/forum/sujets/{topic.id}/sans-solution")
    db.session.refresh(topic)
    assert (topic.solution_id, topic.solved_at) == (None, None)
    assert "a retiré la solution" in mine.get(address).text


def test_what_cannot_be_a_solution_is_refused_in_a_sentence(asked, make, sign_in):
    topic, _, (ana, _, _) = asked
    browser = sign_in(ana)
    question, answer, _ = answers(topic)
    assert "sa propre solution" in browser.post(f"/forum/messages/{question.id}/solution").text
    talk = make.topic(ana, kind="discussion")
    reply = make.post(talk, ana)
    assert "Seule une question" in browser.post(f"/forum/messages/{reply.id}/solution").text
    keeper = sign_in(make.member("Modeste", role="moderator"))
    keeper.post(f"/moderation/masquer/post/{answer.id}", data={"reason": "Hors sujet ici"})
    assert "n’est plus lisible" in keeper.post(f"/forum/messages/{answer.id}/solution").text


def test_a_solution_that_goes_away_solves_nothing_any_more(asked, make, sign_in):
    topic, address, (ana, bea, _) = asked
    answer = answers(topic)[1]
    sign_in(ana).post(f"/forum/messages/{answer.id}/solution")
    sign_in(bea).post(f"/forum/messages/{answer.id}/retirer")
    db.session.refresh(topic)
    assert topic.solution_id is None
    assert "Résolu" not in sign_in(ana).get(address).text


def test_a_solution_follows_its_topic_into_another_and_never_stays_behind(asked, app, make, sign_in):
    topic, _, (ana, _, _) = asked
    answer = answers(topic)[2]
    sign_in(ana).post(f"/forum/messages/{answer.id}/solution")
    keeper = make.member("Modeste", role="moderator")
    target = make.topic(ana, "Un bail dérogatoire, encore une fois")
    with app.test_request_context():
        gathering.merge(db.session.get_one(Topic, topic.id), target, reason="Le même sujet.", by=keeper)
        db.session.commit()
        assert (target.solution_id, db.session.get_one(Topic, topic.id).solution_id) == (answer.id, None)
        new = {"title": "Une suite à part pour le bail", "theme_id": target.theme_id, "kind": "question"}
        gathering.split(target, [answer.id], **new, reason="Un autre sujet.", by=keeper)
        db.session.commit()
    assert target.solution_id is None


def test_topics_with_other_readers_are_not_merged_and_what_is_split_keeps_them(app, make):
    leader = make.term("function", "chef-de-projet", "Chef de projet").id
    ana, keeper = make.member("Ana", function_id=leader), make.member("Modeste", role="moderator")
    closed, open_one = make.topic(ana, audience="project_leaders"), make.topic(ana, "Un autre sujet, pour tous")
    reply = make.post(closed, ana)
    assert "mêmes lecteurs" in gathering.why_not(closed, open_one)
    with app.test_request_context():
        new = {"title": "Une suite à part pour le bail", "theme_id": closed.theme_id, "kind": "question"}
        made = gathering.split(closed, [reply.id], **new, reason="Un autre sujet.", by=keeper)
        assert made.audience == "project_leaders"


def test_thanks_are_said_once_and_taken_back(asked, sign_in):
    topic, address, (ana, bea, clo) = asked
    answer = answers(topic)[1]
    for _ in range(2):
        assert sign_in(ana).post(f"/forum/messages/{answer.id}/merci").status_code == 302
    sign_in(clo).post(f"/forum/messages/{answer.id}/merci")
    db.session.refresh(answer)
    assert answer.thanks_count == 2
    page = sign_in(ana).get(address).text
    assert "2 mercis" in page
    assert "Vous avez remercié" in page
    assert sign_in(bea).post(f"/forum/messages/{answer.id}/merci").status_code == 403
    for _ in range(2):
        sign_in(ana).post(f"/forum/messages/{answer.id}/sans-merci")
    db.session.refresh(answer)
    assert answer.thanks_count == 1
    assert db.session.scalars(select(PostThanks.member_id)).all() == [clo.id]


def test_who_has_the_same_question_says_so_without_following_it(asked, sign_in):
    topic, address, (ana, bea, clo) = asked
    stranger = sign_in(clo)
    for _ in range(2):
        assert stranger.post(f"/forum/sujets/{topic.id}/moi-aussi").status_code == 302
    db.session.refresh(topic)
    assert topic.echoes_count == 1
    assert "1 membre se pose la même question" in sign_in(bea).get(address).text
    assert sign_in(ana).post(f"/forum/sujets/{topic.id}/moi-aussi").status_code == 403
    stranger.post(f"/forum/sujets/{topic.id}/plus-moi")
    db.session.refresh(topic)
    assert topic.echoes_count == 0
    assert db.session.scalars(select(TopicEcho)).all() == []


def test_the_page_of_a_solved_and_thanked_topic_asks_eight_statements_at_most(asked, make, sign_in, queries):
    topic, address, (ana, bea, _) = asked
    for _ in range(18):
        make.post(topic, bea)
    browser = sign_in(ana)
    for answer in answers(topic)[1:6]:
        browser.post(f"/forum/messages/{answer.id}/merci")
    browser.post(f"/forum/messages/{answers(topic)[4].id}/solution")
    with queries() as seen:
        assert "Solution retenue" in browser.get(address).text
    assert len(seen) <= 8, seen
