"""From a solved thread to a write-up: quoted passages, co-authors asked, links both ways."""

import pytest
from bs4 import BeautifulSoup

from club import clock
from club.experiences.models import CoAuthor, Experience
from club.extensions import db as database
from tests.experiences.test_states import told


@pytest.fixture
def thread(make, author):
    topic = make.topic(author, "Comment rouvrir la halle le soir ?", body="La halle est vide.")
    leo = make.member("Léo")
    return topic, leo, make.post(topic, leo, "Trois soirées d’essai."), make.post(topic, leo, "Hors sujet.")


def test_ticked_passages_begin_a_draft_and_the_thread_leads_to_it(make, sign_in, author, thread, work):
    topic, leo, useful, _ = thread
    topic.solution_id = useful.id
    database.session.commit()
    ines = sign_in(author)
    page = ines.get(f"/forum/sujets/{topic.id}-sujet")
    assert f"/experiences/depuis/{topic.id}" in page.text
    first = database.session.query(type(useful)).filter_by(topic_id=topic.id, number=1).one()
    data = {"posts": [first.id, useful.id], "commune_code": "Levroux (36)", "invites": "y", "submission": "une"}
    made = ines.post(f"/experiences/depuis/{topic.id}", data=data)
    assert ines.post(f"/experiences/depuis/{topic.id}", data=data).headers["Location"] == made.headers["Location"]
    draft = database.session.query(Experience).one()
    assert draft.context == f"**{author.full_name}** :\n\n> La halle est vide."
    assert draft.actions == f"**{leo.full_name}** :\n\n> Trois soirées d’essai."
    assert [one.member_id for one in database.session.query(CoAuthor)] == [leo.id]
    work()
    assert told(leo) == [f"{author.full_name} vous propose d’écrire ensemble « {topic.title} »"]
    draft.stage = "usage"
    database.session.commit()
    assert ines.post(f"/experiences/{draft.id}/publier").status_code == 302
    reader = sign_in(make.member())
    assert f"/experiences/{draft.id}-" in reader.get(f"/forum/sujets/{topic.id}-sujet").text
    shown = BeautifulSoup(reader.get(f"/experiences/{draft.id}-{draft.slug}").text, "lxml")
    assert shown.find("a", href=f"/forum/sujets/{topic.id}-sujet") is not None
    assert leo.full_name not in shown.select_one("[aria-labelledby=titre-auteur]").get_text()


def test_what_is_hidden_or_restricted_is_never_taken_along(make, sign_in, author, thread):
    topic, _, useful, aside = thread
    aside.hidden_at = clock.now()
    database.session.commit()
    ines, address = sign_in(author), f"/experiences/depuis/{topic.id}"
    assert "Hors sujet." not in ines.get(address).text
    assert ines.post(address, data={"posts": [aside.id], "commune_code": "36093"}).status_code == 200
    topic.audience = "communes"
    database.session.commit()
    assert ines.post(address, data={"posts": [useful.id], "commune_code": "36093"}).status_code == 409
    assert database.session.query(Experience).count() == 0
