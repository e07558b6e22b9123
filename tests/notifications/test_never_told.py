"""Whatever is written, hidden and narrowed, and whoever changes role: nobody is told of what they may not read."""

import re
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from club import clock, events, jobs, mail
from club.access import Refused
from club.extensions import db
from club.forum import keeping, operations, reading
from club.forum import queries as forum
from club.forum.models import Level, Post, Topic
from club.mail.models import Letter
from club.members import operations as accounts
from club.members.models import Member, MemberTheme, Role
from club.notifications import digest, rhythm
from club.notifications import queries as bell
from club.notifications.models import Notification
from club.policy import Action, can

pytestmark = pytest.mark.anywhere  # what it proves is the same on both databases; the suite must stay short


TOPICS = st.integers(0, 2)
PEOPLE = st.integers(0, 6)
LEVELS = st.sampled_from(Level)
STEPS = st.one_of(
    st.tuples(st.just("reply"), TOPICS, PEOPLE),
    st.tuples(st.just("follow"), TOPICS, PEOPLE, LEVELS),
    st.tuples(st.just("watch"), PEOPLE, st.sampled_from(["theme", "departement"]), LEVELS),
    st.tuples(st.just("hide"), TOPICS),
    st.tuples(st.just("restore"), TOPICS),
    st.tuples(st.just("hide_post"), TOPICS),
    st.tuples(st.just("remove_post"), TOPICS),
    st.tuples(st.just("audience"), TOPICS, st.sampled_from(["members", "communes", "project_leaders"])),
    st.tuples(st.just("role"), PEOPLE, st.sampled_from([Role.MEMBER, Role.PARTNER, Role.MODERATOR])),
    st.tuples(st.just("work")),
    st.tuples(st.just("mails")),
)
STORIES = st.lists(STEPS, min_size=4, max_size=14)
MARK = re.compile(r"(?:Sujet|Parole)[0-9]+x")


class Story:
    """Seven people and three topics; each title and each text carries a mark of its own."""

    def __init__(self, make) -> None:
        leader = make.term("function", "chef-de-projet", "Cheffe ou chef de projet PVD").id
        make.commune("37001", "Ailleurs")
        past = clock.now().replace(year=2020)
        often = {"forum_read_at": past, "seen_at": clock.now()}
        self.keeper = make.member("Modeste", role="moderator", **often)
        self.admin = make.member("Adèle", role="administrator", **often)
        self.people = [
            make.member("Ana", function_id=leader, **often),
            make.member("Béa", commune="37001", function_id=leader, **often),
            make.member("Élue", **often),
            make.partner(**often),
            make.referent("36", **often),
            make.referent("37", **often),
            self.keeper,
        ]
        self.theme = make.theme()
        for one in self.people:
            one.admitted_at = past
            db.session.add(MemberTheme(member_id=one.id, term_id=self.theme.id))
        self.topics = []
        for number, kind in enumerate(("question", "discussion", "question")):
            sent = {"kind": kind, "title": f"Sujet{number}x, une histoire de halle", "theme_id": self.theme.id}
            self.topics.append(operations.open_topic(**sent, body=f"Parole{number}x", by=self.people[number]))
        self.said = 3
        db.session.commit()

    def do(self, name, *what) -> None:
        try:
            getattr(self, name)(*what)
            db.session.commit()
        except Refused:
            db.session.rollback()

    def reply(self, topic, who) -> None:
        operations.reply(self.topics[topic], f"Parole{self.said}x", by=self.people[who])
        self.said += 1

    def follow(self, topic, who, level) -> None:
        reading.choose_level(self.topics[topic], self.people[who], level)

    def watch(self, who, kind, level) -> None:
        reading.watch(kind, str(self.theme.id) if kind == "theme" else "36", self.people[who], level)

    def hide(self, topic) -> None:
        keeping.hide_topic(self.topics[topic], reason="Hors sujet", by=self.keeper)

    def restore(self, topic) -> None:
        keeping.restore_topic(self.topics[topic], by=self.keeper)

    def hide_post(self, topic) -> None:
        keeping.hide_post(self._last(topic), reason="Coordonnées", by=self.keeper)

    def remove_post(self, topic) -> None:
        last = self._last(topic)
        operations.remove(last, by=db.session.get_one(Member, last.author_id))

    def _last(self, topic) -> Post:
        newest = select(Post.id).where(Post.topic_id == self.topics[topic].id).order_by(Post.number.desc()).limit(1)
        return forum.post(db.session.scalars(newest).one())

    def audience(self, topic, audience) -> None:
        topic = self.topics[topic]
        same = {"title": topic.title, "theme_id": topic.theme_id, "kind": topic.kind, "version": topic.version}
        wish = keeping.Wish(**same, audience=audience, is_locked=False, pin="", pinned_until=None)
        keeping.keep(topic, wish, reason="Pour les communes", by=self.keeper)

    def role(self, who, role) -> None:
        place = accounts.Place(role=role, organisation_id=self.people[3].organisation_id)
        accounts.change_role(self.people[who], place, by=self.admin)

    def work(self) -> None:
        events.sweep()

    def mails(self) -> None:
        events.sweep()
        seen = select(Letter.id)
        before = set(db.session.scalars(seen))
        rhythm.write_soon(at_once=True)
        rhythm.write_daily(at_once=True)
        digest.write_digests(at_once=True)
        for letter in db.session.scalars(select(Letter).where(Letter.id.not_in(before))):
            self._check_letter(letter)

    def _check_letter(self, letter: Letter) -> None:
        reader = db.session.get_one(Member, letter.to_member_id)
        allowed = self._marks(reader)
        for part in (letter.subject, letter.text, letter.html):
            assert set(MARK.findall(part)) <= allowed, (letter.kind, reader.role, part)

    def _marks(self, reader: Member) -> set[str]:
        """What this person may read now, by the policy alone."""
        marks: set[str] = set()
        for topic in self.topics:
            if can(reader, Action.TOPIC_READ, topic):
                marks |= {topic.title.partition(",")[0]}
                posts = db.session.scalars(select(Post).where(Post.topic_id == topic.id)).all()
                for post in posts:
                    post.topic = topic
                    marks |= {post.body} if can(reader, Action.POST_READ, post) else set()
        return marks

    def check_bells(self) -> None:
        """What the page and the number of each bell count can be read."""
        for reader in self.people:
            mine = db.session.scalars(select(Notification).where(Notification.member_id == reader.id)).all()
            told = [one for one in mine if one.topic_id is not None]
            for one in told:
                assert can(reader, Action.TOPIC_READ, db.session.get_one(Topic, one.topic_id)), (reader.role, one.words)
                if one.subject_kind == "post":
                    assert can(reader, Action.POST_READ, forum.post(one.subject_id)), (reader.role, one.words)
            shown = [group for day in bell.by_day(mine, reader) for group in day.groups]
            assert {mark for group in shown for mark in MARK.findall(group.title)} <= self._marks(reader)
            assert bell.unread_count(reader.id) == len([one for one in mine if one.read_at is None])
        for letter in db.session.scalars(select(Letter).where(Letter.sent_at.is_(None))):
            self._check_letter(letter)


@contextmanager
def undone():
    """What an example writes is taken back."""
    nested = db.engines[None].begin_nested()
    try:
        yield
    finally:
        db.session.remove()
        nested.rollback()


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # making a failing story shorter takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(story=[("watch", 2, "theme", Level.ALL), ("mails",), ("hide_post", 1)])
@given(story=STORIES)
def test_nobody_is_told_of_what_they_may_not_read(app, make, story):
    with jobs.background(app), undone():
        told = Story(make)
        for step in [*story, ("work",), ("mails",)]:
            told.do(*step)
            told.check_bells()
        mail.outbox.clear()
