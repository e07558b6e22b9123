"""Opening a topic, answering, quoting, and what is refused."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from club import clock
from club.extensions import db
from club.forum import keeping, listing, operations, queries
from club.forum.models import Category, Follow, Post, Topic

TITLE = "Qui a un modèle de bail dérogatoire ?"
BODY = "Bonjour, nous cherchons un modèle de bail **dérogatoire**."


@pytest.fixture
def ana(make):
    return make.member("Ana")


def form(make, **changes):
    return {"kind": "question", "title": TITLE, "theme_id": make.theme().id, "body": BODY, "submission": "a"} | changes


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_question_is_published_and_its_author_follows_it(make, sign_in, ana):
    answer = sign_in(ana).post("/forum/nouveau-sujet", data=form(make), follow_redirects=True)
    assert "Votre sujet est publié" in answer.text
    assert "<strong>dérogatoire</strong>" in answer.text
    topic = db.session.scalars(select(Topic)).one()
    assert (topic.posts_count, topic.last_number, topic.commune_code) == (1, 1, "36093")
    assert answer.request.path == f"/forum/sujets/{topic.id}-qui-a-un-modele-de-bail-derogatoire"
    assert db.session.get(Follow, (ana.id, topic.id))
    category = db.session.get(Category, topic.theme_id)
    assert (category.topics_count, category.posts_count) == (1, 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": "Trop court"}, "de 15 à 150 caractères"),
        ({"title": "x" * 151}, "de 15 à 150 caractères"),
        ({"title": "   "}, "Écrivez un titre."),
        ({"body": " \r\n "}, "Écrivez votre message."),
        ({"body": "x"}, "de 2 à 32 000 caractères"),
        ({"body": "x" * 32_001}, "de 2 à 32 000 caractères"),
        ({"body": "<!-- rien -->"}, "Votre message"),
        ({"theme_id": ""}, "Choisissez un thème."),
        ({"theme_id": "999999"}, "Choisissez dans la liste."),
        ({"theme_id": "abc"}, "Choisissez un thème."),
        ({"kind": "sondage"}, "Choisissez dans la liste."),
        ({"kind": ""}, "Choisissez"),
    ],
)
def test_a_wrong_field_is_told_and_what_was_typed_stays(make, sign_in, ana, change, said):
    answer = sign_in(ana).post("/forum/nouveau-sujet", data=form(make, **change))
    kept = {"body": BODY, "title": TITLE} | change
    assert count(Topic) == 0 or "rien" in kept["body"]
    if count(Topic) == 0:
        assert said in answer.text
        assert kept["title"].strip() in answer.text


def test_a_text_too_tangled_is_refused_beside_the_field(make, sign_in, ana):
    answer = sign_in(ana).post("/forum/nouveau-sujet", data=form(make, body="> " * 5000 + "texte"))
    assert "body-erreur" in answer.text
    assert count(Topic) == 0


def test_only_staff_announce(make, sign_in, ana):
    sent = form(make, kind="announcement")
    page = sign_in(ana).get("/forum/nouveau-sujet")
    assert "Une annonce" not in page.text
    assert sign_in(ana).post("/forum/nouveau-sujet", data=sent).status_code == 403
    assert count(Topic) == 0
    moderator = make.member("Modeste", role="moderator")
    assert "Une annonce" in sign_in(moderator).get("/forum/nouveau-sujet").text
    answer = sign_in(moderator).post("/forum/nouveau-sujet", data=sent, follow_redirects=True)
    assert "Annonce" in answer.text


def test_a_double_click_opens_one_topic(make, sign_in, ana):
    browser = sign_in(ana)
    first, second = (browser.post("/forum/nouveau-sujet", data=form(make)) for _ in range(2))
    assert first.location == second.location
    assert count(Topic) == 1


def test_an_answer_is_posted_and_who_answers_follows(make, sign_in, ana):
    topic, bea = make.topic(ana), make.member("Béa")
    answer = sign_in(bea).post(
        f"/forum/sujets/{topic.id}/repondre", data={"body": "Oui, le voici."}, follow_redirects=True
    )
    assert "Votre réponse est publiée." in answer.text
    assert 'id="message-2"' in answer.text
    assert db.session.get(Follow, (bea.id, topic.id))
    assert (topic.posts_count, topic.last_number, topic.last_post_by_id) == (2, 2, bea.id)


def test_a_double_click_posts_one_answer(make, sign_in, ana):
    topic = make.topic(ana)
    browser = sign_in(ana)
    sent = {"body": "Une précision utile.", "submission": "clé"}
    first, second = (browser.post(f"/forum/sujets/{topic.id}/repondre", data=sent) for _ in range(2))
    assert first.location == second.location
    assert count(Post) == 2


def test_who_was_overtaken_is_told_so(make, sign_in, ana):
    topic, bea = make.topic(ana), make.member("Béa")
    make.post(topic, ana, "Une précision")
    url = f"/forum/sujets/{topic.id}/repondre"
    answer = sign_in(bea).post(url, data={"body": "Voici le nôtre.", "seen": "1"}, follow_redirects=True)
    assert "Pendant que vous écriviez, une autre réponse est arrivée" in answer.text
    assert "Voici le nôtre." in answer.text


def test_an_answer_in_a_locked_topic_is_refused_and_given_back(make, sign_in, ana):
    topic, bea = make.topic(ana, is_locked=True), make.member("Béa")
    page = sign_in(bea).get(f"/forum/sujets/{topic.id}-sujet")
    assert "fermé aux réponses" in page.text
    assert "Publier la réponse" not in page.text
    answer = sign_in(bea).post(f"/forum/sujets/{topic.id}/repondre", data={"body": "Ma réponse de trois pages"})
    assert answer.status_code == 403
    assert "Ma réponse de trois pages" in answer.text
    assert topic.posts_count == 1


def test_an_empty_answer_is_refused_on_the_page(make, sign_in, ana):
    topic = make.topic(ana)
    answer = sign_in(ana).post(f"/forum/sujets/{topic.id}/repondre", data={"body": "  "})
    assert "Écrivez votre message." in answer.text
    assert topic.posts_count == 1


def test_a_message_is_quoted_in_the_answer_without_script(make, sign_in, ana):
    topic, bea = make.topic(ana, body="Premier point\nSecond point"), make.member("Béa")
    post = db.session.scalars(select(Post)).one()
    page = sign_in(bea).get(f"/forum/sujets/{topic.id}-sujet?citer={post.id}")
    assert f"&gt; **{ana.full_name}** :\n&gt;\n&gt; Premier point\n&gt; Second point" in page.text


def test_a_message_one_may_not_read_is_not_quoted(make, sign_in, ana):
    topic, bea = make.topic(ana), make.member("Béa")
    hidden = make.post(topic, ana, "Secret de fabrique")
    keeping.hide_post(queries.post(hidden.id), reason="Confidentiel")
    elsewhere = make.topic(ana, body="Une autre histoire", hidden_at=hidden.hidden_at)
    other = db.session.scalars(select(Post).where(Post.topic_id == elsewhere.id)).one()
    for asked in (hidden.id, other.id, "x", "9" * 30, "-1"):
        page = sign_in(bea).get(f"/forum/sujets/{topic.id}-sujet?citer={asked}")
        assert page.status_code == 200
        assert "Secret de fabrique" not in page.text
        assert "Une autre histoire" not in page.text


def test_a_new_member_opens_three_topics_the_first_day(make, sign_in, ana):
    browser = sign_in(ana)
    codes = [browser.post("/forum/nouveau-sujet", data=form(make, submission=str(n))).status_code for n in range(4)]
    assert codes == [302, 302, 302, 429]
    assert BODY in browser.post("/forum/nouveau-sujet", data=form(make, submission="z")).text
    assert count(Topic) == 3


def test_nobody_publishes_more_than_ten_messages_in_ten_minutes(make, sign_in):
    staff = make.member("Modeste", role="moderator")
    topic = make.topic(staff)
    browser, url = sign_in(staff), f"/forum/sujets/{topic.id}/repondre"
    codes = [browser.post(url, data={"body": f"Réponse {n}"}).status_code for n in range(11)]
    assert codes == [302] * 10 + [429]
    assert "Réponse de trop" in browser.post(url, data={"body": "Réponse de trop"}).text
    assert topic.posts_count == 11


def test_seeders_write_in_the_past(make, ana):
    at = ana.admitted_at.replace(year=2024)
    topic = operations.open_topic(kind="question", title=TITLE, body=BODY, theme_id=make.theme().id, by=ana, at=at)
    post = operations.reply(topic, "Une réponse", by=ana, at=at.replace(year=2025))
    assert (topic.created_at, post.created_at, topic.last_post_at) == (at, at.replace(year=2025), post.created_at)
    assert listing.topics(ana).items[0].id == topic.id


@pytest.mark.parametrize("field", ["title", "body", "kind", "theme_id", "submission"])
@pytest.mark.parametrize("odd", ["\0", "\ud800x", "9" * 400, "‮‮", "[[[[" * 2000])
def test_odd_input_is_never_an_error_of_ours(make, sign_in, ana, field, odd):
    sent = {key: str(value).encode("utf-8", "surrogatepass") for key, value in form(make, **{field: odd}).items()}
    assert sign_in(ana).post("/forum/nouveau-sujet", data=sent).status_code in {200, 302}


def test_a_new_member_gives_two_links_to_elsewhere_the_first_day(make, sign_in):
    topic = make.topic(make.member("Béa"))
    browser, url = sign_in(make.member("Nora")), f"/forum/sujets/{topic.id}/repondre"
    three = "Voyez https://un.example, https://deux.example et https://trois.example."
    refused = browser.post(url, data={"body": three})
    assert refused.status_code == 429
    assert "jusqu’à 2 liens" in refused.text
    assert three in refused.text
    inside = "Voyez https://club.example/forum/ et https://un.example et https://deux.example."
    assert browser.post(url, data={"body": inside}).status_code == 302
    assert browser.post(url, data={"body": "Encore https://quatre.example"}).status_code == 429
    assert browser.post(url, data={"body": "Sans lien, cela passe."}).status_code == 302
    mine = db.session.scalars(select(Post.id).order_by(Post.id.desc())).first()
    answer = browser.post(f"/forum/messages/{mine}/modifier", data={"body": three, "version": "1"})
    assert (answer.status_code, three in answer.text) == (429, True)
    before = clock.now() - timedelta(days=2)
    old = make.member("Ancienne")
    old.admitted_at = before
    db.session.commit()
    assert sign_in(old).post(url, data={"body": three}).status_code == 302
