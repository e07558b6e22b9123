"""The history of a message: who wrote what, what changed, and going back."""

import time
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from club import clock
from club.extensions import db
from club.forum import operations, queries, versions
from club.forum.models import Post
from club.journal import JournalEntry

FIRST = "Le bail dure trois ans.\n\nIl se signe en mairie."
SECOND = "Le bail dure deux ans.\n\nIl se signe en mairie."


@pytest.fixture
def ana(make):
    return make.member("Ana", last_name="Petit")


@pytest.fixture
def keeper(make):
    return make.referent("36", last_name="Roux")


@pytest.fixture
def post(make, ana, keeper):
    """A message in three versions, the last one by a keeper."""
    topic = make.topic(ana, body=FIRST)
    post = queries.post(db.session.scalars(select(Post.id).where(Post.topic_id == topic.id)).one())
    post.created_at = clock.now() - timedelta(hours=1)
    operations.edit(post, SECOND, version=1, by=ana)
    operations.edit(post, f"{SECOND}\n\nVoir le modèle.", version=2, by=keeper)
    db.session.commit()
    return post


def changes(answer):
    soup = BeautifulSoup(answer.text, "lxml")
    for hidden in soup.select(".lc-diff .lc-sr-only"):
        hidden.decompose()
    return [(tag.name, tag.get_text()) for tag in soup.select(".lc-diff ins, .lc-diff del")]


def test_each_version_says_who_wrote_it_and_which_words_changed(sign_in, ana, post):
    browser, url = sign_in(ana), f"/forum/messages/{post.id}/historique"
    newest = browser.get(url)
    assert changes(newest) == [("ins", "\n\nVoir le modèle.")]
    assert "Écrite par Ana Roux" in newest.text
    second = browser.get(f"{url}?version=2")
    assert changes(second) == [("del", "trois"), ("ins", "deux")]
    assert "Écrite par Ana Petit" in second.text
    first = browser.get(f"{url}?version=1")
    assert changes(first) == []
    assert FIRST in first.text
    assert "Rétablir" not in second.text
    assert url in browser.get(f"/forum/sujets/{post.topic_id}-sujet").text


def test_staff_go_back_to_a_version_and_nothing_is_lost(sign_in, keeper, ana, post):
    staff, url = sign_in(keeper), f"/forum/messages/{post.id}/historique"
    assert "Rétablir la version 1" in staff.get(f"{url}?version=1").text
    page = staff.post(f"{url}/retablir", data={"wanted": 1, "version": 3}, follow_redirects=True)
    assert "La version 1 est rétablie." in page.text
    assert (post.body, post.version) == (FIRST, 4)
    assert "trois ans" in post.body_html
    assert "4 versions" in page.text
    entry = db.session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc())).first()
    assert (entry.act, entry.actor_id, entry.after["body"]) == ("post.revert", keeper.id, FIRST)
    assert staff.post(f"{url}/retablir", data={"wanted": 1, "version": 3}).status_code == 409
    assert staff.post(f"{url}/retablir", data={"wanted": 9, "version": 4}).status_code == 409
    assert sign_in(ana).post(f"{url}/retablir", data={"wanted": 1, "version": 4}).status_code == 403
    assert post.version == 4


def test_what_is_compared_says_both_texts_whatever_their_length():
    texts = [FIRST, SECOND, "", "a\n" * 16_000, "a b " * 8_000, "mot " * 3_000 + "fin", "\n" * 200 + "x"]
    start = time.process_time()
    for before in texts:
        for after in texts:
            pieces = versions.compared(before, after)
            assert "".join(piece.text for piece in pieces if piece.tag != "ins") == before
            assert "".join(piece.text for piece in pieces if piece.tag != "del") == after
    assert time.process_time() - start < 10


def test_an_answer_taken_back_before_anybody_answered_leaves_no_trace(make, sign_in, ana, keeper):
    topic = make.topic(make.member("Béa"))
    post = operations.reply(topic, "Une bêtise", by=ana)
    db.session.commit()
    page = sign_in(ana).post(f"/forum/messages/{post.id}/retirer", follow_redirects=True)
    assert "Message retiré par son auteur" not in page.text
    url = f"/forum/sujets/{topic.id}-sujet"
    assert "Message retiré par son auteur" in sign_in(keeper).get(url).text
    operations.reply(topic, "Et maintenant ?", by=ana)
    db.session.commit()
    assert "Message retiré par son auteur" in sign_in(ana).get(url).text
