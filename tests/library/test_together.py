"""Two organisations publish a resource: the one that is named accepts, then keeps it as the first one does."""

import pytest
from sqlalchemy import select

from club.extensions import db
from club.library import care
from club.library.models import Resource, ResourcePartner
from club.notifications.models import Notification
from club.vocabulary.models import Term, TermKind


@pytest.fixture
def first(make):
    make.theme()
    return make.partner(make.organisation("Établissement des Deux Vallées"))


@pytest.fixture
def second(make):
    return make.partner(make.organisation("Agence des Halles"), first_name="Lise")


@pytest.fixture
def guide(make, first):
    return make.resource(first, "Le guide des halles", published=False)


def theme_id():
    return db.session.scalar(select(Term.id).where(Term.kind == TermKind.THEME))


def edit(browser, guide, *names, **more):
    form = {"title": guide.title, "summary": "Un guide.", "body": "Un texte.", "type_id": guide.type_id}
    form |= {"themes": [str(theme_id())], "covers_france": "y", "save": "1", "partners": "\n".join(names)}
    return browser.post(f"/ressources/{guide.id}/modifier", data=form | {"version": guide.version} | more)


def owners(guide):
    return set(db.session.scalars(care.owners_of(db.session.get(Resource, guide.id))))


def test_the_organisation_that_is_named_accepts_then_edits_and_is_told(make, sign_in, first, second, guide, work):
    assert edit(sign_in(first), guide, "Agence des Halles").status_code == 302
    work()
    line = db.session.scalars(select(Notification)).one()
    assert (line.member_id, line.why) == (second.id, "co-publisher")
    browser, page = sign_in(second), f"/ressources/{guide.id}-{db.session.get(Resource, guide.id).slug}"
    assert "Votre organisation est nommée ici" in browser.get(page).text  # the draft may be read before answering
    assert sign_in(make.partner(make.organisation("Autre"))).get(page).status_code == 404
    assert browser.get(f"/ressources/{guide.id}/modifier").status_code == 403
    assert owners(guide) == {first.id}
    done = browser.post(f"/ressources/{guide.id}/ensemble/accepter", follow_redirects=True)
    assert "C’est accepté" in done.text
    assert "Votre organisation est nommée ici" not in done.text
    assert guide.title in browser.get("/ressources/mes-brouillons").text
    assert owners(guide) == {first.id, second.id}
    db.session.refresh(guide)
    changed = edit(browser, guide, "Agence des Halles", body="Un texte à deux.", publish="1")
    assert changed.status_code == 302
    db.session.refresh(guide)
    assert (guide.body, guide.state, guide.organisation_id) == ("Un texte à deux.", "published", first.organisation_id)
    assert guide.co_editor_ids == {second.organisation_id}  # an edit does not ask again
    sign_in(make.member()).post(f"/ressources/{guide.id}/erreur", data={"word": "Le taux est de 30 %."})
    work()
    told = select(Notification.member_id).where(Notification.kind.like("error-%"))
    assert set(db.session.scalars(told)) == {first.id, second.id}
    assert browser.post(f"/ressources/{guide.id}/toujours-valable").status_code == 403  # one's own is not judged
    assert browser.post(f"/ressources/{guide.id}/ensemble/refuser").status_code == 403


def test_the_organisation_that_refuses_or_is_taken_away_edits_no_more(make, sign_in, first, second, guide):
    edit(sign_in(first), guide, "Agence des Halles")
    assert sign_in(second).post(f"/ressources/{guide.id}/ensemble/refuser").location == "/ressources/"
    assert db.session.query(ResourcePartner).count() == 0
    db.session.refresh(guide)
    edit(sign_in(first), guide, "Agence des Halles")
    sign_in(second).post(f"/ressources/{guide.id}/ensemble/accepter")
    assert sign_in(second).get(f"/ressources/{guide.id}/modifier").status_code == 200
    db.session.refresh(guide)
    edit(sign_in(first), guide)
    assert sign_in(second).get(f"/ressources/{guide.id}/modifier").status_code == 404
