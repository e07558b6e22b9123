"""How much one is told of a topic, a theme or a place: rien, ce qui me concerne, suivre, tout."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import delete, select, update

from club import events
from club.extensions import db
from club.forum import operations, reading, tags
from club.forum.events import MembersMentioned, ReplyPosted, TopicOpened
from club.forum.models import Follow, Level, Watch
from club.notifications.models import Notification


@pytest.fixture
def ana(make):
    return make.member("Ana")


@pytest.fixture
def bea(make):
    return make.member("Béa")


@pytest.fixture
def dina(make):
    return make.member("Dina")


@pytest.fixture
def topic(make, ana):
    sent = {"kind": "question", "title": "Qui a un modèle de bail ?", "theme_id": make.theme().id}
    topic = operations.open_topic(**sent, body="Bonjour à tous", by=ana)
    db.session.commit()
    return topic


def answered(topic, by, work):
    operations.reply(topic, "Oui : voici le nôtre.", by=by)
    db.session.commit()
    work()


def told(member):
    mine = select(Notification.kind, Notification.why, Notification.mail).where(Notification.member_id == member.id)
    return [tuple(row) for row in db.session.execute(mine.order_by(Notification.id))]


def test_the_author_follows_the_question_and_who_answers_follows_it(work, ana, bea, dina, topic):
    answered(topic, bea, work)
    answered(topic, dina, work)
    assert told(ana) == [("reply", "question", "soon"), ("reply", "question", "daily")]
    assert told(bea) == [("reply", "topic", "daily")]
    assert told(dina) == []


@pytest.mark.parametrize(
    ("level", "of_author", "of_reader"),
    [
        (Level.NOTHING, [], []),
        (Level.CONCERNED, [("reply", "question", "soon")], []),
        (Level.FOLLOW, [("reply", "question", "soon")], [("reply", "topic", "daily")]),
        (Level.ALL, [("reply", "question", "soon")], [("reply", "topic", "soon")]),
    ],
)
def test_each_level_of_a_topic_tells_what_it_says(sign_in, work, ana, bea, dina, topic, level, of_author, of_reader):
    for member in (ana, dina):
        page = sign_in(member).post(f"/forum/sujets/{topic.id}/suivre", data={"niveau": level.value})
        assert page.status_code == 302
    answered(topic, bea, work)
    assert (told(ana), told(dina)) == (of_author, of_reader)


def test_answering_does_not_change_the_level_one_chose(work, bea, dina, topic):
    reading.choose_level(topic, bea, Level.NOTHING)
    answered(topic, bea, work)
    answered(topic, dina, work)
    assert told(bea) == []
    assert db.session.get(Follow, (bea.id, topic.id)).level == Level.NOTHING


@pytest.mark.parametrize(
    ("kind", "reference"), [("theme", None), ("departement", "36"), ("region", "24"), ("commune", "36093")]
)
def test_a_theme_or_a_place_tells_its_new_topics_and_at_the_level_all_its_answers(
    make, work, ana, bea, dina, kind, reference
):
    theme = make.theme()
    for member, level in ((bea, Level.FOLLOW), (dina, Level.ALL), (ana, Level.ALL)):
        reading.watch(kind, reference or str(theme.id), member, level)
    sent = {"kind": "question", "title": "Qui a un modèle de bail ?", "theme_id": theme.id, "body": "Bonjour"}
    topic = operations.open_topic(**sent, by=ana)
    answered(topic, make.member("Eve"), work)
    assert told(bea) == [("topic", kind, "daily")]
    assert told(dina) == [("topic", kind, "daily"), ("reply", kind, "daily")]
    assert [why for _, why, _ in told(ana)] == ["question"]


def test_a_tag_is_followed_from_its_list_and_tells_the_topics_that_bear_it(make, sign_in, work, ana, bea):
    halle, other = make.term("tag", "halle", "Halle"), make.term("tag", "bail", "Bail")
    browser = sign_in(bea)
    assert "Suivre «\u00a0Halle\u00a0»" in browser.get("/forum/?etiquette=halle").text
    browser.post("/forum/ce-que-je-suis", data={"quoi": "tag-halle", "niveau": "2"})
    page = BeautifulSoup(browser.get("/forum/?etiquette=halle").text, "lxml")
    assert page.select_one("select[name=niveau] option[selected]").get_text() == "Suivre"
    assert "Halle" in browser.get("/forum/ce-que-je-suis").text
    for term in (halle, other):
        topic = make.topic(ana, f"Qui a un modèle sur : {term.label} ?")
        tags.put(topic, [term.id])
        events.emit(TopicOpened(topic_id=topic.id, by_id=ana.id))
    bea.forum_read_at -= timedelta(days=1)
    db.session.commit()
    work()
    assert told(bea) == [("topic", "tag", "daily")]


def test_a_commune_is_followed_from_its_page(sign_in, bea):
    browser, page = sign_in(bea), "/communes/36093-levroux"
    assert "Suivre «\u00a0Levroux\u00a0»" in browser.get(page).text
    said = browser.post("/forum/ce-que-je-suis", data={"quoi": "commune-36093", "niveau": "3"}, follow_redirects=True)
    assert said.request.path == page
    chosen = BeautifulSoup(said.text, "lxml").select_one("select[name=niveau] option[selected]")
    assert chosen.get_text() == "Tout"
    assert "Levroux" in browser.get("/forum/ce-que-je-suis").text


def test_nothing_of_a_theme_silences_it_but_not_what_one_follows_in_it(make, work, ana, bea, dina, topic):
    for member in (ana, dina):
        reading.watch("theme", str(topic.theme_id), member, Level.NOTHING)
        reading.watch("departement", "36", member, Level.ALL)
    answered(topic, bea, work)
    assert told(dina) == []
    assert len(told(ana)) == 1


def test_an_announcement_is_told_to_everybody(make, work, bea, dina):
    moderator = make.member("Modeste", role="moderator")
    sent = {"kind": "announcement", "title": "Rencontre nationale en mars", "theme_id": make.theme().id}
    operations.open_topic(**sent, body="Venez", by=moderator)
    make.member("Paule", status="pending")
    db.session.commit()
    work()
    assert told(bea) == told(dina) == [("topic", "announcement", "daily")]
    assert told(moderator) == []
    assert len(db.session.scalars(select(Notification)).all()) == 2


def test_the_theme_is_followed_on_its_page(make, sign_in, bea):
    theme = make.theme()
    browser = sign_in(bea)
    page = browser.post(f"/forum/themes/{theme.slug}/suivre", data={"niveau": "2"}, follow_redirects=True)
    assert "Vous êtes prévenu de chaque nouveau sujet." in page.text
    chosen = BeautifulSoup(page.text, "lxml").select_one("select[name=niveau] option[selected]")
    assert chosen.get_text() == "Suivre"
    assert browser.post("/forum/themes/inconnu/suivre", data={"niveau": "2"}).status_code == 404


def test_all_that_one_follows_is_on_one_page_where_it_is_changed(make, sign_in, ana, topic):
    theme = make.theme()
    browser = sign_in(ana)
    for thing in (f"theme-{theme.id}", "region-24", "departement-36"):
        assert browser.post("/forum/ce-que-je-suis", data={"quoi": thing, "niveau": "3"}).status_code == 302
    page = BeautifulSoup(browser.get("/forum/ce-que-je-suis").text, "lxml")
    shown = {h3.get_text(strip=True) for h3 in page.select("main h3")}
    assert shown == {theme.label, "Centre-Val de Loire", "Indre", topic.title}
    back = browser.post(f"/forum/sujets/{topic.id}/suivre", data={"niveau": "1", "liste": "1"})
    assert back.location == "/forum/ce-que-je-suis"
    browser.post("/forum/ce-que-je-suis", data={"quoi": "region-24", "niveau": "1"})
    page = BeautifulSoup(browser.get("/forum/ce-que-je-suis").text, "lxml")
    assert {h3.get_text(strip=True) for h3 in page.select("main h3")} == {theme.label, "Indre"}


@pytest.mark.parametrize(
    "quoi", ["", "region-99", "theme-0", "theme-é", "planete-mars", "commune-", "theme-99999999999"]
)
def test_what_does_not_exist_is_not_followed(sign_in, bea, quoi):
    answer = sign_in(bea).post("/forum/ce-que-je-suis", data={"quoi": quoi, "niveau": "2"}, follow_redirects=True)
    assert "Choisissez un territoire dans la liste." in answer.text
    assert db.session.scalars(select(Watch)).all() == []


@pytest.mark.parametrize("many", [3, 30])
def test_the_page_of_what_one_follows_costs_the_same(make, sign_in, queries, ana, bea, many):
    for number in range(many):
        reading.follow(make.topic(ana, f"Le sujet numéro {number}"), bea)
        reading.watch("departement", make.departement(f"{number + 40}", f"D{number}").code, bea, Level.FOLLOW)
    db.session.commit()
    browser = sign_in(bea)
    with queries() as seen:
        assert browser.get("/forum/ce-que-je-suis").status_code == 200
    assert len(seen) == 7, seen


def test_who_is_answered_to_or_named_is_told_once_and_why(make, work, sign_in, ana, bea, dina, topic):
    eve, post = make.member("Eve"), operations.reply(topic, "Un premier mot.", by=bea)
    reading.choose_level(topic, bea, Level.CONCERNED)
    db.session.commit()
    work()
    second = operations.reply(topic, "Un mot de plus.", by=dina, reply_to_id=post.id)
    named = {"topic_id": topic.id, "post_id": second.id, "by_id": dina.id}
    events.emit(MembersMentioned(**named, member_ids=[ana.id, eve.id]))
    db.session.commit()
    for _ in range(2):
        work()
        db.session.execute(update(events.Outbox).values(done_at=None))
        db.session.commit()
    assert told(bea) == [("reply", "answer", "daily")]
    assert told(eve) == [("reply", "mention", "daily")]
    assert told(ana) == [("reply", "question", "soon"), ("reply", "mention", "daily")]
    page = sign_in(eve).get("/notifications/").text
    assert f"{dina.full_name} vous mentionne" in page
    assert "car on vous y mentionne" in page
    assert f"{dina.full_name} répond à votre message" in sign_in(bea).get("/notifications/").text


@pytest.mark.parametrize("mention_first", [True, False])
def test_the_first_answer_that_also_names_the_author_is_mailed_soon(work, ana, bea, topic, mention_first):
    post = operations.reply(topic, "Une réponse.", by=bea)
    db.session.execute(delete(events.Outbox))
    mention = MembersMentioned(topic_id=topic.id, post_id=post.id, by_id=bea.id, member_ids=[ana.id])
    answer = ReplyPosted(topic_id=topic.id, post_id=post.id, by_id=bea.id)
    for event in (mention, answer) if mention_first else (answer, mention):
        events.emit(event)
    db.session.commit()
    work()
    assert told(ana) == [("reply", "mention", "soon")]


def test_a_mention_tells_nothing_to_who_wants_nothing_or_may_not_read(make, work, ana, bea, dina, topic):
    partner = make.partner()
    topic.audience = "communes"
    reading.choose_level(topic, dina, Level.NOTHING)
    post = operations.reply(topic, "Une réponse.", by=bea)
    named = [dina.id, partner.id]
    events.emit(MembersMentioned(topic_id=topic.id, post_id=post.id, by_id=bea.id, member_ids=named))
    db.session.commit()
    work()
    assert told(dina) == told(partner) == []


def test_a_name_added_by_an_edit_is_told_to_who_had_read_the_message(work, ana, bea, dina, topic):
    post = operations.reply(topic, "Une réponse.", by=bea)
    work()
    reading.mark_read(topic.id, dina.id, 2)
    post.version = 2
    events.emit(MembersMentioned(topic_id=topic.id, post_id=post.id, by_id=bea.id, member_ids=[dina.id]))
    db.session.commit()
    work()
    assert told(dina) == [("reply", "mention", "daily")]
