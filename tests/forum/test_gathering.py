"""Topics that join and messages that leave: links, readings, counts, search and the bell follow."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from club.extensions import db
from club.forum import gathering, operations, queries, reading, tags
from club.forum.models import Category, Follow, Post, Reading, Topic
from club.journal import JournalEntry
from club.notifications.models import Notification
from club.search import find

REASON = "La même question a été posée deux fois."


@pytest.fixture
def people(make):
    names = ("Ana", "Béa", "Carl", "Dina")
    return {name: make.member(name, last_name="Essai") for name in names} | {"keeper": make.referent("36")}


def opened(make, by, title, *answers, theme=None):
    form = {"kind": "question", "title": title, "theme_id": (theme or make.theme()).id}
    topic = operations.open_topic(**form, body=f"Bonjour, {title.lower()}", by=by)
    for author, body in answers:
        operations.reply(topic, body, by=author)
    db.session.commit()
    return topic


@pytest.fixture
def kept(make, people):
    return opened(make, people["Ana"], "Une navette vers la gare ?", (people["Béa"], "Voyez les trottinettes."))


@pytest.fixture
def double(make, people):
    other = make.theme("mobilites", "Mobilités")
    answers = ((people["Dina"], "Voyez le covoiturage."), (people["Carl"], "Merci bien."))
    return opened(make, people["Carl"], "Comment aller à la gare ?", *answers, theme=other)


def texts(topic):
    return db.session.execute(select(Post.number, Post.body).where(Post.topic_id == topic.id).order_by(Post.number))


def assert_counts_are_true():
    shown = (Topic.hidden_at.is_(None), Topic.removed_at.is_(None), Topic.posts_count > 0)
    counts = select(Topic.theme_id, func.count(), func.sum(Topic.posts_count)).where(*shown).group_by(Topic.theme_id)
    truth = {theme: (topics, posts) for theme, topics, posts in db.session.execute(counts)}
    for category in db.session.scalars(select(Category)):
        assert (category.topics_count, category.posts_count) == truth.get(category.theme_id, (0, 0))
    for topic in db.session.scalars(select(Topic)):
        seen = (Post.topic_id == topic.id, Post.hidden_at.is_(None), Post.removed_at.is_(None))
        assert topic.posts_count == db.session.scalar(select(func.count()).where(*seen))


def merged(sign_in, people, source, target):
    data = {"into": target.id, "reason": REASON}
    return sign_in(people["keeper"]).post(f"/forum/sujets/{source.id}/reunir", data=data, follow_redirects=True)


def test_messages_join_at_the_end_and_the_old_address_leads_there_for_good(sign_in, people, kept, double):
    links = [(post.id, post.number + 2) for post in db.session.scalars(select(Post).where(Post.topic_id == double.id))]
    page = merged(sign_in, people, double, kept)
    assert "Les deux sujets sont réunis" in page.text
    assert "a réuni ici le sujet « Comment aller à la gare ? » (3 messages)" in page.text
    assert page.text.index('id="message-2"') < page.text.index("a réuni ici") < page.text.index('id="message-3"')
    assert [number for number, _ in texts(kept)] == [1, 2, 3, 4, 5]
    browser, here = sign_in(people["Ana"]), f"/forum/sujets/{kept.id}-{kept.slug}"
    for old in (f"/forum/sujets/{double.id}", f"/forum/sujets/{double.id}-{double.slug}?page=2"):
        answer = browser.get(old)
        assert (answer.status_code, answer.location) == (301, here)
    for post_id, number in links:
        assert browser.get(f"/forum/messages/{post_id}").location == f"{here}#message-{number}"
    assert_counts_are_true()
    entry = db.session.scalars(select(JournalEntry)).one()
    assert (entry.thing_id, entry.after["into"], entry.reason) == (str(double.id), kept.id, REASON)


def test_a_topic_merged_twice_leads_to_the_last_one_and_an_answer_begun_in_the_old_one_arrives(
    make, sign_in, people, kept, double
):
    third = opened(make, people["Béa"], "Les navettes du jeudi au marché")
    merged(sign_in, people, double, kept)
    merged(sign_in, people, kept, third)
    browser = sign_in(people["Dina"])
    assert browser.get(f"/forum/sujets/{double.id}-x").location == f"/forum/sujets/{third.id}-{third.slug}"
    browser.post(f"/forum/sujets/{double.id}/repondre", data={"body": "J’écrivais encore."})
    assert [body for _, body in texts(third)][-1] == "J’écrivais encore."
    assert_counts_are_true()


def test_who_follows_and_has_read_goes_on_from_there(sign_in, people, kept, double):
    ana, bea, dina = people["Ana"], people["Béa"], people["Dina"]
    reading.mark_read(kept.id, ana.id, 2)
    reading.mark_read(double.id, ana.id, 2)
    db.session.commit()
    merged(sign_in, people, double, kept)
    read = dict(
        db.session.execute(select(Reading.member_id, Reading.last_number).where(Reading.topic_id == kept.id)).all()
    )
    assert (read[ana.id], read[bea.id]) == (4, 2)
    followers = db.session.scalars(select(Follow.member_id).where(Follow.topic_id == kept.id))
    assert set(followers) == {ana.id, bea.id, people["Carl"].id, dina.id}
    for model in (Follow, Reading):
        assert db.session.scalars(select(model).where(model.topic_id == double.id)).all() == []


def test_the_bell_and_the_search_follow_the_messages(sign_in, work, people, kept, double):
    carl, told = people["Carl"], select(Notification).where(Notification.kind == "reply")
    operations.reply(double, "Et le bus ?", by=people["Dina"])
    db.session.commit()
    work()
    mine = db.session.scalars(told.where(Notification.member_id == carl.id)).one()
    assert mine.topic_id == double.id
    merged(sign_in, people, double, kept)
    work()
    db.session.refresh(mine)
    assert mine.topic_id == kept.id
    reading.mark_read(kept.id, carl.id, 6)
    db.session.refresh(mine)
    assert mine.read_at is not None
    kept_lines = db.session.scalars(select(Notification).where(Notification.kind == "kept")).all()
    assert {line.member_id for line in kept_lines} == {people["Ana"].id, carl.id}
    assert sorted(hit.kind for hit in find("gare", audiences=["members"]).items) == ["post"] * 5 + ["topic"]
    assert [hit.kind for hit in find("covoiturage", audiences=["members"]).items] == ["post"]


def test_tags_and_answers_begun_go_along(make, sign_in, people, kept, double):
    words = [make.term("tag", f"mot-{n}", f"Signet{n}") for n in range(7)]
    tags.put(kept, [word.id for word in words[:3]])
    tags.put(double, [word.id for word in words[2:]])
    db.session.add(tags.TagProposal(label="cadencement", topic_id=double.id, proposed_by_id=people["Dina"].id))
    carl, bea = sign_in(people["Carl"]), sign_in(people["Béa"])
    carl.post(f"/brouillons/reponse-{double.id}", data={"body": "Je note le cadencement."})
    for topic, body in ((kept, "Pour la navette,"), (double, "pour le covoiturage.")):
        bea.post(f"/brouillons/reponse-{topic.id}", data={"body": body})
    merged(sign_in, people, double, kept)
    assert [one.label for one in tags.of_topic(kept.id)] == [f"Signet{n}" for n in range(5)]
    assert tags.of_topic(double.id) == []
    assert [hit.kind for hit in find("signet4", audiences=["members"]).items] == ["topic"]
    page = f"/forum/sujets/{kept.id}-{kept.slug}"
    assert "Je note le cadencement." in carl.get(page).text
    typed = BeautifulSoup(bea.get(page).text, "lxml").find("textarea", {"name": "body"}).get_text()
    assert typed.split() == "Pour la navette, pour le covoiturage.".split()
    assert carl.get("/brouillons/").text.count("Reprendre") == 1
    assert db.session.scalars(select(tags.TagProposal.topic_id)).all() == [kept.id]
    second = db.session.scalars(select(Post.id).where(Post.topic_id == kept.id, Post.number == 2)).one()
    form = {"title": "Les trottinettes du bourg", "theme_id": kept.theme_id, "kind": "question", "reason": REASON}
    made = gathering.split(kept, [second], **form, by=people["keeper"])
    assert len(tags.of_topic(made.id)) == 5
    found = {hit.key for hit in find("signet4", audiences=["members"]).items}
    assert found == {str(kept.id), str(made.id)}


def test_the_other_topic_is_named_by_its_address_or_its_number_and_shown_first(make, sign_in, people, kept, double):
    staff, url = sign_in(people["keeper"]), f"/forum/sujets/{double.id}/reunir"
    for named in (kept.id, f"https://club.example/forum/sujets/{kept.id}-une-navette?page=1#message-2"):
        assert "Réunir les deux sujets" in staff.get(url, query_string={"vers": named}).text
    make.commune("37001", "Ailleurs")
    elsewhere = make.topic(make.member("Tours", commune="37001"))
    closed = make.topic(people["Ana"], audience="communes")
    wrong = {
        str(closed.id): "n’ont pas les mêmes lecteurs",
        "999999": "Aucun sujet à cette adresse",
        "la gare": "Aucun sujet à cette adresse",
        str(double.id): "C’est ce sujet-ci",
        str(elsewhere.id): "n’est pas de votre territoire",
    }
    for named, sentence in wrong.items():
        page = staff.get(url, query_string={"vers": named}).text
        assert sentence in page
        assert "Réunir les deux sujets" not in page
    assert staff.post(url, data={"into": elsewhere.id, "reason": REASON}).status_code == 403
    assert "Écrivez la raison" in staff.post(url, data={"into": kept.id, "reason": ""}).text
    assert queries.topic(double.id).id == double.id


def test_messages_that_leave_have_a_topic_of_their_own_and_keep_their_links(make, sign_in, work, people, double):
    carl, dina = people["Carl"], people["Dina"]
    operations.reply(double, "Encore un mot.", by=people["Béa"])
    db.session.commit()
    gone = db.session.scalars(
        select(Post).where(Post.topic_id == double.id, Post.number.in_([2, 4])).order_by(Post.number)
    ).all()
    sent = {"posts": [post.id for post in gone], "title": "Le covoiturage du jeudi", "theme_id": make.theme().id}
    url = f"/forum/sujets/{double.id}/detacher"
    staff = sign_in(people["keeper"])
    page = staff.post(url, data=sent | {"kind": "discussion", "reason": REASON}, follow_redirects=True)
    assert "a détaché ces messages d’un autre sujet" in page.text
    made = db.session.scalars(select(Topic).order_by(Topic.id.desc())).first()
    assert (made.author_id, made.title, [number for number, _ in texts(made)]) == (
        *(dina.id, "Le covoiturage du jeudi", [1, 2]),
    )
    browser = sign_in(carl)
    here = f"/forum/sujets/{made.id}-le-covoiturage-du-jeudi"
    assert [browser.get(f"/forum/messages/{post.id}").location for post in gone] == [
        f"{here}#message-1",
        f"{here}#message-2",
    ]
    left = browser.get(f"/forum/sujets/{double.id}-{double.slug}").text
    assert f'<a class="lc-link" href="{here}">a détaché 2 messages vers un sujet à part</a>' in left
    assert [number for number, _ in texts(double)] == [1, 3]
    assert double.last_number == 3
    assert_counts_are_true()
    read = db.session.execute(select(Reading.member_id, Reading.last_number).where(Reading.topic_id == made.id))
    assert dict(read.all()) == {people["Béa"].id: 2, dina.id: 1, carl.id: 1}
    assert set(db.session.scalars(select(Follow.member_id).where(Follow.topic_id == made.id))) == {
        dina.id,
        people["Béa"].id,
    }
    assert here in [hit.url for hit in find("covoiturage", audiences=["members"]).items]
    work()
    told = db.session.scalars(select(Notification.member_id).where(Notification.kind == "kept"))
    assert sorted(told) == sorted([carl.id, dina.id, people["Béa"].id])


def test_the_first_message_never_leaves_and_a_choice_is_needed(make, sign_in, people, double):
    first = db.session.scalars(select(Post.id).where(Post.topic_id == double.id, Post.number == 1)).one()
    staff, url = sign_in(people["keeper"]), f"/forum/sujets/{double.id}/detacher"
    sent = {"title": "Le covoiturage du jeudi", "theme_id": double.theme_id, "kind": "discussion", "reason": REASON}
    assert "Choisissez au moins un message." in staff.post(url, data=sent).text
    assert "Choisissez dans la liste." in staff.post(url, data=sent | {"posts": [first]}).text
    alone = make.topic(people["Ana"])
    assert "n’a pas encore de réponse" in staff.get(f"/forum/sujets/{alone.id}/detacher").text
    assert db.session.scalar(select(func.count()).select_from(Topic)) == 2


def test_what_followed_a_message_that_left_is_read_by_who_read_it(make, people, kept):
    """Numbers go back to the newest message left: the next answer is unread for everybody else."""
    ana, bea = people["Ana"], people["Béa"]
    second = db.session.scalars(select(Post).where(Post.topic_id == kept.id, Post.number == 2)).one()
    form = {"title": "Les trottinettes du bourg", "theme_id": kept.theme_id, "kind": "question", "reason": REASON}
    gathering.split(kept, [second.id], **form, by=people["keeper"])
    operations.reply(kept, "Une autre réponse.", by=ana)
    read = select(Reading.last_number).where(Reading.topic_id == kept.id, Reading.member_id == bea.id)
    assert (kept.last_number, db.session.scalar(read)) == (2, 1)
    assert_counts_are_true()
