"""The life of an experience: named transitions, who is told, what readers see."""

import pytest

from club.experiences import operations
from club.experiences.models import Experience
from club.experiences.states import STAGES, State
from club.extensions import db as database
from club.forum.models import Topic
from club.notifications.models import Notification
from club.search import models as index


def told(member):
    return [one.words["title"] for one in database.session.query(Notification).filter_by(member_id=member.id)]


def test_a_second_look_before_publication(write, essentials, sign_in, make, work, author):
    keeper = make.referent("36")
    write.begin(essentials)
    write.gesture("faire-relire")
    work()
    assert told(keeper) == ["À relire avant publication : « La halle rouverte »"]
    url = f"/experiences/{write.experience.id}"
    assert sign_in(keeper).post(f"{url}/rendre", data={"word": "Précisez le coût."}).status_code == 302
    work()
    notification = database.session.query(Notification).filter_by(member_id=author.id).one()
    assert notification.words["reason"] == "Précisez le coût."
    assert write.experience.state == "draft"
    write.gesture("faire-relire")
    assert "À relire" in write.page().get_text()
    assert sign_in(make.member()).get(f"{url}-la-halle-rouverte").status_code == 404


ALLOWED = {
    "draft": {"faire-relire", "publier"},
    "review": {"rendre", "publier"},
    "published": {"a-mettre-a-jour", "toujours-valable", "archiver", "retirer"},
    "outdated": {"toujours-valable", "archiver", "retirer"},
    "archived": {"publier", "retirer"},
}
GESTURES = sorted(set().union(*ALLOWED.values()))


@pytest.mark.parametrize("state", ALLOWED)
def test_only_named_transitions_lead_from_one_state_to_another(write, essentials, sign_in, make, state):
    write.whole(essentials)
    keeper = sign_in(make.member(role="moderator"))
    for gesture in GESTURES:
        experience = write.experience
        experience.state = state
        experience.published_at = None if state in {"draft", "review"} else experience.created_at
        database.session.commit()
        answer = keeper.post(f"/experiences/{experience.id}/{gesture}")
        assert answer.status_code == (302 if gesture in ALLOWED[state] else 409), gesture
        if gesture not in ALLOWED[state]:
            assert write.experience.state == state


def test_a_withdrawn_experience_takes_its_discussion_along(write, essentials, sign_in, make):
    reader = sign_in(make.member())
    write.whole(essentials)
    topic = database.session.query(Topic).one()
    write.gesture("retirer")
    assert reader.get(f"/experiences/{write.experience.id}").status_code == 404
    assert topic.hidden_at is not None
    assert database.session.query(index.SearchDocument).filter_by(kind="experience").count() == 0
    write.gesture("publier")
    assert topic.hidden_at is None
    assert database.session.query(Topic).count() == 1


def test_an_archived_one_leaves_lists_and_search_but_its_links_live(write, essentials, sign_in, make):
    reader = sign_in(make.member())
    write.whole(essentials)
    address = f"/experiences/{write.experience.id}-la-halle-rouverte"
    pages = ("/experiences/", "/communes/36093-levroux")
    assert all("La halle rouverte" in reader.get(page).text for page in pages)
    write.gesture("archiver")
    assert all("La halle rouverte" not in reader.get(page).text for page in pages)
    assert database.session.query(index.SearchDocument).filter_by(kind="experience").count() == 0
    assert "Archivée" in reader.get(address).text


def test_what_is_outdated_says_so_until_it_is_confirmed(write, essentials, sign_in, make, author, work):
    reader, keeper = sign_in(make.member()), sign_in(make.referent("36"))
    write.whole(essentials)
    address = f"/experiences/{write.experience.id}"
    assert reader.post(f"{address}/a-mettre-a-jour").status_code == 403
    keeper.post(f"{address}/a-mettre-a-jour")
    work()
    assert told(author) == ["Votre expérience « La halle rouverte » est à mettre à jour"]
    assert "À mettre à jour" in reader.get(f"{address}-la-halle-rouverte").text
    write.gesture("toujours-valable")
    page = reader.get(f"{address}-la-halle-rouverte").text
    assert "À mettre à jour" not in page
    assert "Vérifiée le" in page


def test_moderation_hides_and_restores(make, author, sign_in):
    experience = make.experience(author)
    operations.hide(experience, reason="Coordonnées.", by=author)
    database.session.commit()
    url = f"/experiences/{experience.id}-{experience.slug}"
    reader = sign_in(make.member())
    assert reader.get(url).status_code == 404
    assert "Coordonnées." in sign_in(author).get(url).text
    operations.restore(experience, by=author)
    database.session.commit()
    assert reader.get(url).status_code == 200


def test_what_was_told_before_has_its_state(make, author):
    assert make.experience(author).state == "published"
    assert make.experience(author, published=False).state == "draft"
    assert database.session.query(Experience).count() == 2


def test_the_words_of_states_and_stages_fit_their_columns():
    assert max(len(code) for code, _ in STAGES) <= Experience.__table__.c.stage.type.length
    assert max(map(len, State)) <= Experience.__table__.c.state.type.length
