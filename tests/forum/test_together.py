"""Several people at the same moment: real commits, real connections."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from club import clock, create_app
from club.access import Conflict, Refused
from club.extensions import db
from club.forum import announcing, gathering, operations, queries
from club.forum.ledger import Announcement
from club.forum.models import Category, Post, PostRevision, Topic
from club.members.models import Member
from club.schema import upgrade
from tests.factories import Make
from tests.toolbox import together


@pytest.fixture
def club(settings, fresh_database, tmp_path):
    app = create_app(replace(settings, database_url=fresh_database, instance=tmp_path))
    with app.app_context():
        upgrade()
        ana = Make().member("Ana")
        form = {"kind": "question", "title": "Qui a un modèle de bail ?", "theme_id": Make().theme().id}
        operations.open_topic(**form, body="Bonjour", by=ana)
        db.session.commit()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_answers_of_the_same_moment_have_numbers_of_their_own_and_are_all_counted(club):
    topic_id, member_id = db.session.scalars(select(Topic.id)).one(), db.session.scalars(select(Member.id)).one()

    def answer():
        operations.reply(db.session.get(Topic, topic_id), "Oui", by=db.session.get(Member, member_id))
        db.session.commit()
        return True

    assert together(club, *[answer] * 6) == [True] * 6
    topic, category = db.session.get(Topic, topic_id), db.session.scalars(select(Category)).one()
    assert (topic.last_number, topic.posts_count, category.posts_count) == (7, 7, 7)
    assert sorted(db.session.scalars(select(Post.number))) == [1, 2, 3, 4, 5, 6, 7]


def test_of_two_edits_of_the_same_moment_one_is_told_of_the_other(club):
    post_id, member_id = db.session.scalars(select(Post.id)).one(), db.session.scalars(select(Member.id)).one()

    def edit():
        post = queries.post(post_id)
        try:
            operations.edit(post, "Un texte corrigé", version=1, by=db.session.get(Member, member_id))
        except Conflict:
            db.session.rollback()
            return "conflict"
        db.session.commit()
        return "edited"

    assert sorted(together(club, edit, edit)) == ["conflict", "edited"]
    assert db.session.scalars(select(PostRevision.version)).all() == [1]


def test_two_topics_joined_both_ways_at_the_same_moment_join_once_and_an_answer_of_that_moment_is_not_lost(club):
    member_id, theme = db.session.scalars(select(Member.id)).one(), Make().theme().id
    first_id = db.session.scalars(select(Topic.id)).one()
    form = {"kind": "question", "title": "Comment aller à la gare ?", "theme_id": theme}
    second_id = operations.open_topic(**form, body="Bonjour", by=db.session.get(Member, member_id)).id
    db.session.commit()

    def join(source_id, target_id):
        def work():
            source, target = db.session.get(Topic, source_id), db.session.get(Topic, target_id)
            try:
                gathering.merge(source, target, reason="Doublon", by=db.session.get(Member, member_id))
            except Refused:
                db.session.rollback()
                return "refused"
            db.session.commit()
            return "joined"

        return work

    def answer():
        try:
            operations.reply(queries.topic(second_id), "Oui", by=db.session.get(Member, member_id))
        except Refused:
            db.session.rollback()
            return "told"
        db.session.commit()
        return "answered"

    ways = join(first_id, second_id), join(second_id, first_id), join(first_id, second_id)
    *joined, answered = together(club, *ways, answer)
    assert sorted(joined) == ["joined", "refused", "refused"]
    kept = db.session.scalars(select(Topic).where(Topic.merged_into_id.is_(None))).one()
    posts = 2 + (answered == "answered")
    numbers = sorted(db.session.scalars(select(Post.number).where(Post.topic_id == kept.id)))
    assert numbers == list(range(1, posts + 1))
    category = db.session.get(Category, theme)
    assert (category.topics_count, category.posts_count, kept.posts_count) == (1, posts, posts)


def test_two_workers_publish_a_scheduled_announcement_once(club):
    member = db.session.scalars(select(Member)).one()
    member.role = "moderator"
    moment = clock.now() - timedelta(minutes=1)
    said = {"title": "Le point mensuel change de jour", "body": "Mardi.", "theme_id": Make().theme().id}
    db.session.add(Announcement(author_id=member.id, publish_at=moment, **said))
    db.session.commit()
    assert sum(together(club, *[announcing.publish_due] * 3)) == 1
    assert db.session.scalars(select(Topic.title).where(Topic.kind == "announcement")).all() == [said["title"]]
