"""Links to things of the club, alone on their line, are cards; a card never says what members may not read."""

import pytest
from sqlalchemy import select

from club.extensions import db
from club.forum import operations, searching
from club.forum.citing import Citation
from club.forum.events import TopicChanged
from club.library import operations as library
from club.search import rebuild

OWN = "https://club.example"


@pytest.fixture
def ana(make):
    return make.member("Ana")


@pytest.fixture
def topic(make, ana):
    return make.topic(ana)


def said(app, topic, body, by):
    with app.test_request_context():
        return operations.reply(topic, body, by=by)


@pytest.fixture
def guide(app, make):
    """A published resource, as the index knows it."""
    resource = make.resource(make.partner(), title="Le guide des halles")
    with app.test_request_context():
        library.restore(resource, by=make.member(role="administrator"))
    return resource


def test_a_link_alone_on_its_line_is_a_card_and_one_in_a_sentence_stays_a_link(app, topic, ana, guide):
    address = f"{OWN}/ressources/{guide.id}"
    post = said(app, topic, f"Lisez ceci :\n{address}\n\nou {address} si vous avez le temps.", ana)
    assert post.body_html.count('class="lc-cited"') == 1
    assert "Ressource</span> <strong>Le guide des halles</strong>" in post.body_html
    assert f'href="/ressources/{guide.id}-' in post.body_html
    assert db.session.execute(select(Citation.kind, Citation.key)).all() == [("resource", str(guide.id))]


def test_a_card_follows_its_thing(app, topic, ana, guide, make):
    post = said(app, topic, f"{OWN}/ressources/{guide.id}", ana)
    staff = make.member(role="administrator")
    with app.test_request_context():
        library.hide(guide, reason="À relire", by=staff)
    assert "guide des halles" not in post.body_html
    assert 'class="lc-cited"' not in post.body_html
    assert f"{OWN}/ressources/{guide.id}" in post.body_html  # what its author wrote
    guide.title = "Le guide des marchés couverts"
    with app.test_request_context():
        library.restore(guide, by=staff)
    assert "<strong>Le guide des marchés couverts</strong>" in post.body_html


def test_a_topic_for_some_members_has_no_card_even_when_it_is_restricted_later(app, topic, ana, make, sign_in):
    other = make.topic(ana, title="Une question ouverte à tous les membres")
    closed = make.topic(ana, title="Entre chefs de projet seulement", audience="project_leaders")
    with app.test_request_context():
        for one in (other, closed):
            searching.index_topic(TopicChanged(topic_id=one.id))
    post = said(app, topic, f"{OWN}/forum/sujets/{other.id}\n\n{OWN}/forum/sujets/{closed.id}", ana)
    assert "<strong>Une question ouverte à tous les membres</strong>" in post.body_html
    assert "chefs de projet seulement" not in post.body_html
    staff = sign_in(make.member(role="moderator"))
    form = {"audience": "communes", "version": other.version, "kind": other.kind, "title": other.title}
    form |= {"theme_id": other.theme_id, "pin": "", "reason": "Entre communes"}
    assert staff.post(f"/forum/sujets/{other.id}/ranger", data=form).status_code == 302
    db.session.refresh(other)
    db.session.refresh(post)
    assert other.audience == "communes"
    assert "Une question ouverte" not in post.body_html


def test_addresses_of_elsewhere_and_of_nothing_stay_as_they_are(app, topic, ana):
    addresses = ["https://ailleurs.example/ressources/1", f"{OWN}/ressources/999", f"{OWN}/connexion", f"{OWN}//x"]
    post = said(app, topic, "\n\n".join(addresses), ana)
    assert "lc-cited" not in post.body_html
    assert all(f">{address}</a>" in post.body_html for address in addresses)


def test_communes_experiences_and_partners_have_cards_and_the_preview_shows_them(app, make, ana, sign_in):
    experience, partner = make.experience(ana, title="La halle de Levroux"), make.organisation("EPF d’essai")
    with app.test_request_context():
        rebuild.reindex()
    addresses = [f"/communes/{ana.commune_code}", f"/experiences/{experience.id}", f"/partenaires/{partner.id}"]
    typed = "\n".join(OWN + address for address in addresses)
    shown = sign_in(ana).post("/apercu", data={"text": typed}, headers={"X-Fragment": "1"}).text
    assert [title in shown for title in ("Levroux</strong>", "La halle de Levroux</strong>", "EPF d’essai")] == [
        True
    ] * 3
    assert shown.count("lc-cited__kind") == 3
