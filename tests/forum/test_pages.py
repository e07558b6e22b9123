"""Lists and topic pages: what they show, that links stay true, and what they cost."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from club import clock
from club.extensions import db
from club.forum import listing, operations, queries, reading


@pytest.fixture
def ana(make):
    return make.member("Ana", forum_read_at=clock.now() - timedelta(days=30))


def titles(answer):
    return [tag.get_text(" ", strip=True) for tag in BeautifulSoup(answer.text, "lxml").select(".lc-row__title a")]


def test_the_newest_answer_comes_first_and_pinned_topics_before(make, sign_in, ana):
    old, new = make.topic(ana, "Un sujet ancien"), make.topic(ana, "Un sujet récent")
    make.topic(ana, "Un sujet épinglé", is_pinned=True)
    make.post(old, ana)
    assert titles(sign_in(ana).get("/forum/")) == ["Un sujet épinglé", "Un sujet ancien", "Un sujet récent"]
    assert new.posts_count == 1


def test_each_tab_shows_its_topics(make, sign_in, ana):
    bea = make.member("Béa")
    alone = make.topic(bea, "Une question sans réponse")
    answered = make.topic(bea, "Une question avec réponse")
    make.post(answered, ana)
    make.topic(bea, "Une discussion entre nous", kind="discussion")
    mine = make.topic(ana, "Mon propre sujet à moi", kind="discussion")
    reading.mark_read(alone.id, ana.id, 1)
    reading.follow(answered, ana)
    db.session.commit()
    browser = sign_in(ana)

    def seen(tab):
        return set(titles(browser.get(f"/forum/?onglet={tab}")))

    assert len(seen("recents")) == 4
    assert seen("sans-reponse") == {alone.title}
    assert seen("suivis") == {answered.title}
    assert seen("les-miens") == {mine.title}
    assert seen("non-lus") == {answered.title, "Une discussion entre nous", mine.title}
    assert seen("inconnu") == seen("recents")


def tab_counts(answer):
    tabs = BeautifulSoup(answer.text, "lxml").select(".lc-tabs a")
    return [(tab.contents[0].strip(), tab.span.get_text()) for tab in tabs]


def test_each_tab_counts_what_this_person_may_read_there(make, sign_in, ana, monkeypatch):
    bea, partner = make.member("Béa"), make.partner(forum_read_at=clock.now() - timedelta(days=30))
    make.topic(bea, "Une question sans réponse")
    make.topic(bea, "Une question pour les communes", audience="communes")
    make.topic(bea, "Une question que l’on masque", hidden_at=clock.now())
    mine = make.topic(ana, "Mon propre sujet à moi", kind="discussion")
    mine.theme_id = make.theme("mobilites", "Mobilités").id
    db.session.commit()
    names = ("Récents", "Non lus", "Sans réponse", "Résolus", "Les miens", "Suivis")

    def counted(who, address="/forum/"):
        return tab_counts(sign_in(who).get(address))

    assert counted(ana) == list(zip(names, "332010", strict=True))
    assert counted(partner) == list(zip(names, "221000", strict=True))
    assert counted(partner, "/forum/themes/mobilites?territoire=departement-36") == list(
        zip(names, "110000", strict=True)
    )
    monkeypatch.setattr(listing, "MOST_COUNTED", 1)
    assert counted(ana)[:2] == [("Récents", "1+"), ("Non lus", "1+")]


def test_pages_of_twenty_follow_each_other_without_loss_or_repeat(make, sign_in, ana):
    for number in range(45):
        make.topic(ana, f"Sujet numéro {number}")
    browser, url, found = sign_in(ana), "/forum/", []
    while url:
        page = browser.get(url)
        found += titles(page)
        link = BeautifulSoup(page.text, "lxml").select_one('a[rel="next"]')
        url = link["href"] if link else None
        assert len(found) in {20, 40, 45}
    assert len(set(found)) == 45


@pytest.mark.parametrize("cursor", ["", "x", "2026~", "~5", "2026-01-01T00:00:00~99999999999999999999"])
def test_a_mangled_cursor_is_the_first_page(make, sign_in, ana, cursor):
    make.topic(ana, "Le seul sujet du forum")
    assert titles(sign_in(ana).get("/forum/", query_string={"apres": cursor})) == ["Le seul sujet du forum"]


def test_a_theme_shows_its_own_topics_and_the_side_list_counts_them(make, sign_in, ana):
    other = make.theme("mobilites", "Mobilités")
    form = {"kind": "question", "title": "Une navette vers la gare ?", "theme_id": other.id, "body": "Bonjour"}
    browser = sign_in(ana)
    browser.post("/forum/nouveau-sujet", data=form)
    make.topic(ana, "Un sujet d’un autre thème")
    page = browser.get("/forum/themes/mobilites")
    assert titles(page) == ["Une navette vers la gare ?"]
    link = BeautifulSoup(page.text, "lxml").select_one('a[href="/forum/themes/mobilites"][aria-current]')
    assert link.get_text(" ", strip=True) == "Mobilités 1"
    assert browser.get("/forum/themes/inconnu").status_code == 404


def test_the_number_finds_and_the_slug_is_corrected(make, sign_in, ana):
    topic = make.topic(ana)
    browser = sign_in(ana)
    for wrong in (f"/forum/sujets/{topic.id}", f"/forum/sujets/{topic.id}-autre"):
        answer = browser.get(
            wrong, query_string={"page": "1", "id": "5", "slug": "x", "_scheme": "ftp", "endpoint": "x"}
        )
        assert (answer.status_code, answer.location) == (301, f"/forum/sujets/{topic.id}-sujet?page=1")
    assert browser.get("/forum/sujets/999999-rien").status_code == 404


def long_topic(make, author, messages=45):
    topic = make.topic(author)
    posts = [make.post(topic, author, f"Message de rang {rank}") for rank in range(2, messages + 1)]
    return topic, posts


def test_messages_are_cut_in_pages_of_twenty_by_their_number(make, sign_in, ana):
    topic, posts = long_topic(make, ana)
    browser = sign_in(ana)
    url = f"/forum/sujets/{topic.id}-sujet"
    assert [browser.get(f"{url}?page={n}").text.count('<article class="lc-message') for n in (1, 2, 3)] == [20, 20, 5]
    assert browser.get(f"{url}?page=4").status_code == 404
    assert browser.get(f"{url}?page=x").status_code == 200
    operations.remove(queries.post(posts[3].id), by=ana)
    db.session.commit()
    page = browser.get(f"{url}?page=2")
    assert 'id="message-21"' in page.text
    assert 'id="message-40"' in page.text


def test_each_message_has_a_lasting_address(make, sign_in, ana):
    topic, posts = long_topic(make, ana)
    browser = sign_in(ana)
    expected = {2: "#message-2", 20: "#message-20", 21: "?page=2#message-21", 45: "?page=3#message-45"}
    for number, end in expected.items():
        answer = browser.get(f"/forum/messages/{posts[number - 2].id}")
        assert answer.location == f"/forum/sujets/{topic.id}-sujet{end}"


def test_a_message_says_who_speaks_and_from_how_large_a_town(make, sign_in, ana):
    ana.function_id = make.term("function", "chef-de-projet", "Chef de projet").id
    db.session.commit()
    page = sign_in(make.member("Béa")).get(f"/forum/sujets/{make.topic(ana).id}-sujet")
    head = BeautifulSoup(page.text, "lxml").select_one(".lc-message__head").get_text(" ", strip=True)
    assert ana.full_name in head
    assert "Chef de projet · Levroux · 2\u202f797 hab., 36" in head


@pytest.mark.parametrize("many", [3, 30])
def test_a_list_costs_six_statements(make, sign_in, queries, ana, many):
    for number in range(many):
        make.topic(make.member(), f"Sujet numéro {number}", is_pinned=number == 0)
    browser = sign_in(ana)
    with queries() as seen:
        assert browser.get("/forum/").status_code == 200
    assert len(seen) == 6, seen
    with queries() as seen:
        browser.get("/forum/themes/commerce-et-artisanat?onglet=non-lus")
    assert len(seen) == 6, seen


@pytest.mark.parametrize("many", [3, 30])
def test_a_topic_costs_eight_statements_at_most(make, sign_in, queries, ana, many):
    topic = make.topic(ana)
    for _ in range(many - 1):
        make.post(topic, make.member())
    browser, url = sign_in(ana), f"/forum/sujets/{topic.id}-sujet"
    for page in {1, (many - 1) // 20 + 1}:
        with queries() as seen:
            assert browser.get(f"{url}?page={page}").status_code == 200
        assert len(seen) <= 8, seen


def test_the_empty_discussion_of_an_experience_is_not_listed(make, sign_in, ana):
    about = {"about_kind": "experience", "about_id": make.experience(ana).id}
    topic = operations.open_discussion(**about, title="La halle rouverte", theme_id=make.theme().id, by=ana)
    db.session.commit()
    browser = sign_in(ana)
    assert titles(browser.get("/forum/")) == []
    assert ">0<" in browser.get("/forum/").text
    operations.reply(topic, "Bravo pour ce projet", by=ana)
    db.session.commit()
    page = browser.get("/forum/")
    assert titles(page) == ["La halle rouverte"]
    assert "Lire l’expérience" in browser.get(f"/forum/sujets/{topic.id}-la-halle-rouverte").text


def test_a_preview_without_scripts_is_that_of_the_text_that_was_asked(make, sign_in):
    browser, topic = sign_in(make.member("Ana")), make.topic(make.member("Béa"))
    button = 'formaction="/apercu" formnovalidate name="apercu" value="body"'
    assert button in browser.get(f"/forum/sujets/{topic.id}-sujet").text
    sent = {"submission": "une-cle-cachee", "seen": "1", "body": "Un texte **gras**.", "apercu": "body"}
    page = browser.post("/apercu", data=sent).text
    assert "<strong>gras</strong>" in page
    assert "une-cle-cachee" not in page
