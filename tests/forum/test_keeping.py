"""Editing and removing messages; what moderation hides, and how it is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from club import clock
from club.extensions import db
from club.forum import keeping, operations
from club.forum.models import Category, Post, PostRevision
from club.journal import JournalEntry
from club.notifications.models import Notification

NEW = "Un texte relu et corrigé."


@pytest.fixture
def ana(make):
    return make.member("Ana")


@pytest.fixture
def topic(make, ana):
    form = {"kind": "question", "title": "Qui a un modèle de bail ?", "theme_id": make.theme().id}
    topic = operations.open_topic(**form, body="Bonjour", by=ana)
    db.session.commit()
    return topic


def first_of(topic):
    return db.session.scalars(select(Post).where(Post.topic_id == topic.id, Post.number == 1)).one()


def age(post, **more):
    post.created_at = clock.now() - timedelta(**more)
    db.session.commit()


def counts(topic):
    category = db.session.get(Category, topic.theme_id)
    return category.topics_count, category.posts_count, topic.posts_count


def test_an_edit_in_the_first_minutes_leaves_no_mark(sign_in, ana, topic):
    url = f"/forum/messages/{first_of(topic).id}/modifier"
    sent = {"title": "Qui a un modèle de bail récent ?", "body": NEW, "version": "1"}
    page = sign_in(ana).post(url, data=sent, follow_redirects=True)
    assert NEW in page.text
    assert "Qui a un modèle de bail récent ?" in page.text
    assert topic.slug == "qui-a-un-modele-de-bail-recent"
    assert "modifié</span>" not in page.text
    assert db.session.scalars(select(PostRevision.body)).all() == ["Bonjour"]


def test_a_later_edit_says_so(sign_in, ana, topic):
    post = first_of(topic)
    age(post, minutes=6)
    sent = {"title": topic.title, "body": NEW, "version": "1"}
    page = sign_in(ana).post(f"/forum/messages/{post.id}/modifier", data=sent, follow_redirects=True)
    assert "modifié</span>" in page.text
    assert "Bonjour" in sign_in(ana).get(f"/forum/messages/{post.id}/historique").text


def test_the_second_of_two_edits_is_shown_both_versions(sign_in, ana, topic):
    url = f"/forum/messages/{first_of(topic).id}/modifier"
    browser = sign_in(ana)
    browser.post(url, data={"title": topic.title, "body": "La première version", "version": "1"})
    answer = browser.post(url, data={"title": topic.title, "body": "La seconde version", "version": "1"})
    assert answer.status_code == 409
    assert "La première version" in answer.text
    assert "La seconde version" in answer.text
    assert first_of(topic).body == "La première version"


@pytest.mark.parametrize("version", ["", "x", "0", "9" * 50])
def test_an_odd_version_is_a_stale_one(sign_in, ana, topic, version):
    url = f"/forum/messages/{first_of(topic).id}/modifier"
    sent = {"title": topic.title, "body": NEW, "version": version}
    assert sign_in(ana).post(url, data=sent).status_code == 409


def test_an_answer_has_no_title_to_edit(make, sign_in, ana, topic):
    post = make.post(topic, ana, "Une précision")
    url = f"/forum/messages/{post.id}/modifier"
    assert 'name="title"' not in sign_in(ana).get(url).text
    sign_in(ana).post(url, data={"body": NEW, "version": "1", "title": "Un titre glissé en fraude"})
    assert (post.body, topic.title) == (NEW, "Qui a un modèle de bail ?")


def test_a_wrong_edit_is_told_and_keeps_the_text(sign_in, ana, topic):
    url = f"/forum/messages/{first_of(topic).id}/modifier"
    answer = sign_in(ana).post(url, data={"title": "Court", "body": NEW, "version": "1"})
    assert "de 15 à 150 caractères" in answer.text
    assert NEW in answer.text


def test_an_edit_by_a_keeper_is_journaled_and_marked(make, sign_in, topic):
    post = first_of(topic)
    keeper = make.referent("36")
    sign_in(keeper).post(f"/forum/messages/{post.id}/modifier", data={"body": NEW, "version": "1"})
    entry = db.session.scalars(select(JournalEntry)).one()
    assert (entry.act, entry.before["body"], entry.after["body"]) == ("post.edit", "Bonjour", NEW)
    assert post.edited_by_id == keeper.id


def test_a_removed_answer_leaves_its_place(make, sign_in, ana, topic):
    post = operations.reply(topic, "Une bêtise", by=ana)
    operations.reply(topic, "Une suite", by=make.member("Béa"))
    db.session.commit()
    assert "Retirer ce message" in sign_in(ana).get(f"/forum/messages/{post.id}/retirer").text
    page = sign_in(ana).post(f"/forum/messages/{post.id}/retirer", follow_redirects=True)
    assert "Message retiré par son auteur" in page.text
    assert "Une bêtise" not in page.text
    assert counts(topic) == (1, 2, 2)
    assert sign_in(ana).post(f"/forum/messages/{post.id}/retirer").status_code == 409
    stale = {"body": NEW, "version": "1"}
    assert sign_in(ana).post(f"/forum/messages/{post.id}/modifier", data=stale).status_code == 409
    assert counts(topic) == (1, 2, 2)


def test_an_unanswered_topic_goes_with_its_first_message(sign_in, ana, topic):
    browser = sign_in(ana)
    answer = browser.post(f"/forum/messages/{first_of(topic).id}/retirer")
    assert answer.location == "/forum/"
    assert browser.get(f"/forum/sujets/{topic.id}").status_code == 404
    assert counts(topic) == (0, 0, 0)


def test_a_message_removed_by_a_keeper_says_so(make, sign_in, ana, topic):
    post = make.post(topic, ana, "Une publicité")
    keeper = make.member("Modeste", role="moderator")
    sign_in(keeper).post(f"/forum/messages/{post.id}/retirer")
    assert "Message retiré par la modération" in sign_in(ana).get(f"/forum/sujets/{topic.id}-{topic.slug}").text
    assert db.session.scalars(select(JournalEntry.act)).all() == ["post.remove"]


def test_a_hidden_message_is_a_line_its_reason_for_the_author_its_text_for_keepers(make, sign_in, ana, topic):
    bea = make.member("Béa")
    post = operations.reply(topic, "Le numéro de ma voisine", by=bea)
    keeping.hide_post(post, reason="Coordonnées personnelles")
    db.session.commit()
    url = f"/forum/sujets/{topic.id}-{topic.slug}"
    others, author, keeper = (sign_in(one).get(url).text for one in (ana, bea, make.referent("36")))
    assert all("Message masqué par la modération" in page for page in (others, author, keeper))
    assert ["Coordonnées personnelles" in page for page in (others, author, keeper)] == [False, True, True]
    assert ["Le numéro de ma voisine" in page for page in (others, author, keeper)] == [False, False, True]
    assert sign_in(ana).get(f"/forum/messages/{post.id}").status_code == 404
    assert sign_in(bea).get(f"/forum/messages/{post.id}").status_code == 302
    other_keeper = sign_in(make.referent("37")).get(url).text
    assert "Le numéro de ma voisine" not in other_keeper


def test_who_may_show_it_again_learns_that_a_hidden_message_was_corrected(make, sign_in, ana, topic, work):
    bea, keeper = make.member("Béa"), make.referent("36")
    post = operations.reply(topic, "Le numéro de ma voisine", by=bea)
    keeping.hide_post(post, reason="Coordonnées personnelles")
    db.session.commit()
    browser = sign_in(bea)
    for body in ("Sans le numéro", "Sans le numéro, ni le nom"):
        browser.post(f"/forum/messages/{post.id}/modifier", data={"body": body, "version": post.version})
    work()
    told = select(Notification.member_id, Notification.kind).where(Notification.subject_kind == "hidden_post")
    assert set(db.session.execute(told).all()) == {(keeper.id, "corrected-2"), (keeper.id, "corrected-3")}
    assert "Un message masqué est corrigé" in sign_in(keeper).get("/notifications/").text


def test_counters_follow_what_can_be_read(make, topic):
    bea = make.member("Béa")
    post = operations.reply(topic, "Une réponse", by=bea)
    asked_at = first_of(topic).created_at
    assert counts(topic) == (1, 2, 2)
    keeping.hide_post(post, reason="x")
    assert counts(topic) == (1, 1, 1)
    assert (topic.last_post_at, topic.last_post_by_id) == (asked_at, topic.author_id)
    keeping.restore_post(post)
    assert counts(topic) == (1, 2, 2)
    assert topic.last_post_at == post.created_at
    keeping.hide_topic(topic, reason="x")
    assert counts(topic) == (0, 0, 2)
    keeping.hide_post(post, reason="x")
    keeping.restore_topic(topic)
    assert counts(topic) == (1, 1, 1)


def test_a_keeper_answers_in_a_locked_topic(make, sign_in, ana):
    topic = make.topic(ana, is_locked=True)
    keeper = make.member("Modeste", role="moderator")
    assert sign_in(keeper).post(f"/forum/sujets/{topic.id}/repondre", data={"body": "Mot de la fin"}).status_code == 302
    assert topic.posts_count == 2
