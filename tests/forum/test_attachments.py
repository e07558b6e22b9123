"""Files of messages: joined, described, published with the message, read as it is, dropped when it never is."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select, update

from club import clock
from club.drafts.models import Draft
from club.extensions import db
from club.forum import attachments
from club.forum.attachments import Attachment
from club.forum.ledger import HeldPost
from club.forum.models import Post
from club.storage.models import StoredFile
from tests.test_uploads import pdf

TITLE = "Qui a un plan de halle à nous montrer ?"


def picture(size=(2000, 1000), form="PNG"):
    out = io.BytesIO()
    Image.new("RGB", size, "#2a6").save(out, form)
    return out.getvalue()


def sent(content, name):
    return io.BytesIO(content), name


@pytest.fixture
def ana(make):
    return make.member("Ana")


@pytest.fixture
def topic(make, ana):
    return make.topic(ana)


def replied(browser, topic, **more):
    return browser.post(f"/forum/sujets/{topic.id}/repondre", data={"body": "Voici le plan.", **more})


def test_a_document_joined_to_an_answer_is_shown_and_downloaded(sign_in, topic, make):
    browser = sign_in(make.member("Bea"))
    answer = replied(browser, topic, files=[sent(pdf(), "Plan de la halle été.pdf")])
    page = browser.get(answer.location, follow_redirects=True).text
    found = db.session.scalars(select(Attachment)).one()
    assert found.post_id is not None
    assert f'href="/forum/pieces/{found.id}"' in page
    assert "Plan de la halle été.pdf" in page
    file = browser.get(f"/forum/pieces/{found.id}")
    assert (file.status_code, file.mimetype) == (200, "application/pdf")
    assert file.data.startswith(b"%PDF-")


def test_an_image_needs_words_is_reduced_and_nothing_typed_is_lost(sign_in, topic, make):
    browser = sign_in(make.member("Bea"))
    page = replied(browser, topic, files=[sent(picture(), "halle.png")]).text
    found = db.session.scalars(select(Attachment)).one()
    assert "Dites en quelques mots ce que montre chaque image" in page
    assert "Voici le plan." in page
    assert (found.width, found.height, found.post_id) == (1600, 800, None)
    answer = replied(browser, topic, **{f"alt-{found.id}": "La halle, de nuit"})
    assert answer.status_code == 302
    page = browser.get(answer.location, follow_redirects=True).text
    assert f'<img src="/forum/pieces/{found.id}" alt="La halle, de nuit" width="1600" height="800"' in page


def test_joining_without_publishing_keeps_the_text_and_the_files(sign_in, topic, make):
    browser = sign_in(make.member("Bea"))
    both = [sent(pdf(), "plan.pdf"), sent(picture(), "halle.png")]
    page = replied(browser, topic, joindre="1", files=both).text
    assert "Voici le plan." in page
    assert "plan.pdf" in page
    assert "Que montre «\u00a0halle.png\u00a0»\u202f?" in page
    assert db.session.scalar(select(Post.id).where(Post.number == 2)) is None
    assert "plan.pdf" in browser.get(f"/forum/sujets/{topic.id}-sujet").text  # and it comes back
    ids = db.session.scalars(select(Attachment.id).order_by(Attachment.id)).all()
    replied(browser, topic, retirer=[str(ids[1])])
    assert [one.id for one in db.session.scalars(select(Attachment).where(Attachment.post_id.is_not(None)))] == ids[:1]
    assert db.session.scalars(select(StoredFile.name)).all() == ["plan.pdf"]


def test_a_new_topic_takes_its_files_along(sign_in, ana, topic):
    browser = sign_in(ana)
    form = {"kind": "question", "title": TITLE, "audience": "members", "theme_id": topic.theme_id}
    form |= {"place": "commune-36093", "body": "Nous cherchons un plan."}
    answer = browser.post("/forum/nouveau-sujet", data=form | {"files": [sent(pdf(), "plan.pdf")]})
    assert "plan.pdf" in browser.get(answer.location).text
    assert browser.get("/forum/nouveau-sujet").text.count("plan.pdf") == 0


def test_the_script_of_the_form_sends_one_file_at_a_time(sign_in, topic, make):
    browser = sign_in(make.member("Bea"))
    place = f"/forum/joindre/reponse-{topic.id}"
    line = browser.post(place, data={"files": sent(picture(), "halle.png")}).text
    assert line.strip().startswith("<li")
    assert "Que montre «\u00a0halle.png\u00a0»\u202f?" in line
    assert browser.post(place, data={"files": sent(picture(), "encore.png")}).status_code == 204  # the same content
    refused = browser.post(place, data={"files": sent(b"MZ\x90\x00" * 40, "halle.png")})
    assert refused.status_code == 422
    assert "n’est pas accepté" in refused.text
    assert browser.post("/forum/joindre/reponse-999", data={"files": sent(pdf(), "a.pdf")}).status_code == 404
    assert browser.post("/forum/joindre/ailleurs", data={"files": sent(pdf(), "a.pdf")}).status_code == 404
    assert db.session.query(Attachment).count() == 1


def test_each_refused_file_is_said_and_the_others_are_kept(sign_in, topic, make):
    browser = sign_in(make.member("Bea"))
    page = replied(
        browser, topic, files=[sent(b"", "vide.pdf"), sent(pdf(), "plan.pdf"), sent(b"MZ\x90\x00" * 40, "jeu.exe")]
    ).text
    assert "«\u00a0vide.pdf\u00a0»\u202f: Le fichier est vide." in page
    assert "«\u00a0jeu.exe\u00a0»\u202f: Ce type de fichier" in page
    assert [one.stored.name for one in attachments.unpublished(browser_id(), f"reponse-{topic.id}")] == ["plan.pdf"]


def browser_id():
    return db.session.scalar(select(Attachment.author_id))


def test_no_more_than_ten_and_a_second_click_makes_one_message(sign_in, topic, make):
    browser = sign_in(make.member("Bea"))
    many = [sent(picture((40 + number, 40)), f"image{number}.png") for number in range(11)]
    assert "10 pièces jointes au plus" in replied(browser, topic, joindre="1", files=many).text
    assert db.session.query(Attachment).count() == 10
    words = {f"alt-{id}": "Une image" for id in db.session.scalars(select(Attachment.id))}
    twice = [replied(browser, topic, submission="une-cle", **words) for _ in range(2)]
    assert twice[0].location == twice[1].location
    assert db.session.query(Post).filter_by(number=2).count() == 1


@pytest.mark.parametrize("audience", ["project_leaders", "communes"])
def test_a_file_is_read_as_its_message_is(sign_in, make, audience):
    leader = make.term("function", "chef-de-projet", "Cheffe ou chef de projet PVD")
    ana, partner = make.member("Ana", function_id=leader.id), make.partner()
    closed = make.topic(ana, audience=audience)
    replied(sign_in(ana), closed, files=[sent(pdf(), "plan.pdf")])
    found = db.session.scalars(select(Attachment)).one()
    assert sign_in(ana).get(f"/forum/pieces/{found.id}").status_code == 200
    assert sign_in(partner).get(f"/forum/pieces/{found.id}").status_code == 404
    db.session.execute(update(Post).where(Post.id == found.post_id).values(hidden_at=clock.now()))
    other = make.member("Chloé", function_id=leader.id)
    assert sign_in(other).get(f"/forum/pieces/{found.id}").status_code == 404
    assert sign_in(make.referent("36")).get(f"/forum/pieces/{found.id}").status_code == 200


def test_before_it_is_published_a_file_is_its_author_s_own(sign_in, topic, make):
    bea = make.member("Bea")
    replied(sign_in(bea), topic, joindre="1", files=[sent(pdf(), "plan.pdf")])
    found = db.session.scalars(select(Attachment)).one()
    assert sign_in(bea).get(f"/forum/pieces/{found.id}").status_code == 200
    assert sign_in(make.member(role="administrator")).get(f"/forum/pieces/{found.id}").status_code == 404


def test_a_held_message_keeps_its_files_until_staff_has_read_it(sign_in, app, topic, make, monkeypatch):
    monkeypatch.setattr("club.forum.holding.is_on", lambda: True)
    nina, staff = make.member("Nina"), make.member(role="moderator")
    replied(sign_in(nina), topic, files=[sent(pdf(), "plan.pdf")])
    found, held = db.session.scalars(select(Attachment)).one(), db.session.scalars(select(HeldPost)).one()
    assert (found.held_id, found.post_id) == (held.id, None)
    assert "plan.pdf" in held.body_html
    assert sign_in(staff).get(f"/forum/pieces/{found.id}").status_code == 200
    assert sign_in(make.member("Bea")).get(f"/forum/pieces/{found.id}").status_code == 404
    sign_in(staff).post(f"/moderation/a-relire/{held.id}", data={"decision": "accept", "word": ""})
    db.session.refresh(found)
    assert found.post_id is not None
    assert sign_in(make.member("Zoé")).get(f"/forum/pieces/{found.id}").status_code == 200


def test_files_of_a_message_change_with_its_edition(sign_in, topic, make):
    bea = make.member("Bea")
    browser = sign_in(bea)
    replied(browser, topic, files=[sent(pdf(), "plan.pdf")])
    post = db.session.scalars(select(Post).where(Post.number == 2)).one()
    first = db.session.scalars(select(Attachment.id)).one()
    edit = f"/forum/messages/{post.id}/modifier"
    assert "plan.pdf" in browser.get(edit).text
    changed = {"body": "Voici un autre plan.", "version": 1, "retirer": [str(first)]}
    answer = browser.post(edit, data=changed | {"files": [sent(picture(), "autre.png")]})
    assert "Dites en quelques mots" in answer.text  # the image has no words yet; what was taken away is gone
    added = db.session.scalars(select(Attachment)).one()
    browser.post(edit, data={"body": "Voici un autre plan.", "version": 1, f"alt-{added.id}": "Le nouveau plan"})
    db.session.refresh(post)
    assert "plan.pdf" not in post.body_html
    assert 'alt="Le nouveau plan"' in post.body_html
    assert added.post_id == post.id


def test_what_is_never_published_goes_after_a_day_unless_its_text_is_worked_on(sign_in, topic, make, db):
    bea = make.member("Bea")
    replied(sign_in(bea), topic, joindre="1", files=[sent(pdf(), "plan.pdf")])
    attachments.forget_unpublished()
    assert db.session.query(Attachment).count() == 1
    old = clock.now() - timedelta(hours=25)
    db.session.execute(update(Attachment).values(created_at=old))
    draft = Draft(member_id=bea.id, place=f"reponse-{topic.id}", body="Voici", saved_at=clock.now())
    db.session.add(draft)
    attachments.forget_unpublished()
    assert db.session.query(Attachment).count() == 1
    draft.saved_at = old
    attachments.forget_unpublished()
    assert (db.session.query(Attachment).count(), db.session.query(StoredFile).count()) == (0, 0)


def test_a_refused_edit_keeps_the_files_that_came_with_it(sign_in, topic, ana):
    browser, post = sign_in(ana), db.session.scalars(select(Post).where(Post.topic_id == topic.id)).one()
    typed = {"body": "Un autre texte.", "version": post.version + 1, "files": sent(pdf(), "Plan.pdf")}
    answer = browser.post(f"/forum/messages/{post.id}/modifier", data=typed)
    assert (answer.status_code, "ils vous attendent dans le formulaire" in answer.text) == (409, True)
    assert "Plan.pdf" in browser.get(f"/forum/messages/{post.id}/modifier").text
    assert "Plan.pdf" not in browser.get(f"/forum/sujets/{topic.id}", follow_redirects=True).text
