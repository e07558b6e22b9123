"""Several people at the same moment: real commits, real connections."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from club import create_app
from club.access import Conflict
from club.extensions import db
from club.forum import operations, queries
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
