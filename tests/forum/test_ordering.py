"""Staff put a topic in order on one page: each change is told in the thread, to the author, and journaled."""

from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from club import clock
from club.extensions import db
from club.forum import keeping, operations
from club.forum.ledger import TopicEvent
from club.forum.models import Category
from club.journal import JournalEntry
from club.notifications.models import Notification
from club.search import find

REASON = "Le fil parle surtout de mobilité."


@pytest.fixture
def ana(make):
    return make.member("Ana")


@pytest.fixture
def topic(make, ana):
    form = {"kind": "question", "title": "Qui a un modèle de bail ?", "theme_id": make.theme().id}
    topic = operations.open_topic(**form, body="Bonjour", by=ana)
    operations.reply(topic, "Le voici.", by=make.member("Béa"))
    db.session.commit()
    return topic


def wanted(topic, **more):
    asked = {"title": topic.title, "theme_id": topic.theme_id, "kind": topic.kind, "pin": keeping.pin_of(topic)}
    return asked | {"audience": topic.audience, "version": topic.version, "reason": REASON} | more


def acts():
    return db.session.scalars(select(TopicEvent.act).order_by(TopicEvent.id)).all()


def counts(theme):
    category = db.session.get(Category, theme)
    return category.topics_count, category.posts_count


def test_everything_changes_on_one_page_and_is_told_and_journaled(make, sign_in, work, ana, topic):
    other, before = make.theme("mobilites", "Mobilités"), topic.theme_id
    keeper = make.referent("36", last_name="Roux")
    more = {"title": "Une navette vers la gare ?", "theme_id": other.id, "kind": "discussion", "pin": "theme"}
    page = sign_in(keeper).post(
        f"/forum/sujets/{topic.id}/ranger", data=wanted(topic, is_locked="y", **more), follow_redirects=True
    )
    assert "Le sujet est rangé." in page.text
    assert acts() == ["renamed", "moved", "kind", "pinned", "locked"]
    assert "a déplacé le sujet de « Commerce et artisanat » vers « Mobilités »" in page.text
    assert (topic.slug, topic.is_pinned, topic.is_pin_local, topic.is_locked) == (
        *("une-navette-vers-la-gare", True, True, True),
    )
    assert counts(before) == (0, 0)
    assert counts(other.id) == (1, 2)
    entry = db.session.scalars(select(JournalEntry)).one()
    assert (entry.act, entry.reason, entry.before["kind"], entry.after["pin"]) == (
        *("topic.curate", REASON, "question", "theme"),
    )
    assert {hit.kind for hit in find("navette", audiences=["members"]).items} == {"topic", "post"}
    for _ in range(2):
        work()
    told = db.session.scalars(select(Notification).where(Notification.member_id == ana.id, Notification.kind == "kept"))
    sentences = [one.words["title"] for one in told]
    assert len(sentences) == 5
    assert sentences[-1] == "Ana Roux a fermé le sujet aux réponses : « Une navette vers la gare ? »"
    assert REASON in sign_in(ana).get("/notifications/").text


def test_nothing_changed_is_said_and_nobody_is_told(make, sign_in, topic):
    topic.title = "Qui a un modèle de bail\u202f?"
    db.session.commit()
    page = sign_in(make.referent("36")).post(
        f"/forum/sujets/{topic.id}/ranger", data=wanted(topic), follow_redirects=True
    )
    assert topic.title.endswith("\u202f?")
    assert "Rien n’a changé" in page.text
    assert (acts(), db.session.scalars(select(JournalEntry)).all()) == ([], [])


def test_a_reason_is_needed_and_what_was_typed_stays(make, sign_in, topic):
    sent = wanted(topic, title="Un bail dérogatoire pour la halle", reason="")
    page = sign_in(make.referent("36")).post(f"/forum/sujets/{topic.id}/ranger", data=sent)
    assert "Écrivez la raison" in page.text
    assert "Un bail dérogatoire pour la halle" in page.text
    assert acts() == []


def test_of_two_keepers_the_second_is_told_that_the_topic_changed(make, sign_in, topic):
    first, second = sign_in(make.referent("36")), sign_in(make.member("Modeste", role="moderator"))
    stale = wanted(topic, kind="discussion")
    first.post(f"/forum/sujets/{topic.id}/ranger", data=wanted(topic, is_locked="y"))
    answer = second.post(f"/forum/sujets/{topic.id}/ranger", data=stale)
    assert answer.status_code == 409
    assert "Quelqu’un a rangé ce sujet entre-temps" in answer.text
    assert (topic.kind, topic.is_locked) == ("question", True)


def test_a_pin_holds_in_its_place_and_until_its_day(make, sign_in, topic, ana, monkeypatch):
    make.topic(ana, "Un sujet plus récent que lui")
    day = clock.today() + timedelta(days=2)
    staff, browser = sign_in(make.referent("36")), sign_in(ana)

    def first(url):
        return BeautifulSoup(browser.get(url).text, "lxml").select_one(".lc-row__title a").get_text()

    staff.post(f"/forum/sujets/{topic.id}/ranger", data=wanted(topic, pin="theme", pinned_until=day.isoformat()))
    assert first("/forum/") == "Un sujet plus récent que lui"
    assert first("/forum/themes/commerce-et-artisanat") == topic.title
    staff.post(f"/forum/sujets/{topic.id}/ranger", data=wanted(topic, pin="everywhere", pinned_until=day.isoformat()))
    assert first("/forum/") == topic.title
    assert f'value="{day.isoformat()}"' in staff.get(f"/forum/sujets/{topic.id}/ranger").text
    midnight = datetime(day.year, day.month, day.day, tzinfo=clock.PARIS) + timedelta(days=1)
    for at, is_over in ((midnight - timedelta(minutes=1), False), (midnight, True)):
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        assert keeping.unpin_in_time() == (1 if is_over else 0)
        assert keeping.unpin_in_time() == 0
        assert topic.is_pinned is not is_over
    assert acts()[-1] == "unpinned_on_time"


def test_a_day_gone_by_is_refused(make, sign_in, topic):
    sent = wanted(topic, pin="theme", pinned_until="2020-01-01")
    assert (
        "Choisissez un jour à venir."
        in sign_in(make.referent("36")).post(f"/forum/sujets/{topic.id}/ranger", data=sent).text
    )


def test_the_discussion_of_an_experience_keeps_its_name_and_place(make, sign_in, ana):
    about = {"about_kind": "experience", "about_id": make.experience(ana).id}
    topic = operations.open_discussion(**about, title="La halle rouverte", theme_id=make.theme().id, by=ana)
    db.session.commit()
    staff, url = sign_in(make.referent("36")), f"/forum/sujets/{topic.id}/ranger"
    assert 'name="title"' not in staff.get(url).text
    staff.post(url, data={"title": "Un titre glissé en fraude", "is_locked": "y", "version": 1, "reason": REASON})
    assert (topic.title, topic.is_locked) == ("La halle rouverte", True)


def test_who_may_read_changes_for_lists_and_search_too(make, sign_in, work, topic):
    partner, staff = make.partner(), sign_in(make.referent("36"))
    sent = wanted(topic, audience="communes")
    assert "Tous les membres" in staff.get(f"/forum/sujets/{topic.id}/ranger").text
    staff.post(f"/forum/sujets/{topic.id}/ranger", data=sent)
    browser = sign_in(partner)
    assert browser.get(f"/forum/sujets/{topic.id}-{topic.slug}").status_code == 404
    assert topic.title not in browser.get("/forum/").text
    assert find("bail", audiences=["members"]).items == []
    assert (
        "a changé qui peut lire le sujet : communes et référents seulement"
        in staff.get(f"/forum/sujets/{topic.id}-{topic.slug}").text
    )
