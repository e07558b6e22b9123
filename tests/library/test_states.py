"""From draft to archive: reading before publication, dates, what has to be checked, what replaces what."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from club import clock, jobs, search
from club.extensions import db
from club.forum import reading
from club.forum.models import Level
from club.library import publishing, queries
from club.library.models import ResourceTheme
from club.notifications.models import Notification


@pytest.fixture
def epf(make):
    return make.organisation("EPF d’essai")


@pytest.fixture
def editor(make, epf):
    make.departement("36")
    return make.partner(epf, departement_code="36")


@pytest.fixture
def draft(make, editor):
    resource = make.resource(editor, "Le guide des halles", published=False)
    db.session.add(ResourceTheme(resource_id=resource.id, term_id=make.theme().id))
    db.session.commit()
    return resource


def told(member):
    lines = db.session.scalars(
        select(Notification).where(Notification.member_id == member.id).order_by(Notification.id)
    )
    return [line.words["title"] for line in lines]


def press(browser, resource, gesture, **data):
    return browser.post(f"/ressources/{resource.id}/{gesture}", data=data, follow_redirects=True)


def found(app, words="halles"):
    with app.test_request_context():
        return [hit.key for hit in search.find(words, audiences=["members"]).items if hit.kind == "resource"]


def test_a_second_look_sends_back_with_the_reason_then_publishes(app, make, sign_in, editor, draft, work):
    keeper, stranger = make.referent("36"), make.partner()
    owner, reviewer = sign_in(editor), sign_in(keeper)
    assert "L’équipe du territoire est prévenue" in press(owner, draft, "faire-relire").text
    work()
    assert told(keeper) == ["À relire : « Le guide des halles »"]
    assert "Le guide des halles" in reviewer.get("/ressources/a-relire").text
    assert sign_in(stranger).get(f"/ressources/{draft.id}").status_code == 404
    assert "Dites ce qui est à changer" in press(reviewer, draft, "rendre", word=" ").text
    press(reviewer, draft, "rendre", word="Ajoutez la date de la délibération.")
    work()
    assert told(editor) == ["« Le guide des halles » vous est rendue avant publication"]
    assert "À changer avant de publier\u202f: Ajoutez la date" in owner.get(f"/ressources/{draft.id}-ressource").text
    press(owner, draft, "faire-relire")
    press(reviewer, draft, "publier")
    db.session.refresh(draft)
    assert (draft.state, draft.review_word) == ("published", "")
    assert len(found(app)) == 1


def test_followers_of_the_theme_learn_of_it_once(make, sign_in, editor, draft, work):
    leo = make.member("Léo")
    reading.watch("theme", str(make.theme().id), leo, Level.FOLLOW)
    db.session.commit()
    press(sign_in(editor), draft, "publier")
    work()
    press(sign_in(editor), draft, "retirer")
    press(sign_in(editor), draft, "publier")
    work()
    assert told(leo) == ["Nouvelle ressource : « Le guide des halles »"]


def test_where_resources_are_read_first_partners_ask_and_the_team_publishes(make, sign_in, draft, editor, monkeypatch):
    monkeypatch.setattr(publishing, "is_reviewed", lambda: True)
    owner = sign_in(editor)
    assert "relue avant d’être publiée" in press(owner, draft, "publier").text
    page = owner.get(f"/ressources/{draft.id}-ressource").text
    assert "Publier la ressource" not in page
    assert "Faire relire" in page
    press(owner, draft, "faire-relire")
    press(sign_in(make.referent("36")), draft, "publier")
    db.session.refresh(draft)
    assert draft.state == "published"


def test_a_resource_is_published_at_its_moment(app, sign_in, editor, draft):
    owner = sign_in(editor)
    passed = owner.post(f"/ressources/{draft.id}/programmer", data={"day": "2020-01-01", "hour": "09:00"})
    assert "Choisissez un moment à venir" in passed.text
    assert "Choisissez un jour" in owner.post(f"/ressources/{draft.id}/programmer", data={"day": "demain"}).text
    answer = owner.post(f"/ressources/{draft.id}/programmer", data={"day": "2031-01-15", "hour": "09:00"})
    assert "Publication prévue" in owner.get(answer.location).text
    with jobs.background(app):
        publishing.publish_scheduled()
        assert draft.state == "draft"
        draft.publish_at = clock.now() - timedelta(minutes=1)
        publishing.publish_scheduled()
        publishing.publish_scheduled()
    assert (draft.state, draft.publish_at) == ("published", None)


def test_what_is_no_longer_complete_at_its_moment_goes_back_with_the_reason(app, editor, draft, work):
    draft.publish_at, draft.summary = clock.now() - timedelta(minutes=1), ""
    db.session.commit()
    with jobs.background(app):
        publishing.publish_scheduled()
    assert (draft.state, draft.publish_at) == ("draft", None)
    assert "le résumé" in draft.review_word
    work()
    assert told(editor) == ["« Le guide des halles » vous est rendue avant publication"]


def test_a_date_that_passes_asks_the_organisation_to_check(app, make, sign_in, editor, draft, work):
    owner, reader = sign_in(editor), sign_in(make.member("Léo"))
    press(owner, draft, "publier")
    draft.expires_on = clock.today()
    db.session.commit()
    with jobs.background(app):
        publishing.check_expired()
        publishing.check_expired()
    work()
    assert told(editor) == ["« Le guide des halles » est à vérifier"]
    assert "cette ressource peut ne plus être à jour" in reader.get(f"/ressources/{draft.id}-ressource").text
    assert "Le guide des halles" in owner.get("/ressources/mes-brouillons").text
    assert len(found(app)) == 1  # it stays in the lists
    press(owner, draft, "verifiee")
    db.session.refresh(draft)
    assert (draft.state, draft.expires_on) == ("published", None)


def test_an_archived_resource_leaves_the_lists_keeps_its_address_and_leads_to_its_heir(
    app, make, sign_in, editor, draft
):
    owner, reader = sign_in(editor), sign_in(make.member("Léo"))
    heir = make.resource(editor, "Le guide des marchés")
    press(owner, draft, "publier")
    assert "Aucune ressource à cette adresse" in press(owner, draft, "archiver", heir="ailleurs").text
    assert "doit être une autre" in press(owner, draft, "archiver", heir=str(draft.id)).text
    press(owner, draft, "archiver", heir=f"https://club.example/ressources/{heir.id}-ressource")
    page = reader.get(f"/ressources/{draft.id}-ressource").text
    assert "Archivée\u202f: gardée pour mémoire" in page
    assert "Lire celle qui la remplace\u202f: Le guide des marchés" in page
    assert f"/ressources/{draft.id}-" not in reader.get("/ressources/").text
    assert found(app) == []
    assert db.session.scalars(select(queries.Resource.id).where(queries.published())).all() == [heir.id]
    press(owner, draft, "publier")
    assert len(found(app)) == 1


@pytest.mark.parametrize("gesture", ["a-verifier", "rendre", "archiver", "retirer"])
def test_a_way_that_does_not_exist_is_refused_in_words(make, sign_in, draft, gesture):
    answer = press(sign_in(make.referent("36")), draft, gesture, word="Un mot")
    assert "Seule une ressource" in answer.text
    db.session.refresh(draft)
    assert draft.state == "draft"
