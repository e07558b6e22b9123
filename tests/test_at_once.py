"""Two people at the same moment, on real connections: the second is told of what the first did."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from club import create_app
from club.access import Conflict, Denied, Refused
from club.collections import operations as collections
from club.extensions import db
from club.forum import keeping
from club.forum import operations as forum
from club.forum import queries as topics
from club.forum.models import Post, Topic
from club.funding import operations as funding
from club.funding import queries as aids
from club.library import operations as library
from club.library import queries as resources
from club.members import accounts, operations, queries
from club.members.models import Member, Role
from club.schema import upgrade
from tests.factories import Make
from tests.toolbox import together


@pytest.fixture
def club(settings, fresh_database, tmp_path):
    app = create_app(replace(settings, database_url=fresh_database, instance=tmp_path))
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def at_once(club, *works):
    """What becomes of each piece of work: « done », or the name of its refusal."""

    def end(work):
        try:
            work()
        except (Conflict, Denied, Refused) as why:
            db.session.rollback()
            return type(why).__name__
        db.session.commit()
        return "done"

    return sorted(together(club, *(lambda work=work: end(work) for work in works)))


def one(id):
    return db.session.get_one(Member, id)


def test_of_two_editors_the_second_is_told_of_the_first(club):
    make = Make()
    editor = make.partner()
    by, guide, aid = editor.id, make.resource(editor), make.aid(editor)
    path = make.collection(editor, guide)
    guide_id, type_id, aid_id, path_id = guide.id, guide.type_id, aid.id, path.id
    sheet = library.Sheet(
        title="Un titre",
        summary="",
        body="",
        type_id=type_id,
        organisation_id=None,
        theme_ids=(),
        territories=(),
        links=(),
    )
    works = [
        lambda: library.edit(resources.resource(guide_id), sheet, version=1, by=one(by)),
        lambda: funding.edit(aids.aid(aid_id), funding.Sheet(title="Une aide"), version=1, by=one(by)),
        lambda: collections.edit(
            db.session.get(type(path), path_id),
            collections.Sheet(title="Un parcours", intro="", is_shared=False),
            version=1,
            by=one(by),
        ),
    ]
    for edit in works:
        assert at_once(club, edit, edit) == ["Conflict", "done"]


def test_a_request_is_decided_once(club):
    make = Make()
    waiting, admin = make.member(status="pending").id, make.member(role="administrator").id
    decisions = (
        lambda: operations.admit(one(waiting), by=one(admin)),
        lambda: operations.refuse(one(waiting), reason="Non", by=one(admin)),
    )
    assert at_once(club, *decisions) == ["Refused", "done"]


def test_two_administrators_who_demote_each_other_leave_one(club):
    make = Make()
    first, second = (make.member(role="administrator").id for _ in range(2))
    place = operations.Place(role=Role.MEMBER)
    demotions = (
        lambda: operations.change_role(one(first), place, by=one(second)),
        lambda: operations.change_role(one(second), place, by=one(first)),
    )
    assert at_once(club, *demotions) == ["Denied", "done"]
    assert db.session.scalar(select(func.count(Member.id)).where(Member.role == Role.ADMINISTRATOR)) == 1


def test_a_link_of_a_mail_is_used_once(club):
    member = Make().member()
    token = accounts._new_link(member, "reset", accounts.RESET_LIFE)
    db.session.commit()

    def use():
        link = queries.secret_link("reset", token)
        if link is None:
            raise Refused("used")
        accounts.reset_password(link, "un-mot-de-passe-bien-long")

    assert at_once(club, use, use) == ["Refused", "done"]


def test_a_message_goes_once_and_the_count_stays_true(club):
    make = Make()
    ana = make.member("Ana")
    topic = make.topic(ana)
    post_id, ana_id, topic_id = make.post(topic, ana, "Une réponse").id, ana.id, topic.id
    first = db.session.scalars(select(Post.id).where(Post.topic_id == topic_id).order_by(Post.number)).first()
    before = topic.posts_count

    def remove():
        forum.remove(topics.post(post_id), by=one(ana_id))

    def hide():
        keeping.hide_post(topics.post(first), reason="x")

    assert at_once(club, remove, remove) == ["Refused", "done"]
    assert at_once(club, hide, hide) == ["Refused", "done"]
    assert db.session.get_one(Topic, topic_id).posts_count == before - 2
